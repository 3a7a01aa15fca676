//! Tests of whole programs, and of the rules of the house.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may stop at the first surprise"
)]

mod cli_bad_vault;
mod cli_basics;
mod cli_daily_life;
mod cli_every_kind;
mod cli_files;
mod cli_four_words;
mod cli_looking;
mod cli_no_place;
mod cli_pages;
mod cli_pairing;
mod cli_records;
mod cli_said_plainly;
mod cli_serve;
mod cli_serve_pairing;
mod cli_told;
mod finding;
mod power_cut;
mod silence;
mod stock_tools;
mod support;
mod tidy;
mod tour;
mod two_vaults;
mod window;
