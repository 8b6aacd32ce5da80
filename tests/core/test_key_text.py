import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.key_text import clean_key


@pytest.mark.parametrize(
    ("pasted", "kept", "removed"),
    [
        ("sk-abc123", "sk-abc123", ()),
        ("  sk-abc123\n", "sk-abc123", ("blanks around it",)),
        ("\nsk-abc\n123", "sk-abc123", ("line breaks or blanks inside",)),
        ('export OPENAI_API_KEY="sk-abc123"', "sk-abc123", ("the variable name", "quotes")),
        ("$env:KEY = 'sk-abc123'", "sk-abc123", ("the variable name", "quotes")),
        ("Authorization: Bearer sk-abc123", "sk-abc123", ("the header name", "“Bearer”")),
        ("sk-\u200babc123\ufeff", "sk-abc123", ("invisible characters",)),
        ("“sk-abc123”", "sk-abc123", ("quotes",)),
        ("abc.def==", "abc.def==", ()),
    ],
)
def test_a_paste_is_cleaned_and_says_so(pasted: str, kept: str, removed: tuple[str, ...]) -> None:
    cleaned = clean_key(pasted)
    assert cleaned.key is not None
    assert cleaned.key.reveal() == kept
    assert set(cleaned.removed) == set(removed)
    assert cleaned.problem is None


@pytest.mark.parametrize("pasted", ["", " \n", "••••••••", "sk-ключ", "https://gateway.example/v1", "x" * 20_000])
def test_what_cannot_be_a_key_is_refused_with_a_reason(pasted: str) -> None:
    cleaned = clean_key(pasted)
    assert cleaned.key is None
    assert cleaned.problem


def test_a_refusal_never_repeats_the_paste() -> None:
    assert "geheim" not in (clean_key("sk-geheim-ключ").problem or "")


@given(st.text())
def test_a_key_always_fits_into_a_header(pasted: str) -> None:
    cleaned = clean_key(pasted)
    assert (cleaned.key is None) == (cleaned.problem is not None)
    if cleaned.key is not None:
        assert all("!" <= character <= "~" for character in cleaned.key.reveal())
