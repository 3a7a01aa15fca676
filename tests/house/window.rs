//! The window over a real core and a real vault, by the keyboard alone and by the names that a reader says.
//!
//! It is the window of the program without the frame that the system puts around it, and behind it stands
//! exactly what stands behind that one: the threads, the files, the passphrase's cost (a low one), the network.

mod driver;
mod hard_hours;
mod plan_and_talk;

use eframe::egui::{Key, Modifiers};

use crate::support::{PASSPHRASE, Vault};
use driver::Seat;

/// The values of one field in what `list --json` printed.
fn listed(vault: &Vault, kind: &str, field: &str) -> Vec<String> {
    let records = vault.records(kind).into_iter();
    records.map(|record| record["fields"][field].as_str().unwrap_or_default().to_owned()).collect()
}

/// Adds a person and stays in the list of people.
fn add_person(seat: &mut Seat, name: &str, times: &str) {
    seat.choose("People");
    seat.press_with(Modifiers::COMMAND, Key::N);
    seat.tab_to("Name");
    seat.type_text(name);
    seat.tab_to("Good times to call");
    seat.type_text(times);
    seat.press_with(Modifiers::COMMAND, Key::Enter);
    seat.wait_for("Saved: Person");
}

#[test]
fn what_is_written_in_the_window_is_there_after_unlocking_and_on_the_command_line() {
    let vault = Vault::fresh();
    let mut seat = Seat::at(&vault, true);
    seat.first_run("Mara");

    add_person(&mut seat, "Sam", "after six");
    seat.tab_to("Sam, after six");

    seat.choose("Today");
    seat.tab_to("Rough");
    seat.press(Key::Num4);
    seat.choose("Check in");
    seat.tab_to("Note");
    seat.type_text("Long shift, good dinner");
    seat.press_with(Modifiers::COMMAND, Key::Enter);
    seat.wait_for("Saved. Thank you for checking in.");

    seat.press_with(Modifiers::COMMAND, Key::L);
    seat.wait_for("Unlock");
    assert!(!seat.says("Sam") && !seat.says("Mara"), "a locked window holds nothing of the plan");
    seat.type_text("not this one");
    seat.press(Key::Enter);
    seat.wait_for("That did not match");
    seat.type_text(PASSPHRASE);
    seat.press(Key::Enter);
    seat.wait_for(", Mara");

    seat.choose("People");
    seat.tab_to("Sam, after six");
    seat.choose("Check-ins");
    seat.wait_for("Long shift, good dinner");
    assert!(!seat.says("still being read"));
    assert!(!seat.says("kit was not checked"), "its words were typed back");
    seat.close();

    assert_eq!(listed(&vault, "person", "name"), ["Sam"]);
    assert_eq!(listed(&vault, "checkin", "note"), ["Long shift, good dinner"]);
    let status = vault.run(&["status"], "").json();
    assert_eq!(status["kit_tested"], true, "{status}");
}

#[test]
fn two_windows_are_linked_by_four_words_and_an_edit_in_one_shows_in_the_other() {
    let (laptop, desktop) = (Vault::of("Mara"), Vault::fresh());
    let mut here = Seat::at(&laptop, false);
    here.unlock();
    add_person(&mut here, "Sam", "after six");
    here.choose("My devices");
    here.choose("Add a device");
    here.choose("Make a code");
    here.step_up();
    let code = here.code();

    let mut there = Seat::at(&desktop, false);
    there.wait_for("Welcome to Kith");
    there.choose("I have Kith on another device");
    there.tab_to("Code, or the twelve words");
    there.type_text(&code);
    there.tab_to("Passphrase");
    there.type_text(PASSPHRASE);
    there.tab_to("The same passphrase once more");
    there.type_text(PASSPHRASE);
    there.press(Key::Enter);
    let words = there.four_words();
    assert_eq!(words.len(), 4, "{words:?}");
    assert_eq!(here.four_words(), words);
    here.choose("They match");
    there.choose("They match");
    here.wait_for("Both devices now keep your plan.");
    there.wait_for("How are you right now?");

    there.choose("People");
    there.wait_for("after six");
    here.choose("People");
    here.tab_to("Sam, after six");
    here.press(Key::Enter);
    here.choose("Edit");
    here.tab_to("Good times to call");
    here.press_with(Modifiers::COMMAND, Key::A);
    here.type_text("mornings");
    here.press_with(Modifiers::COMMAND, Key::Enter);
    here.wait_for("mornings");
    there.wait_for("mornings");
    here.close();
    there.close();
    assert_eq!(listed(&desktop, "person", "good_times"), ["mornings"]);
}

