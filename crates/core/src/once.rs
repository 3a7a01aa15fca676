//! JSON in which no name stands twice within one object. By the letter of JSON the last one counts, and what was
//! written first is lost without a word.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::{Map, Number, Value};

/// Why a text was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is not JSON.
    NotJson,
    /// This name stands twice in one object.
    Twice(String),
}

/// Reads one value.
pub fn read(text: &str) -> Result<Value, Unread> {
    let tree: Tree = serde_json::from_str(text).map_err(|_| Unread::NotJson)?;
    tree.value().map_err(Unread::Twice)
}

/// A value with every name that was in it.
enum Tree {
    Leaf(Value),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// The value, or the first name that stands twice.
    fn value(self) -> Result<Value, String> {
        match self {
            Tree::Leaf(value) => Ok(value),
            Tree::List(trees) => {
                trees.into_iter().map(Tree::value).collect::<Result<_, _>>().map(Value::Array)
            }
            Tree::Object(named) => {
                let mut object = Map::new();
                for (name, tree) in named {
                    if object.contains_key(&name) {
                        return Err(name);
                    }
                    object.insert(name, tree.value()?);
                }
                Ok(Value::Object(object))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Leaf(Value::Null))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Tree, E> {
        Ok(Tree::Leaf(flag.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Leaf(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Leaf(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree, E> {
        let told = Number::from_f64(number);
        let told = told.ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))?;
        Ok(Tree::Leaf(told.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Leaf(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut trees = Vec::new();
        while let Some(tree) = seq.next_element()? {
            trees.push(tree);
        }
        Ok(Tree::List(trees))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut named = Vec::new();
        while let Some(entry) = map.next_entry()? {
            named.push(entry);
        }
        Ok(Tree::Object(named))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_once_is_read_as_ever() {
        let text = r#"{"a": [1, -2, 2.5, true, null, "x"], "b": {"a": {}, "b": []}}"#;
        assert_eq!(read(text), Ok(serde_json::from_str(text).unwrap()));
        for wrong in ["", "{", "{\"a\": 1,}", "1 2"] {
            assert_eq!(read(wrong), Err(Unread::NotJson), "{wrong}");
        }
    }

    #[test]
    fn a_name_that_stands_twice_is_told_however_deep() {
        for text in [r#"{"a": 1, "a": 1}"#, r#"{"b": [{"a": 1, "c": 2, "a": null}]}"#] {
            assert_eq!(read(text), Err(Unread::Twice("a".to_owned())), "{text}");
        }
    }
}
