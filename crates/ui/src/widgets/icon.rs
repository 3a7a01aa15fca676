//! The icons: one rounded outline set, drawn with the pen so that they follow every colour and
//! size. An icon always stands beside its word, or names it where a rail has no room for words; it
//! never says anything alone.

use egui::epaint::{PathShape, PathStroke};
use egui::{
    Color32, CornerRadius, Painter, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, pos2,
};

use crate::tokens::{self, Type, palette, size};

/// The side of the square in which icons are drawn, in their own units.
const BOX: f32 = 24.0;
/// The width of the pen, in the same units.
const PEN: f32 = 1.75;

/// A picture for a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Home: a sun over a line.
    Sun,
    /// One's reasons, and any kind that has no picture of its own.
    Leaf,
    /// The steady plan.
    Steps,
    /// A word, a message.
    Speech,
    /// Check-ins.
    Tick,
    /// The people in one's life.
    People,
    /// What others can see.
    Eye,
    /// Computers.
    Screen,
    /// Somebody's plan.
    Book,
    /// A lock.
    Lock,
    /// Settings.
    Sliders,
    /// Help.
    Question,
    /// More places.
    Dots,
    /// An urge, and riding it out.
    Wave,
    /// Breathing.
    Wind,
    /// A hard hour: what is thrown to somebody in the water.
    Ring,
    /// Two sides, weighed.
    Scales,
    /// A call.
    Phone,
    /// What happened, one after the other.
    Path,
    /// What can be counted.
    Chart,
    /// The way back.
    Back,
    /// How one is, from 1 (rough) to 5 (great).
    Face(i64),
}

