//! TLS, signing in, and the configuration check.

use mail::smtp::{Protection, SmtpWarning};
use mail::testing::{Act, SmtpServer, TlsStart};
use mail::{NotSent, Outcome, Stage, Transport};

use crate::world::{Authority, from_url, outgoing};

async fn server(authority: &Authority, start: TlsStart) -> SmtpServer {
    SmtpServer::builder().tls(authority.tls(start)).start().await.unwrap()
}

#[tokio::test]
async fn messages_travel_through_starttls_and_through_implicit_tls() {
    let authority = Authority::of("localhost");
    for (start, scheme, protection) in [
        (TlsStart::OnCommand, "smtp", Protection::StartTls),
        (TlsStart::AtOnce, "smtps", Protection::Implicit),
    ] {
        let server = server(&authority, start).await;
        let port = server.address().port();
        let transport = from_url(&format!("{scheme}://localhost:{port}?ca={}", authority.path()));
        assert!(transport.send(outgoing()).await.is_accepted());
        assert_eq!(server.received()[0].raw, outgoing().message.raw());
        let check = transport.check().await.unwrap();
        assert_eq!((check.protection, check.tls_version), (protection, Some("TLS 1.3")));
        assert_eq!((check.size_limit, check.pipelining), (Some(33_554_432), true));
        assert_eq!(check.warnings, []);
        assert_eq!(server.count(), 1, "a check sends nothing");
    }
}

fn tls_failure(outcome: &Outcome) -> String {
    match outcome {
        Outcome::NotSent(NotSent::Tls(failure)) => failure.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_unknown_authority_or_a_wrong_name_stops_everything() {
    let (known, other) = (Authority::of("localhost"), Authority::of("localhost"));
    let wrong_name = Authority::of("relay.example.org");
    for (server_side, trusted) in [(&known, &other), (&wrong_name, &wrong_name)] {
        let server = server(server_side, TlsStart::OnCommand).await;
        let port = server.address().port();
        for tls in ["required", "opportunistic"] {
            let url = format!("smtp://localhost:{port}?tls={tls}&ca={}", trusted.path());
            let outcome = from_url(&url).send(outgoing()).await;
            assert_eq!(tls_failure(&outcome), "the certificate is not accepted");
        }
        let url = format!("smtp://localhost:{port}?tls=required");
        let outcome = from_url(&url).send(outgoing()).await;
        assert_eq!(tls_failure(&outcome), "the certificate is not accepted");
        assert_eq!(server.count(), 0);
    }
}

#[tokio::test]
async fn required_tls_is_never_given_up() {
    let server = SmtpServer::start().await.unwrap();
    let port = server.address().port();
    let required = from_url(&format!("smtp://127.0.0.1:{port}?tls=required"));
    let outcome = required.send(outgoing()).await;
    assert_eq!(tls_failure(&outcome), "STARTTLS is not offered");
    let opportunistic = from_url(&format!("smtp://127.0.0.1:{port}?tls=opportunistic"));
    assert!(opportunistic.send(outgoing()).await.is_accepted());
}

#[tokio::test]
async fn replies_injected_in_clear_after_starttls_end_the_connection() {
    let authority = Authority::of("localhost");
    let server = server(&authority, TlsStart::OnCommand).await;
    let injected = b"220 go\r\n250-forged\r\n250 AUTH PLAIN\r\n".to_vec();
    server.always(Stage::Tls, Act::Raw(injected));
    let url = format!("smtp://localhost:{}?ca={}", server.address().port(), authority.path());
    let outcome = from_url(&url).send(outgoing()).await;
    assert_eq!(tls_failure(&outcome), "unprotected data after STARTTLS");
}

#[tokio::test]
async fn signs_in_with_plain_and_with_login() {
    let authority = Authority::of("localhost");
    for (extensions, name) in [(&["PIPELINING"][..], "PLAIN"), (&["AUTH LOGIN"], "LOGIN")] {
        let server = SmtpServer::builder()
            .tls(authority.tls(TlsStart::AtOnce))
            .credentials("labo@relay", "p:a/s%s é")
            .extensions(extensions)
            .start()
            .await
            .unwrap();
        let address = format!("localhost:{}?ca={}", server.address().port(), authority.path());
        let good = from_url(&format!("smtps://labo%40relay:p%3Aa%2Fs%25s%20%C3%A9@{address}"));
        assert!(good.send(outgoing()).await.is_accepted(), "{name}");
        assert_eq!(good.check().await.unwrap().signed_in, Some(name));
        let bad = from_url(&format!("smtps://labo%40relay:wrong@{address}"));
        let outcome = bad.send(outgoing()).await;
        let Outcome::NotSent(NotSent::Auth(Some(reply))) = outcome else { panic!("{outcome:?}") };
        assert_eq!(reply.code(), 535);
    }
}

#[tokio::test]
async fn credentials_for_a_server_that_knows_no_way_to_sign_in_are_refused() {
    let server = SmtpServer::start().await.unwrap();
    let url = format!("smtp://user:secret@{}?tls=none", server.address());
    let outcome = from_url(&url).send(outgoing()).await;
    assert_eq!(outcome, Outcome::NotSent(NotSent::Auth(None)));
}

#[tokio::test]
async fn a_server_that_asks_to_sign_in_refuses_the_sender_of_strangers() {
    let server = SmtpServer::builder().credentials("user", "secret").start().await.unwrap();
    let outcome = from_url(&server.url()).send(outgoing()).await;
    let Outcome::Refused(refusal) = outcome else { panic!("{outcome:?}") };
    assert_eq!((refusal.stage, refusal.reply.code()), (Stage::MailFrom, 530));
}

#[tokio::test]
async fn the_check_warns_about_what_a_dpo_should_know() {
    let authority = Authority::of("localhost");
    let server = SmtpServer::builder()
        .tls(authority.tls(TlsStart::OnCommand))
        .extensions(&["SIZE 5000"])
        .start()
        .await
        .unwrap();
    let check = from_url(&server.url()).check().await.unwrap();
    assert_eq!(check.protection, Protection::Clear);
    assert_eq!(check.warnings, [SmtpWarning::TlsOfferedNotUsed, SmtpWarning::SmallSizeLimit]);
    let shown = serde_json::to_value(&check).unwrap();
    assert_eq!(shown["warnings"][0], "tls_offered_not_used");
}
