//! The signals that end a long command: they become words in a channel, so that ending can wait for saved.

use crossbeam_channel::{Receiver, bounded};
use signal_hook::consts::{SIGINT, SIGTERM};

/// One token for each SIGTERM or SIGINT from now on; they no longer end the program by themselves.
pub fn end_signals() -> std::io::Result<Receiver<()>> {
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT])?;
    let (sender, ends) = bounded(1);
    std::thread::Builder::new().name("kith-signals".to_owned()).spawn(move || {
        for _ in signals.forever() {
            sender.try_send(()).ok();
        }
    })?;
    Ok(ends)
}
