"""What to do about a key that a set-up left in the keyring when it was cut short."""

import shlex

from roo_wizard.core.text import safe
from roo_wizard.profiles.profile import Profiles


def unsaved_remedy(name: str, saved: Profiles) -> str:
    """Return how a key of *name* that no profile names gets one, or goes."""
    forget = f"roo-wizard forget {safe(shlex.quote(name))}"
    if saved.find(name) is None:
        return f"set it up once more under this name, or delete the key: {forget}"
    return f"set it up once more under this name; {forget} deletes the key, and the saved connection too"
