"""Small conversations with the practice model itself, without HTTP."""

from collections.abc import Mapping, Sequence
from typing import Any

from roo_wizard.core.endpoint import Dialect
from roo_wizard.practice.hear import hear
from roo_wizard.practice.mind.mind import answer
from roo_wizard.practice.reply import Call, Reply
from roo_wizard.roo.tools import offered


def said(*messages: Mapping[str, Any], tools: Sequence[Mapping[str, Any]] = (), **more: Any) -> Reply:
    """The model's reply to *messages*."""
    body = {"model": "practice-coder", "messages": list(messages), **({"tools": list(tools)} if tools else {}), **more}
    return answer(hear(Dialect.OPENAI, body))


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def tool(name: str, **properties: Any) -> dict[str, Any]:
    entries = {key: {"type": value} if isinstance(value, str) else value for key, value in properties.items()}
    schema = {"type": "object", "properties": entries, "required": list(entries)}
    return {"type": "function", "function": {"name": name, "parameters": schema}}


def called(call: Call, result: str) -> list[dict[str, Any]]:
    entry = {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
    return [
        {"role": "assistant", "content": None, "tool_calls": [entry]},
        {"role": "tool", "tool_call_id": call.id, "content": result},
    ]


ROO = offered()
READ = tool("read_file", path="string")
END = tool("attempt_completion", result="string")
EDITORS = {
    "diff": tool("apply_diff", path="string", diff="string"),
    "replace": tool("Edit", file_path="string", old_string="string", new_string="string"),
    "patch": tool("apply_patch", input="string"),
    "whole": tool("write_to_file", path="string", content="string"),
}
SOURCE = 'import os\n\nDEBUG = False  # keep ✅\nNAME = "desk"\n'
