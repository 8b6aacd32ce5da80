from pathlib import Path

import pytest

from roo_wizard.core.errors import KeyringProblem, ProfileError
from roo_wizard.core.paths import Places
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.profiles.unsaved import UnsavedKeys, noted
from roo_wizard.profiles.vault import Vault
from tests.profiles.memory_keyring import MemoryKeyring

ONE, TWO = KeyAddress("https://one.example", "work"), KeyAddress("https://one.example", "work", "X-Team")
OTHER = KeyAddress("https://two.example", "home")


@pytest.fixture
def unsaved(tmp_path: Path) -> UnsavedKeys:
    return UnsavedKeys(Places(tmp_path / "config", tmp_path / "state"))


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    keyring = MemoryKeyring()
    monkeypatch.setattr("roo_wizard.profiles.vault._load", lambda: keyring)
    return keyring


def test_what_is_noted_is_found_by_name_in_any_case_and_goes_alone(unsaved: UnsavedKeys) -> None:
    assert unsaved.load() == ()
    unsaved.begin([ONE, TWO])
    unsaved.begin([OTHER])
    assert unsaved.of("WORK") == (ONE, TWO)
    assert unsaved.path.stat().st_mode & 0o777 == 0o600
    unsaved.end([ONE, TWO])
    assert unsaved.load() == (OTHER,)
    unsaved.end([OTHER])
    assert not unsaved.path.exists()


def test_what_a_profile_names_is_no_key_without_one(unsaved: UnsavedKeys) -> None:
    unsaved.begin([ONE, OTHER])
    assert unsaved.without_profile(Profiles((Profile("work", "https://one.example/v1", "m"),))) == (OTHER,)
    moved = Profiles((Profile("work", "https://three.example/v1", "m"),))
    assert unsaved.without_profile(moved) == (ONE, OTHER)


async def test_the_note_stands_while_something_is_stored_and_goes_after_it(
    unsaved: UnsavedKeys, keyring: MemoryKeyring
) -> None:
    async with noted(unsaved, Vault(), [ONE]):
        assert unsaved.load() == (ONE,)
    assert unsaved.load() == ()


async def test_after_an_error_only_what_is_in_the_keyring_stays_noted(
    unsaved: UnsavedKeys, keyring: MemoryKeyring
) -> None:
    keyring.entries["roo-wizard", TWO.username] = "value"
    with pytest.raises(ProfileError, match="full"):
        async with noted(unsaved, Vault(), [ONE, TWO]):
            raise ProfileError("full")
    assert unsaved.load() == (TWO,)


async def test_what_a_keyring_without_an_answer_may_hold_stays_noted(
    unsaved: UnsavedKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> MemoryKeyring:
        raise RuntimeError

    monkeypatch.setattr("roo_wizard.profiles.vault._load", broken)
    with pytest.raises(KeyringProblem):
        async with noted(unsaved, Vault(), [ONE]):
            raise KeyringProblem("frozen")
    assert unsaved.load() == (ONE,)


async def test_nothing_is_stored_where_it_could_not_be_noted(unsaved: UnsavedKeys, keyring: MemoryKeyring) -> None:
    unsaved.path.parent.mkdir(parents=True)
    unsaved.path.symlink_to(unsaved.path.parent / "elsewhere")
    with pytest.raises(ProfileError, match="symbolic link"):
        async with noted(unsaved, Vault(), [ONE]):
            pytest.fail("it went on")


@pytest.mark.parametrize(
    "data",
    [b"\xff", b"keys = 3", b"[[keys]]\norigin = 3", b"[[keys]]\norigin = 'a#b'\nprofile = 'c'", b"[[[", b"keys = [1]"],
)
def test_a_note_that_cannot_be_read_is_as_good_as_none_and_is_set_aside(unsaved: UnsavedKeys, data: bytes) -> None:
    unsaved.path.parent.mkdir(parents=True)
    unsaved.path.write_bytes(data)
    assert unsaved.load() == ()
    unsaved.begin([ONE])
    assert unsaved.load() == (ONE,)
    assert [path.read_bytes() for path in unsaved.path.parent.glob("unsaved.toml.damaged-*")] == [data]
