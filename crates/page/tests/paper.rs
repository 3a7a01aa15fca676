//! What is printed, laid out and written, and read back by a library that had no part in writing it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use kith_core::{RecordId, ToldPlan, ToldRecord, UnixMillis};
use kith_page::{
    Content, Form, Layout, Paper, Part, Wanted, brief_page, brief_text, card_page, lay_out,
    plan_page, write_pdf,
};
use serde_json::{Value, json};

fn told(number: u8, section: &str, kind: &str, fields: Value) -> ToldRecord {
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    ToldRecord {
        id: RecordId::new(UnixMillis(1_800_000_000_000), [number; 10]),
        kind: kind.to_owned(),
        section: section.to_owned(),
        created: "2027-01-15T08:00:00Z".to_owned(),
        updated: "2027-01-15T08:00:00Z".to_owned(),
        fields,
        both: Default::default(),
        deleted: None,
    }
}

fn plan(records: Vec<ToldRecord>) -> ToldPlan {
    ToldPlan { kith: 1, records }
}

/// A small plan with a secret in a section that nobody asks for.
fn small_plan() -> ToldPlan {
    let phone = |number: &str| json!([{"id": "a", "sort": "phone", "value": number}]);
    plan(vec![
        told(1, "steady", "rung", json!({"step": 4, "text": "I ring Ana before I go out"})),
        told(2, "steady", "rung", json!({"step": 2, "text": "I walk to the river and back"})),
        told(11, "steady", "rung", json!({"step": 1, "text": "I stop answering texts"})),
        told(12, "steady", "rung", json!({"step": 1, "text": "I sleep in my clothes"})),
        told(13, "steady", "rung", json!({"text": "I drink water"})),
        told(
            3,
            "steady",
            "sign",
            json!({"text": "I stop answering", "first_move": "I write one line"}),
        ),
        told(4, "why", "reason", json!({"rank": 1, "text": "Leo’s first day of school"})),
        told(5, "why", "letter", json!({"body": "A letter for a hard night"})),
        told(
            6,
            "people",
            "person",
            json!({"name": "Ana", "ring": 1, "relation": "sponsor",
            "contacts": phone("555 0101"), "roles": ["crisis_call", "listen"]}),
        ),
        told(
            7,
            "people",
            "person",
            json!({"name": "Old friend", "status": "ended", "contacts": phone("555 0199")}),
        ),
        told(
            8,
            "checkins",
            "checkin",
            json!({"at": "2027-01-10T21:30:00+01:00", "mood": 2, "craving": 7}),
        ),
        told(9, "journal", "entry", json!({"body": "nobody reads this"})),
        told(
            10,
            "people",
            "person",
            json!({"name": "Mum", "ring": 1, "contacts": phone("555 0102")}),
        ),
    ])
}

/// The text of every sheet of a file.
fn read_back(pdf: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let sheets = document.get_pages();
    sheets.keys().map(|number| document.extract_text(&[*number]).unwrap()).collect()
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn file_of(content: &Content) -> (Layout, Vec<u8>) {
    let layout = lay_out(content);
    let pdf = write_pdf(&layout).unwrap();
    (layout, pdf)
}

/// Every place of the layout lies on its sheet.
/// Where somebody wants to look at the pages, they are written: `KITH_LOOK=folder cargo test -p kith-page`.
fn keep_for_looking(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("KITH_LOOK") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), pdf).unwrap();
    }
}

fn assert_on_paper(layout: &Layout) {
    for sheet in &layout.sheets {
        for line in &sheet.lines {
            assert!(0.0 < line.baseline && line.baseline < sheet.height, "{}", line.text());
            for piece in line.pieces.iter().filter(|piece| !piece.text.trim().is_empty()) {
                let end = piece.x + piece.width;
                // A space at the end of a line that goes on may hang out.
                assert!(
                    piece.x >= 0.0 && end <= sheet.width - 30.0,
                    "{} ends at {end}",
                    piece.text
                );
            }
        }
    }
}

