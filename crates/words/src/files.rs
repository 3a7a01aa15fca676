//! The fluent files themselves, carried inside the program: nothing is read from disk to speak.

/// Every file of the English voice: its name, and its text. A test holds this list equal to the
/// folder `i18n/en`.
pub const FILES: &[(&str, &str)] = &[
    ("cli.ftl", include_str!("../i18n/en/cli.ftl")),
    ("common.ftl", include_str!("../i18n/en/common.ftl")),
    ("kinds.ftl", include_str!("../i18n/en/kinds.ftl")),
    ("tour.ftl", include_str!("../i18n/en/tour.ftl")),
    ("trouble.ftl", include_str!("../i18n/en/trouble.ftl")),
    ("window.ftl", include_str!("../i18n/en/window.ftl")),
];
