from dataclasses import replace

import pytest

from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.profiles.profile import Previous, Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.toml_text import MIGRATIONS

WORK = Profile("work", "https://router.flatkey.ai/v1", "gpt-5.4-mini", preset="flatkey", last_verdict="ready")
OTHER = replace(WORK, model="gpt-6")


def test_a_changed_connection_is_kept_and_put_back_and_forth(store: ProfileStore) -> None:
    store.save(WORK, make_default=True)
    store.save(replace(OTHER, name="Work"))
    assert store.load().before("work") == Previous(WORK)
    assert store.undo("work") == Previous(WORK)
    loaded = store.load()
    assert (loaded.get("work"), loaded.default) == (WORK, "work")
    assert store.undo("work").profile.model == "gpt-6"
    assert store.load().get("work").name == "Work"


def test_a_new_verdict_is_no_change_to_undo(store: ProfileStore) -> None:
    store.save(WORK)
    store.save(OTHER)
    store.save(replace(OTHER, last_verdict="blocked", served_model="x", checked_at="2026-11-20T10:00:00Z"))
    assert store.load().before("work") == Previous(WORK)


def test_a_replaced_key_is_a_change_even_when_all_values_stay(store: ProfileStore) -> None:
    store.save(WORK)
    store.save(WORK, key_replaced=True)
    assert store.load().before("work") == Previous(WORK, key_replaced=True)


def test_nothing_to_undo_and_unknown_names_are_told(store: ProfileStore) -> None:
    store.save(WORK)
    with pytest.raises(UsageError, match="undone"):
        store.undo("work")
    with pytest.raises(UnknownName):
        store.undo("wrok")
    assert store.load().names == ("work",)


def test_what_was_found_out_is_written_into_the_profile_as_it_is_now(store: ProfileStore) -> None:
    store.save(WORK)
    store.save(OTHER)
    changed = store.update("WORK", lambda profile: replace(profile, last_verdict="risky", name="ignored"))
    assert (changed.model, changed.last_verdict, changed.name) == ("gpt-6", "risky", "work")
    assert store.load().before("work") == Previous(WORK)


def test_a_forgotten_profile_leaves_no_values_behind(store: ProfileStore) -> None:
    store.save(WORK)
    store.save(OTHER)
    store.forget("work")
    assert "gpt" not in store.path.read_text()


def test_a_file_of_the_first_schema_is_read_and_rewritten_with_the_next_change(store: ProfileStore) -> None:
    store.path.parent.mkdir(parents=True)
    text = 'schema = 1\n[profiles.work]\nbase_url = "https://router.flatkey.ai/v1"\nmodel = "m"\n'
    store.path.write_text(text)
    assert store.load().names == ("work",)
    assert store.path.read_text() == text
    store.save(OTHER)
    assert "schema = 5" in store.path.read_text()
    assert [profile.model for profile in store.load().profiles] == ["gpt-6"]
    assert store.load().before("work") is not None
    assert list(MIGRATIONS) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "previous",
    [
        "[previous.home]\nbase_url = 'https://h/v1'\nmodel = 'm'",
        "[previous.work]\nbase_url = 'https://h/v1'\nmodel = 'm'\nkey = 'x'",
        "[previous.work]\nmodel = 'm'",
    ],
)
def test_values_before_a_change_are_checked_like_a_profile(store: ProfileStore, previous: str) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_text(f"schema = 2\n[profiles.work]\nbase_url = 'https://h/v1'\nmodel = 'm'\n{previous}\n")
    assert store.load().problem is not None
    assert len(store.set_aside_files()) == 1


def test_a_file_of_schema_4_keeps_what_can_be_undone(store: ProfileStore) -> None:
    store.path.parent.mkdir(parents=True)
    table = "base_url = 'https://h/v1'\nmodel = 'm'\n"
    store.path.write_text(f"schema = 4\n[profiles.work]\n{table}[previous.work]\n{table}key_replaced = true\n")
    before = store.load().before("work")
    assert before is not None
    assert (before.key_replaced, before.rotated_on, before.taken_back) == (True, None, False)


@pytest.mark.parametrize("day", ["2026-13-01", "yesterday"])
def test_a_day_that_is_none_sets_the_file_aside(store: ProfileStore, day: str) -> None:
    store.path.parent.mkdir(parents=True)
    table = "base_url = 'https://h/v1'\nmodel = 'm'\n"
    store.path.write_text(f"schema = 5\n[profiles.work]\n{table}[previous.work]\n{table}rotated_on = '{day}'\n")
    assert store.load().problem is not None