/// The rungs were numbered flat, without their names: two early signs made every later number wrong, and a sign read as
/// something to do.
#[test]
fn the_page_holds_the_steps_in_order_the_reasons_and_whom_to_call() {
    let (layout, pdf) = file_of(&plan_page(&small_plan(), &[], Some("US")));
    assert_on_paper(&layout);
    keep_for_looking("plan", &pdf);
    let text = plain(&read_back(&pdf).concat());
    let mut from = 0;
    for expected in [
        "My plan",
        "My early signs",
        "• I stop answering texts",
        "• I sleep in my clothes",
        "What I can do on my own",
        "• I walk to the river and back",
        "People I can ask for help",
        "• I ring Ana before I go out",
        "Any time",
        "• I drink water",
        "I stop answering",
        "I write one line",
        "Leo’s first day of school",
        "Ana",
        "555 0101",
        "Mum",
        "555 0102",
        "911",
        "Call or text 988",
    ] {
        let found = text[from..].find(expected);
        from += found
            .unwrap_or_else(|| panic!("{expected:?} is not behind {:?} in {text}", &text[..from]));
    }
}

#[test]
fn nothing_stands_there_that_was_not_asked_for() {
    let (_, pdf) = file_of(&plan_page(&small_plan(), &[], None));
    let usual = read_back(&pdf).concat();
    for secret in ["nobody reads this", "letter", "10 January", "Old friend", "555 0199", "911"] {
        assert!(!usual.contains(secret), "{secret} is on the page");
        assert!(!String::from_utf8_lossy(&pdf).contains(secret), "{secret} is in the file");
    }
    let (_, pdf) = file_of(&plan_page(&small_plan(), &["checkins".to_owned()], Some("US")));
    let asked = plain(&read_back(&pdf).concat());
    assert!(asked.contains("10 January 2027"), "{asked}");
    assert!(asked.contains("10 January 2027, 21:30"), "by the clock of who wrote it: {asked}");
    for other in ["Ana", "river", "Leo", "nobody reads this", "911"] {
        assert!(!asked.contains(other), "{other} was not asked for: {asked}");
    }
    let whole = ["why", "people"].map(str::to_owned);
    let (_, pdf) = file_of(&plan_page(&small_plan(), &whole, None));
    let whole = plain(&read_back(&pdf).concat());
    assert!(whole.contains("A letter for a hard night") && whole.contains("Old friend"), "{whole}");
}

#[test]
fn what_was_deleted_is_not_printed() {
    let mut plan = small_plan();
    for record in &mut plan.records {
        record.deleted = Some("2027-01-16T08:00:00Z".to_owned());
    }
    let (layout, pdf) = file_of(&plan_page(&plan, &[], None));
    assert_eq!(plain(&read_back(&pdf).concat()), "My plan Nothing is written here yet.");
    assert_eq!(layout.sheets.len(), 1);
}

#[test]
fn the_same_plan_gives_the_same_bytes_and_they_tell_nothing_else() {
    let content = plan_page(&small_plan(), &[], Some("GB"));
    let (_, first) = file_of(&content);
    let (_, second) = file_of(&content);
    assert!(first == second, "two files of one plan differ");
    let document = lopdf::Document::load_mem(&first).unwrap();
    let info = document.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let info = document.get_object(info).unwrap().as_dict().unwrap();
    let told: Vec<String> =
        info.iter().map(|(key, _)| String::from_utf8_lossy(key).into_owned()).collect();
    assert_eq!(told, ["Title"]);
    let text = String::from_utf8_lossy(&first);
    for trace in ["CreationDate", "Producer", "Creator", "Author", "xmp", "krilla", "kith"] {
        assert!(!text.contains(trace), "the file tells {trace}");
    }
}

#[test]
fn the_file_is_tagged_named_and_says_its_language() {
    let (_, pdf) = file_of(&plan_page(&small_plan(), &[], None));
    let document = lopdf::Document::load_mem(&pdf).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
    let marked = document.dereference(catalog.get(b"MarkInfo").unwrap()).unwrap().1;
    assert!(marked.as_dict().unwrap().get(b"Marked").unwrap().as_bool().unwrap());
    let mut tags: Vec<String> = Vec::new();
    for object in document.objects.values() {
        if let Ok(dict) = object.as_dict()
            && let Ok(tag) = dict.get(b"S").and_then(lopdf::Object::as_name)
        {
            tags.push(String::from_utf8_lossy(tag).into_owned());
        }
    }
    for tag in ["Document", "H1", "H2", "L", "LI", "Lbl", "LBody", "P", "BlockQuote"] {
        assert!(tags.iter().any(|found| found == tag), "{tag} is not among {tags:?}");
    }
    let fonts = document.objects.values().filter_map(|object| object.as_dict().ok());
    let embedded =
        fonts.filter(|dict| dict.get(b"FontFile2").is_ok() || dict.get(b"FontFile3").is_ok());
    assert_eq!(embedded.count(), 4, "four faces of the house are in the file");
}

