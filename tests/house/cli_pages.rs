//! Calendars of other programs as they come in, and pages to read as they go out.

use serde_json::{Value, json};

use crate::support::Vault;

const OUTLOOK: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Counsel\n\
    DTSTART;TZID=Eastern Standard Time:20261102T100000\nRRULE:FREQ=WEEKLY;COUNT=2\nEND:VEVENT\n\
    BEGIN:VEVENT\nSUMMARY:Clinic\nDTSTART;TZID=Eastern Standard Time:20261110T090000\n\
    RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=6\nEXDATE;VALUE=DATE:20261208\nEND:VEVENT\n\
    BEGIN:VEVENT\nSUMMARY:Course\nDTSTART;TZID=Nowhere Time:20261104T180000\nEND:VEVENT\n\
    END:VCALENDAR\n";

/// Two Mondays became every Monday for ever, every second Tuesday became the 10th of each month, and a clock by a name of
/// Windows the clock of this computer; nothing was said of it.
#[test]
fn a_calendar_comes_in_exactly_or_is_told_to_be_changed() {
    let vault = Vault::of("Mara");
    let report = vault.run(&["import", "--as", "ics", "-"], OUTLOOK).json();
    assert_eq!(report, json!({"added": 3, "there": 0, "skipped": 0, "changed": 2}));
    let visits: Value = serde_json::from_str(vault.list("appt").trim()).unwrap();
    let fields = |title: &str| {
        let of_title = |one: &&Value| {
            one["fields"]["prep"].as_str().is_some_and(|prep| prep.starts_with(title))
        };
        visits.as_array().unwrap().iter().find(of_title).unwrap()["fields"].clone()
    };
    let counsel = json!({"at": "2026-11-02T10:00:00-05:00", "zone": "America/New_York",
        "repeat": "weekly", "until": "2026-11-09", "prep": "Counsel"});
    assert_eq!(fields("Counsel"), counsel);
    let clinic = fields("Clinic");
    assert_eq!((&clinic["repeat"], &clinic["until"]), (&json!("once"), &Value::Null));
    assert_eq!(
        clinic["prep"],
        "Clinic\n\nIn the calendar it comes again: every month, on the second Tuesday of the month, 6 times in \
         all, not on 2026-12-08. Here it comes once."
    );
    let course = fields("Course")["prep"].clone();
    assert!(course.as_str().unwrap().contains("calls its clock “Nowhere Time”"), "{course}");
    // It is known again, and to a person it is told in words.
    let again = vault.run(&["import", "--as", "ics", "-"], OUTLOOK).json();
    assert_eq!(again, json!({"added": 0, "there": 3, "skipped": 0}));
    let plain = Vault::of("Next").run_plainly(&["import", "--as", "ics", "-"], OUTLOOK).out;
    assert!(plain.contains("2 of them are not quite what the file says"), "{plain}");
}

/// A page had headings without a title, ids and moments as the program keeps them, and a text that began with `#` was a
/// heading of its own.
#[test]
fn a_page_is_one_that_a_person_can_read() {
    let vault = Vault::of("Mara");
    let ana = vault.add("person", json!({"name": "Ana"}));
    let group =
        vault.add("group", json!({"name": "Home group", "day": "tuesday", "notes": "- be kind"}));
    vault.add("attend", json!({"group": group, "on": "2026-03-03"}));
    vault.add(
        "appt",
        json!({"at": "2026-03-27T10:00:00+00:00", "person": ana, "prep": "# Loud\n<script>x</script>"}),
    );
    let folder = vault.beside("pages");
    let to = folder.to_string_lossy().into_owned();
    vault.run(&["export", "--as", "markdown", "--to", &to], "").json();
    let page = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let treatment = page("treatment.md");
    assert!(treatment.contains("\n## \\# Loud\n\nVisit, "), "{treatment}");
    assert!(treatment.contains("27 March 2026, 10:00\n"), "{treatment}");
    assert!(treatment.contains("  > \\# Loud\n  > \\<script\\>x\\</script\\>\n"), "{treatment}");
    assert!(treatment.contains(": Ana\n"), "{treatment}");
    let groups = page("groups.md");
    assert!(groups.contains("\n## Home group\n") && groups.contains(": Home group\n"), "{groups}");
    assert!(groups.contains(": \\- be kind\n") && groups.contains("3 March 2026\n"), "{groups}");
    for page in [&treatment, &groups] {
        assert!(
            !page.contains(&group) && !page.contains(&ana) && !page.contains("T10:00"),
            "{page}"
        );
    }
}

/// The owner's own words stood in the pages of a whole plan, and those of single sections had the words of the program.
#[test]
fn pages_of_some_sections_have_the_owners_own_words() {
    let vault = Vault::of("Mara");
    vault.run(&["config", "set", "words.slip", "a lapse"], "").json();
    vault.run(&["config", "set", "words.sponsor", "Guide"], "").json();
    vault.add("person", json!({"name": "Ana", "relation": "sponsor"}));
    vault.add("setback", json!({"what": "A hard night"}));
    vault.add("goal", json!({"want": "Paint again"}));
    let pages = |name: &str, sections: &[&str]| {
        let to = vault.beside(name).to_string_lossy().into_owned();
        let sections = sections.iter().flat_map(|section| ["--section", *section]);
        let arguments: Vec<&str> =
            ["export", "--as", "markdown", "--to", &to].into_iter().chain(sections).collect();
        let report = vault.run(&arguments, "").json();
        let mut files: Vec<(String, String)> = std::fs::read_dir(&to)
            .unwrap()
            .map(|file| file.unwrap().path())
            .map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, std::fs::read_to_string(path).unwrap())
            })
            .collect();
        files.sort();
        (files, report["records"].clone())
    };
    let (whole, _) = pages("whole", &[]);
    let (some, records) = pages("some", &["setbacks", "people"]);
    let names: Vec<&str> = some.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["people.md", "setbacks.md"]);
    assert_eq!(records, 2, "what was asked for is counted, and nothing else");
    assert!(some[0].1.contains(": Guide\n"), "{}", some[0].1);
    assert!(some[1].1.starts_with("# After a lapse\n"), "{}", some[1].1);
    assert!(some.iter().all(|page| whole.contains(page)), "one plan, one page: {some:?}");
}

/// Both take it along, so it names the topics and the promises of these two and nothing else.
#[test]
fn a_page_for_a_talk_is_printed_by_the_id_of_its_list() {
    let vault = Vault::of("Mara");
    let ana = vault.add("person", json!({"name": "Ana"}));
    let list = json!({"on": "2027-05-05", "with": ana, "items": [{"text": "Work"}]});
    let list = vault.add("agenda", list);
    let to = vault.beside("talk.pdf").to_string_lossy().into_owned();
    vault.run(&["export", "--as", "pdf", "--page", &list, "--to", &to], "").json();
    assert!(std::fs::read(&to).unwrap().starts_with(b"%PDF-"));
    let to = vault.beside("no.pdf").to_string_lossy().into_owned();
    vault.run(&["export", "--as", "pdf", "--page", &ana, "--to", &to], "").error(4);
}
