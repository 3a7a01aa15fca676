//! The colours: paper, moss, water and clay, in the light and in the dark.

use egui::Color32;

/// One theme's colours by what they are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything.
    pub bg: Color32,
    /// Cards, fields, dialogs.
    pub surface: Color32,
    /// The rail, and what lies deeper than the page.
    pub sunken: Color32,
    /// Writing.
    pub text: Color32,
    /// Writing that may be passed over.
    pub muted: Color32,
    /// Moss: the one accent. Main buttons, what is chosen.
    pub primary: Color32,
    /// Writing on `primary`.
    pub on_primary: Color32,
    /// Clay: only for "I need help now".
    pub care: Color32,
    /// Writing on `care`.
    pub on_care: Color32,
    /// Water: news.
    pub info: Color32,
    /// Leaf: done and safe.
    pub ok: Color32,
    /// Ochre: look at this some time.
    pub warn: Color32,
    /// Brick: deletes only.
    pub danger: Color32,
    /// Writing on `danger`.
    pub on_danger: Color32,
    /// What others share with the owner.
    pub lavender: Color32,
    /// The edge of a field or a mark.
    pub border: Color32,
    /// A line that only decorates.
    pub hairline: Color32,
    /// The focus ring.
    pub focus: Color32,
    /// Behind what is chosen or calmly good.
    pub primary_soft: Color32,
    /// Behind help.
    pub care_soft: Color32,
    /// Behind a thing to look at.
    pub warn_soft: Color32,
    /// Behind news.
    pub info_soft: Color32,
    /// Behind something done.
    pub ok_soft: Color32,
    /// Behind trouble.
    pub danger_soft: Color32,
    /// Under cards; nothing in the dark, where surfaces are lighter instead.
    pub shadow: Color32,
    /// Between a dialog and the page behind it.
    pub veil: Color32,
}

/// By day.
pub const LIGHT: Palette = Palette {
    bg: hex(0xF6F3EC),
    surface: hex(0xFFFDF8),
    sunken: hex(0xECE7DC),
    text: hex(0x23302B),
    muted: hex(0x56635C),
    primary: hex(0x2C6650),
    on_primary: hex(0xFFFFFF),
    care: hex(0xA8431F),
    on_care: hex(0xFFFFFF),
    info: hex(0x265C8A),
    ok: hex(0x2B6A3C),
    warn: hex(0x82520A),
    danger: hex(0x9C3528),
    on_danger: hex(0xFFFFFF),
    lavender: hex(0x5F5290),
    border: hex(0x7C867F),
    hairline: hex(0xD5CEBF),
    focus: hex(0x14508A),
    primary_soft: hex(0xDCEBE1),
    care_soft: hex(0xFBE6DA),
    warn_soft: hex(0xF8EACB),
    info_soft: hex(0xDDE9F4),
    ok_soft: hex(0xDDEFDF),
    danger_soft: hex(0xF7DFDA),
    shadow: Color32::from_black_alpha(20),
    veil: Color32::from_black_alpha(100),
};

/// By night.
pub const DARK: Palette = Palette {
    bg: hex(0x151C19),
    surface: hex(0x1D2622),
    sunken: hex(0x101614),
    text: hex(0xE9EDE6),
    muted: hex(0xA9B5AC),
    primary: hex(0x8CCBAE),
    on_primary: hex(0x0E2219),
    care: hex(0xF3A77F),
    on_care: hex(0x2B1206),
    info: hex(0x93C1EC),
    ok: hex(0x8FD19E),
    warn: hex(0xEBBD6B),
    danger: hex(0xF2A094),
    on_danger: hex(0x2B100B),
    lavender: hex(0xBCB0EA),
    border: hex(0x748179),
    hairline: hex(0x33403A),
    focus: hex(0x9CCBFA),
    primary_soft: hex(0x24392F),
    care_soft: hex(0x3C281D),
    warn_soft: hex(0x382D16),
    info_soft: hex(0x1B2E40),
    ok_soft: hex(0x1C3323),
    danger_soft: hex(0x3E2420),
    shadow: Color32::TRANSPARENT,
    veil: Color32::from_black_alpha(150),
};

/// The contrast of two colours as the WCAG computes it: 1 for equal, 21 for black on white.
pub fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

const fn hex(rgb: u32) -> Color32 {
    let [_, r, g, b] = rgb.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

fn luminance(colour: Color32) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reading text needs 4.5 : 1, edges and marks 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11).
    #[test]
    fn every_pair_that_is_drawn_can_be_read() {
        for (name, p) in [("light", LIGHT), ("dark", DARK)] {
            let grounds = [("bg", p.bg), ("surface", p.surface), ("sunken", p.sunken)];
            let inks = [
                ("text", p.text),
                ("muted", p.muted),
                ("primary", p.primary),
                ("care", p.care),
                ("info", p.info),
                ("ok", p.ok),
                ("warn", p.warn),
                ("danger", p.danger),
                ("lavender", p.lavender),
                ("focus", p.focus),
            ];
            for (ground_name, ground) in grounds {
                for (ink_name, ink) in inks {
                    let ratio = contrast(ink, ground);
                    assert!(ratio >= 4.5, "{name}: {ink_name} on {ground_name} is {ratio:.1}");
                }
                let ratio = contrast(p.border, ground);
                assert!(ratio >= 3.0, "{name}: border on {ground_name} is {ratio:.1}");
            }
            let fills = [
                ("primary", p.on_primary, p.primary),
                ("care", p.on_care, p.care),
                ("danger", p.on_danger, p.danger),
                ("primary_soft", p.primary, p.primary_soft),
                ("care_soft", p.care, p.care_soft),
                ("warn_soft", p.warn, p.warn_soft),
                ("info_soft", p.info, p.info_soft),
                ("ok_soft", p.ok, p.ok_soft),
                ("danger_soft", p.danger, p.danger_soft),
            ];
            for (fill_name, ink, fill) in fills {
                let ratio = contrast(ink, fill);
                assert!(ratio >= 4.5, "{name}: on {fill_name} is {ratio:.1}");
            }
            for (fill_name, _, fill) in &fills[3..] {
                let ratio = contrast(p.text, *fill);
                assert!(ratio >= 10.0, "{name}: text on {fill_name} is {ratio:.1}");
            }
        }
    }

    /// The ring alone would vanish on a green button; the gap inside it is what is seen there.
    #[test]
    fn the_gap_of_the_focus_ring_stands_out_where_the_ring_does_not() {
        for p in [LIGHT, DARK] {
            assert!(contrast(p.focus, p.primary) < 3.0);
            assert!(contrast(p.focus, p.surface) >= 7.0);
            assert!(contrast(p.surface, p.primary) >= 3.0);
        }
    }

    #[test]
    fn the_formula_knows_its_ends() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
        assert!((contrast(Color32::GRAY, Color32::GRAY) - 1.0).abs() < 0.01);
    }
}