#[test]
fn a_person_is_invited_in_one_window_joins_in_another_and_reads_what_is_written_to_them() {
    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let (mut maras, mut anas) = (Seat::at(&mara, false), Seat::at(&ana, false));
    maras.unlock();
    anas.unlock();
    add_person(&mut maras, "Ana", "after six");
    maras.tab_to("Ana, after six");
    maras.press(Key::Enter);
    maras.choose("Invite Ana");
    maras.tab_to("Sponsor or mentor");
    maras.press(Key::Space);
    maras.choose("Make a code");
    maras.step_up();
    let code = maras.code();

    anas.choose("People");
    anas.choose("I have a code");
    anas.tab_to("Code, or the twelve words");
    anas.type_text(&code);
    anas.tab_to("Someone new: their name");
    anas.type_text("Mara");
    anas.choose("Link our Kiths");
    anas.step_up();
    let words = anas.four_words();
    assert_eq!(words.len(), 4, "{words:?}");
    assert_eq!(maras.four_words(), words);
    anas.choose("They match");
    maras.choose("They match");
    maras.wait_for("They see nothing yet");
    anas.wait_for("You are linked");

    maras.wait_for("Write to Ana");
    maras.tab_to("Write to Ana");
    maras.type_text("Thank you for yesterday");
    maras.choose("Send");
    anas.wait_for("Thank you for yesterday");
    maras.close();
    anas.close();
}

/// The first run asked for a name and a passphrase, and only then the folder was refused.
#[test]
fn a_folder_that_takes_no_vault_is_told_at_the_door() {
    let vault = Vault::fresh();
    std::fs::create_dir(vault.folder()).unwrap();
    std::fs::write(vault.folder().join("letter.txt"), "Dear Ana").unwrap();
    let mut seat = Seat::at(&vault, true);
    seat.wait_for("This folder holds other things, not a plan");
    assert!(!seat.says("Start my plan"));
    seat.close();
}

/// The window told of damage, and only a command could do something about it.
#[test]
fn settings_that_cannot_be_read_are_begun_afresh_in_the_window() {
    let vault = Vault::of("Mara");
    let file = vault.folder().join("settings.age");
    std::fs::File::create(&file).unwrap().set_len(17 << 20).unwrap();
    let mut seat = Seat::at(&vault, true);
    seat.unlock();
    seat.wait_for("The settings of this device cannot be read");
    seat.choose("New settings, connect nearby");
    seat.wait_for("You have new settings. The network is on.");
    assert!(!seat.says("cannot be read"));
    seat.close();
    let mode = vault.run(&["config", "get", "network.mode"], "").json();
    assert_eq!(mode["value"], "nearby");
}

#[test]
fn a_page_is_saved_from_the_window_and_is_what_the_command_line_writes() {
    let vault = Vault::fresh();
    let mut seat = Seat::at(&vault, true);
    seat.first_run("Mara");
    add_person(&mut seat, "Sam", "after six");
    seat.press_with(Modifiers::COMMAND, Key::P);
    seat.wait_for("Paper has no lock");
    let path = vault.beside("from the window.pdf").to_string_lossy().into_owned();
    seat.tab_to("Where to save it");
    seat.press_with(Modifiers::COMMAND, Key::A);
    seat.type_text(&path);
    seat.choose("Save the page");
    seat.wait_for("Saved as ");
    seat.close();
    let again = vault.beside("from the line.pdf").to_string_lossy().into_owned();
    vault.run(&["export", "--as", "pdf", "--to", &again], "").json();
    let (window, line) = (std::fs::read(&path).unwrap(), std::fs::read(&again).unwrap());
    assert!(window.starts_with(b"%PDF-") && window == line, "two pages of one plan differ");
}

/// There were no files in the window at all. What it writes is what the command line writes, byte for byte, and what
/// it takes in is here; a file that is there is not written over, and one that is no plan changes nothing.
#[test]
fn a_plan_goes_out_of_one_window_and_into_another_as_the_command_line_would_do_it() {
    let (here, there) = (Vault::of("Mara"), Vault::of("Mara"));
    here.run(&["add", "goal"], r#"{"want": "Paint again"}"#).json();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let by_command = path("by-command.json");
    here.run(&["export", "--as", "json", "--to", &by_command], "").json();

    let mut seat = Seat::at(&here, true);
    seat.unlock();
    seat.choose("My plan");
    seat.choose("Save and bring in files");
    let by_window = path("by-window.json");
    seat.tab_to("Where to save the copy");
    seat.press_with(Modifiers::COMMAND, Key::A);
    seat.type_text(&by_window);
    seat.choose("Save a copy");
    seat.wait_for(&format!("Saved as {by_window}"));
    seat.choose("Save a copy");
    seat.wait_for("There is something of that name already");
    seat.close();
    let written = std::fs::read(&by_window).unwrap();
    assert_eq!(written, std::fs::read(&by_command).unwrap());

    let mut seat = Seat::at(&there, true);
    seat.unlock();
    seat.choose("My plan");
    seat.choose("Save and bring in files");
    std::fs::write(path("letter.json"), "dear").unwrap();
    seat.tab_to("Where the file is");
    seat.type_text(&path("letter.json"));
    seat.choose("Bring it in");
    seat.wait_for("That file does not hold what it should");
    seat.tab_to("Where the file is");
    seat.press_with(Modifiers::COMMAND, Key::A);
    seat.type_text(&by_window);
    seat.choose("Bring it in");
    seat.wait_for(" added, ");
    seat.close();
    assert_eq!(listed(&there, "goal", "want"), ["Paint again"]);
}
