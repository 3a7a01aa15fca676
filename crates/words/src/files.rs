//! The fluent files themselves, carried inside the program: nothing is read from disk to speak.

/// Every file of the English voice: its name, and its text. A test holds this list equal to the
/// folder `i18n/en`.
pub const FILES: &[(&str, &str)] = &[
    ("acts.ftl", include_str!("../i18n/en/acts.ftl")),
    ("asks.ftl", include_str!("../i18n/en/asks.ftl")),
    ("carry.ftl", include_str!("../i18n/en/carry.ftl")),
    ("circle.ftl", include_str!("../i18n/en/circle.ftl")),
    ("cli.ftl", include_str!("../i18n/en/cli.ftl")),
    ("common.ftl", include_str!("../i18n/en/common.ftl")),
    ("crisis.ftl", include_str!("../i18n/en/crisis.ftl")),
    ("examples.ftl", include_str!("../i18n/en/examples.ftl")),
    ("flows.ftl", include_str!("../i18n/en/flows.ftl")),
    ("kinds-between.ftl", include_str!("../i18n/en/kinds-between.ftl")),
    ("kinds-coping.ftl", include_str!("../i18n/en/kinds-coping.ftl")),
    ("kinds-days.ftl", include_str!("../i18n/en/kinds-days.ftl")),
    ("kinds-groups.ftl", include_str!("../i18n/en/kinds-groups.ftl")),
    ("kinds-own.ftl", include_str!("../i18n/en/kinds-own.ftl")),
    ("kinds-people.ftl", include_str!("../i18n/en/kinds-people.ftl")),
    ("kinds-reflections.ftl", include_str!("../i18n/en/kinds-reflections.ftl")),
    ("kinds-steady.ftl", include_str!("../i18n/en/kinds-steady.ftl")),
    ("kinds-treatment.ftl", include_str!("../i18n/en/kinds-treatment.ftl")),
    ("kinds.ftl", include_str!("../i18n/en/kinds.ftl")),
    ("lists.ftl", include_str!("../i18n/en/lists.ftl")),
    ("looks.ftl", include_str!("../i18n/en/looks.ftl")),
    ("paper.ftl", include_str!("../i18n/en/paper.ftl")),
    ("tour.ftl", include_str!("../i18n/en/tour.ftl")),
    ("trouble.ftl", include_str!("../i18n/en/trouble.ftl")),
    ("two-questions.ftl", include_str!("../i18n/en/two-questions.ftl")),
    ("window.ftl", include_str!("../i18n/en/window.ftl")),
];
