"""The exceptions a person can recover from, one per way of recovering.

RooWizardError
├── UsageError            wrong option or unusable input: correct it and call again (exit 2)
│   └── UnknownName       a name that does not exist; carries the nearest ones
├── PlainHttpRefused      a key would travel unencrypted: use https or allow this origin
├── ProfileError          a profile file that cannot be read: it is named and set aside
└── KeyringProblem        the OS keyring cannot be used: choose another place
"""

from roo_wizard.core.text import SafeText, safe

HINT_LIMIT = 600
"""A hint may be a command to copy, which is of no use when it is cut."""

_NAMED = 12
"""How many known names a hint lists."""


class RooWizardError(Exception):
    """Base of all errors that are shown as ``message`` plus ``hint`` (what to do next), never as a traceback."""

    id = "error"

    def __init__(self, message: str, hint: str = "") -> None:
        self.message: SafeText = safe(message)
        self.hint: SafeText = safe(hint, HINT_LIMIT)
        super().__init__(self.message)


class UsageError(RooWizardError):
    """A wrong option or an input that cannot be used."""

    id = "usage"


class UnknownName(UsageError):
    """A preset, profile, fault or option that does not exist; the hint names the nearest ones."""

    id = "unknown-name"

    def __init__(self, kind: str, name: str, choices: list[str]) -> None:
        from difflib import get_close_matches

        nearest = get_close_matches(name, choices, n=3, cutoff=0.4)
        more = ", …" if len(choices) > _NAMED else ""
        known = f"known: {', '.join(choices[:_NAMED])}{more}" if choices else f"there is no {kind} yet"
        hint = f"did you mean {' or '.join(nearest)}?" if nearest else known
        super().__init__(f"there is no {kind} {safe(name, 60)!r}", hint)


class PlainHttpRefused(RooWizardError):
    """A key or secret header would go over http to a host that is not this machine."""

    id = "plain-http"


class ProfileError(RooWizardError):
    """A profile file that cannot be read; the message names where it was set aside."""

    id = "profile-file"


class KeyringProblem(RooWizardError):
    """The keyring cannot hold or give a key; ``hint`` is the command or step that would fix it."""

    id = "keyring"
