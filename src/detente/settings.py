"""Settings: one frozen value, handed in; read from a TOML file by ``--config``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path

from detente.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may change.

    Attributes:
        rosters: own roster files, read after the shipped ones (see CONTRIBUTING for names and formats).
        patterns: own pattern files, read after the shipped ones.
        batch: articles coded together, 1 to 1024; more is faster and takes more memory.
        multilateral: whether meetings of more than four parties count for each pair of them.
        breach_budget: alarms a dyad-year that turning points may cost, 0.01 to 5.
    """

    rosters: tuple[Path, ...] = ()
    patterns: tuple[Path, ...] = ()
    batch: int = 32
    multilateral: bool = False
    breach_budget: float = 0.25


def load_settings(path: Path | None) -> Settings:
    """Reads a settings file; relative paths in it are relative to the file.

    Args:
        path: a TOML file, or None for the defaults.

    Raises:
        ConfigError: the file is missing or not TOML, or a setting is unknown or out of range.
    """
    if path is None:
        return Settings()
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"Settings file {path}: {error.strerror}.", "Check the path given with --config.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"Settings file {path} is not TOML: {error}.", "See README, 'Settings'.") from error
    known = {f.name for f in fields(Settings)}
    for key in given:
        if key not in known:
            raise ConfigError(f"Settings file {path}: unknown setting '{key}'.", f"Known: {', '.join(sorted(known))}.")
    for key in ("rosters", "patterns"):
        if key in given:
            given[key] = tuple(_existing(path, key, item) for item in given[key])
    return _checked(path, replace(Settings(), **given))


def _existing(path: Path, key: str, item: str) -> Path:
    found = path.parent / item
    if not found.exists():
        raise ConfigError(f"Settings file {path}: {key} names {item}, which is not there.", "Check the path.")
    return found


def _checked(path: Path, settings: Settings) -> Settings:
    if not 1 <= settings.batch <= 1024:
        raise ConfigError(f"Settings file {path}: batch is {settings.batch}.", "Use 1 to 1024.")
    if not 0.01 <= settings.breach_budget <= 5:
        raise ConfigError(f"Settings file {path}: breach_budget is {settings.breach_budget}.", "Use 0.01 to 5.")
    return settings
