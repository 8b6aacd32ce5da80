"""The crash screen: what broke and where, without local variables and without a trace of the key.

Textual's own prints the locals of every frame, exits with 0 unless told otherwise, and knows no secrets
(textual.md 2.9).
"""

import traceback
from collections.abc import Iterable
from pathlib import PurePath

from rich.text import Text

from roo_wizard import __version__
from roo_wizard.core.secret import ApiKey, Redactor
from roo_wizard.core.text import safe

FRAMES = 12


def crash_report(error: BaseException, secrets: Iterable[ApiKey] = ()) -> Text:
    """Return the text that is printed after the screen was restored: type, redacted message, places in code."""
    redact = Redactor(secrets).text
    text = Text()
    text.append("roo-wizard stopped because of an error of its own.\n", style="bold red")
    text.append("Nothing was saved by this step; a key that was in memory is gone.\n\n")
    for cause in reversed(list(_chain(error))):
        text.append(f"  {type(cause).__name__}: {safe(redact(str(cause)[:2000]), 200)}\n", style="bold")
        for place in _places(cause):
            text.append(f"    {redact(place)}\n")
    text.append(f"\nroo-wizard {__version__}. These lines hold no key and may be passed on as they are.\n")
    return text


def _chain(error: BaseException) -> Iterable[BaseException]:
    """The error and what led to it, last first; at most five."""
    current: BaseException | None = error
    for _ in range(5):
        if current is None:
            return
        yield current
        current = current.__cause__ or current.__context__


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [f"{'/'.join(PurePath(frame.filename).parts[-3:])}:{frame.lineno} in {frame.name}" for frame in frames]