impl Icon {
    /// Draws it into the middle of `rect`, as large as fits.
    pub fn paint(self, painter: &Painter, rect: Rect, colour: Color32) {
        let side = rect.width().min(rect.height());
        let place = Rect::from_center_size(rect.center(), Vec2::splat(side));
        let pen = Pen { painter, place, scale: side / BOX, colour };
        match self {
            Icon::Sun => {
                pen.arc((12.0, 15.0), 4.5, 180.0, 360.0);
                pen.line(&[(3.0, 18.5), (21.0, 18.5)]);
                pen.line(&[(12.0, 4.0), (12.0, 6.5)]);
                pen.line(&[(4.6, 8.0), (6.2, 9.6)]);
                pen.line(&[(19.4, 8.0), (17.8, 9.6)]);
            }
            Icon::Leaf => {
                pen.curve((5.5, 18.5), (1.5, 7.0), (9.0, 4.0), (19.5, 4.5));
                pen.curve((5.5, 18.5), (17.0, 22.5), (20.0, 15.0), (19.5, 4.5));
                pen.line(&[(4.0, 20.5), (13.0, 11.0)]);
            }
            Icon::Steps => pen.line(&[
                (3.5, 19.0),
                (8.5, 19.0),
                (8.5, 14.0),
                (13.5, 14.0),
                (13.5, 9.0),
                (18.5, 9.0),
                (18.5, 4.5),
            ]),
            Icon::Speech => {
                pen.frame((3.5, 4.5), (20.5, 16.5), 4.0);
                pen.line(&[(8.0, 16.5), (8.0, 20.5), (12.5, 16.5)]);
            }
            Icon::Path => {
                pen.circle((7.0, 5.5), 2.0);
                pen.line(&[(7.0, 7.5), (7.0, 10.5)]);
                pen.circle((7.0, 12.5), 2.0);
                pen.line(&[(7.0, 14.5), (7.0, 17.5)]);
                pen.circle((7.0, 19.5), 2.0);
                pen.line(&[(12.5, 5.5), (20.0, 5.5)]);
                pen.line(&[(12.5, 12.5), (20.0, 12.5)]);
                pen.line(&[(12.5, 19.5), (17.0, 19.5)]);
            }
            Icon::Chart => {
                pen.line(&[(4.0, 20.0), (20.0, 20.0)]);
                pen.line(&[(6.5, 20.0), (6.5, 13.0)]);
                pen.line(&[(12.0, 20.0), (12.0, 5.0)]);
                pen.line(&[(17.5, 20.0), (17.5, 9.5)]);
            }
            Icon::Tick => {
                pen.circle((12.0, 12.0), 8.5);
                pen.line(&[(8.2, 12.4), (11.0, 15.0), (16.0, 9.4)]);
            }
            Icon::People => {
                pen.circle((9.0, 8.0), 3.5);
                pen.arc((9.0, 20.0), 6.0, 180.0, 360.0);
                pen.arc((16.0, 8.0), 3.5, 280.0, 440.0);
                pen.arc((15.5, 20.0), 6.0, 285.0, 360.0);
            }
            Icon::Eye => {
                pen.curve((2.5, 12.0), (7.0, 4.0), (17.0, 4.0), (21.5, 12.0));
                pen.curve((2.5, 12.0), (7.0, 20.0), (17.0, 20.0), (21.5, 12.0));
                pen.circle((12.0, 12.0), 3.0);
            }
            Icon::Screen => {
                pen.frame((3.5, 4.5), (20.5, 16.0), 2.5);
                pen.line(&[(8.5, 20.0), (15.5, 20.0)]);
                pen.line(&[(12.0, 16.0), (12.0, 20.0)]);
            }
            Icon::Book => {
                pen.curve((12.0, 6.5), (9.0, 4.5), (6.0, 4.5), (3.5, 5.0));
                pen.curve((12.0, 6.5), (15.0, 4.5), (18.0, 4.5), (20.5, 5.0));
                pen.line(&[(3.5, 5.0), (3.5, 18.0)]);
                pen.line(&[(20.5, 5.0), (20.5, 18.0)]);
                pen.curve((12.0, 19.5), (9.0, 17.5), (6.0, 17.5), (3.5, 18.0));
                pen.curve((12.0, 19.5), (15.0, 17.5), (18.0, 17.5), (20.5, 18.0));
                pen.line(&[(12.0, 6.5), (12.0, 19.5)]);
            }
            Icon::Wind => {
                pen.line(&[(3.0, 9.0), (13.0, 9.0)]);
                pen.arc((13.0, 6.2), 2.8, -170.0, 90.0);
                pen.line(&[(3.0, 13.0), (17.5, 13.0)]);
                pen.arc((17.5, 15.8), 2.8, -90.0, 170.0);
                pen.line(&[(3.0, 17.0), (11.0, 17.0)]);
            }
            Icon::Ring => {
                pen.circle((12.0, 12.0), 8.5);
                pen.circle((12.0, 12.0), 3.5);
                for (x, y) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
                    let at = |far: f32| (12.0 + x * far, 12.0 + y * far);
                    pen.line(&[at(2.5), at(6.0)]);
                }
            }
            Icon::Scales => {
                pen.line(&[(12.0, 4.0), (12.0, 19.5)]);
                pen.line(&[(8.0, 19.5), (16.0, 19.5)]);
                pen.line(&[(5.0, 6.5), (19.0, 6.5)]);
                for x in [6.0, 18.0] {
                    pen.line(&[(x - 3.2, 13.5), (x, 6.5), (x + 3.2, 13.5)]);
                    pen.arc((x, 13.5), 3.2, 0.0, 180.0);
                }
            }
            Icon::Lock => {
                pen.frame((5.0, 10.5), (19.0, 20.0), 2.5);
                pen.line(&[(8.0, 10.5), (8.0, 8.0)]);
                pen.arc((12.0, 8.0), 4.0, 180.0, 360.0);
                pen.line(&[(16.0, 8.0), (16.0, 10.5)]);
            }
            Icon::Sliders => {
                for (y, x) in [(7.5, 15.0), (16.5, 9.0)] {
                    pen.line(&[(3.5, y), (x - 2.8, y)]);
                    pen.circle((x, y), 2.8);
                    pen.line(&[(x + 2.8, y), (20.5, y)]);
                }
            }
            Icon::Question => {
                pen.circle((12.0, 12.0), 8.5);
                pen.arc((12.0, 10.2), 2.6, 180.0, 400.0);
                pen.line(&[(14.0, 11.9), (12.0, 13.4), (12.0, 14.2)]);
                pen.dot((12.0, 16.8), 1.1);
            }
            Icon::Dots => {
                for x in [5.5, 12.0, 18.5] {
                    pen.dot((x, 12.0), 1.7);
                }
            }
            Icon::Wave => {
                for y in [8.5, 15.5] {
                    pen.curve((2.5, y + 2.0), (6.0, y - 5.0), (8.5, y - 2.0), (12.0, y));
                    pen.curve((12.0, y), (15.5, y + 2.0), (18.0, y + 5.0), (21.5, y - 2.0));
                }
            }
            Icon::Phone => {
                pen.frame((7.0, 3.0), (17.0, 21.0), 2.5);
                pen.line(&[(10.8, 18.0), (13.2, 18.0)]);
            }
            Icon::Back => pen.line(&[(9.5, 6.0), (3.5, 12.0), (9.5, 18.0)]),
            Icon::Face(step) => pen.face(step),
        }
    }
}

