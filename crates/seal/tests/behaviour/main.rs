//! What seal promises, one part of it in each module: the desk with its keys, and the envelopes that leave it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop where it is"
)]

mod desk;
mod envelopes;
