//! Small plots, drawn with the pen. Each is one picture with a name for readers; whoever draws one shows the
//! same numbers as a table too.

use egui::epaint::{PathShape, PathStroke};
use egui::{CornerRadius, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2};

use super::paint::galley;
use crate::tokens::{Type, line_height, palette, size, space};

/// How high the drawn part is, in points.
const HIGH: f32 = 132.0;
/// The least room between the words under a plot.
const APART: f32 = space::L;

/// One place of a plot, from left to right.
pub struct Spot {
    /// What stands under it, if there is room.
    pub text: String,
    /// How high it is; nothing where nothing was noted.
    pub value: Option<f32>,
}

/// Bars from zero.
pub fn bars(ui: &mut Ui, name: &str, spots: &[Spot]) {
    let most = spots.iter().filter_map(|spot| spot.value).fold(1.0, f32::max);
    let Some((rect, wide)) = ground(ui, name, spots, (0.0, most), &whole(most)) else {
        return;
    };
    let p = palette(ui);
    for (place, spot) in spots.iter().enumerate() {
        let Some(value) = spot.value.filter(|value| *value > 0.0) else {
            continue;
        };
        let left = rect.left() + wide * (place as f32 + 0.15);
        let top = rect.bottom() - rect.height() * value / most;
        let bar = Rect::from_min_max(pos2(left, top), pos2(left + wide * 0.7, rect.bottom()));
        let round = CornerRadius { nw: 3, ne: 3, sw: 0, se: 0 };
        ui.painter().rect_filled(bar, round, p.primary);
    }
}

/// A line through what was noted, a dot for each; where nothing was noted, the line has a gap. `ends` are the
/// words for the lowest and the highest.
pub fn line(ui: &mut Ui, name: &str, spots: &[Spot], (low, high): (f32, f32), ends: (&str, &str)) {
    let marks = [(low, ends.0.to_owned()), (high, ends.1.to_owned())];
    let Some((rect, wide)) = ground(ui, name, spots, (low, high), &marks) else {
        return;
    };
    let p = palette(ui);
    let at = |place: usize, value: f32| {
        let x = rect.left() + wide * (place as f32 + 0.5);
        pos2(x, rect.bottom() - rect.height() * (value - low) / (high - low))
    };
    let noted: Vec<Option<egui::Pos2>> =
        spots.iter().enumerate().map(|(place, spot)| spot.value.map(|v| at(place, v))).collect();
    let stroke = PathStroke::new(size::FOCUS_LINE, p.primary);
    for run in noted.split(Option::is_none) {
        let points: Vec<egui::Pos2> = run.iter().copied().flatten().collect();
        if points.len() > 1 {
            ui.painter().add(Shape::Path(PathShape::line(points, stroke.clone())));
        }
    }
    for point in noted.into_iter().flatten() {
        ui.painter().circle(point, 4.0, p.surface, Stroke::new(size::FOCUS_LINE, p.primary));
    }
}

/// The ground of a plot: its marks at the left, its words below. Gives the part for what is drawn and how
/// wide a place is; nothing if it is out of sight.
fn ground(
    ui: &mut Ui,
    name: &str,
    spots: &[Spot],
    (low, high): (f32, f32),
    marks: &[(f32, String)],
) -> Option<(Rect, f32)> {
    let words = line_height(ui, Type::Small);
    let wanted = Vec2::new(ui.available_width(), HIGH + words + 2.0 * space::S);
    let (whole, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    if !ui.is_rect_visible(whole) {
        return None;
    }
    let p = palette(ui);
    let marks: Vec<_> = marks
        .iter()
        .map(|(value, text)| (*value, galley(ui, Type::Small, text, f32::INFINITY)))
        .collect();
    let lead = marks.iter().map(|(_, text)| text.size().x).fold(0.0, f32::max) + space::M;
    let rect = Rect::from_min_max(
        pos2(whole.left() + lead, whole.top() + words / 2.0),
        pos2(whole.right(), whole.top() + words / 2.0 + HIGH),
    );
    for (value, text) in marks {
        let y = rect.bottom() - rect.height() * (value - low) / (high - low);
        let hair = Stroke::new(size::LINE, p.hairline);
        ui.painter().hline(rect.x_range(), y, hair);
        let at = pos2(rect.left() - space::S - text.size().x, y - text.size().y / 2.0);
        ui.painter().galley(at, text, p.muted);
    }
    let wide = rect.width() / spots.len().max(1) as f32;
    let mut free_from = rect.left();
    for (place, spot) in spots.iter().enumerate().filter(|(_, spot)| !spot.text.is_empty()) {
        let text = galley(ui, Type::Small, &spot.text, f32::INFINITY);
        let middle = rect.left() + wide * (place as f32 + 0.5);
        let left =
            (middle - text.size().x / 2.0).min(rect.right() - text.size().x).max(rect.left());
        if left >= free_from {
            free_from = left + text.size().x + APART;
            ui.painter().galley(pos2(left, rect.bottom() + space::XS), text, p.muted);
        }
    }
    Some((rect, wide))
}

/// The marks of whole numbers: zero and the most.
fn whole(most: f32) -> [(f32, String); 2] {
    [(0.0, "0".to_owned()), (most, format!("{most:.0}"))]
}
