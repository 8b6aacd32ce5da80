"""``modes``: which saved connection each of the client's modes uses, and the fallback; binds them."""

from argparse import Namespace

from roo_wizard.cli import exits
from roo_wizard.cli.modes_report import ModesReport
from roo_wizard.cli.output import narrate, print_json
from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.core.paths import Places
from roo_wizard.profiles.modes import at_hand
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.roo import labels

SCHEMA = "roo-wizard.modes/1"


def run(arguments: Namespace) -> int:
    """Change what is asked for, all of it or nothing, then print the map; nothing is sent."""
    store = ProfileStore(Places.of_user())
    modes, fallback = _changes(arguments)
    saved = store.load()
    if saved.problem is not None and saved.profiles:
        narrate(f"{saved.problem.message}; {saved.problem.hint}")
    profile = at_hand(saved, arguments.profile) if saved.profiles else None
    if profile is None:
        raise saved.problem or UsageError("no connection is saved yet", "set one up with: roo-wizard")
    if modes or fallback is not None:
        saved = store.bind(modes, fallback)
        profile = at_hand(saved, arguments.profile) or profile
    report = ModesReport(saved, profile)
    if arguments.json:
        print_json(SCHEMA, report.as_json())
    else:
        print("\n".join(report.lines()))
    return exits.READY


def _changes(arguments: Namespace) -> tuple[dict[str, str], str | None]:
    """Return the modes to bind ("" unbinds) and the fallback ("" takes it away, None leaves it)."""
    asked = [_binding(word) for word in arguments.bind] + [(_slug(mode), "") for mode in arguments.unbind]
    modes: dict[str, str] = {}
    for mode, name in asked:
        if mode in modes:
            raise UsageError(f"the mode {mode} is named twice", "give it one --bind or one --unbind")
        modes[mode] = name
    if arguments.fallback == "":
        raise UsageError("--fallback names no profile", "take it away with --no-fallback")
    return modes, "" if arguments.no_fallback else arguments.fallback


def _binding(word: str) -> tuple[str, str]:
    mode, _, name = word.partition("=")
    if not name.strip():
        raise UsageError(f"--bind {word!r} names no profile", "write --bind code=PROFILE")
    return _slug(mode), name.strip()


def _slug(typed: str) -> str:
    """Return the mode meant by *typed*; raises `UnknownName`."""
    slug = typed.strip().casefold()
    if slug not in labels.modes():
        raise UnknownName("mode", typed.strip(), list(labels.modes()))
    return slug
