import json

from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.tokens import estimate_json_tokens, estimate_prompt_tokens, estimate_tokens

PROSE = "The carrier has a new price list, and one constant of the shipping desk has to follow it today. "


def test_prose_is_between_four_and_six_bytes_a_token() -> None:
    assert 4 < len(PROSE * 50) / estimate_tokens(PROSE * 50) < 6


def test_json_has_fewer_bytes_a_token_than_prose() -> None:
    schema = json.dumps({"type": "object", "properties": {f"p{n}": {"type": "string"} for n in range(40)}})
    assert len(schema) / estimate_tokens(schema) < len(PROSE) / estimate_tokens(PROSE)


def test_cjk_is_about_a_token_a_character() -> None:
    assert estimate_tokens("運費率計算" * 20) == 100


def test_nothing_costs_nothing() -> None:
    assert estimate_tokens("") == 0
    assert estimate_prompt_tokens({}) == 0


def test_a_lone_surrogate_is_counted_and_not_refused() -> None:
    assert estimate_tokens("\ud800") > 0


def test_prompt_is_tools_system_and_messages_and_nothing_else() -> None:
    body = {"model": "m", "stream": True, "system": "s", "messages": [{"role": "user"}], "tools": [{"name": "t"}]}
    parts = [estimate_json_tokens(body[key]) for key in ("system", "messages", "tools")]
    assert estimate_prompt_tokens(body) == sum(parts)


@given(st.text(), st.text())
def test_more_text_never_costs_less(first: str, second: str) -> None:
    assert estimate_tokens(first + second) >= max(estimate_tokens(first), estimate_tokens(second))
