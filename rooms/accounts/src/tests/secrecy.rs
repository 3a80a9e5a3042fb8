//! Nothing that names a member of staff, and no secret, stands in clear in the database.

use super::*;
use db::{Db, fetch_all};

const TABLES: [&str; 9] = [
    "select cast(t as text) from account t",
    "select cast(t as text) from account_grant t",
    "select cast(t as text) from recovery_code t",
    "select cast(t as text) from invitation t",
    "select cast(t as text) from invitation_grant t",
    "select cast(t as text) from sign_in_delay t",
    "select cast(t as text) from sign_in_ticket t",
    "select cast(t as text) from staff_session t",
    "select cast(t as text) from audit_event t",
];

/// Everything the database holds, as bytes: the files of SQLite, the rows of PostgreSQL
/// (whose byte columns are hexadecimal there).
async fn dump(db: &Db) -> Vec<u8> {
    let Db::Sqlite { path, .. } = db else {
        let mut text = Vec::new();
        let mut tx = db.read().await.unwrap();
        for sql in TABLES {
            let rows: Vec<(String,)> = fetch_all!(&mut tx, sqlx::query_as(sql)).unwrap();
            text.extend(rows.into_iter().flat_map(|(row,)| row.into_bytes()));
        }
        return text;
    };
    let mut bytes = std::fs::read(path).unwrap();
    let wal = path.with_file_name(format!("{}-wal", path.file_name().unwrap().to_str().unwrap()));
    if wal.exists() {
        bytes.extend(std::fs::read(wal).unwrap());
    }
    bytes
}

fn holds(dump: &[u8], needle: &[u8]) -> bool {
    let hex = hex::encode(needle).into_bytes();
    dump.windows(needle.len()).any(|window| window == needle)
        || dump.windows(hex.len()).any(|window| window == hex)
}

db::each_engine! {
    async fn a_stolen_database_names_nobody_and_opens_nothing(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let grants = [Grant { organisation: room.lab, role: Role::Dpo }];
        let waiting = room.invite(&Actor::Operator, "waiting@example.org", &grants).await;
        let typed = Acceptance { name: "Prénom Enattente", password: PASSWORD };
        let enrolment = accounts.begin_acceptance(waiting.expose(), home(), typed).await.unwrap();
        let code = room.invite(&Actor::Operator, "noe.modele@example.org", &grants).await;
        let (who, recovery) = room.accept("noe.modele@example.org", &code).await;
        room.advance(Duration::seconds(30));
        let ticket = accounts.start_sign_in(&who.email, PASSWORD, home()).await.unwrap();
        let cookie = room.browser(&who).await;
        accounts.start_sign_in("stranger@example.org", "a wrong password", home()).await.unwrap_err();
        let dump = dump(&t.db).await;
        assert!(holds(&dump, b"accounts.signed_in"), "the journal is in the dump");
        assert!(holds(&dump, who.account.to_string().as_bytes()), "ids are in the dump");
        let plain_code = |code: &SecretText| code.expose().replace('-', "");
        let totp_bytes = |secret: &SecretText| {
            data_encoding::BASE32_NOPAD.decode(secret.expose().replace(' ', "").as_bytes()).unwrap()
        };
        let mut secrets: Vec<(&str, Vec<u8>)> = vec![
            ("e-mail", b"noe.modele".to_vec()),
            ("e-mail that waits", b"waiting@".to_vec()),
            ("e-mail of a stranger", b"stranger@".to_vec()),
            ("name", "Noé Modèle".as_bytes().to_vec()),
            ("name that waits", b"Enattente".to_vec()),
            ("password", PASSWORD.as_bytes().to_vec()),
            ("code", plain_code(&waiting).into_bytes()),
            ("used code", plain_code(&code).into_bytes()),
            ("recovery code", plain_code(&recovery[0]).into_bytes()),
            ("second factor", totp_bytes(&who.totp_secret)),
            ("second factor that waits", totp_bytes(&enrolment.secret)),
            ("ticket", ticket.expose().as_bytes().to_vec()),
            ("session as the cookie", cookie.to_string().into_bytes()),
            ("session, little end", cookie.0.to_le_bytes().to_vec()),
            ("session, big end", cookie.0.to_be_bytes().to_vec()),
            ("address", b"192.0.2".to_vec()),
            ("address bytes", vec![4, 192, 0, 2]),
            ("user agent", b"Gecko".to_vec()),
        ];
        secrets.push(("second factor as text", who.totp_secret.expose().replace(' ', "").into_bytes()));
        for (what, secret) in secrets {
            assert!(!holds(&dump, &secret), "{what} stands in clear");
        }
    }
}

#[test]
fn what_is_secret_or_personal_shows_nothing_when_logged() {
    let secret = SecretText::new("girafe".to_owned());
    assert_eq!(format!("{secret:?}"), "SecretText");
    assert!(!format!("{:?}", SecondFactor::Totp("123456")).contains("123456"));
    assert_eq!(format!("{:?}", Acceptance { name: "Ana", password: "girafe" }), "Acceptance");
}
