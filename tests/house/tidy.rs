//! The rules of the house, read out of the house: which crate may name what, where things stand,
//! how sources look, and that every word that is asked for exists. `docs/CONTRIBUTING.md` tells
//! them in prose; here they hold.

mod arrows;
mod english;
mod lexer;
mod manners;
mod purity;
mod spoken;

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the repository.
struct Source {
    /// Its path from the top of the repository, with `/` between the parts.
    path: String,
    text: String,
}

impl Source {
    /// Whether the file is part of the program and not of its tests, examples or benches.
    fn is_program(&self) -> bool {
        let shipped = self.path.starts_with("src/") || self.path.contains("/src/");
        shipped && !self.path.ends_with("/tests.rs") && !self.path.contains("/tests/")
    }

    /// Whether the file lies at one of these places: a folder with its `/`, a whole path, or the
    /// start of either.
    fn is_under(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }

    /// The code alone: comments, strings and unit tests blanked out.
    fn code(&self) -> String {
        let shape = lexer::blanked(&self.text, lexer::Strings::Blank);
        lexer::without_unit_tests(&shape, &shape)
    }

    /// The code with its strings: comments and unit tests blanked out.
    fn code_with_strings(&self) -> String {
        let shape = lexer::blanked(&self.text, lexer::Strings::Blank);
        lexer::without_unit_tests(&lexer::blanked(&self.text, lexer::Strings::Keep), &shape)
    }
}

/// The top of the repository.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file of ours, in order of its path. What cargo and git keep for themselves is left
/// out, and so are pictures.
fn files() -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root(), String::new(), &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 50, "only {} files were found", files.len());
    files
}

/// Every Rust file of ours.
fn rust_files() -> Vec<Source> {
    files().into_iter().filter(|file| file.path.ends_with(".rs")).collect()
}

/// The text of one file.
fn text_of(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|fault| panic!("{path}: {fault}"))
}

fn collect(folder: &Path, prefix: String, files: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().unwrap();
        // In a second working tree `.git` is a file.
        if name == ".git" {
            continue;
        }
        if kind.is_dir() {
            let is_cargos = entry.path().join("CACHEDIR.TAG").exists() || name == "target";
            if !is_cargos {
                collect(&entry.path(), format!("{path}/"), files);
            }
        } else if kind.is_file()
            && let Ok(text) = fs::read_to_string(entry.path())
        {
            files.push(Source { path, text });
        }
    }
}

/// Fails with everything that was found, one a line.
fn assert_none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}
