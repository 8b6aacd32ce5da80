import base64
import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.jsonable import to_json
from roo_wizard.core.secret import ApiKey, Redactor

KEY = "sk-Canary7f3a9b2c4d5e6f708192"


def test_no_way_of_printing_shows_the_key() -> None:
    key = ApiKey(KEY)
    shown = f"{key} {key!r} {key!s} {[key]} {key.hint()} %s" % key
    assert "Canary" not in shown
    assert key.hint() == f"{len(KEY)} characters, ends 8192"


def test_a_short_key_shows_no_character_of_itself() -> None:
    assert ApiKey("abc123").hint() == "6 characters"


@pytest.mark.parametrize("serialise", [pickle.dumps, copy.copy, copy.deepcopy, to_json])
def test_a_key_is_never_serialised(serialise: object) -> None:
    assert callable(serialise)
    with pytest.raises(TypeError):
        serialise(ApiKey(KEY))


def test_keys_are_equal_by_value_only_among_keys() -> None:
    assert ApiKey(KEY) == ApiKey(KEY)
    assert ApiKey(KEY) != KEY
    assert len({ApiKey(KEY), ApiKey(KEY)}) == 1


@pytest.mark.parametrize(
    "echo",
    [
        f"Incorrect API key provided: {KEY}.",
        f"key={KEY[:12]}… is not valid",
        f"the end {KEY[-9:]} of it",
        "basic c2stQ2FuYXJ5N2YzYTliMmM0ZDVlNmY3MDgxOTI",
    ],
)
def test_every_echo_of_the_key_is_masked(echo: str) -> None:
    redactor = Redactor([ApiKey(KEY)])
    for piece in (KEY[:8], KEY[8:16], KEY[-8:], "Canary7f", "c2stQ2FuYXJ5"):
        assert piece not in redactor.text(echo)
        assert piece.encode() not in redactor.data(echo.encode())


def test_masked_bytes_keep_their_length() -> None:
    data = f'{{"error":"bad {KEY}"}}'.encode()
    assert len(Redactor([ApiKey(KEY)]).data(data)) == len(data)


def test_ordinary_words_of_a_simple_key_are_left_alone() -> None:
    assert Redactor([ApiKey("practice-key")]).text("practice-coder") == "practice-coder"
    assert Redactor([ApiKey("practice-key")]).text("Bearer practice-key") == "Bearer •••"


@given(st.text(alphabet="abcdefgh0123456789-", min_size=12, max_size=200), st.text(), st.text())
def test_a_key_never_survives_between_any_texts(key: str, before: str, after: str) -> None:
    assert key not in Redactor([ApiKey(key)]).text(before + key + after).replace("•••", "")


def test_nothing_is_masked_when_there_is_no_secret() -> None:
    assert Redactor().text("anything") == "anything"
    assert Redactor([ApiKey("")]).data(b"anything") == b"anything"


@pytest.mark.parametrize("before", ["", "x", "xy", "Bearer ", "user:"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_base64_is_masked_wherever_the_key_begins_in_it(before: str, encode: object) -> None:
    assert callable(encode)
    encoded = encode(f"{before}{KEY}??>>".encode()).decode()
    left = Redactor([ApiKey(KEY)]).text(encoded).replace("•••", "")
    assert len(left) < len(encoded) - len(KEY)


@pytest.mark.parametrize(
    "echo",
    [
        KEY.encode().hex(),
        KEY.encode().hex().upper(),
        "".join(f"%{ord(letter):02X}" for letter in KEY),
        "".join(f"\\u{ord(letter):04x}" for letter in KEY),
        "".join(f"&#{ord(letter)};" for letter in KEY),
    ],
)
def test_a_key_written_in_numbers_is_masked_whole(echo: str) -> None:
    assert Redactor([ApiKey(KEY)]).text(f"no: {echo}.") == "no: •••."


def test_a_key_with_slashes_is_masked_as_json_escapes_them() -> None:
    key = "ab/cd/ef/gh/ij/kl"
    assert Redactor([ApiKey(key)]).text(key.replace("/", "\\/")) == "•••"


@pytest.mark.parametrize("between", ["\u200b", " ", ", ", "\u202e", "-"])
def test_a_key_spread_over_a_shown_text_is_masked(between: str) -> None:
    assert Redactor([ApiKey(KEY)]).shown(f"calls: {between.join(KEY[3:])}") == "calls: •••"


def test_a_short_key_is_masked_as_a_whole_word_in_what_is_shown_and_not_in_numbers() -> None:
    redactor = Redactor([ApiKey("ab12")])
    assert redactor.shown('bad key "ab12", not ab123') == 'bad key "•••", not ab123'
    assert redactor.data(b"ab12") == b"ab12"
