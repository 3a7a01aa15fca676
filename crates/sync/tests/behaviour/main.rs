//! What the exchange promises, one part of it in each module: without sockets, but for `net`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop where it is"
)]

mod support;

mod convergence;
mod exchange;
mod hostile;
#[cfg(feature = "net")]
mod net;
mod pairing;
mod snapshots;