#[test]
fn names_in_any_script_and_of_any_length_are_set_and_counted() {
    let names = [
        "a".repeat(3000),
        "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{627}\u{644}\u{633}\u{644}\u{627}\u{645}".to_owned(),
        "山田太郎".repeat(40),
        "Zoë Żółć Наташа Ελένη 🌊".to_owned(),
        "e\u{301}\u{301}\u{301}\u{202e}drow\u{0}\u{7}".to_owned(),
        String::new(),
        "\n\n\n".to_owned(),
        " ".repeat(500),
    ];
    let mut records = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let number = number as u8;
        let contacts = json!([{"id": "a", "sort": "phone", "value": name}]);
        records.push(told(number, "people", "person", json!({"name": name, "contacts": contacts})));
        records.push(told(100 + number, "steady", "rung", json!({"text": name})));
    }
    let plan = plan(records);
    for content in [plan_page(&plan, &[], None), card_page(&plan, Some("US"))] {
        let (layout, pdf) = file_of(&content);
        assert_on_paper(&layout);
        keep_for_looking(&format!("names-{:?}", content.form), &pdf);
        assert!(!layout.sheets.is_empty() && pdf.len() > 1000);
    }
    let (card, _) = file_of(&card_page(&plan, None));
    let card: String = card.sheets[0].lines.iter().map(kith_page::Line::text).collect();
    assert!(card.contains("aaa…") && card.contains("\u{5e9}\u{5dc}"), "{card}");
    let (layout, pdf) = file_of(&plan_page(&plan, &[], None));
    let read = read_back(&pdf).concat();
    for known in ["Zoë", "Наташа", "Ελένη"] {
        assert!(read.contains(known), "{known} is not in the text");
    }
    let known = "Zoë Żółć Наташа Ελένη 🌊";
    let of_known =
        Content { parts: vec![Part::Lead(known.to_owned())], ..plan_page(&plan, &[], None) };
    assert_eq!(lay_out(&of_known).unknown_letters, 0, "the window has faces for these, too");
    assert!(layout.unknown_letters >= 2 * (10 + 160), "{}", layout.unknown_letters);
}

#[test]
fn a_long_plan_goes_on_on_the_next_sheet_and_loses_nothing() {
    let step = |number: u8| {
        told(
            number,
            "steady",
            "rung",
            json!({"step": 1, "text": format!("step {number} of them, {}", "on ".repeat(60))}),
        )
    };
    let (layout, pdf) = file_of(&plan_page(&plan((1..=60).map(step).collect()), &[], None));
    assert_on_paper(&layout);
    let sheets = read_back(&pdf);
    assert!(sheets.len() > 3, "{} sheets", sheets.len());
    assert_eq!(sheets.len(), layout.sheets.len());
    let text = plain(&sheets.concat());
    assert!((1..=60).all(|number| text.contains(&format!("step {number} of them"))));
    for (number, sheet) in sheets.iter().enumerate() {
        assert!(sheet.contains(&format!("{} of {}", number + 1, sheets.len())), "{sheet}");
    }
}

#[test]
fn a_heading_never_stands_last_on_a_sheet() {
    for filler in 0..40 {
        let mut parts = vec![Part::Text("a line\n".repeat(filler).trim_end().to_owned())];
        parts.push(Part::Heading("Heading".to_owned()));
        parts.push(Part::Lead("Lead".to_owned()));
        parts.push(Part::Text("what it is about".to_owned()));
        let content = Content { title: "T".to_owned(), paper: Paper::A4, form: Form::Page, parts };
        for sheet in &lay_out(&content).sheets {
            let last = sheet.lines.iter().rfind(|line| line.part.is_some()).unwrap();
            assert!(!matches!(last.part, Some(1 | 2)), "{filler} lines above: {}", last.text());
        }
    }
}

