//! What a few commands tell besides what core answers: what the window says at the same place, from the plan and from
//! what holds for everybody. It is gathered after the record is safe, and nothing that cannot be read stops it.

use kith_core::kinds::{craving, letter, med, naloxone, person, reach, setback};
use kith_core::{Answer, Command, ListFilter, LookBack, RecordReport, StrugglingReport};
use kith_words::{COUNTRIES, country_of, say};
use serde_json::{Value, json};

use super::input::FieldMap;
use super::print;
use super::request::Surroundings;

/// So many tools are offered after an urge was written down.
const TOOLS: usize = 3;
/// So many people are offered to be told.
const PEOPLE: usize = 3;
/// The setting that holds the country whose numbers are told.
const COUNTRY: &str = "window.country";

/// What is told besides an answer.
#[derive(Debug, Default)]
pub struct Beside {
    /// Fields that come after those of the answer.
    pub fields: FieldMap,
    /// Lines for a person, before those of the answer.
    pub before: Vec<String>,
    /// Lines for a person, after those of the answer.
    pub after: Vec<String>,
    /// Lines for a person on standard error.
    pub notes: Vec<String>,
}

/// After something happened: that it was right to say so, what matters for the body, and whom to tell, if anybody.
pub fn after_setback(record: &RecordReport, around: &mut dyn Surroundings) -> Beside {
    let is_unsafe = record.fields.get(setback::SAFE_NOW.name()) == Some(&json!(false));
    let mut notes = vec![match is_unsafe {
        true => say!("act-used-thanks"),
        false => say!("crisis-used-title"),
    }];
    let country = country(around);
    if is_unsafe {
        notes.extend(danger_lines(country));
    }
    notes.extend([say!("crisis-used-low"), say!("crisis-used-near")]);
    let kits = kits(around);
    notes.extend(kits.iter().flat_map(Kit::lines));
    notes.push(say!("crisis-used-medicine"));
    let people = people(around);
    let prescribers = prescribers(around);
    notes.extend(prescribers.iter().map(Callable::line));
    if !people.is_empty() {
        notes.push(say!("act-used-tell"));
        notes.extend(people.iter().map(Callable::line));
    }
    let letter = letter_for(around, "slip");
    if let Some(letter) = &letter {
        notes.extend([say!("act-used-letter"), letter.clone()]);
    }
    notes.extend([say!("act-used-kept"), say!("cli-struggling-lines")]);
    let fields = object(json!({
        "emergency": country.map(|country| country.emergency),
        "tolerance": say!("crisis-used-low"),
        "naloxone": kits.iter().map(Kit::told).collect::<Vec<_>>(),
        "prescribers": prescribers.iter().map(Callable::told).collect::<Vec<_>>(),
        "tell": people.iter().map(Callable::told).collect::<Vec<_>>(),
        "letter": letter,
    }));
    Beside { fields, notes, ..Beside::default() }
}

/// After something was written to one person: that it has not come to them yet, and the number beside it if that is what
/// it is for.
pub fn after_between(
    record: &RecordReport,
    person: kith_core::RecordId,
    around: &mut dyn Surroundings,
) -> Beside {
    let person = shown(person, around);
    let person = person.as_ref().map(Callable::of);
    let number = person.as_ref().and_then(|one| Some((&one.name, one.numbers.first()?)));
    let nobody = match number.filter(|_| record.kind == reach::NAME_OF_KIND) {
        Some((name, number)) => say!("act-reach-nobody-call", name = name, number = number),
        None => say!("act-reach-nobody"),
    };
    let had_by: [&str; 0] = [];
    Beside {
        fields: object(json!({ "had_by": had_by })),
        notes: vec![nobody, say!("act-reach-waits")],
        ..Beside::default()
    }
}

/// After words for somebody were kept: that nobody has them, and the number beside it. It is the record that was
/// added, and no more, that is told as JSON.
pub fn after_reach(record: &RecordReport, around: &mut dyn Surroundings) -> Beside {
    let with = record.fields.get(reach::WITH.name());
    let id = with.and_then(|with| with.get("id")).and_then(Value::as_str);
    let person = id.and_then(|id| id.parse().ok()).and_then(|id| shown(id, around));
    let person = person.as_ref().map(Callable::of);
    let note = match &person {
        Some(Callable { name, numbers, .. }) => match numbers.first() {
            Some(number) => say!("act-reach-nobody-call", name = name, number = number),
            None => {
                format!("{} {}", say!("act-reach-nobody"), say!("act-reach-no-number", name = name))
            }
        },
        None => say!("act-reach-nobody"),
    };
    Beside { notes: vec![note], ..Beside::default() }
}

