//! A disk that keeps what it is given, and takes in what it is told of.

use kith_core::{Answer, ImportReport, Trouble, WrittenReport};
use kith_ui::{FileWork, NewFile, Outcome};

/// Does it. Nothing is written over.
pub fn done(work: FileWork, saved: &mut Vec<NewFile>, copies: &mut Vec<String>) -> Outcome {
    let to = match work {
        FileWork::Page(file) if saved.iter().any(|there| there.path == file.path) => {
            return Err(Trouble::FileExists);
        }
        FileWork::Page(file) => {
            let to = file.path.clone();
            saved.push(file);
            to
        }
        FileWork::Out { path, .. } if copies.contains(&path) => return Err(Trouble::FileExists),
        FileWork::Out { path, .. } => {
            copies.push(path.clone());
            path
        }
        FileWork::In { path, .. } if path == "nowhere.ics" => return Err(Trouble::FileUnreadable),
        FileWork::In { .. } => {
            let report = ImportReport { added: 2, there: 1, skipped: 3, changed: 1 };
            return Ok(Answer::Imported(report));
        }
    };
    Ok(Answer::Written(WrittenReport { to, files: 1, records: None }))
}
