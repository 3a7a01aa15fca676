//! Care by others: options, stays, visits, medicine.

use super::{FieldInfo, FieldType, KindInfo, Presence, Span};

kinds! {
    pub(super) table TABLE;

    /// A kind of treatment, and what the owner thinks of it.
    optionnote in "treatment", Standing, rows [8] {
        SORT sort: One[
            "detox", "inpatient", "php", "iop", "outpatient", "otp_methadone", "office_bup", "naltrexone",
            "counselling", "telehealth", "peer", "housing",
        ], Required, "Which kind of treatment.";
        INTEREST interest: Scale(0..=10), Optional, "How right it feels for you.";
        QUESTION question: Page(), Optional, "What you want to ask about it.";
    }

    /// A stay or a programme.
    episode in "treatment", Standing, rows [9] {
        SORT sort: One[
            "detox", "inpatient", "php", "iop", "outpatient", "otp_methadone", "office_bup", "naltrexone",
            "counselling", "telehealth", "peer", "housing",
        ], Required, "Which kind of treatment.";
        PROVIDER provider: Line(), Optional, "Where, or with whom.";
        FROM from: Day(), Optional, "Its first day.";
        TO to: Day(), Optional, "Its last day.";
        CONTACT contact: Line(), Optional, "How to reach them.";
        GOALS goals: Page(), Optional, "What you want from it.";
    }

    /// What has to stand before a stay ends. Medicine has its own place, which others are not shown.
    discharge in "treatment", Standing, rows [10] {
        ON on: Day(), Required, "The day you leave.";
        FIRST_APPT first_appt: Moment(), Optional, "Your first appointment after it.";
        NALOXONE_WITH naloxone_with: Far("person"), Optional, "Who has naloxone.";
        MET_BY met_by: Far("person"), Optional, "Who meets you.";
        SLEEP_AT sleep_at: Line(), Optional, "Where you sleep that night.";
        FIRST_MEETING first_meeting: Far("group"), Optional, "The first meeting you go to.";
    }

    /// An appointment, once or again and again.
    appt in "treatment", Standing, rows [11, 20] {
        AT at: Moment(), Required, "When it is, or first is.";
        ZONE zone: Zone(), Optional, "The time zone of the place where it is.";
        REPEAT repeat: One["once", "weekly", "two_weeks", "monthly"], Optional, "How it comes back.";
        UNTIL until: Day(), Optional, "The last day it may come back.";
        PERSON person: Far("person"), Optional, "Who it is with.";
        MODE mode: One["in_person", "phone", "video"], Optional, "How you meet.";
        PLACE place: Line(), Optional, "Where it is.";
        LINK link: Line(), Optional, "Where to join by video.";
        BACKUP_PHONE backup_phone: Line(), Optional, "A number in case the video breaks.";
        PRIVATE_PLACE private_place: Flag(), Optional, "Whether you have a quiet place for the call.";
        PREP prep: Page(), Optional, "What you want to bring up.";
        OUTCOME outcome: Page(), Optional, "What came of it.";
    }

    /// A task from therapy.
    homework in "treatment", Standing, rows [13] {
        TASK task: Page(), Required, "What the task is.";
        FROM from: Far("person"), Optional, "Who gave it to you.";
        DUE due: Day(), Optional, "Until when.";
        DONE done: Flag(), Optional, "Whether it is done.";
        REFLECTION reflection: Page(), Optional, "What you saw while doing it.";
    }

    /// Something in the way, and a way around it.
    barrier in "treatment", Standing, rows [16] {
        SORT sort: One["cost", "transport", "time", "childcare", "stigma", "insurance", "waitlist", "fear"],
            Required, "What is in the way.";
        NOTE note: Page(), Optional, "How it gets in the way.";
        WORKAROUND workaround: Page(), Optional, "A way around it.";
        HELPER helper: Far("person"), Optional, "Who can help.";
    }

    /// A practice beside treatment.
    practice in "treatment", Standing, rows [57] {
        NAME name: Line(), Required, "What it is.";
        CADENCE cadence: Line(), Optional, "How often.";
        COST cost: Line(), Optional, "What it costs.";
        HELPS helps: Scale(0..=10), Optional, "How much it helps.";
    }

    /// Who may talk with whom about the owner.
    consent in "treatment", Standing, rows [] {
        TEXT text: Line(), Required, "Who may talk with whom, about what.";
        PERSON person: Far("person"), Optional, "Who you gave it to.";
        SINCE since: Day(), Optional, "Since when.";
        UNTIL until: Day(), Optional, "Until when.";
        ENDED ended: Flag(), Optional, "Whether you took it back.";
    }

    /// A medicine. Kith keeps what the owner writes and says nothing on taking it.
    med in "medicine", Standing, rows [10, 12] {
        NAME name: Line(), Required, "What it is called.";
        CLASS class: One["methadone", "buprenorphine", "naltrexone", "naloxone", "other"],
            Optional, "What sort of medicine it is.";
        DOSE dose: Line(), Optional, "The dose, as it is written for you.";
        TIMES times: Items {
            time: Time(), Required, "At what time.";
        }, Optional, "The times of day.";
        WHY why: Line(), Optional, "What it is for.";
        PRESCRIBER prescriber: Far("person"), Optional, "Who prescribes it.";
        REFILL refill: Day(), Optional, "When it has to be filled again.";
        LASTS_UNTIL lasts_until: Day(), Optional, "Until when what you have lasts.";
        ENDED ended: Flag(), Optional, "Whether it is no longer prescribed.";
    }

    /// One dose, as the owner noted it.
    dose in "medicine", Yearly, rows [12] {
        MED med: Ref("med"), Required, "Which medicine.";
        DUE due: Moment(), Happening, "When it was due.";
        AT at: Moment(), Optional, "When it was taken.";
        STATE state: One["taken", "late", "not_taken"], Optional, "What happened.";
    }
}
