//! A program that ends and begins again, and what it leaves in its folder.

use kith_core::Command;

use super::House;

/// The program ends as it should, and another one starts on what it left.
pub fn again(house: House) -> House {
    start(ended(house))
}

/// The program ends as it should.
pub fn ended(mut house: House) -> House {
    house.done(Command::Close);
    assert!(house.closed);
    house
}

/// The program starts on what is durable.
pub fn start(house: House) -> House {
    let mut next = house.crash();
    next.unlock();
    next
}

/// The files of a folder of the vault, by name.
pub fn files_in(house: &House, folder: &str) -> Vec<(String, Vec<u8>)> {
    let files = house.disk.files().1.into_iter();
    files.filter(|(path, _)| path.starts_with(folder)).collect()
}