#[test]
fn the_card_holds_who_can_be_called_first_and_nothing_outside_its_edges() {
    let mut plan = small_plan();
    plan.records.push(told(
        14,
        "people",
        "person",
        json!({"name": "No number", "ring": 1, "roles": ["crisis_call"]}),
    ));
    let (layout, pdf) = file_of(&card_page(&plan, Some("US")));
    keep_for_looking("card", &pdf);
    assert_eq!((layout.sheets.len(), layout.left_out), (1, 0));
    let text = plain(&read_back(&pdf).concat());
    assert!(text.contains("Ana 555 0101 Mum 555 0102"), "{text}");
    // A card has room for what to do alone: an early sign is no step.
    assert!(text.contains("My next steps 1. I walk to the river and back 2. I ring Ana"), "{text}");
    assert!(!text.contains("I stop answering") && !text.contains("in my clothes"), "{text}");
    assert!(text.contains("In danger, call 911") && text.contains("988"), "{text}");
    assert!(
        !text.contains("No number") && !text.contains("plan") && !text.contains("Leo"),
        "{text}"
    );
    // The edges are the first four strokes.
    let sheet = &layout.sheets[0];
    let edge = |pick: fn(&kith_page::Rule) -> f32, best: fn(f32, f32) -> f32| {
        sheet.rules.iter().take(4).map(pick).reduce(best).unwrap()
    };
    let (left, right) = (edge(|rule| rule.from.0, f32::min), edge(|rule| rule.from.0, f32::max));
    let (top, bottom) = (edge(|rule| rule.from.1, f32::min), edge(|rule| rule.from.1, f32::max));
    let middle = (left + right) / 2.0;
    for line in sheet.lines.iter().filter(|line| line.part != Some(0)) {
        assert!(line.baseline > top && line.baseline < bottom, "{}", line.text());
        let (begins, ends) =
            (line.pieces[0].x, line.pieces.iter().map(|one| one.x + one.width).fold(0.0, f32::max));
        assert!(begins > left && ends < right, "{}", line.text());
        assert!(ends < middle || begins > middle, "{} lies on the fold", line.text());
    }
}

#[test]
fn a_card_leaves_out_whole_steps_and_says_how_many() {
    let step = |number: u8| {
        told(
            number,
            "steady",
            "rung",
            json!({"step": number, "text": format!("Step{number} {}", "and on ".repeat(12))}),
        )
    };
    let (layout, pdf) = file_of(&card_page(&plan((2..=5).map(step).collect()), None));
    assert!(layout.left_out > 0);
    let text = plain(&read_back(&pdf).concat());
    let shown = (2..=5).filter(|number| text.contains(&format!("Step{number}"))).count();
    assert_eq!(shown + layout.left_out, 4, "{text}");
    assert_eq!(text.matches("and on").count(), 12 * shown, "a step is cut short: {text}");
}

#[test]
fn a_page_for_a_visit_is_drawn_from_the_days_asked_for_and_printed_as_it_was_kept() {
    let mut plan = small_plan();
    plan.records.push(told(
        20,
        "checkins",
        "checkin",
        json!({"at": "2027-01-12T08:00:00Z", "note": "slept better"}),
    ));
    plan.records.push(told(
        21,
        "checkins",
        "checkin",
        json!({"at": "2027-02-01T08:00:00Z", "note": "too late"}),
    ));
    plan.records.push(told(22, "goals", "goal", json!({"want": "Back to work"})));
    let day = |text: &str| Some(text.parse().unwrap());
    let areas = ["checkins", "goals"].map(str::to_owned);
    let text = brief_text(&plan, &areas, day("2027-01-10"), day("2027-01-31"));
    assert!(text.contains("10 January 2027: ") && text.contains("slept better"), "{text}");
    assert!(text.contains("Back to work"), "a goal is of no day: {text}");
    assert!(!text.contains("too late") && !text.contains("Ana"), "{text}");
    let kept = told(
        30,
        "asides",
        "brief",
        json!({"text": format!("{text}\n\nMy own line"), "with": {"label": "Dr Lee", "id": "x"},
        "areas": [{"id": "a", "text": "Check-ins"}], "first_day": "2027-01-10", "last_day": "2027-01-31"}),
    );
    let (_, pdf) = file_of(&brief_page(&kept, None));
    keep_for_looking("visit", &pdf);
    let printed = plain(&read_back(&pdf).concat());
    for expected in
        ["For Dr Lee", "From 10 January 2027 to 31 January 2027", "slept better", "My own line"]
    {
        assert!(printed.contains(expected), "{expected} is not in {printed}");
    }
}

