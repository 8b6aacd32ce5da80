import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.cli.output import print_json


def printed(value: str, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    print_json("roo-wizard.test/1", {"value": value})
    return capsys.readouterr().out


def test_what_a_person_can_see_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert "mäh 模型 🙂 é" in printed("mäh 模型 🙂 é", capsys)


@pytest.mark.parametrize("unseen", ["\x1b", "\x7f", "\x9b", "\u202e", "\u200b", "\u2028", "\ud800", "\U000e0041"])
def test_what_nobody_sees_is_an_escape_of_the_same_value(unseen: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(f"a{unseen}b", capsys)
    assert unseen not in out
    assert json.loads(out)["value"] == f"a{unseen}b"


@given(st.text())
def test_every_text_comes_back_and_no_line_of_it_can_do_harm(value: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        out: list[str] = []
        patch.setattr("builtins.print", lambda text, **_: out.append(text))
        print_json("roo-wizard.test/1", {"value": value})
    assert json.loads(out[0])["value"] == value
    assert len(out[0].splitlines()) == 4