/// After an urge was written down: the best tools for such an hour and such company.
pub fn after_craving(record: &RecordReport, around: &mut dyn Surroundings) -> Beside {
    let alone = record.fields.get(craving::ALONE.name()).and_then(Value::as_bool);
    let look = LookBack::Tools { alone };
    let asked = around.ask(Command::Look { back: look, home: jiff::tz::TimeZone::system() });
    let tools = match read(asked) {
        Some(Answer::Tools(mut tools)) => {
            tools.truncate(TOOLS);
            tools
        }
        _ => Vec::new(),
    };
    let mut notes: Vec<String> = Vec::new();
    if !tools.is_empty() {
        notes.push(say!("cli-struggling-helps"));
        notes.extend(tools.iter().map(|tool| format!("  {}", print::tool_name(tool))));
    }
    if !tools.is_empty() {
        notes.push(say!("cli-struggling-lines"));
        let fields = object(json!({ "helps": tools }));
        return Beside { fields, notes, ..Beside::default() };
    }
    // Who has nothing of their own yet is offered what the window offers everybody.
    let offers = for_everybody();
    notes.push(say!("cli-craving-offers"));
    notes.extend(offers.iter().map(|(_, words)| format!("  {words}")));
    let country = country(around);
    let lines = country.map(super::help_now::crisis_lines).unwrap_or_default();
    notes.extend(lines.iter().map(|line| format!("  {line}")));
    notes.push(say!("cli-struggling-lines"));
    let told = offers.iter().map(|(tool, words)| json!({ "kith_tool": tool, "what": words }));
    let fields = object(json!({
        "helps": tools,
        "offers": told.collect::<Vec<_>>(),
        "lines": country.map(|country| super::help_now::lines_value(Some(country.code))),
    }));
    Beside { fields, notes, ..Beside::default() }
}

/// The tools of the program that need no screen, as choices of `toolrun.tool`, each with what to do.
fn for_everybody() -> Vec<(&'static str, String)> {
    vec![
        ("breathing", say!("cli-craving-breathe")),
        ("ride_it_out", say!("cli-craving-ride")),
        ("grounding", say!("cli-craving-ground")),
    ]
}

/// After the settings were begun anew: what is set in them, as `config get` tells it.
pub fn after_afresh() -> Beside {
    let fields = object(json!({ "key": "network.mode", "value": "off" }));
    Beside { fields, after: vec![say!("cli-config-afresh")], ..Beside::default() }
}

/// In a hard moment: the number for danger first, and where more of them are.
pub fn when_struggling(report: &StrugglingReport, around: &mut dyn Surroundings) -> Beside {
    let country = country(around);
    let mut after = Vec::new();
    if !report.reasons.is_empty() {
        after.push(say!("cli-struggling-why"));
        let texts = report.reasons.iter().filter_map(|one| one.fields.get("text")?.as_str());
        after.extend(texts.map(|text| format!("  {}", text.replace('\n', " "))));
    }
    after.push(say!("cli-struggling-lines"));
    let fields = object(json!({
        "emergency": country.map(|country| country.emergency),
        "lines": super::help_now::lines_value(country.map(|country| country.code)),
    }));
    Beside { fields, before: danger_lines(country), after, notes: Vec::new() }
}

/// The number for danger, where nothing else can be told in full.
pub fn say_danger(around: &mut dyn Surroundings) {
    danger_lines(country(around)).iter().for_each(|line| print::message(line));
    print::message(&say!("cli-struggling-lines"));
}

/// The number for danger. Until it is known where somebody is, the numbers of all places are told: none is guessed at.
fn danger_lines(country: Option<&kith_words::Country>) -> Vec<String> {
    if let Some(country) = country {
        return vec![say!("helpline-emergency", number = country.emergency)];
    }
    let all = COUNTRIES.iter();
    let all = all.map(|country| format!("{}: {}", country.name(), country.emergency));
    vec![say!("win-help-now-2"), all.collect::<Vec<_>>().join(" · ")]
}

/// Somebody with the numbers under which they can be called.
struct Callable {
    person: String,
    name: String,
    numbers: Vec<String>,
}

impl Callable {
    fn of(person: &RecordReport) -> Callable {
        let contacts = person.fields.get(person::CONTACTS.name()).and_then(Value::as_array);
        let numbers = contacts.into_iter().flatten().filter_map(|contact| {
            let text = |part: &str| contact.get(part).and_then(Value::as_str);
            let is_number = !matches!(text("sort"), Some("email" | "address"));
            let value = text("value").filter(|value| value.bytes().any(|b| b.is_ascii_digit()));
            value.filter(|_| is_number).map(str::to_owned)
        });
        Callable {
            person: person.id.to_string(),
            name: text(person, person::NAME.name()).unwrap_or_default(),
            numbers: numbers.collect(),
        }
    }

    fn line(&self) -> String {
        format!("  {}  {}", self.name, self.numbers.join(", "))
    }

