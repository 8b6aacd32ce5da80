import io
from argparse import Namespace

import pytest

from roo_wizard.cli.keys import PLACEHOLDER, given_key, key_of_profile
from roo_wizard.core.errors import UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.vault import Vault

KEY = "sk-live-0123456789abcdef"


def words(**given: object) -> Namespace:
    return Namespace(**{"no_key": False, "key_env": None, "key_stdin": False} | given)


def test_nothing_given_leaves_the_keyring_to_be_asked() -> None:
    assert given_key(words(), "gateway.example") is None


def test_a_keyless_gateway_gets_the_placeholder() -> None:
    found = given_key(words(no_key=True), "gateway.example")
    assert found is not None
    assert (found.key, found.place) == (ApiKey(PLACEHOLDER), "none")


def test_a_variable_is_read_by_its_name_and_cleaned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("K", f'Bearer "{KEY}"\n')
    found = given_key(words(key_env="K"), "gateway.example")
    assert found is not None
    assert (found.key, found.place) == (ApiKey(KEY), "env:K")
    narration = capsys.readouterr().err
    assert "quotes" in narration
    assert "0123" not in narration


@pytest.mark.parametrize("value", ["", "  ", "•••••", "https://gateway.example", "schlüssel-0123456789"])
def test_an_unusable_variable_is_a_usage_error_without_its_value(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K", value)
    with pytest.raises(UsageError) as refused:
        given_key(words(key_env="K"), "gateway.example")
    assert "0123" not in refused.value.message


def test_an_unset_variable_is_named() -> None:
    with pytest.raises(UsageError, match="NOT_SET_ANYWHERE"):
        given_key(words(key_env="NOT_SET_ANYWHERE"), "gateway.example")


def test_standard_input_is_read_and_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY}\r\n"))
    found = given_key(words(key_stdin=True), "gateway.example")
    assert found is not None
    assert (found.key, found.place) == (ApiKey(KEY), "session")


@pytest.mark.parametrize("text", ["", "\n", "a" * 100_000])
def test_standard_input_without_a_key_is_a_usage_error(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    with pytest.raises(UsageError):
        given_key(words(key_stdin=True), "gateway.example")


@pytest.mark.parametrize(("place", "key"), [("env:K", KEY), ("none", PLACEHOLDER)])
async def test_a_profile_says_where_its_key_is(place: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K", KEY)
    profile = Profile("work", "https://gateway.example/v1", "m", key_place=place)
    assert (await key_of_profile(profile, Vault())).key == ApiKey(key)


async def test_a_key_that_was_never_stored_has_to_be_given() -> None:
    profile = Profile("work", "https://gateway.example/v1", "m", key_place="session")
    with pytest.raises(UsageError, match="never stored"):
        await key_of_profile(profile, Vault())
