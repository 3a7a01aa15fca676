//! Twenty thousand mutated changes against the gate. `examples/gate_fuzz.rs` runs as many as asked.

use crate::gate_fuzz::run;

fn assert_clean(seed: u64) {
    let report = run(seed, 5_000, 0);
    assert!(report.is_clean(), "seed {seed}: {report}");
    assert_eq!(report.mutated, 5_000, "seed {seed}: {report}");
    // A fuzzer that everything is refused from, or that reaches few rules, proves nothing.
    assert!(report.accepted > 250, "seed {seed}: {report}");
    assert!(report.refused_by.len() > 20, "seed {seed}: {report}");
    assert!(report.honest_given > 500, "seed {seed}: {report}");
}

#[test]
fn no_mutation_of_seed_1_breaks_a_document_and_nothing_honest_is_refused() {
    assert_clean(1);
}

#[test]
fn no_mutation_of_seed_2_breaks_a_document_and_nothing_honest_is_refused() {
    assert_clean(2);
}

#[test]
fn no_mutation_of_seed_3_breaks_a_document_and_nothing_honest_is_refused() {
    assert_clean(3);
}

#[test]
fn no_mutation_of_seed_4_breaks_a_document_and_nothing_honest_is_refused() {
    assert_clean(4);
}

/// Without the gate the same mutations do break documents, so the runs above can fail.
#[test]
fn the_same_mutations_break_documents_that_have_no_gate() {
    let report = run(5, 1_000, 1_000);
    assert!(report.is_clean(), "seed 5: {report}");
    assert!(report.bare_broken() > 300, "seed 5: {report}");
}
