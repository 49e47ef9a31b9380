"""Every error Détente raises on purpose: it names the thing, says what happened and what to do."""

from __future__ import annotations

from pathlib import Path


class DetenteError(Exception):
    """An error a user can act on.

    Attributes:
        what: one sentence naming the thing and what happened.
        advice: one sentence saying what to do, or an empty string.
    """

    def __init__(self, what: str, advice: str = "") -> None:
        self.what = what
        self.advice = advice
        super().__init__(f"{what} {advice}".strip())

    def __reduce__(self) -> tuple[object, ...]:
        """Lets an error travel between processes whatever its class is made with."""
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[DetenteError], said: tuple[object, ...], values: dict[str, object]) -> DetenteError:
    error = kind.__new__(kind, *said)
    error.__dict__.update(values)
    return error


class DataFileError(DetenteError):
    """A roster, pattern or code file is wrong; the message gives the file and the line."""

    def __init__(self, file: Path | str, line: int, what: str, advice: str = "") -> None:
        self.file = str(file)
        self.line = line
        super().__init__(f"{file}, line {line}: {what}", advice)


class UnknownCodeError(DetenteError):
    """A code or name that none of the code lists has."""


class ConfigError(DetenteError):
    """A settings file or an option that cannot be used."""


class ModelError(DetenteError):
    """A language model or weights file is missing, altered or of another version."""


class InputError(DetenteError):
    """A source that cannot be read: empty, binary, truncated, mis-encoded, vanished.

    Attributes:
        source: the file, URL or row that was read.
        kind: a short word for the run's summary, such as ``empty`` or ``binary``.
    """

    def __init__(self, source: str, kind: str, what: str, advice: str = "") -> None:
        self.source = source
        self.kind = kind
        super().__init__(f"{source}: {what}", advice)


class StoreError(DetenteError):
    """The store cannot be opened, is from another version, or lacks what was asked for."""


class StoreLockedError(StoreError):
    """Another process owns the store."""


class NotFoundError(DetenteError):
    """An article, event or pair that the store does not have."""


class CorrectionError(DetenteError):
    """A correction whose value doesn't fit what it corrects."""
