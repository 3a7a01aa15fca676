//! What the window wants of files. Whoever has the disk does it; the window never touches a file.

use crate::link::NewFile;

/// Something to be done with files. Debug tells no path.
pub enum FileWork {
    /// A page for a printer becomes a new file.
    Page(NewFile),
    /// The plan goes out into a new file or folder.
    Out {
        /// As what.
        form: OutForm,
        /// Where, as it was typed.
        path: String,
    },
    /// A file comes in.
    In {
        /// As what it is read.
        form: InForm,
        /// Where it is, as it was typed.
        path: String,
    },
}

/// As what a plan goes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutForm {
    /// Every record as it is, for another Kith.
    #[default]
    Json,
    /// Pages to read.
    Markdown,
    /// A calendar.
    Calendar,
    /// Documents with their history.
    Automerge,
}

/// As what a file is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InForm {
    /// What a Kith wrote with [`OutForm::Json`].
    #[default]
    Json,
    /// A calendar.
    Calendar,
    /// A list of meetings in the Meeting Guide format.
    MeetingGuide,
    /// A list of meetings in the BMLT format.
    Bmlt,
}

impl std::fmt::Debug for FileWork {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            FileWork::Page(page) => write!(formatter, "Page({page:?})"),
            FileWork::Out { form, .. } => write!(formatter, "Out({form:?})"),
            FileWork::In { form, .. } => write!(formatter, "In({form:?})"),
        }
    }
}
