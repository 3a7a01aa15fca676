// The tokens of this table have no reader; the table has.
#![allow(dead_code)]

use super::{FieldInfo, FieldType, KindInfo, Presence, Span};

kinds! {
    pub(crate) table TRIAL;

    /// Something to refer to.
    target in "people", Standing, rows [1] {
        NAME name: Line(), Required, "A name.";
    }

    /// Something to refer to from another section.
    elsewhere in "why", Standing, rows [1] {
        NAME name: Line(), Required, "A name.";
    }

    /// One field of every type.
    every in "people", Quarterly, rows [1] {
        LINE line: Line(), Optional, "A line.";
        PAGE page: Page(), Optional, "A page.";
        WHOLE whole: Whole(-5..=5), Optional, "A whole number.";
        SCALE scale: Scale(0..=10), Optional, "A scale.";
        ONE one: One["red", "blue"], Optional, "One choice.";
        SOME some: Some["a", "b", "c"], Optional, "Some choices.";
        FLAG flag: Flag(), Optional, "Yes or no.";
        DAY day: Day(), Happening, "A day.";
        MOMENT moment: Moment(), Optional, "A moment.";
        TIME time: Time(), Optional, "A time.";
        ZONE zone: Zone(), Optional, "A zone.";
        FRIEND friend: Ref("target"), Optional, "A reference.";
        FRIENDS friends: Refs("target"), Optional, "References.";
        FAR far: Far("elsewhere"), Optional, "A reference to another section.";
        FARS fars: Fars("elsewhere"), Optional, "References to another section.";
        STEPS steps: Items {
            text: Line(), Required, "What to do.";
            done: Flag(), Optional, "Whether it is done.";
        }, Optional, "Steps in order.";
    }
}
