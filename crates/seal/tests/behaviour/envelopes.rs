//! Envelopes: their one form, and every way of changing, moving or cutting one that the review of the format names.

mod attacks;
mod forge;
mod form;

use forge::Scene;
use kith_seal::{Envelope, OpenError, Opened, Stream, open_envelope};

fn open(scene: &Scene, bytes: Vec<u8>) -> Result<Opened, OpenError> {
    let envelope = Envelope::decode(bytes).unwrap();
    open_envelope(&envelope, &scene.place, &scene.epoch, &scene.writers, &scene.known())
}

fn stream(scene: &mut Scene) -> Stream {
    Stream::start(scene.place.clone(), &scene.device, &mut scene.dice).unwrap()
}
