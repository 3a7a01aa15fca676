//! Which command is carried out where.

use kith_plan::{RecordId, UnixMillis, kinds};

use super::generations::Purpose;
use super::own_settings::is_of_the_plan;
use super::{Open, Outcome};
use crate::work::Work;
use crate::{Answer, Command, CommandId, Trouble};

impl Open {
    /// Carries out a command. Until everything at rest is in memory, commands wait.
    pub(crate) fn carry_out(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: CommandId,
        command: Command,
    ) -> Outcome {
        if !self.ready {
            return Outcome::Parked;
        }
        if let Some(trouble) = self.unread_for(&command) {
            return Outcome::Refused(trouble);
        }
        if self.signing > 0 && !is_beside_sharing(&command) {
            return Outcome::Parked;
        }
        match command {
            Command::Add { kind, section, fields } => {
                self.add(now, work, &kind, section.as_deref(), fields)
            }
            Command::AddMany { records } => self.add_many(now, work, records),
            Command::List(filter) => {
                let owner = filter.plan.unwrap_or(self.household.me);
                let kind = kinds::kind(&filter.kind);
                self.told_with_damage(self.list(&filter).map(Answer::Records), |one| {
                    // What another shares is told in their mailbox.
                    let says_it = one.owner != self.household.me
                        && matches!(one.purpose, Purpose::Mailbox(_));
                    one.owner == owner && (says_it || self.is_needed_for(one, kind, filter.deleted))
                })
            }
            Command::Import(import) => self.import(now, work, &import),
            Command::Export { of, sections } => self.export(work, of, &sections),
            Command::Show { id } => {
                let answer = self.show(id).map(|record| Answer::Record(Box::new(record)));
                self.told_of(id, answer)
            }
            Command::History { id } => self.tell_history(work, id),
            Command::BringBack { id, at } => self.bring_back(now, work, id, at),
            Command::Search { words } => self.search(now, work, &words),
            Command::Struggling { home } => self.struggling(now, &home),
            Command::Look { back, home } => self.look(now, back, &home),
            Command::Gaps => self.gaps(),
            Command::Patterns { days, home } => self.patterns(now, days, &home),
            Command::Edit { id, fields } => self.edit(now, work, id, fields),
            Command::Settle { id, field, value } => self.settle(now, work, id, field, value),
            Command::Remove { id } => self.remove(now, work, id),
            Command::Undelete { id } => self.undelete(now, work, id),
            Command::Undo => self.undo_last(now, work),
            Command::PlanSet { name, value } => self.set_own(now, work, &name, &value),
            Command::Between { person, act } => self.between(now, work, person, act),
            command => self.carry_out_about_people(now, work, id, command),
        }
    }

    fn carry_out_about_people(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: CommandId,
        command: Command,
    ) -> Outcome {
        match command {
            Command::Invite { person, role } => self.invite(now, work, id, person, role),
            Command::Link => self.link(now, work, id),
            Command::Join { ticket, at, person, name } => {
                self.join(now, work, id, (ticket, at), person, name)
            }
            Command::PairAnswer { they_match } => self.pair_answer(now, work, they_match),
            Command::CancelInvite => self.cancel_pairing(now, work),
            Command::Share { section, person, with_past, until } => {
                self.share(now, work, &section, person, with_past, until)
            }
            Command::Unshare { section, person } => self.unshare(now, work, &section, person),
            Command::Guests => self.told_of_book(Answer::Guests(self.guest_reports(now))),
            Command::Devices => {
                self.told_with_damage(Ok(Answer::Devices(self.device_reports())), |_| false)
            }
            Command::WhoSees => self.told_of_book(Answer::WhoSees(self.who_sees(now))),
            Command::ViewAs { person } => {
                let kiths = self.household.kiths_of(person);
                self.told_with_damage(self.view_as(person).map(Answer::ViewAs), |one| {
                    let is_read = self.readers_of(one).any(|root| kiths.contains(root));
                    is_read || self.is_mailbox_to(one, &kiths)
                })
            }
            Command::Plans => {
                let me = self.household.me;
                self.told_with_damage(Ok(Answer::Plans(self.plans())), |one| {
                    one.owner != me && matches!(one.purpose, Purpose::Mailbox(_))
                })
            }
            command => self.carry_out_about_the_house(now, work, id, command),
        }
    }

