//! Where the vault is.

use std::path::PathBuf;

use etcetera::{AppStrategy as _, AppStrategyArgs};

/// The folder of the vault: the one that was asked for, else `KITH_HOME`, else the data folder of this
/// system. Nothing when the system does not say where a person's data goes.
pub fn vault_folder(asked: Option<PathBuf>) -> Option<PathBuf> {
    asked
        .or_else(|| {
            std::env::var_os("KITH_HOME").filter(|home| !home.is_empty()).map(PathBuf::from)
        })
        .or_else(data_folder)
}

fn data_folder() -> Option<PathBuf> {
    let strategy = etcetera::app_strategy::choose_native_strategy(AppStrategyArgs {
        top_level_domain: "org".to_owned(),
        author: "Kith".to_owned(),
        app_name: "Kith".to_owned(),
    });
    strategy.ok().map(|strategy| strategy.data_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_comes_first() {
        assert_eq!(vault_folder(Some("here".into())), Some(PathBuf::from("here")));
    }
}
