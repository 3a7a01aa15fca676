//! The window driven by the keyboard alone, by the names that a reader says.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Theme};
use serde_json::json;

use crate::support::{self, House, PASSPHRASE, ScriptedCore, maras_plan, new_plan};

#[test]
fn a_passphrase_and_enter_unlock() {
    let mut house = House::usual(ScriptedCore::locked(maras_plan()));
    assert_eq!(house.focus(), Some((Role::PasswordInput, "Passphrase".to_owned())));
    house.type_text("not this one");
    house.press(Key::Enter);
    assert!(
        house.tree().iter().any(|(role, _, _)| *role == Role::Alert),
        "trouble is said at once"
    );
    assert_eq!(house.focus().unwrap().0, Role::PasswordInput, "one can type again at once");
    house.type_text(PASSPHRASE);
    house.choose("Unlock");
    assert_eq!(house.focus(), Some((Role::Heading, "Good evening, Mara".to_owned())));
    house.press_with(Modifiers::COMMAND, Key::L);
    assert!(house.says("Unlock"));
    assert!(!house.says("Mara"));
}

#[test]
fn the_lock_screen_holds_these_nodes_and_no_others() {
    let mut house = House::usual(ScriptedCore::locked(maras_plan()));
    house.type_text("maple quiet");
    let said: Vec<(Role, String, String)> = house
        .tree()
        .into_iter()
        .filter(|(_, label, value)| !label.is_empty() || !value.is_empty())
        .collect();
    let allowed = [
        (Role::Heading, "Kith", ""),
        (Role::Label, "", "Passphrase"),
        (Role::TextRun, "", "Passphrase"),
        (Role::PasswordInput, "Passphrase", "•••••••••••"),
        (Role::Button, "Show, Passphrase", ""),
        (Role::Button, "Unlock", ""),
        (Role::Button, "A calm minute", ""),
        (Role::Button, "Need help now?", ""),
    ];
    let allowed = allowed.map(|(role, label, value)| (role, label.to_owned(), value.to_owned()));
    let others: Vec<_> = said
        .iter()
        .filter(|(role, label, value)| {
            // A label's text is its own name too.
            let plain = (
                *role,
                if *role == Role::Label { String::new() } else { label.clone() },
                value.clone(),
            );
            !allowed.contains(&plain)
        })
        .collect();
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn a_secret_is_never_in_the_accessibility_tree_even_when_it_is_shown() {
    let mut house = House::usual(ScriptedCore::locked(maras_plan()));
    house.type_text(PASSPHRASE);
    house.choose("Show, Passphrase");
    assert!(!house.says("maple"));
    // Locking forgets what was typed.
    house.choose("Unlock");
    house.press_with(Modifiers::COMMAND, Key::L);
    assert!(!house.says("•"));
}

#[test]
fn a_person_and_a_reason_are_added() {
    let mut house = House::usual(ScriptedCore::open(new_plan()));
    house.choose("People");
    house.press_with(Modifiers::COMMAND, Key::N);
    house.tab_to("Name");
    house.type_text("Sam");
    house.tab_to("Sponsor");
    house.press(Key::Space);
    house.choose("Add one: Ways to reach them");
    house.tab_to("Mobile phone");
    house.press(Key::Space);
    house.tab_to("Number or address");
    house.type_text("555 0101");
    house.choose("Done");
    assert_eq!(
        house.core.fields,
        json!({"name": "Sam", "relation": "sponsor",
            "contacts": [{"sort": "mobile", "value": "555 0101"}]})
    );
    assert_eq!(house.focus(), Some((Role::Heading, "People".to_owned())));
    house.tab_to("Sam, Sponsor");

    house.choose("My plan");
    house.choose("My why");
    house.press_with(Modifiers::COMMAND, Key::N);
    house.tab_to("What matters to you");
    house.type_text("To be there when Leo starts school.");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(house.core.fields, json!({"text": "To be there when Leo starts school."}));
    house.choose("Today");
    assert!(house.says("“To be there when Leo starts school.”"));
}

#[test]
fn what_is_required_is_asked_for_and_nothing_is_sent() {
    let mut house = House::usual(ScriptedCore::open(new_plan()));
    house.press_with(Modifiers::COMMAND, Key::N);
    house.press(Key::Escape);
    house.choose("People");
    house.choose("Add a person");
    house.choose("Done");
    assert!(house.says("This one is needed"));
    assert!(!house.core.heard.contains(&"add"));
}

#[test]
fn a_check_in_takes_a_few_keys() {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    house.tab_to("Rough");
    house.press(Key::Num4);
    house.choose("Check in");
    assert_eq!(house.focus(), Some((Role::Heading, "Check in".to_owned())));
    house.tab_to("Urge");
    for _ in 0..4 {
        house.press(Key::ArrowRight);
    }
    house.tab_to("Tired");
    house.press(Key::Space);
    house.tab_to("Note");
    house.type_text("Long shift, good dinner");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(
        house.core.fields,
        json!({"mood": 4, "craving": 3, "halt": ["tired"], "note": "Long shift, good dinner"})
    );
    assert!(house.says("Saved. Thank you for checking in."));
    assert!(!house.says("That is a hard number"));
}

#[test]
fn a_strong_urge_is_met_with_help_after_it_is_saved_and_tells_nobody() {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    house.choose("Check in");
    house.tab_to("Urge");
    house.press(Key::End);
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert!(house.says("That is a hard number"));
    assert!(!house.core.heard.contains(&"between"));
    house.tab_to("Reach Ana");
}

#[test]
fn sharing_says_what_it_means_asks_for_the_passphrase_and_then_happens() {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    house.choose("Sharing");
    house.choose("Share, Check-ins, Ana: Sees nothing");
    assert_eq!(
        house.focus(),
        Some((Role::Heading, "Share “Check-ins” with Ana?".to_owned())),
        "the focus goes into the dialog"
    );
    assert!(house.says("from today on"));
    assert!(house.says("You can stop any time"));
    house.choose("Share");
    assert!(house.core.shared.is_none(), "not without the passphrase");
    assert_eq!(house.focus().unwrap().0, Role::PasswordInput);
    house.type_text("wrong one");
    house.press(Key::Enter);
    assert!(house.says("That did not match"));
    house.type_text(PASSPHRASE);
    house.press(Key::Enter);
    let (section, _, with_past) = house.core.shared.clone().unwrap();
    assert_eq!((section.as_str(), with_past), ("checkins", false));
    assert!(house.says("Ana can now see “Check-ins”"));
    assert!(house.says("Can see until 2 August 2027"));
}

#[test]
fn escape_closes_a_dialog_and_the_focus_returns() {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    house.choose("Sharing");
    let button = "Share, Check-ins, Ana: Sees nothing";
    house.choose(button);
    assert!(house.tree().iter().any(|(role, _, _)| *role == Role::Dialog));
    house.press(Key::Escape);
    assert!(house.tree().iter().all(|(role, _, _)| *role != Role::Dialog));
    assert_eq!(house.focus(), Some((Role::Button, button.to_owned())));
    assert!(house.core.shared.is_none());
}

#[test]
fn a_kept_pair_is_settled_and_a_removed_record_comes_back() {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    house.choose("Steady plan");
    house.tab_to("When it’s late and loud, I walk around the block., What I can do on my own, Which one is right?");
    house.press(Key::Enter);
    house.choose("This one is right: When it’s late and loud, I walk to the river.");
    assert!(house.says("I walk to the river"));
    assert!(!house.says("around the block"));
    house.choose("Remove");
    house.choose("Remove");
    assert!(house.says("Moved to “Recently removed”"));
    assert!(!house.says("I walk to the river"));
    house.choose("Recently removed");
    house.press(Key::Tab);
    house.tab_to(
        "Bring back: What I can do on my own · When it’s late and loud, I walk to the river.",
    );
    house.press(Key::Enter);
    house.tab_to("When it’s late and loud, I walk to the river., What I can do on my own");
}

/// A draft that was open while another device changed the same field once wrote over the other
/// device's words without a sign. It has to ask.
#[test]
fn a_field_that_changed_under_a_form_is_asked_about() {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    house.choose("People");
    house.tab_to("Mum, Family · weekends");
    house.press(Key::Enter);
    house.choose("Edit");
    house.tab_to("Good times to call");
    house.type_text(" and Monday");
    let mum = house.core.plan.people[1].id;
    let mut record = support::take_record(&mut house.core.plan, mum);
    record.fields.insert("good_times".to_owned(), kith_core::Value::Text("mornings".into()));
    support::put_record(&mut house.core.plan, record);
    house.core.publish();
    house.window.ctx.request_repaint();
    house.settle();
    assert!(house.says("Now it says: mornings"));
    assert!(house.says("You wrote: weekends and Monday"));
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert!(!house.core.heard.contains(&"edit"), "nothing is written before it is decided");
    house.choose("Keep mine");
    house.press_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(house.core.fields, json!({"good_times": "weekends and Monday"}));
}

/// When both had said that the words match, the window once showed the empty form for a new code again:
/// a pairing that is over is no longer in the picture, and nothing said that it had gone well.
#[test]
fn an_invitation_shows_its_code_and_the_four_words_are_answered() {
    let mut core = ScriptedCore::open(maras_plan());
    core.wants_passphrase = false;
    let mut house = House::usual(core);
    house.choose("People");
    house.tab_to("Mum, Family · weekends");
    house.press(Key::Enter);
    house.choose("Invite Mum");
    house.tab_to("Family");
    house.press(Key::Space);
    house.choose("Make a code");
    assert!(house.says("kith:aeaq"));
    if let Some(pairing) = &mut house.core.plan.pairing {
        pairing.stage = kith_core::PairingStage::Compare {
            words: ["maple", "river", "nine", "lamp"].map(str::to_owned).to_vec(),
            answered: false,
        };
    }
    house.core.publish();
    house.window.ctx.request_repaint();
    house.settle();
    for word in ["maple", "river", "nine", "lamp"] {
        assert!(house.says(word));
    }
    house.choose("They match");
    assert!(house.says("You are linked"));
    assert!(house.says("They see nothing yet"));
    assert_eq!(house.focus(), Some((Role::Heading, "Mum".to_owned())), "and not the form again");
    // Back once led to the form for a code, too.
    house.choose("Back");
    assert_eq!(house.focus(), Some((Role::Heading, "People".to_owned())));
}

#[test]
fn the_first_run_refuses_a_short_passphrase_and_tests_the_kit_by_typing() {
    let core = ScriptedCore::new(new_plan(), kith_core::Snapshot::NoVault);
    let mut house = House::usual(core);
    assert_eq!(house.focus(), Some((Role::Heading, "Welcome to Kith".to_owned())));
    house.choose("Start my plan");
    house.tab_to("Your name");
    house.type_text("Mara");
    house.tab_to("Passphrase");
    house.type_text("maple");
    house.choose("Next");
    // It stood under the second field, which was still empty.
    let place = |text: &str| {
        house.tree().iter().position(|(_, label, value)| label == text || value.contains(text))
    };
    assert!(place("Too short") < place("The same passphrase once more"), "{:?}", house.tree());
    assert!(place("Too short").is_some());
    assert!(!house.core.heard.contains(&"init"));
    house.press_with(Modifiers::SHIFT, Key::Tab);
    house.tab_to("Passphrase");
    house.press_with(Modifiers::COMMAND, Key::A);
    house.type_text(PASSPHRASE);
    house.tab_to("The same passphrase once more");
    house.type_text(PASSPHRASE);
    house.press(Key::Enter);
    let said: Vec<String> = house
        .tree()
        .into_iter()
        .filter(|(role, _, value)| *role == Role::Label && value.contains(". word"))
        .map(|(_, _, value)| value)
        .collect();
    let order: Vec<String> = (1..=24).map(|number| format!("{number}. word{number}")).collect();
    assert_eq!(said, order, "a reader hears the words in their order");
    house.choose("I wrote them down");
    assert!(!house.says("word24"));
    house.tab_to("The 24 words");
    let words: Vec<String> = (1..=24).map(|number| format!("word{number}")).collect();
    let mut swapped = words.clone();
    swapped.swap(3, 4);
    house.type_text(&swapped.join(" "));
    house.press(Key::Enter);
    assert!(house.says("Those are not the words of this kit"));
    house.tab_to("The 24 words");
    house.press_with(Modifiers::COMMAND, Key::A);
    house.type_text(&words.join(" "));
    house.press(Key::Enter);
    house.choose("Go to my plan");
    assert_eq!(house.focus(), Some((Role::Button, "I am safe".to_owned())));
    house.choose("Enough for now");
    assert_eq!(house.focus(), Some((Role::Heading, "Good evening, Mara".to_owned())));
}

#[test]
fn a_message_goes_into_the_own_half() {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    house.choose("People");
    house.tab_to("Ana, Sponsor · after six, sees: One word a day");
    house.press(Key::Enter);
    house.tab_to("Write to Ana");
    house.type_text("Thank you for yesterday");
    house.choose("Send");
    assert_eq!(house.core.fields, json!({"text": "Thank you for yesterday"}));
    assert!(house.says("You, today at 18:40"));
}

#[test]
fn an_idle_window_asks_for_no_frame() {
    for core in [ScriptedCore::locked(maras_plan()), ScriptedCore::open(maras_plan())] {
        let mut house = House::usual(core);
        for _ in 0..3 {
            house.window.step();
            let output = house.window.output();
            let delay = output.viewport_output.values().map(|out| out.repaint_delay).min();
            assert!(delay.is_none_or(|delay| delay == std::time::Duration::MAX), "{delay:?}");
        }
    }
}

/// kittest refuses a screen on which something that can be pressed has no name.
#[test]
fn every_screen_names_what_can_be_pressed_wide_and_narrow() {
    for width in [1100.0, 420.0] {
        let core = ScriptedCore::open(maras_plan());
        let mut house = House::new(core, [width, 700.0], Theme::Dark);
        for number in [
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
            Key::Num8,
            Key::Num9,
        ] {
            house.press_with(Modifiers::COMMAND, number);
            house.window.check_accessibility();
            assert_eq!(house.focus().unwrap().0, Role::Heading, "{number:?}");
            house.press_with(Modifiers::COMMAND, Key::N);
            house.window.check_accessibility();
        }
        house.press_with(Modifiers::COMMAND, Key::Comma);
        house.press(Key::F1);
        assert!(house.says("Keys"));
    }
}

#[test]
fn a_device_that_is_linked_shows_the_four_words_before_it_has_a_plan() {
    let core = ScriptedCore::new(maras_plan(), kith_core::Snapshot::NoVault);
    let mut house = House::usual(core);
    house.choose("I have Kith on another device");
    house.tab_to("Code, or the twelve words");
    house.type_text("kith:aeaqcaibaeaqcaib");
    house.tab_to("Passphrase");
    house.type_text(PASSPHRASE);
    house.tab_to("The same passphrase once more");
    house.type_text(PASSPHRASE);
    house.press(Key::Enter);
    assert!(house.says("Are these the same four words?"));
    for word in ["maple", "river", "nine", "lamp"] {
        assert!(house.says(word), "{word}");
    }
    assert!(!house.says("Mara"), "nothing of the plan is there before the words were compared");
    house.choose("They match");
    assert_eq!(house.focus(), Some((Role::Heading, "Good evening, Mara".to_owned())));
}

#[test]
fn one_key_goes_between_the_page_and_the_places() {
    for width in [1100.0, 800.0, 420.0] {
        let core = ScriptedCore::open(maras_plan());
        let mut house = House::new(core, [width, 700.0], Theme::Light);
        house.choose("Sharing");
        house.press(Key::F6);
        assert_eq!(house.focus(), Some((Role::Button, "Sharing".to_owned())), "{width}");
        house.press(Key::F6);
        assert_eq!(house.focus(), Some((Role::Heading, "Sharing".to_owned())), "{width}");
    }
}

/// Whoever removed what somebody reads was told that it moves to “Recently removed”, and not that its words had gone out.
#[test]
fn removing_what_somebody_reads_says_who_may_still_have_the_words() {
    let mut house = House::usual(ScriptedCore::open(maras_plan()));
    house.press_with(egui::Modifiers::COMMAND, Key::Num2);
    house.choose("One word a day, 1");
    house.choose("Fine");
    house.choose("Remove");
    assert!(house.says("Ana may still have the old words."));
    house.choose("Keep it");
    // What nobody reads needs no such words.
    house.press_with(egui::Modifiers::COMMAND, Key::Num2);
    house.choose("My why, 2");
    house.choose("Remove reason 1");
    assert!(house.says("Recently removed") && !house.says("may still have the old words"));
}
