//! The settings of this device, which are never synced.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use kith_seal::DeviceId;
use serde::{Deserialize, Serialize};

use crate::Trouble;

/// Where settings rest in the vault's folder.
pub(crate) const SETTINGS_FILE: &str = "settings.age";

/// The note in the book that says that a device has settings.
pub(crate) fn note_of_settings(device: DeviceId) -> String {
    format!("settings:{device}")
}

/// How far this device may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum NetworkMode {
    /// No socket.
    Off,
    /// Typed and remembered addresses.
    Nearby,
}

/// Settings as they rest, sealed to this vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// Absent until somebody sets it: off before the first pairing, nearby after it.
    #[serde(default)]
    pub mode: Option<NetworkMode>,
    /// Where to listen; empty for every interface, at the port of this device.
    #[serde(default)]
    pub listen: Vec<SocketAddr>,
    /// Addresses typed by hand: transport id in hex -> addresses.
    #[serde(default)]
    pub typed_addresses: BTreeMap<String, Vec<SocketAddr>>,
    /// Window settings, kept for the window and not understood here.
    #[serde(default)]
    pub window: BTreeMap<String, String>,
}

impl Settings {
    /// What holds before anything was set.
    pub(crate) fn first() -> Self {
        Settings {
            mode: None,
            listen: Vec::new(),
            typed_addresses: BTreeMap::new(),
            window: BTreeMap::new(),
        }
    }

    /// What holds after settings were damaged: nothing was set but that the network stays off, which the owner may
    /// have wanted.
    pub(crate) fn afresh() -> Self {
        Settings { mode: Some(NetworkMode::Off), ..Settings::first() }
    }

    /// Reads what [`Settings::encode`] wrote.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// JSON, to be sealed.
    pub(crate) fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// One setting as text.
    pub(crate) fn get(&self, key: &str, paired: bool) -> Result<String, Trouble> {
        match key {
            "network.mode" => Ok(match self.mode_now(paired) {
                NetworkMode::Off => "off".into(),
                NetworkMode::Nearby => "nearby".into(),
            }),
            "network.listen" => {
                Ok(self.listen.iter().map(SocketAddr::to_string).collect::<Vec<_>>().join(","))
            }
            _ => match key.strip_prefix("window.") {
                Some(name) => Ok(self.window.get(name).cloned().unwrap_or_default()),
                None => Err(Trouble::BadSetting),
            },
        }
    }

    /// Changes one setting.
    pub(crate) fn set(&mut self, key: &str, value: &str) -> Result<(), Trouble> {
        match key {
            "network.mode" => {
                self.mode = Some(match value {
                    "off" => NetworkMode::Off,
                    "nearby" => NetworkMode::Nearby,
                    _ => return Err(Trouble::SettingTakes { choices: "off, nearby" }),
                });
            }
            "network.listen" => {
                self.listen = value
                    .split(',')
                    .map(str::trim)
                    .filter(|part| !part.is_empty())
                    .map(|part| part.parse().map_err(|_| Trouble::BadAddress))
                    .collect::<Result<_, _>>()?;
            }
            _ => match key.strip_prefix("window.") {
                Some(name) if name.len() <= 64 && value.len() <= 256 => {
                    self.window.insert(name.to_owned(), value.to_owned());
                }
                _ => return Err(Trouble::BadSetting),
            },
        }
        Ok(())
    }

    /// The mode in force.
    pub(crate) fn mode_now(&self, paired: bool) -> NetworkMode {
        match self.mode {
            Some(mode) => mode,
            None if paired => NetworkMode::Nearby,
            None => NetworkMode::Off,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_is_off_until_the_first_pairing_and_then_nearby() {
        let settings = Settings::first();
        assert_eq!(settings.mode_now(false), NetworkMode::Off);
        assert_eq!(settings.mode_now(true), NetworkMode::Nearby);
        let mut off = settings;
        off.set("network.mode", "off").unwrap();
        assert_eq!(off.mode_now(true), NetworkMode::Off);
    }

    #[test]
    fn an_address_that_cannot_be_read_changes_nothing() {
        let mut settings = Settings::first();
        settings.set("network.listen", "127.0.0.1:4101, [::1]:0").unwrap();
        let before = settings.clone();
        assert_eq!(settings.set("network.listen", "127.0.0.1:1,house"), Err(Trouble::BadAddress));
        assert_eq!(settings.set("network.speed", "1"), Err(Trouble::BadSetting));
        assert_eq!(settings, before);
        assert_eq!(settings.get("network.listen", true).unwrap(), "127.0.0.1:4101,[::1]:0");
    }

    #[test]
    fn settings_rest_and_return() {
        let mut settings = Settings::first();
        settings.set("network.mode", "nearby").unwrap();
        settings.set("window.theme", "dark").unwrap();
        assert_eq!(Settings::decode(&settings.encode()), Some(settings));
        assert_eq!(Settings::decode(b"{"), None);
    }
}
