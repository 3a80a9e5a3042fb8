//! Every word that the room can say has its sentence.

use campaigns::{
    Alert, Awkward, CampaignError, CampaignState, Channel, Channels, DeliveryState, Finding,
    NextStep, Purpose, Severity, Share,
};
use i18n::Lang;

use super::{findings, preview::label_key, refusal, words};

#[test]
fn no_two_addresses_clash() {
    // The router refuses two handlers of one address when it is built.
    drop(super::routes());
}

fn all_there(section: &str, words: impl IntoIterator<Item = &'static str>) {
    for word in words {
        let key = format!("campaigns.{section}{word}");
        assert!(i18n::has(&key), "{key}");
    }
}

#[test]
fn every_state_purpose_and_alert_has_its_words() {
    let states = || CampaignState::ALL.iter().map(|state| state.as_str());
    all_there("state.", states());
    all_there("state_hint.", states());
    let purposes = || Purpose::ALL.iter().map(|purpose| purpose.as_str());
    all_there("purpose.", purposes());
    all_there("purpose_hint.", purposes());
    let channels = || Channels::ALL.iter().map(|channels| channels.as_str());
    all_there("channels.", channels());
    all_there("channels_hint.", channels());
    all_there("alert.", Alert::ALL.iter().map(|alert| alert.as_str()));
    all_there("share.", Share::ALL.iter().map(|share| share.as_str()));
    all_there("share_hint.", Share::ALL.iter().map(|share| share.as_str()));
    all_there("channel.", Channel::ALL.iter().map(|channel| channel.as_str()));
    all_there("preview.", Channel::ALL.iter().filter_map(|channel| label_key(*channel)));
    all_there("preview.awkward_", Awkward::ALL.iter().map(|kind| kind.as_str()));
    all_there("notes.kind_", ["accepted", "losses", "cancelled", "refused"]);
    all_there("warning.", ["shifted_mail", "deceased_flag"]);
    all_there("changed.", ["organisation", "case", "facts", "settings", "channels", "texts"]);
}

#[test]
fn everything_that_resists_has_its_words_and_its_next_step() {
    use DeliveryState as S;
    let stuck = [S::Deferred, S::InDoubt, S::Failed, S::Returned, S::Unreachable, S::Excluded];
    all_there("resists.", stuck.map(DeliveryState::as_str));
    all_there("resists.unit_", stuck.map(DeliveryState::as_str));
    let next = [
        NextStep::None,
        NextStep::Retry,
        NextStep::Letter,
        NextStep::Settle,
        NextStep::FreshAddress,
        NextStep::Desk,
        NextStep::Correct,
    ];
    all_there("resists.next_", next.map(NextStep::as_str));
}

#[test]
fn a_state_is_at_one_step_and_a_cancelled_campaign_at_none() {
    let steps = words::step_names(Lang::FR).len();
    for state in CampaignState::ALL {
        match words::step(*state) {
            Some(step) => assert_eq!(step == steps, *state == CampaignState::Finished),
            None => assert_eq!(*state, CampaignState::Cancelled),
        }
    }
}

#[test]
fn a_refusal_is_a_sentence_and_a_failure_is_a_page() {
    let of = |error, act| refusal::Refusal::of(Lang::FR, error, act).map(|said| said.sentences);
    let said = |error| of(error, refusal::Act::Other);
    let sentences = [
        CampaignError::Conflict,
        CampaignError::SamePerson,
        CampaignError::ContentChanged(vec!["facts", "channels"]),
        CampaignError::ContentChanged(vec!["hash"]),
        CampaignError::AudienceChanged,
        CampaignError::Faults { count: 3 },
        CampaignError::Suspicious { code: "shifted_mail".to_owned() },
        CampaignError::Suspicious { code: "of_tomorrow".to_owned() },
        CampaignError::Nobody,
        CampaignError::PageClosed,
        CampaignError::CodeSilent,
        CampaignError::Gap { gap: 1 },
        CampaignError::DiskFull,
    ];
    for error in sentences {
        let shown = format!("{error:?}");
        let lines = said(error).unwrap();
        assert!(lines.iter().all(|line| !line.contains(['⟦', '{'])), "{shown}: {lines:?}");
    }
    assert!(said(CampaignError::NotFound).is_err());
    assert!(said(CampaignError::Broken).is_err());
    let waits = of(CampaignError::Conflict, refusal::Act::Prepare);
    assert_ne!(waits.unwrap(), said(CampaignError::Conflict).unwrap());
}

#[test]
fn a_closed_page_leads_to_where_it_is_opened() {
    let way = |error| {
        refusal::Refusal::of(Lang::EN, error, refusal::Act::Other).map(|refusal| refusal.way)
    };
    let closed = way(CampaignError::PageClosed).unwrap();
    assert_eq!(closed, Some(("faits", "Open the public page")));
    assert_eq!(way(CampaignError::Nobody).unwrap(), None);
}

#[test]
fn a_finding_names_the_field_that_is_empty() {
    let finding = Finding {
        key: "campaigns.template.placeholder_missing",
        severity: Severity::Refusal,
        article: Some("GDPR 33(3)(b)"),
        field: Some("organisation.phone"),
        lang: None,
        word: Some("phone".to_owned()),
        count: None,
        quote: None,
    };
    let text = findings::text(Lang::FR, &finding);
    assert!(text.contains("téléphone du laboratoire"), "{text}");
    let text = findings::text(Lang::EN, &Finding { field: None, ..finding });
    assert!(text.contains("phone") && !text.contains('{'), "{text}");
}

#[test]
fn a_fingerprint_keeps_its_ends_and_a_share_its_decimal() {
    assert_eq!(words::short(&"ab12".repeat(16)), "ab12…ab12");
    assert_eq!(words::short("ab"), "ab");
    assert_eq!(words::share(Lang::FR, 1_000), i18n::percent(Lang::FR, 1, 1));
    assert_eq!(words::share(Lang::FR, 658), i18n::percent(Lang::FR, 658, 1_000));
}
