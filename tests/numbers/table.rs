//! The figures, each beside its goal and its yardstick.

/// What one figure is held against.
pub struct Yardstick {
    /// What it is, in a few words.
    pub what: String,
    /// Its figure, in the unit of the row.
    pub figure: f64,
}

/// One figure.
struct Row {
    number: &'static str,
    what: String,
    figure: f64,
    unit: &'static str,
    goal: Option<f64>,
    yardstick: Option<Yardstick>,
}

/// All figures of a run.
#[derive(Default)]
pub struct Table(Vec<Row>);

impl Table {
    /// Adds a figure, and says it at once: the later ones may take minutes.
    pub fn add(
        &mut self,
        number: &'static str,
        what: impl Into<String>,
        (figure, unit): (f64, &'static str),
        goal: Option<f64>,
        yardstick: Option<Yardstick>,
    ) {
        let row = Row { number, what: what.into(), figure, unit, goal, yardstick };
        println!("{}", row.line());
        self.0.push(row);
    }

    /// Prints them all together.
    pub fn print(&self) {
        println!();
        for row in &self.0 {
            println!("{}", row.line());
        }
        let missed = self.0.iter().filter(|row| row.is_missed()).count();
        println!("{} figures, {missed} over their goal", self.0.len());
    }
}

impl Row {
    fn is_missed(&self) -> bool {
        self.goal.is_some_and(|goal| self.figure > goal)
    }

    fn line(&self) -> String {
        let Row { number, what, figure, unit, goal, yardstick } = self;
        let mut line = format!("{number:<3} {what:<58} {:>10} {unit:<4}", rounded(*figure));
        if let Some(goal) = goal {
            let verdict = if self.is_missed() { "MISSED" } else { "held" };
            line.push_str(&format!("  goal {:>7} {verdict}", rounded(*goal)));
        }
        if let Some(Yardstick { what, figure: bare }) = yardstick {
            let ratio = rounded(figure / bare);
            line.push_str(&format!("  {ratio} x {what} ({})", rounded(*bare)));
        }
        line
    }
}

/// Three digits are more than a run can promise.
fn rounded(figure: f64) -> String {
    match figure.abs() {
        size if size >= 100.0 => format!("{figure:.0}"),
        size if size >= 10.0 => format!("{figure:.1}"),
        size if size >= 1.0 => format!("{figure:.2}"),
        _ => format!("{figure:.3}"),
    }
}