#[test]
fn values_that_nobody_settled_stand_there_both() {
    let mut record = told(1, "steady", "rung", json!({"text": "I ring Ana"}));
    record.both.insert("text".to_owned(), vec![json!("I ring Ana"), json!("I ring Mum")]);
    let (_, pdf) = file_of(&plan_page(&plan(vec![record]), &[], None));
    let text = plain(&read_back(&pdf).concat());
    assert!(text.contains("I ring Ana or: I ring Mum"), "{text}");
}

#[test]
fn paper_is_that_of_the_country() {
    assert_eq!(Paper::of(Some("US")), Paper::Letter);
    assert_eq!(Paper::of(Some("DE")), Paper::A4);
    let sheet = &lay_out(&plan_page(&small_plan(), &[], Some("CA"))).sheets[0];
    assert_eq!((sheet.width, sheet.height), (612.0, 792.0));
}

#[test]
fn a_card_shows_no_step_behind_one_that_had_no_room() {
    let step = |number: u8, words: usize| {
        told(
            number,
            "steady",
            "rung",
            json!({"step": number, "text": format!("Step{number}{}", " on".repeat(words))}),
        )
    };
    let plan = plan(vec![step(2, 3), step(3, 300), step(4, 1)]);
    let (layout, pdf) = file_of(&card_page(&plan, None));
    let text = plain(&read_back(&pdf).concat());
    assert!(text.contains("Step2 on"), "{text}");
    assert!(!text.contains("Step3") && !text.contains("Step4"), "{text}");
    assert_eq!(layout.left_out, 2);
}

/// Their own words for a slip and for a sponsor stood in the window, and the paper said something else.
#[test]
fn the_owners_own_words_and_names_stand_on_paper_too() {
    let mut plan = small_plan();
    let word = |name: &str, value: &str| json!({"name": name, "value": value});
    plan.records.push(told(21, "profile", "setting", word("words.slip", "a lapse")));
    plan.records.push(told(22, "profile", "setting", word("words.sponsor", "Guide")));
    plan.records.push(told(23, "setbacks", "setback", json!({"at": "2027-01-10T21:30:00+01:00"})));
    let group = told(24, "groups", "group", json!({"name": "Home group"}));
    let went = json!({"group": group.id.to_string(), "on": "2027-01-11"});
    plan.records.push(group);
    plan.records.push(told(25, "groups", "attend", went));
    let wanted = Wanted::Plan(["people", "setbacks", "groups"].map(str::to_owned).to_vec());
    assert!(wanted.sections().contains(&"profile".to_owned()));
    let (_, pdf) = file_of(&wanted.content(&plan, None).unwrap());
    let text = plain(&read_back(&pdf).concat());
    assert!(text.contains("After a lapse") && text.contains("Guide"), "{text}");
    assert!(!text.contains("After a slip") && !text.contains("Sponsor"), "{text}");
    assert!(text.contains(": Home group") && !text.contains("words.slip"), "{text}");
    let id = plan.records.last().unwrap().id.to_string();
    assert!(!text.contains(&id[..13]), "{text}");
}

/// The page for a talk printed what was promised to somebody else of the same name, and of two linked people to either.
#[test]
fn a_page_for_a_talk_has_only_promises_that_are_surely_of_these_two() {
    let person = |number, name: &str| told(number, "people", "person", json!({ "name": name }));
    let promise = |number, section: &str, with: &str| {
        let fields = json!({"by": "me", "text": format!("Promised {number}"), "with": with});
        told(number, section, "promise", fields)
    };
    let page = |people: Vec<ToldRecord>, section: &str, with: &str| {
        let list =
            told(20, section, "agenda", json!({"with": with, "items": [{"text": "How work is"}]}));
        let id = list.id;
        let promises =
            [promise(30, "asides", "Ana"), promise(31, "half", ""), promise(32, "asides", "Bo")];
        let records = people.into_iter().chain([list]).chain(promises).collect();
        let content = Wanted::Kept(id).content(&plan(records), None).unwrap();
        let points = content.parts.into_iter().filter_map(|part| match part {
            Part::Item(_, text) => Some(text),
            _ => None,
        });
        points.collect::<Vec<String>>()
    };
    let both = || vec![person(1, "Ana"), person(2, "Bo")];
    assert_eq!(page(both(), "asides", "Ana"), ["How work is", "Promised 30"]);
    assert_eq!(page(both(), "half", ""), ["How work is"]);
    assert_eq!(page(both(), "asides", ""), ["How work is"]);
    assert_eq!(page(vec![person(1, "Ana"), person(2, "Ana")], "asides", "Ana"), ["How work is"]);
}
