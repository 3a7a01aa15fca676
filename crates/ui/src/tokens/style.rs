//! Puts the tokens into egui's own style, for the few things that egui draws itself.

use egui::{Color32, CornerRadius, Shadow, Stroke, Style, Theme, ThemePreference, Vec2, Visuals};

use super::palette::{DARK, LIGHT, Palette};
use super::text::Type;
use super::{fonts, motion, radius, size, space};

/// Which of the two palettes is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Appearance {
    /// As the system says.
    #[default]
    Follow,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// How large all text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSize {
    /// 90 %.
    Small,
    /// 100 %.
    #[default]
    Usual,
    /// 125 %.
    Large,
    /// 150 %.
    Larger,
    /// 200 %.
    Largest,
}

impl TextSize {
    /// Every size, from small to large.
    pub const ALL: [TextSize; 5] =
        [TextSize::Small, TextSize::Usual, TextSize::Large, TextSize::Larger, TextSize::Largest];

    /// The size in per cent.
    pub fn percent(self) -> u32 {
        match self {
            TextSize::Small => 90,
            TextSize::Usual => 100,
            TextSize::Large => 125,
            TextSize::Larger => 150,
            TextSize::Largest => 200,
        }
    }

    fn scale(self) -> f32 {
        match self {
            TextSize::Small => 0.9,
            TextSize::Usual => 1.0,
            TextSize::Large => 1.25,
            TextSize::Larger => 1.5,
            TextSize::Largest => 2.0,
        }
    }
}

/// Sets faces, palette and sizes. Called once at the start and again when a setting changes,
/// never while idle, because it makes egui draw anew.
pub fn apply(ctx: &egui::Context, appearance: Appearance, text: TextSize) {
    ctx.set_fonts(fonts::definitions());
    set_appearance(ctx, appearance);
    ctx.set_style_of(Theme::Light, style(&LIGHT, Visuals::light(), text));
    ctx.set_style_of(Theme::Dark, style(&DARK, Visuals::dark(), text));
}

/// Light, dark or as the system says, and nothing else. It is seen from the next frame on.
pub fn set_appearance(ctx: &egui::Context, appearance: Appearance) {
    ctx.set_theme(match appearance {
        Appearance::Follow => ThemePreference::System,
        Appearance::Light => ThemePreference::Light,
        Appearance::Dark => ThemePreference::Dark,
    });
}

/// The palette in force.
pub fn palette(ui: &egui::Ui) -> &'static Palette {
    if ui.visuals().dark_mode { &DARK } else { &LIGHT }
}

fn style(p: &Palette, visuals: Visuals, text: TextSize) -> Style {
    let mut style = Style::default();
    style.text_styles =
        Type::ALL.iter().map(|step| (step.style(), step.font(text.scale()))).collect();
    style.text_styles.insert(egui::TextStyle::Monospace, Type::Body.font(text.scale()));
    style.spacing.item_spacing = Vec2::new(space::S, space::S);
    // House widgets bring their own height; this is only the least height of a line of several.
    style.spacing.interact_size = Vec2::new(size::TARGET, Type::Body.metrics().1);
    style.spacing.button_padding = Vec2::new(space::L, space::S);
    style.spacing.text_edit_width = size::DIALOG;
    style.spacing.scroll = egui::style::ScrollStyle {
        bar_width: space::S,
        // Nothing moves aside when a page becomes long enough to scroll.
        floating_allocated_width: 0.0,
        ..egui::style::ScrollStyle::floating()
    };
    style.animation_time = motion::HOVER;
    style.interaction.selectable_labels = true;
    style.interaction.tooltip_delay = 0.4;
    style.scroll_animation = egui::style::ScrollAnimation::none();
    style.visuals = dressed(p, visuals);
    style
}

fn dressed(p: &Palette, mut visuals: Visuals) -> Visuals {
    visuals.override_text_color = Some(p.text);
    visuals.weak_text_color = Some(p.muted);
    visuals.panel_fill = p.bg;
    visuals.window_fill = p.surface;
    visuals.extreme_bg_color = p.surface;
    visuals.text_edit_bg_color = Some(p.surface);
    visuals.faint_bg_color = p.sunken;
    visuals.hyperlink_color = p.info;
    visuals.warn_fg_color = p.warn;
    visuals.error_fg_color = p.danger;
    visuals.window_stroke = Stroke::new(size::LINE, p.hairline);
    visuals.window_corner_radius = CornerRadius::same(radius::CARD);
    visuals.menu_corner_radius = CornerRadius::same(radius::BUTTON);
    let shadow = Shadow { offset: [0, 2], blur: 8, spread: 0, color: p.shadow };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.selection.bg_fill = p.primary_soft;
    visuals.selection.stroke = Stroke::new(size::LINE, p.primary);
    // A caret that blinks would be a frame twice a second while nothing happens.
    visuals.text_cursor.blink = false;
    visuals.text_cursor.stroke = Stroke::new(size::FOCUS_LINE, p.primary);
    let states = [
        (&mut visuals.widgets.noninteractive, p.surface, p.hairline, p.text),
        (&mut visuals.widgets.inactive, p.surface, p.border, p.text),
        (&mut visuals.widgets.hovered, p.primary_soft, p.primary, p.text),
        (&mut visuals.widgets.active, p.primary_soft, p.primary, p.text),
        (&mut visuals.widgets.open, p.primary_soft, p.primary, p.text),
    ];
    for (widget, fill, edge, ink) in states {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(size::LINE, edge);
        widget.fg_stroke = Stroke::new(size::LINE, ink);
        widget.corner_radius = CornerRadius::same(radius::FIELD);
        widget.expansion = 0.0;
    }
    // The scroll bar's handle.
    visuals.widgets.inactive.bg_fill = p.hairline;
    visuals.code_bg_color = Color32::TRANSPARENT;
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_the_scale_is_in_the_style_and_grows_with_the_text_size() {
        let usual = style(&LIGHT, Visuals::light(), TextSize::Usual);
        let largest = style(&LIGHT, Visuals::light(), TextSize::Largest);
        for step in Type::ALL {
            let size = usual.text_styles[&step.style()].size;
            assert!(size >= 14.0, "{step:?} is smaller than the floor");
            assert!((largest.text_styles[&step.style()].size - 2.0 * size).abs() < 0.01);
        }
    }
}
