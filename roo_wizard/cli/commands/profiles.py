"""``profiles``: the saved connections."""

from argparse import Namespace

from roo_wizard.cli import exits
from roo_wizard.cli.leftover import unsaved_remedy
from roo_wizard.cli.output import narrate, print_json, table
from roo_wizard.core.exchange import Json
from roo_wizard.core.paths import Places
from roo_wizard.core.text import safe
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.unsaved import UnsavedKeys

SCHEMA = "roo-wizard.profiles/1"


def run(arguments: Namespace) -> int:
    """Choose the default one, if one is named, then print the saved connections.

    A damaged file, and a key that a set-up left behind, are named on standard error and are no failure.
    """
    places = Places.of_user()
    store = ProfileStore(places)
    loaded = store.load() if arguments.default is None else store.make_default(arguments.default)
    if loaded.problem is not None:
        narrate(f"{loaded.problem.message}; {loaded.problem.hint}")
    if arguments.json:
        print_json(SCHEMA, {"profiles": [_object(profile) for profile in loaded.profiles]})
    elif loaded.profiles:
        rows = [_row(profile, is_default=profile.name == loaded.default) for profile in loaded.profiles]
        print(table([("NAME", "MODEL", "BASE URL", "KEY", "LAST VERDICT"), *rows]))
    else:
        print("no saved connections yet; roo-wizard sets one up")
    for name in dict.fromkeys(one.profile for one in UnsavedKeys(places).without_profile(loaded)):
        narrate(f"a set-up of {safe(name)} was not finished: its key may be in the keyring, without a profile")
        narrate(f"→ {unsaved_remedy(name, loaded)}")
    return exits.READY


def _object(profile: Profile) -> dict[str, Json]:
    return {
        "name": profile.name,
        "base_url": profile.base_url,
        "model": profile.model,
        "client": profile.client,
        "key": profile.key_kind,
        "last_verdict": profile.last_verdict,
        "checked_at": profile.checked_at,
    }


def _row(profile: Profile, *, is_default: bool) -> tuple[str, ...]:
    name = f"{profile.name} (default)" if is_default else profile.name
    verdict = f"{profile.last_verdict}, {profile.checked_at}" if profile.last_verdict else "never checked"
    return tuple(map(safe, (name, profile.model, profile.base_url, profile.key_place, verdict)))
