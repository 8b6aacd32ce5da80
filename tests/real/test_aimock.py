import pytest

from tests.real.conftest import AIMOCK_KEY, Check

pytestmark = pytest.mark.aimock


@pytest.mark.parametrize("model", ["tool-model", "reasoning-model"])
def test_a_model_that_calls_tools_is_ready(check: Check, aimock: str, model: str) -> None:
    checked = check("--base-url", f"{aimock}/v1", "--model", model, key=AIMOCK_KEY)
    assert (checked.report["verdict"], checked.code) == ("ready", 0), checked.report


@pytest.mark.parametrize(
    ("model", "cause", "code"),
    [
        ("text-only-model", "T14", 1),
        # It counts the messages alone: a model that only talks looks as if the tools were dropped on the way.
        ("prose-model", "M04", 1),
        ("bad-args-model", "T10", 1),
        ("notools-404", "R06", 1),
        ("noquota", "N17", 1),
        ("nocredit", "N17", 1),
        # It lists this id, so that "does not exist" comes from behind the alias.
        ("missing-model", "N18", 1),
        ("ratelimited", "N08", 3),
        ("overloaded", "N11", 3),
    ],
)
def test_the_cause_is_named(check: Check, aimock: str, model: str, cause: str, code: int) -> None:
    checked = check("--base-url", f"{aimock}/v1", "--model", model, key=AIMOCK_KEY)
    assert (checked.cause, checked.code) == (cause, code), checked.report


def test_a_wrong_key_is_the_users(check: Check, aimock: str) -> None:
    checked = check("--base-url", f"{aimock}/v1", "--model", "tool-model", key="sk-wrong-0123456789abcdef")
    assert (checked.cause, checked.code) == ("N07", 1), checked.report
