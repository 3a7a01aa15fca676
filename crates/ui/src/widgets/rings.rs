//! Rings of people around somebody: who is close and who is further out. What it shows is said in words
//! beside it; for readers it is one picture with a name.

use std::sync::Arc;

use egui::{Align2, Galley, Pos2, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};

use super::card::{first_letters, in_circle};
use super::paint::{one_line, shade};
use crate::tokens::{self, Type, line_height, palette, rich, size, space};

/// The widest that the picture grows.
const WIDEST: f32 = 460.0;
/// How far out each ring stands, of the picture's half.
const OUT: [f32; 3] = [0.4, 0.71, 1.0];
/// So many people have room in each ring; of more it is said how many.
const ROOM: [usize; 3] = [4, 6, 8];
/// Where the first of each ring stands, in turns from the top, so that names of two rings do not meet.
const START: [f32; 3] = [0.0, 0.3, 0.62];
/// From this text size on names have no room under the people.
const LARGE: f32 = 1.5;

/// What the picture shows.
pub struct Rings<'a> {
    /// The word in the middle.
    pub me: &'a str,
    /// The names in each ring, the closest first.
    pub rings: &'a [Vec<String>; 3],
    /// The words for so many more.
    pub more: &'a dyn Fn(usize) -> String,
}

/// Draws them; `name` says the same to readers.
pub fn rings(ui: &mut Ui, name: &str, picture: &Rings<'_>) {
    let p = palette(ui);
    let has_names = tokens::scale(ui) < LARGE;
    let under = if has_names { line_height(ui, Type::Small) } else { 0.0 };
    let room = ui.available_width();
    let side = room.min(WIDEST);
    let person = (side * 0.045).max(space::L) * tokens::icon_scale(ui);
    let wanted = Vec2::new(room, side + under);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let middle = pos2(rect.center().x, rect.top() + side / 2.0);
    let half = side / 2.0 - person;
    // The outermost first, each a little nearer to the colour of the middle.
    for (place, out) in OUT.iter().enumerate().rev() {
        let tint = 0.75 - 0.28 * place as f32;
        let fill = shade(p.surface, p.primary_soft, tint);
        ui.painter().circle(middle, half * out, fill, Stroke::new(size::LINE, p.hairline));
    }
    let core = person * 1.25;
    ui.painter().circle_filled(middle, core, p.primary);
    let me = rich(ui, Type::Small, picture.me).color(p.on_primary);
    let me = egui::WidgetText::from(me);
    let me = me.into_galley(ui, None, f32::INFINITY, Type::Small.style());
    let at = Align2::CENTER_CENTER.anchor_size(middle, me.size()).min;
    ui.painter().galley(at, me, p.on_primary);
    let shown = picture.rings.iter().zip(OUT).zip(ROOM).zip(START);
    let mut people: Vec<(Pos2, String, String)> = Vec::new();
    for (((names, out), most), start) in shown {
        let spot = |place: usize, of: usize| -> Pos2 {
            let turn = (start + place as f32 / of as f32) * std::f32::consts::TAU;
            middle + Vec2::new(turn.sin(), -turn.cos()) * half * out
        };
        let kept = if names.len() > most { most - 1 } else { names.len() };
        let of = names.len().min(most).max(1);
        for (place, name) in names.iter().take(kept).enumerate() {
            people.push((spot(place, of), name.clone(), name.clone()));
        }
        if names.len() > kept {
            let more = (picture.more)(names.len() - kept);
            people.push((spot(kept, of), "+".to_owned(), more));
        }
    }
    let letters = letters(people.iter().map(|(_, name, _)| name.as_str()));
    for ((at, _, _), letters) in people.iter().zip(&letters) {
        one_ui(ui, *at, person, letters);
    }
    // Names last, and only those that lie under nobody else: all of them stand in the list beside it.
    let apart = size::FOCUS_LINE + size::LINE;
    let mut taken: Vec<Rect> = people
        .iter()
        .map(|(at, _, _)| Rect::from_center_size(*at, Vec2::splat(2.0 * (person - apart))))
        .collect();
    taken.push(Rect::from_center_size(middle, Vec2::splat(2.0 * core)));
    for (at, _, name) in people.iter().filter(|_| has_names) {
        let (words, place) = name_at(ui, rect, *at + Vec2::new(0.0, person), name);
        if taken.iter().all(|other| !other.intersects(place)) {
            ui.painter().galley(place.min, words, p.text);
            taken.push(place);
        }
    }
}

/// What stands in the circles: the first letters, and where those of two are alike the beginning of the last word
/// with them.
fn letters<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let all: Vec<String> = names.clone().map(first_letters).collect();
    let told = names.zip(&all).map(|(name, letters)| {
        let is_alike = all.iter().filter(|other| *other == letters).count() > 1;
        match name.split_whitespace().collect::<Vec<_>>().as_slice() {
            [first, .., last] if is_alike => {
                first.chars().take(1).chain(last.chars().take(2)).collect()
            }
            [one] if is_alike => one.chars().take(2).collect(),
            _ => letters.clone(),
        }
    });
    told.collect()
}

/// One person: the first letters in a circle.
fn one_ui(ui: &Ui, at: Pos2, radius: f32, letters: &str) {
    let p = palette(ui);
    let circle = Rect::from_center_size(at, Vec2::splat(2.0 * radius));
    ui.painter().circle_filled(at, radius + size::FOCUS_LINE, p.surface);
    in_circle(ui, circle, letters);
    ui.painter().circle_stroke(at, radius, Stroke::new(size::LINE, p.primary));
}

/// A name whose middle stands under `at`, inside of the picture, and where that is.
fn name_at(ui: &Ui, rect: Rect, at: Pos2, name: &str) -> (Arc<Galley>, Rect) {
    const WORDS: f32 = 84.0;
    let words = one_line(ui, Type::Small, name, WORDS);
    let left = (at.x - words.size().x / 2.0).clamp(rect.left(), rect.right() - words.size().x);
    let place = Rect::from_min_size(pos2(left, at.y), words.size());
    (words, place)
}
