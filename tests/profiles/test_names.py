import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.errors import UsageError
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.names import MAX_NAME_LENGTH, clean_name, propose_name, same_name


@pytest.mark.parametrize("name", ["work", "Büro 2", "日本", "a.b/c_d", "x" * 60, "🚀"])
def test_ordinary_names_are_kept(name: str) -> None:
    assert clean_name(f"  {name} ") == name


@pytest.mark.parametrize("name", ["", "   ", "a#b", "-x", "a\nb", "a\x1b[31mb", "a\u202eb", "a  b", "x" * 61, "\ud800"])
def test_names_that_could_mislead_or_break_an_address_are_refused(name: str) -> None:
    with pytest.raises(UsageError) as error:
        clean_name(name)
    assert "cannot be a profile name" in error.value.message


def test_names_that_differ_in_case_or_composition_are_the_same() -> None:
    assert same_name("Büro", "BU\u0308RO")
    assert not same_name("work", "works")


@pytest.mark.parametrize(
    ("preset", "url", "taken", "name"),
    [
        ("flatkey", "https://router.flatkey.ai/v1", (), "flatkey"),
        ("flatkey", "https://router.flatkey.ai/v1", ("Flatkey", "flatkey-2"), "flatkey-3"),
        (None, "https://router.flatkey.ai/v1", (), "flatkey"),
        (None, "https://api.z.ai/api", (), "z"),
        (None, "http://127.0.0.1:4000/v1", (), "local-4000"),
        (None, "http://10.0.0.5:8000/v1", (), "10.0.0.5"),
        (None, "http://[fd00::1]/v1", (), "fd00--1"),
        (None, "http://gateway/v1", (), "gateway"),
        (None, "", (), "gateway"),
    ],
)
def test_a_telling_free_name_is_proposed(preset: str | None, url: str, taken: tuple[str, ...], name: str) -> None:
    assert propose_name(preset, url, taken) == name


@given(st.none() | st.text(), st.text(), st.lists(st.text()))
def test_every_proposal_is_a_valid_free_name(preset: str | None, url: str, taken: list[str]) -> None:
    name = propose_name(preset, url, taken)
    assert clean_name(name) == name
    assert len(name) <= MAX_NAME_LENGTH
    assert not any(same_name(name, other) for other in taken)


def test_a_keyring_address_is_the_documented_one() -> None:
    assert KeyAddress("https://router.flatkey.ai", "work").username == "https://router.flatkey.ai#work"
    assert KeyAddress("https://h", "work", "X-Team").username == "https://h#work#X-Team"
    assert KeyAddress("https://h", "work", "previous").is_key
    assert not KeyAddress("https://h", "work", "X-Team").is_key


@pytest.mark.parametrize("parts", [("", "work"), ("https://h", ""), ("https://h#x", "work"), ("https://h", "a#b")])
def test_an_address_whose_parts_could_be_mixed_up_is_refused(parts: tuple[str, str]) -> None:
    with pytest.raises(UsageError):
        KeyAddress(*parts)
