//! Where memory comes from: one heap for all threads, which gives back what is free.
//!
//! A plan is opened in pieces of some megabytes, by several threads. glibc would keep what they have freed for as long
//! as the program runs: a seventh of what a plan of ten years takes (docs/decisions/0039).

#[global_allocator]
static HEAP: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;
