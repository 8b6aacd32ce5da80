"""resume.toml: the answers of an interrupted wizard, so that a killed run goes on at the right step.

It is a convenience, so that trouble with it never stops anybody: a file that cannot be read is as good as none.
"""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from roo_wizard.core.exchange import Json
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey, Redactor
from roo_wizard.core.text import is_clean
from roo_wizard.profiles.files import make_private_folder, read_private, remove_leftovers, write_private
from roo_wizard.profiles.toml_text import without_query

_VERSION = 1
_MAX_BYTES = 64 * 1024
_MAX_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an interrupted run stood: the step's name and the non-secret answers by name."""

    step: str
    answers: Mapping[str, Json] = field(default_factory=dict)


class ResumeFile:
    """The one interrupted run of a user."""

    def __init__(self, places: Places) -> None:
        self.path = places.state / "resume.toml"

    def save(self, progress: Progress, redactor: Redactor | None = None) -> tuple[str, ...]:
        """Keep *progress* without every answer that holds a trace of the redactor's secrets.

        Returns the names of the answers left out. An `ApiKey` among the answers raises `TypeError`: that is
        a mistake in the program. A full or read-only disk is passed over in silence.
        """
        import tomli_w

        known = redactor or Redactor()
        left_out = tuple(name for name, value in progress.answers.items() if not _may_be_kept(value, known))
        answers = {
            name: _kept(value) for name, value in progress.answers.items() if value is not None and name not in left_out
        }
        text = tomli_w.dumps({"schema": _VERSION, "step": progress.step, "answers": answers})
        with suppress(OSError):
            make_private_folder(self.path.parent)
            remove_leftovers(self.path)
            write_private(self.path, text.encode(errors="replace"), replace=True)
        return left_out

    def load(self) -> Progress | None:
        """Return the interrupted run, or None when there is none or its file cannot be understood."""
        try:
            document = tomllib.loads(read_private(self.path, _MAX_BYTES).decode())
        except (OSError, ValueError, RecursionError):
            return None
        step, answers = document.get("step"), document.get("answers", {})
        if document.get("schema") != _VERSION or not isinstance(step, str) or not isinstance(answers, dict):
            return None
        return Progress(step, {name: value for name, value in answers.items() if _clean(value)})

    def clear(self) -> None:
        """Forget the interrupted run."""
        with suppress(OSError):
            remove_leftovers(self.path)
            self.path.unlink(missing_ok=True)


def _may_be_kept(value: Json, redactor: Redactor) -> bool:
    if isinstance(value, ApiKey):
        raise TypeError("a secret is never written to resume.toml")
    if isinstance(value, str):
        return redactor.text(value) == value
    if isinstance(value, Mapping):
        return all(_may_be_kept(part, redactor) for pair in value.items() for part in pair)
    if isinstance(value, (list, tuple)):
        return all(_may_be_kept(item, redactor) for item in value)
    return True


def _kept(value: Json) -> Json:
    """An answer as it is written: TOML has no null, and an address may carry a key behind its "?"."""
    if isinstance(value, str):
        return without_query(value) if "://" in value else value
    if isinstance(value, Mapping):
        return {str(name): _kept(item) for name, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [_kept(item) for item in value if item is not None]
    return value


def _clean(value: Json) -> bool:
    """Whether an answer of the file may be shown as it is."""
    if isinstance(value, str):
        return is_clean(value, _MAX_TEXT)
    if isinstance(value, dict):
        return all(_clean(part) for pair in value.items() for part in pair)
    return all(_clean(item) for item in value) if isinstance(value, list) else True
