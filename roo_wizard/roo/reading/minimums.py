"""Roo's minimum of a tool call: which arguments it keeps, which it cannot do without (roo-code.md 4.4, 4.5).

The client does not check a call against the schema it sent. It knows a short list of names, takes the arguments it
knows, converts numbers and switches that came as text, and refuses a call only when something it needs is absent.
One row of `RULES` is one tool.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from roo_wizard.core.exchange import Json
from roo_wizard.roo.js import truthy

ALIASES = {"write_file": "write_to_file", "search_and_replace": "edit"}
"""Other names under which a known tool may be called, and the tool that runs."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the client reads of one tool's arguments.

    ``needed`` must all be there in a complete call; in a cut one that is carried out, any one of them makes it run.
    ``optional`` are kept when present. ``filled`` must also be more than an empty text to run without an error.
    ``strict`` tools count an empty needed value as absent; ``whole`` tools never run from cut arguments.
    """

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    may_be_empty: tuple[str, ...] = ()
    strict: bool = False
    whole: bool = False
    offered: bool = True
    """Whether code mode offers the tool without being told to by the profile."""
    nested: Mapping[str, "Rule"] = field(default_factory=dict)


_INDENTATION = Rule(
    needed=(),
    numbers=("anchor_line", "max_levels", "max_lines"),
    switches=("include_siblings", "include_header"),
)
_EDIT = ("file_path", "old_string", "new_string")

RULES: Mapping[str, Rule] = {
    "apply_diff": Rule(("path", "diff")),
    "ask_followup_question": Rule(("question", "follow_up"), lists=("follow_up",)),
    "attempt_completion": Rule(("result",), strict=True),
    "execute_command": Rule(("command",), ("cwd", "timeout"), strict=True),
    "list_files": Rule(("path",), switches=("recursive",)),
    "new_task": Rule(("mode", "message"), ("todos",)),
    "read_command_output": Rule(("artifact_id",), ("search", "offset", "limit"), whole=True),
    "read_file": Rule(("path",), ("mode",), numbers=("offset", "limit"), nested={"indentation": _INDENTATION}),
    "skill": Rule(("skill",), ("args",)),
    "search_files": Rule(("path", "regex"), ("file_pattern",)),
    "switch_mode": Rule(("mode_slug", "reason"), may_be_empty=("reason",)),
    "update_todo_list": Rule(("todos",), may_be_empty=("todos",)),
    "write_to_file": Rule(("path", "content"), may_be_empty=("content",)),
    "access_mcp_resource": Rule(("server_name", "uri"), whole=True, offered=False),
    "apply_patch": Rule(("patch",), offered=False),
    "codebase_search": Rule(("query",), ("path",), offered=False),
    "edit": Rule(_EDIT, switches=("replace_all",), may_be_empty=("new_string",), offered=False),
    "edit_file": Rule(_EDIT, ("expected_replacements",), may_be_empty=("old_string", "new_string"), offered=False),
    "generate_image": Rule(("prompt", "path"), ("image",), offered=False),
    "run_slash_command": Rule(("command",), ("args",), offered=False),
    "search_replace": Rule(_EDIT, may_be_empty=("new_string",), offered=False),
    "use_mcp_tool": Rule(("server_name", "tool_name"), ("arguments",), offered=False),
}
"""The tools the client knows, by the names under which it runs them."""

_OLD_READ = ("files",)
"""read_file also takes a list of files, as older versions asked for it."""


def resolved(name: str) -> str:
    """Return the name of the tool that runs when *name* is called."""
    return ALIASES.get(name, name)


def kept(name: str, arguments: Json, *, cut: bool = False) -> Mapping[str, Json] | None:
    """Return the arguments the client keeps of a call, or None when it has nothing to run.

    With *cut*, *arguments* are what could be read of unfinished JSON, and one needed argument is enough.
    """
    rule = RULES.get(resolved(name))
    if rule is None or not isinstance(arguments, dict) or (cut and rule.whole):
        return None
    if resolved(name) == "read_file" and isinstance(arguments.get("files"), list) and arguments["files"]:
        return {key: arguments[key] for key in _OLD_READ}
    there = [_is_there(rule, arguments, key, cut) for key in rule.needed]
    if not (any(there) if cut else all(there)):
        return None
    taken = _read(rule, arguments)
    return {
        key: value for key, value in taken.items() if not (cut and key in rule.lists and not isinstance(value, list))
    }


def minimum(name: str, arguments: Json) -> str | None:
    """Return what a call lacks to be run by the client ("path", "diff as text"), or None when it lacks nothing.

    Strict-schema trouble alone is no lack: optional arguments may be absent, null, or numbers in quotes.
    """
    rule = RULES.get(resolved(name))
    if rule is None:
        return "a tool name that Roo Code knows"
    if not isinstance(arguments, dict):
        return "arguments as an object"
    if resolved(name) == "read_file" and isinstance(arguments.get("files"), list) and arguments["files"]:
        return None
    lacking = (_lacking(rule, key, arguments) for key in rule.needed)
    return " and ".join(lack for lack in lacking if lack) or None


def is_known_tool(name: str) -> bool:
    """Whether the client knows a tool *name*, offered or not; any other name is answered with an error."""
    return resolved(name) in RULES


def _is_there(rule: Rule, arguments: Mapping[str, Json], key: str, cut: bool) -> bool:
    """Presence as the client tests it: a strict tool, and a cut write, need more than an empty value."""
    demanding = rule.strict or (cut and rule is RULES["write_to_file"])
    return truthy(arguments.get(key)) if demanding else key in arguments


def _read(rule: Rule, arguments: Mapping[str, Json]) -> Mapping[str, Json]:
    values: dict[str, Json] = {key: arguments[key] for key in (*rule.needed, *rule.optional) if key in arguments}
    values |= {key: _as_number(arguments.get(key)) for key in rule.numbers}
    values |= {key: _as_switch(arguments.get(key)) for key in rule.switches}
    for key, inner in rule.nested.items():
        given = arguments.get(key)
        values[key] = _read(inner, given) if isinstance(given, dict) else None
    optional = {*rule.numbers, *rule.switches, *rule.nested}
    return {key: value for key, value in values.items() if value is not None or key not in optional}


def _lacking(rule: Rule, key: str, arguments: Mapping[str, Json]) -> str | None:
    if key not in arguments:
        return key
    value = arguments[key]
    if key in rule.lists:
        return None if isinstance(value, list) else f"{key} as a list"
    if not isinstance(value, str):
        return f"{key} as text"
    return f"a {key} that is not empty" if not value and key not in rule.may_be_empty else None


def _as_number(value: Json) -> int | float | None:
    """A number, or the number a text spells; the client reads "" as 0 and drops everything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return value
    if not isinstance(value, str):
        return None
    try:
        number = float(value.strip() or 0)
    except ValueError:
        return None
    if not math.isfinite(number) or "_" in value:
        return None
    return int(number) if number.is_integer() else number


def _as_switch(value: Json) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None
