from dataclasses import replace

import pytest

from roo_wizard.core.errors import KeyringProblem, ProfileError, UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.profiles.profile import Previous, Profile
from roo_wizard.profiles.rotation import drop_previous, put_back, swap_in
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import NotStored, Stored, Vault
from tests.profiles.memory_keyring import MemoryKeyring

WORK = Profile("work", "https://one.example/v1", "m")
MOVED = replace(WORK, base_url="https://two.example/v1")
OLD, NEW = ApiKey("pk-old-7Qw9Zr2TtXk41"), ApiKey("pk-new-4Hs8Lm3VvYp62")
ENTRY, SPARE = "https://one.example#work", "https://one.example#work#previous"


@pytest.fixture
def keyring(store: ProfileStore, monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    keyring = MemoryKeyring()
    keyring.entries["roo-wizard", ENTRY] = OLD.reveal()
    monkeypatch.setattr("roo_wizard.profiles.vault._load", lambda: keyring)
    store.save(WORK)
    return keyring


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


async def test_the_same_key_again_is_no_rotation(store: ProfileStore, keyring: MemoryKeyring) -> None:
    assert isinstance(await swap_in(Vault(), store, WORK, OLD), Stored)
    assert keyring.kept == {ENTRY: OLD.reveal()}
    assert store.load().previous == ()


async def test_a_profile_that_moved_leaves_its_key_where_it_was_and_undo_finds_it(
    store: ProfileStore, keyring: MemoryKeyring
) -> None:
    keyring.entries["roo-wizard", "https://two.example#work"] = "of another time"
    assert isinstance(await swap_in(Vault(), store, MOVED, NEW), Stored)
    assert store.load().before("work") == Previous(WORK)
    assert (await put_back(Vault(), store, "work")).profile == WORK
    assert keyring.kept[ENTRY] == OLD.reveal()


async def test_a_second_rotation_keeps_the_key_just_before_it(store: ProfileStore, keyring: MemoryKeyring) -> None:
    for key in (NEW, ApiKey("pk-third-1234567890")):
        await swap_in(Vault(), store, WORK, key)
    assert keyring.kept == {ENTRY: "pk-third-1234567890", SPARE: NEW.reveal()}


@pytest.mark.parametrize("refuse", ["#previous", "#work"])
async def test_a_failed_second_rotation_leaves_both_keys_of_the_first(
    store: ProfileStore, keyring: MemoryKeyring, refuse: str
) -> None:
    await swap_in(Vault(), store, WORK, NEW)
    before, entries = store.load(), dict(keyring.entries)
    keyring.refuse = refuse
    assert isinstance(await swap_in(Vault(), store, WORK, ApiKey("pk-third-1234567890")), NotStored)
    keyring.refuse = ""
    assert (store.load(), keyring.entries) == (before, entries)


@pytest.mark.parametrize("key", [OLD, NEW])
async def test_a_full_disk_leaves_the_keyring_as_it_was(
    store: ProfileStore, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch, key: ApiKey
) -> None:
    entries = dict(keyring.entries)
    monkeypatch.setattr("roo_wizard.profiles.store.write_private", full)
    for profile in (WORK, MOVED):
        with pytest.raises(ProfileError, match="No space"):
            await swap_in(Vault(), store, profile, key)
    assert keyring.entries == entries


async def test_an_undo_that_the_keyring_refuses_changes_nothing(store: ProfileStore, keyring: MemoryKeyring) -> None:
    await swap_in(Vault(), store, WORK, NEW)
    before, entries = store.load(), dict(keyring.entries)
    keyring.refuse = "#previous"
    with pytest.raises(KeyringProblem):
        await put_back(Vault(), store, "work")
    keyring.refuse = ""
    assert (store.load(), keyring.entries) == (before, entries)


async def test_after_the_previous_key_is_dropped_there_is_nothing_to_undo(
    store: ProfileStore, keyring: MemoryKeyring
) -> None:
    await swap_in(Vault(), store, WORK, NEW)
    assert await drop_previous(Vault(), store, WORK, OLD)
    assert keyring.kept == {ENTRY: NEW.reveal()}
    with pytest.raises(UsageError):
        await put_back(Vault(), store, "work")


async def test_a_key_that_was_not_the_refused_one_is_never_dropped(store: ProfileStore, keyring: MemoryKeyring) -> None:
    """While the old key was asked about, another terminal took the rotation back: now the new key is kept there."""
    await swap_in(Vault(), store, WORK, NEW)
    await put_back(Vault(), store, "work")
    before, entries = store.load(), dict(keyring.entries)
    with pytest.raises(ProfileError, match="changed meanwhile"):
        await drop_previous(Vault(), store, WORK, OLD)
    assert (store.load(), keyring.entries) == (before, entries)


async def test_a_previous_key_that_somebody_deleted_is_told(store: ProfileStore, keyring: MemoryKeyring) -> None:
    await swap_in(Vault(), store, WORK, NEW)
    del keyring.entries["roo-wizard", SPARE]
    with pytest.raises(UsageError, match="no longer kept"):
        await put_back(Vault(), store, "work")
    assert keyring.kept == {ENTRY: NEW.reveal()}