/// An icon in line with the words that follow. Readers hear the words alone.
pub fn icon(ui: &mut Ui, icon: Icon) {
    let side = size::ICON * tokens::icon_scale(ui);
    let wanted = Vec2::new(side, tokens::line_height(ui, Type::Body));
    let (rect, _) = ui.allocate_exact_size(wanted, Sense::hover());
    let square = Rect::from_center_size(rect.center(), Vec2::splat(side));
    icon.paint(ui.painter(), square, palette(ui).muted);
}

/// A pen over one square.
struct Pen<'a> {
    painter: &'a Painter,
    place: Rect,
    scale: f32,
    colour: Color32,
}

impl Pen<'_> {
    fn at(&self, (x, y): (f32, f32)) -> Pos2 {
        pos2(self.place.left() + x * self.scale, self.place.top() + y * self.scale)
    }

    fn stroke(&self) -> Stroke {
        Stroke::new((PEN * self.scale).max(1.0), self.colour)
    }

    fn line(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|point| self.at(*point)).collect();
        self.path(points);
    }

    /// A line with round ends.
    fn path(&self, points: Vec<Pos2>) {
        let round = self.stroke().width / 2.0;
        for end in [points.first(), points.last()].into_iter().flatten() {
            self.painter.circle_filled(*end, round, self.colour);
        }
        let stroke = PathStroke::from(self.stroke());
        let path = PathShape { points, closed: false, fill: Color32::TRANSPARENT, stroke };
        self.painter.add(Shape::Path(path));
    }

    /// A piece of a circle, in degrees, clockwise from the right.
    fn arc(&self, centre: (f32, f32), radius: f32, from: f32, to: f32) {
        const PIECES: u8 = 20;
        let points = (0..=PIECES).map(|piece| {
            let turn = from + (to - from) * f32::from(piece) / f32::from(PIECES);
            let (sin, cos) = turn.to_radians().sin_cos();
            self.at((centre.0 + radius * cos, centre.1 + radius * sin))
        });
        self.path(points.collect());
    }

    /// A cubic Bézier curve.
    fn curve(&self, from: (f32, f32), one: (f32, f32), two: (f32, f32), to: (f32, f32)) {
        const PIECES: u8 = 16;
        let points = (0..=PIECES).map(|piece| {
            let t = f32::from(piece) / f32::from(PIECES);
            let u = 1.0 - t;
            let along = |a: f32, b: f32, c: f32, d: f32| {
                u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
            };
            self.at((along(from.0, one.0, two.0, to.0), along(from.1, one.1, two.1, to.1)))
        });
        self.path(points.collect());
    }

    fn circle(&self, centre: (f32, f32), radius: f32) {
        self.painter.circle_stroke(self.at(centre), radius * self.scale, self.stroke());
    }

    fn dot(&self, centre: (f32, f32), radius: f32) {
        self.painter.circle_filled(self.at(centre), radius * self.scale, self.colour);
    }

    fn frame(&self, from: (f32, f32), to: (f32, f32), corner: f32) {
        let rect = Rect::from_min_max(self.at(from), self.at(to));
        let corner = CornerRadius::same((corner * self.scale).round() as u8);
        self.painter.rect_stroke(rect, corner, self.stroke(), StrokeKind::Middle);
    }

    /// A face whose mouth turns from down to up.
    fn face(&self, step: i64) {
        self.circle((12.0, 12.0), 9.0);
        self.dot((9.0, 10.0), 1.15);
        self.dot((15.0, 10.0), 1.15);
        let bend = match step {
            ..=1 => -2.6,
            2 => -1.3,
            3 => 0.0,
            4 => 1.8,
            _ => 3.4,
        };
        let y = 15.4 - bend / 2.0;
        self.curve((8.3, y), (10.0, y + bend), (14.0, y + bend), (15.7, y));
    }
}
