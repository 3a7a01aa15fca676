//! What the owner set up for the plan itself, on every device: their own words, and how Today looks. Each is
//! a `setting` record of `profile`, which nobody else can read.

use kith_plan::kinds::setting;
use kith_plan::{Edit, LINKS_SECTION, ListFilter, RecordId, UnixMillis};
use serde_json::{Map, Value};

use super::{Open, Outcome};
use crate::work::Work;
use crate::{Answer, SettingReport, Trouble};

/// The settings that there are. A closed list, so that a slip of the pen makes no setting that nobody reads.
const NAMES: [&str; 5] =
    ["words.days", "words.slip", "words.programme", "words.sponsor", "today.tiny"];
/// Most characters of a value.
const VALUE_MAX_CHARS: usize = 60;
/// The one that is switched on or off, and what it takes.
const TINY: (&str, [&str; 3]) = ("today.tiny", ["", "no", "yes"]);

/// Whether a setting is one of the plan itself, and not of this device.
pub(crate) fn is_of_the_plan(name: &str) -> bool {
    NAMES.contains(&name)
}

impl Open {
    /// Sets one of them; an empty value is as if it had never been set.
    pub(crate) fn set_own(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        name: &str,
        value: &str,
    ) -> Outcome {
        let value = value.trim();
        let odd = value.chars().count() > VALUE_MAX_CHARS || value.chars().any(char::is_control);
        let (tiny, on_or_off) = TINY;
        if name == tiny && !on_or_off.contains(&value) {
            return Outcome::Refused(Trouble::SettingTakes { choices: "yes, no" });
        }
        if odd || !is_of_the_plan(name) {
            return Outcome::Refused(Trouble::BadSetting);
        }
        if let Some(trouble) = self.unread_place(LINKS_SECTION) {
            return Outcome::Refused(trouble);
        }
        let value = if value.is_empty() { Value::Null } else { Value::from(value) };
        let mut fields = Map::new();
        fields.insert(setting::VALUE.name().to_owned(), value);
        let (volume, edit) = match self.setting_named(name) {
            Some(id) => (self.plan.volume_of(id), Edit::Merge { id, fields }),
            None => {
                fields.insert(setting::NAME.name().to_owned(), name.into());
                let id = self.dice.record_id(now);
                let kind = setting::NAME_OF_KIND.to_owned();
                let volume = self.writable_volume(now, work, LINKS_SECTION);
                (volume, Edit::Add { id, kind, fields })
            }
        };
        let Some(volume) = volume.filter(|volume| self.has_actor(work, *volume)) else {
            return Outcome::Parked;
        };
        let stamp = self.stamp(now);
        match self.plan.write(volume, &edit, stamp) {
            // There is no way to show such a record, so none is told.
            Ok(written) => self.written(work, vec![(volume, written)], None),
            Err(error) => self.not_written(now, work, error),
        }
    }

    /// What one of them is set to; empty if it is not.
    pub(crate) fn own_setting(&self, name: &str) -> Answer {
        let record = self.setting_named(name).and_then(|id| self.plan.show(id));
        let value = record.as_deref().and_then(|record| setting::VALUE.of(record));
        let value = value.unwrap_or_default().to_owned();
        Answer::Setting(SettingReport { key: name.to_owned(), value })
    }

    /// The record that holds a setting. Where two devices both made it, the newest is the one in force.
    fn setting_named(&self, name: &str) -> Option<RecordId> {
        let all = self.plan.list(setting::NAME_OF_KIND, &ListFilter::default());
        let of_name = all.iter().filter(|record| setting::NAME.of(record) == Some(name));
        of_name.max_by_key(|record| (record.updated, record.id)).map(|record| record.id)
    }
}