    fn told(&self) -> Value {
        json!({ "person": self.person, "name": self.name, "numbers": self.numbers })
    }
}

/// A pack of naloxone.
struct Kit {
    place: Option<String>,
    holder: Option<String>,
    expires: Option<String>,
    has_passed: bool,
}

impl Kit {
    fn lines(&self) -> Vec<String> {
        let place = self.place.as_ref().map(|place| say!("act-used-naloxone", place = place));
        let holder = self.holder.as_ref();
        let holder = holder.map(|name| say!("act-used-naloxone-with", name = name));
        let passed = self.has_passed.then(|| say!("cli-used-naloxone-passed"));
        [place, holder, passed].into_iter().flatten().map(|line| format!("  {line}")).collect()
    }

    fn told(&self) -> Value {
        json!({ "place": self.place, "holder": self.holder, "expires": self.expires,
            "has_passed": self.has_passed })
    }
}

fn kits(around: &mut dyn Surroundings) -> Vec<Kit> {
    let today = jiff::Zoned::now().date();
    let kits = all(naloxone::NAME_OF_KIND, around);
    let kits = kits.iter().map(|kit| {
        let expires = text(kit, naloxone::EXPIRES.name());
        let day = expires.as_ref().and_then(|day| day.parse::<jiff::civil::Date>().ok());
        Kit {
            place: text(kit, naloxone::PLACE.name()),
            holder: label(kit, naloxone::HOLDER.name()),
            has_passed: day.is_some_and(|day| day < today),
            expires,
        }
    });
    kits.collect()
}

/// The first people to call, each with a number.
fn people(around: &mut dyn Surroundings) -> Vec<Callable> {
    let home = jiff::tz::TimeZone::system();
    let Some(Answer::Struggling(report)) = read(around.ask(Command::Struggling { home })) else {
        return Vec::new();
    };
    let people = report.people.iter().map(Callable::of);
    people.filter(|one| !one.numbers.is_empty()).take(PEOPLE).collect()
}

/// Those who prescribe what is still taken, with a number.
fn prescribers(around: &mut dyn Surroundings) -> Vec<Callable> {
    let mut found: Vec<Callable> = Vec::new();
    for med in all(med::NAME_OF_KIND, around) {
        let id = med.fields.get(med::PRESCRIBER.name()).and_then(|one| one.get("id")?.as_str());
        let is_over = med.fields.get(med::ENDED.name()) == Some(&json!(true));
        let Some(id) = id.filter(|_| !is_over).and_then(|id| id.parse().ok()) else {
            continue;
        };
        let person = shown(id, around).as_ref().map(Callable::of);
        let person = person.filter(|one| !one.numbers.is_empty());
        found.extend(person.filter(|one| found.iter().all(|known| known.person != one.person)));
    }
    found
}

fn letter_for(around: &mut dyn Surroundings, when: &str) -> Option<String> {
    let letters = all(letter::NAME_OF_KIND, around);
    let mut fitting = letters
        .iter()
        .rev()
        .filter(|letter| text(letter, letter::OPEN_WHEN.name()).as_deref() == Some(when));
    text(fitting.next()?, letter::BODY.name())
}

/// The country that was chosen on this device.
fn country(around: &mut dyn Surroundings) -> Option<&'static kith_words::Country> {
    match around.ask(Command::ConfigGet { key: COUNTRY.to_owned() }) {
        Ok(Answer::Setting(setting)) => country_of(&setting.value),
        _ => None,
    }
}

fn all(kind: &str, around: &mut dyn Surroundings) -> Vec<RecordReport> {
    let filter = ListFilter { kind: kind.to_owned(), ..ListFilter::default() };
    match read(around.ask(Command::List(filter))) {
        Some(Answer::Records(records)) => records,
        _ => Vec::new(),
    }
}

fn shown(id: kith_core::RecordId, around: &mut dyn Surroundings) -> Option<RecordReport> {
    match read(around.ask(Command::Show { id }))? {
        Answer::Record(record) => Some(*record),
        _ => None,
    }
}

/// What was answered, as far as it could be read.
fn read(asked: Result<Answer, kith_core::Trouble>) -> Option<Answer> {
    match asked {
        Ok(answer) => Some(answer),
        Err(kith_core::Trouble::DamagedPart { read, .. }) => Some(read.into_answer()),
        Err(_) => None,
    }
}

fn text(record: &RecordReport, field: &str) -> Option<String> {
    record.fields.get(field)?.as_str().map(str::to_owned)
}

/// What a reference is called.
fn label(record: &RecordReport, field: &str) -> Option<String> {
    record.fields.get(field)?.get("label")?.as_str().map(str::to_owned)
}

fn object(value: Value) -> FieldMap {
    match value {
        Value::Object(fields) => fields,
        _ => FieldMap::new(),
    }
}
