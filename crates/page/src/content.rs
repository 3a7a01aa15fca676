//! What stands on a page, in the order in which it is read, before anybody knows where.

/// A page to be laid out. Debug tells no words of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    /// What the file calls itself. Lists of files and of print jobs show it, so it names nobody and nothing.
    pub title: String,
    /// The sheets it goes on.
    pub paper: Paper,
    /// How its parts stand.
    pub form: Form,
    /// The parts.
    pub parts: Vec<Part>,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Content({} parts, {:?}, {:?})", self.parts.len(), self.form, self.paper)
    }
}

/// How the parts of a page stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One below the other, in large type, on as many sheets as they need.
    Page,
    /// In a card to be cut out and folded, on one sheet. What it has no room for is left out, whole.
    Card,
}

/// The size of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// The paper that lies in printers of a country, given as two letters of ISO 3166-1.
    pub fn of(country: Option<&str>) -> Paper {
        match country {
            Some("US" | "CA") => Paper::Letter,
            _ => Paper::A4,
        }
    }

    /// Width and height in points, 72 an inch.
    pub fn size(self) -> (f32, f32) {
        match self {
            Paper::A4 => (595.276, 841.89),
            Paper::Letter => (612.0, 792.0),
        }
    }
}

/// One part of a page. A line break in a text stays one.
#[derive(Clone, PartialEq, Eq)]
pub enum Part {
    /// The name of the page.
    Title(String),
    /// The name of what follows.
    Heading(String),
    /// What a few lines are about: somebody's name, a day.
    Lead(String),
    /// Text.
    Text(String),
    /// Something in the owner's own words.
    Quote(String),
    /// A step or a point of a list: its mark, and what it says.
    Item(String, String),
    /// A number to call, to be read from an arm's length.
    Number(String),
    /// A remark.
    Small(String),
    /// What follows stands apart; on a card, on its other half.
    Apart,
}

impl Part {
    /// The words of it.
    pub fn text(&self) -> &str {
        match self {
            Part::Title(text)
            | Part::Heading(text)
            | Part::Lead(text)
            | Part::Text(text)
            | Part::Quote(text)
            | Part::Item(_, text)
            | Part::Number(text)
            | Part::Small(text) => text,
            Part::Apart => "",
        }
    }
}
