"""Every request against the one that the client's own handler sent."""

import json

import pytest

from roo_wizard.roo.clients import ROO
from roo_wizard.roo.settings import GENERAL_PROVIDERS, NATIVE_PROVIDERS
from tests.roo.recorded import FILE, TURNS, Recorded, requests

ALL = requests()


def test_every_entry_and_every_conversation_is_there() -> None:
    assert json.loads(FILE.read_text("utf-8"))["version"] == ROO.version
    assert {entry.provider for entry in ALL} == {*GENERAL_PROVIDERS, *NATIVE_PROVIDERS}
    assert {entry.turn for entry in ALL} == set(TURNS)


@pytest.mark.parametrize(
    "recorded", ALL, ids=lambda entry: f"{entry.provider}-{entry.model}-{json.dumps(entry.settings)}-{entry.turn}"
)
def test_a_request_is_the_one_that_the_handler_sent(recorded: Recorded) -> None:
    """Order included; where the messages or the other fields are not in the file, another row has them."""
    body = json.loads(recorded.built().content)
    ours = {name: value for name, value in body.items() if name in recorded.sent}
    assert json.dumps(ours) == json.dumps(recorded.sent)
    others = {"tools", "messages"} if "model" in recorded.sent else set(body) - {"messages"}
    assert set(body) - set(recorded.sent) == others
