//! The program `kith`.

fn main() -> std::process::ExitCode {
    kith::run(std::env::args_os()).into()
}
