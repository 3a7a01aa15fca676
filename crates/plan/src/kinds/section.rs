//! Sections: parts of the plan, each with its own rule of sharing.

use super::Span;

/// How far a section may ever be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceiling {
    /// It may be shared.
    Yes,
    /// It may be shared after a warning.
    Warned,
    /// It may be shared whole only if the owner asks for it, after a warning.
    Asked,
    /// Never as a whole: single pieces may be copied into a half.
    Excerpt,
    /// It stays with the owner.
    Never,
}

impl Ceiling {
    /// The word that `kith kinds` shows.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Warned => "warned",
            Self::Asked => "asked",
            Self::Excerpt => "excerpt",
            Self::Never => "never",
        }
    }
}

/// What pairing with somebody in a role says of a section. Nothing is ever ticked beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// It comes with the pairing itself.
    Yes,
    /// The owner is asked.
    Ask,
    /// It is not offered.
    No,
}

impl Offer {
    /// The word that `kith kinds` shows.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Ask => "ask",
            Self::No => "no",
        }
    }
}

/// The role in which somebody is paired. A mentor is a sponsor here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A sponsor or mentor.
    Sponsor,
    /// Somebody of the family.
    Family,
    /// A therapist or other clinician.
    Therapist,
    /// A peer in recovery.
    Peer,
    /// Somebody to be called in an emergency.
    Emergency,
}

impl Role {
    /// All roles, in the order of [`SectionInfo::first`].
    pub const ALL: [Self; 5] =
        [Self::Sponsor, Self::Family, Self::Therapist, Self::Peer, Self::Emergency];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sponsor => "sponsor",
            Self::Family => "family",
            Self::Therapist => "therapist",
            Self::Peer => "peer",
            Self::Emergency => "emergency",
        }
    }

    /// The role of that name; `mentor` is another word for sponsor.
    pub fn named(name: &str) -> Option<Self> {
        if name == "mentor" {
            return Some(Self::Sponsor);
        }
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// One section of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionInfo {
    /// The name in labels, JSON and on the command line.
    pub name: &'static str,
    /// How its volumes are cut; a section that is not standing is a log and may be shared from today.
    pub span: Span,
    /// How far it may ever be shared.
    pub ceiling: Ceiling,
    /// What pairing says of it: sponsor, family, therapist, peer, emergency.
    pub first: [Offer; 5],
}

impl SectionInfo {
    /// What pairing with somebody in that role says of this section.
    pub fn offer(&self, role: Role) -> Offer {
        let [sponsor, family, therapist, peer, emergency] = self.first;
        match role {
            Role::Sponsor => sponsor,
            Role::Family => family,
            Role::Therapist => therapist,
            Role::Peer => peer,
            Role::Emergency => emergency,
        }
    }
}

const KEPT: [Offer; 5] = [Offer::No; 5];
const ASKED_BUT_IN_EMERGENCY: [Offer; 5] =
    [Offer::Ask, Offer::Ask, Offer::Ask, Offer::Ask, Offer::No];
const THERAPIST: [Offer; 5] = [Offer::No, Offer::No, Offer::Ask, Offer::No, Offer::No];

const fn new(name: &'static str, span: Span, ceiling: Ceiling, first: [Offer; 5]) -> SectionInfo {
    SectionInfo { name, span, ceiling, first }
}

/// Every section, in the order of docs/sections.md. An emergency contact is offered their own rung of
/// `steady` as an excerpt in their half, so the section itself is not offered to them.
pub const SECTIONS: &[SectionInfo] = &[
    new("profile", Span::Standing, Ceiling::Never, KEPT),
    new("people", Span::Standing, Ceiling::Excerpt, KEPT),
    new("reflections", Span::Standing, Ceiling::Never, KEPT),
    new("asides", Span::Yearly, Ceiling::Never, KEPT),
    new("why", Span::Standing, Ceiling::Excerpt, KEPT),
    new("steady", Span::Standing, Ceiling::Asked, ASKED_BUT_IN_EMERGENCY),
    new("home", Span::Standing, Ceiling::Yes, KEPT),
    new("treatment", Span::Standing, Ceiling::Warned, THERAPIST),
    new("medicine", Span::Standing, Ceiling::Warned, THERAPIST),
    new("groups", Span::Standing, Ceiling::Yes, KEPT),
    new("triggers", Span::Standing, Ceiling::Warned, THERAPIST),
    new("cravings", Span::Yearly, Ceiling::Warned, THERAPIST),
    new("coping", Span::Standing, Ceiling::Yes, KEPT),
    new("goals", Span::Standing, Ceiling::Yes, KEPT),
    new("resources", Span::Standing, Ceiling::Yes, KEPT),
    new("word", Span::Yearly, Ceiling::Yes, ASKED_BUT_IN_EMERGENCY),
    new("checkins", Span::Yearly, Ceiling::Warned, THERAPIST),
    new("boundaries", Span::Standing, Ceiling::Excerpt, KEPT),
    new("milestones", Span::Standing, Ceiling::Yes, ASKED_BUT_IN_EMERGENCY),
    new("journal", Span::Quarterly, Ceiling::Excerpt, KEPT),
    new("setbacks", Span::Standing, Ceiling::Never, KEPT),
    new("screens", Span::Standing, Ceiling::Asked, THERAPIST),
    new("bin", Span::Standing, Ceiling::Never, KEPT),
    new("half", Span::Yearly, Ceiling::Yes, [Offer::Yes; 5]),
];

/// The section of that name. What follows a colon names one of several (`half:0123456789abcdef`) and is
/// not looked at.
pub fn section(name: &str) -> Option<&'static SectionInfo> {
    let base = name.split(':').next().unwrap_or(name);
    SECTIONS.iter().find(|section| section.name == base)
}
