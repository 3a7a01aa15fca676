//! The document of a volume, which a resting one does not have.

use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

use automerge::Automerge;

/// A document that is made when somebody asks for it, empty.
///
/// An empty document takes about as much memory as a hundred records, and of most volumes a plan opens the view
/// alone.
pub(super) struct Document(LazyLock<Box<Automerge>>);

impl Default for Document {
    fn default() -> Self {
        Self(LazyLock::new(Box::default))
    }
}

impl From<Automerge> for Document {
    fn from(document: Automerge) -> Self {
        let mut made = Self::default();
        *made = document;
        made
    }
}

impl Deref for Document {
    type Target = Automerge;

    fn deref(&self) -> &Automerge {
        &self.0
    }
}

impl DerefMut for Document {
    fn deref_mut(&mut self) -> &mut Automerge {
        &mut self.0
    }
}
