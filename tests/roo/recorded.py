"""Requests that the client's own handlers sent for conversations of ours, and what to build them from again.

``tests/data/client_requests.json`` was written by running the handlers of Roo Code 3.52.1 with their own SDKs against a
server that only listened. The tools are left out: their texts are ours, and were given to the handlers too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Json, Request
from roo_wizard.roo.native.choice import native
from roo_wizard.roo.native.models import read_list
from roo_wizard.roo.request import build
from roo_wizard.roo.settings import GENERAL_PROVIDERS, ClientSettings
from roo_wizard.roo.turn import AssistantTurn, Message, ToolCall, ToolResults, Turn, UserText
from tests.roo.answers import endpoint

FILE = Path(__file__).parents[1] / "data" / "client_requests.json"

LONG_ID = f"call/{'x' * 70}:1"
ASKED = UserText(("<user_message>\nRead ü 😀 it\n</user_message>", "<environment_details>e</environment_details>"))
READ = ToolCall("call_1", "read_file", {"path": "a.py", "limit": 3})
LISTED = ToolCall("call_2", "list_files", {"path": ".", "recursive": False})
FAR = ToolCall(LONG_ID, "read_file", {"path": "b.py"})
QUOTED = ToolCall("call 1!", "read_file", {"path": 'ü"\n'})
ONE = ToolResults((("call_1", "1 | x"),), "env2")
BOTH = ToolResults((("call_1", "1 | x"), ("call_2", "")), "env2")
THREE = ToolResults((("call_1", "1 | x"), (LONG_ID, "y"), ("call 1!", "z")), "env2")
ENCRYPTED = {"type": "reasoning.encrypted", "data": "abc", "id": "call_2", "format": "google-gemini-v1", "index": 0}
THOUGHT = {"type": "reasoning.text", "text": "why", "index": 1, "format": "google-gemini-v1"}
SUMMARY = {"type": "reasoning.summary", "summary": "s", "id": "rs_1", "format": "openai-responses-v1", "index": 0}

TURNS: dict[str, tuple[Message, ...]] = {
    "first": (ASKED,),
    "two calls": (ASKED, AssistantTurn("", "", (READ, LISTED)), BOTH),
    "text and thinking": (ASKED, AssistantTurn("I read.", "hmm", (READ,)), ONE),
    "odd ids": (ASKED, AssistantTurn("", "hmm", (READ, FAR, QUOTED)), THREE),
    "no environment": (ASKED, AssistantTurn("a", "", (READ,)), ToolResults(ONE.results, "")),
    "no call": (ASKED, AssistantTurn("just text", "hmm"), UserText(("You did not use a tool", "env2"))),
    "three": (
        *(ASKED, AssistantTurn("I read.", "hmm", (READ,)), ONE),
        *(AssistantTurn("", "more", (LISTED,)), ToolResults((("call_2", "2"),), "env3")),
        *(AssistantTurn("done"), UserText(("go on", "env4"))),
    ),
    "signed": (ASKED, AssistantTurn("", "hmm", (READ, LISTED), (ENCRYPTED, THOUGHT)), BOTH),
    "summed up": (ASKED, AssistantTurn("", "hmm", (READ, LISTED), (SUMMARY,)), BOTH),
}


@dataclass(frozen=True)
class Recorded:
    """One request: what it was made from, and the fields of its body that stand in the file."""

    provider: str
    model: str
    settings: Mapping[str, Json]
    turn: str
    sent: Mapping[str, Json]

    def built(self) -> Request:
        """The same request as we build it."""
        general = self.provider in GENERAL_PROVIDERS
        chosen = {} if general else {"apiProvider": self.provider}
        dialect = Dialect.ANTHROPIC if self.provider == "anthropic" else Dialect.OPENAI
        turn = Turn("T", "You are.", TURNS[self.turn])
        listed = None if general else read_list(native(self.provider), lists().get(self.provider))
        base = endpoint("https://gateway.example/base", dialect)
        return build(base, self.model, ClientSettings({**chosen, **self.settings}), turn, listed=listed)


@cache
def _read() -> Mapping[str, Json]:
    parsed: Mapping[str, Json] = json.loads(FILE.read_text("utf-8"))
    return parsed


def lists() -> Mapping[str, Json]:
    """The model lists that the handlers were given, by provider."""
    found: Mapping[str, Json] = _read()["lists"]
    return found


def requests() -> list[Recorded]:
    """Every recorded request."""
    return [Recorded(*entry) for entry in _read()["requests"]]
