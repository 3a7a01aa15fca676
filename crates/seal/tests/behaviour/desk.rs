//! The desk from outside, as the rest of the house uses it: a person, a second device, a guest.

mod account;
mod meeting;
mod person;
mod sharing;