    fn carry_out_about_the_house(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: CommandId,
        command: Command,
    ) -> Outcome {
        match command {
            Command::Status => Outcome::Answered(Answer::Status(Box::new(self.status()))),
            Command::KitTest { words } => self.test_kit(work, id, words),
            Command::StepUp { passphrase } => self.prove(work, id, passphrase),
            Command::Address { of, address } => self.remember_address(work, id, &of, &address),
            Command::ConfigGet { key } if is_of_the_plan(&key) => {
                Outcome::Answered(self.own_setting(&key))
            }
            Command::ConfigSet { key, value } if is_of_the_plan(&key) => {
                self.set_own(now, work, &key, &value)
            }
            Command::ConfigGet { key } => told(self.config_get(&key)),
            Command::ConfigSet { key, value } => {
                self.config_set(work, id, |settings| settings.set(&key, &value))
            }
            Command::ConfigAfresh => self.config_afresh(work, id),
            Command::GoOnline => {
                self.go_online(work);
                Outcome::Answered(super::done())
            }
            Command::GoOffline => {
                self.go_offline(now, work);
                Outcome::Answered(super::done())
            }
            Command::Peers => Outcome::Answered(self.peers_report()),
            Command::MayBegin | Command::Init { .. } | Command::JoinAsDevice { .. } => {
                Outcome::Refused(Trouble::VaultExists)
            }
            // These are the machine's own, and never come this far.
            _ => Outcome::Refused(Trouble::Internal),
        }
    }

    /// What the book tells, with its damage; and with that of `people` if somebody's name is out of sight.
    fn told_of_book(&self, answer: Answer) -> Outcome {
        let mut guests = self.household.guests.values();
        let is_nameless = guests.any(|guest| self.plan.show(guest.person).is_none());
        let people = kinds::kind(kinds::person::NAME_OF_KIND);
        self.told_with_damage(Ok(answer), |one| {
            one.owner == self.household.me && is_nameless && self.is_needed_for(one, people, false)
        })
    }

    /// What is told of one record, with the damage of all that it needs.
    pub(super) fn told_of(&self, id: RecordId, answer: Result<Answer, Trouble>) -> Outcome {
        let plans = std::iter::once(&self.plan).chain(self.shared_plans.values());
        let volume = plans.into_iter().find_map(|plan| plan.volume_of(id));
        let record = self.plan.show(id);
        let kind = record.as_ref().and_then(|record| kinds::kind(&record.kind));
        let is_deleted = record.as_ref().is_some_and(|record| record.gone.is_some());
        self.told_with_damage(answer, |one| {
            volume.is_none_or(|volume| one.volume.0 == volume.0)
                || kind.is_some_and(|kind| self.is_told_with(one, kind, is_deleted))
        })
    }

    fn remember_address(
        &mut self,
        work: &mut Work,
        id: CommandId,
        of: &str,
        address: &str,
    ) -> Outcome {
        let Ok(address) = address.parse() else {
            return Outcome::Refused(Trouble::BadAddress);
        };
        let endpoints = match self.endpoints_of(of) {
            Ok(endpoints) => endpoints,
            Err(trouble) => return Outcome::Refused(trouble),
        };
        self.config_set(work, id, |settings| {
            for endpoint in endpoints {
                let known = settings.typed_addresses.entry(endpoint.to_string()).or_default();
                if !known.contains(&address) {
                    known.push(address);
                }
            }
            Ok(())
        })
    }
}

fn told(answer: Result<Answer, Trouble>) -> Outcome {
    match answer {
        Ok(answer) => Outcome::Answered(answer),
        Err(trouble) => Outcome::Refused(trouble),
    }
}

/// Whether a command may overtake one that changes who may read what. Nothing else does: what is written after
/// a share or its end goes where that says, and what is told of it is as it is then.
fn is_beside_sharing(command: &Command) -> bool {
    matches!(
        command,
        Command::Status
            | Command::GoOnline
            | Command::GoOffline
            | Command::ConfigGet { .. }
            | Command::StepUp { .. }
            | Command::PairAnswer { .. }
            | Command::CancelInvite
    )
}
