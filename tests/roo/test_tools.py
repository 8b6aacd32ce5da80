import json

import jsonschema
import pytest

from roo_wizard.core.exchange import Json
from roo_wizard.roo.clients import ROO, ZOO
from roo_wizard.roo.reading.minimums import RULES, is_known_tool, kept, minimum
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.tools import offered, offered_names, schema_problems, tool

SIZES = {
    "apply_diff": 1169,
    "ask_followup_question": 1822,
    "attempt_completion": 1439,
    "execute_command": 2251,
    "list_files": 1245,
    "new_task": 918,
    "read_command_output": 2212,
    "read_file": 4060,
    "skill": 736,
    "search_files": 1812,
    "switch_mode": 590,
    "update_todo_list": 2088,
    "write_to_file": 2005,
}


def size(value: Json) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def test_code_mode_offers_the_clients_tools_in_its_order() -> None:
    assert offered_names() == tuple(SIZES)
    assert offered(ROO) == offered(ZOO)


@pytest.mark.parametrize(("name", "bytes_in_the_client"), SIZES.items())
def test_a_tool_is_as_long_as_the_clients(name: str, bytes_in_the_client: int) -> None:
    assert size(tool(name)) == pytest.approx(bytes_in_the_client, rel=0.06)


def test_all_tools_together_are_as_long_as_the_clients() -> None:
    assert size(offered()) == pytest.approx(22_400, rel=0.04)
    assert size(offered(short=True)) < 5_000


@pytest.mark.parametrize("short", [True, False])
def test_every_schema_is_strict_at_every_level(short: bool) -> None:
    every = ClientSettings({"includedTools": ["edit", "edit_file", "search_replace", "apply_patch"]})
    for entry in offered(settings=every, short=short):
        jsonschema.Draft202012Validator.check_schema(entry["function"]["parameters"])
        assert entry["type"] == "function"
        assert entry["function"]["strict"] is True
        _check_object(entry["function"]["parameters"])


OPTIONAL = {
    "read_command_output": {"search", "offset", "limit"},
    "read_file": {"mode", "offset", "limit", "indentation"},
    "edit": {"replace_all"},
    "edit_file": {"expected_replacements"},
}
NULLABLE = {
    "execute_command": {"cwd", "timeout"},
    "new_task": {"todos"},
    "skill": {"args"},
    "search_files": {"file_pattern"},
}


def test_as_they_were_written_some_parameters_are_optional_or_nullable() -> None:
    every = ClientSettings({"includedTools": ["edit", "edit_file", "search_replace", "apply_patch"]})
    for entry in offered(settings=every, strict=False):
        name, schema = entry["function"]["name"], entry["function"]["parameters"]
        nullable = {key for key, part in schema["properties"].items() if "null" in part["type"]}
        assert set(schema["properties"]) - set(schema["required"]) == OPTIONAL.get(name, set())
        assert nullable == NULLABLE.get(name, set())
    answers = tool_as_written("ask_followup_question")["properties"]["follow_up"]["items"]
    assert answers["properties"]["mode"]["type"] == ["string", "null"]
    assert tool_as_written("read_file")["properties"]["indentation"]["required"] == []


def tool_as_written(name: str) -> Json:
    return next(t["function"]["parameters"] for t in offered(strict=False) if t["function"]["name"] == name)


def test_what_was_written_as_optional_or_nullable_is_no_problem_there() -> None:
    given = {"command": "ls", "cwd": None, "timeout": None}
    assert schema_problems("execute_command", given, strict=False) == ()
    assert schema_problems("execute_command", given) == (
        "cwd: null instead of string",
        "timeout: null instead of number",
    )
    assert schema_problems("read_file", {"path": "a.py"}, strict=False) == ()
    assert schema_problems("execute_command", {**given, "cwd": 1}, strict=False) == (
        "cwd: integer instead of string or null",
    )


def _check_object(schema: Json) -> None:
    assert schema["additionalProperties"] is False
    assert schema["required"] == list(schema["properties"])
    for parameter in schema["properties"].values():
        assert isinstance(parameter["type"], str)
        if parameter["type"] == "object":
            _check_object(parameter)
        if parameter["type"] == "array":
            _check_object(parameter["items"])


def test_nested_parameters_are_the_clients() -> None:
    indentation = tool("read_file")["function"]["parameters"]["properties"]["indentation"]
    names = ["anchor_line", "max_levels", "include_siblings", "include_header", "max_lines"]
    assert list(indentation["properties"]) == names
    answers = tool("ask_followup_question")["function"]["parameters"]["properties"]["follow_up"]
    assert (list(answers["items"]["properties"]), answers["minItems"], answers["maxItems"]) == (["text", "mode"], 1, 4)


def test_a_profile_may_leave_tools_out_and_add_others() -> None:
    settings = ClientSettings({"excludedTools": ["apply_diff", "write_file"], "includedTools": ["edit_file"]})
    names = offered_names(settings)
    assert {"apply_diff", "write_to_file"}.isdisjoint(names)
    assert names[names.index("skill") + 1] == "edit_file"


def test_a_tool_included_under_another_name_is_offered_under_it() -> None:
    assert "search_and_replace" in offered_names(ClientSettings({"includedTools": ["search_and_replace"]}))
    assert "write_file" in offered_names(ClientSettings({"includedTools": ["write_file"]}))


def test_the_client_knows_more_tools_than_it_offers() -> None:
    assert len(RULES) == 22
    assert {*offered_names()} == {name for name, rule in RULES.items() if rule.offered}
    assert is_known_tool("write_file")
    assert not is_known_tool("functions.read_file")


NEEDED = {
    "apply_diff": "path and diff",
    "ask_followup_question": "question and follow_up",
    "attempt_completion": "result",
    "execute_command": "command",
    "list_files": "path",
    "new_task": "mode and message",
    "read_command_output": "artifact_id",
    "read_file": "path",
    "skill": "skill",
    "search_files": "path and regex",
    "switch_mode": "mode_slug and reason",
    "update_todo_list": "todos",
    "write_to_file": "path and content",
    "access_mcp_resource": "server_name and uri",
    "apply_patch": "patch",
    "codebase_search": "query",
    "edit": "file_path and old_string and new_string",
    "edit_file": "file_path and old_string and new_string",
    "generate_image": "prompt and path",
    "run_slash_command": "command",
    "search_replace": "file_path and old_string and new_string",
    "use_mcp_tool": "server_name and tool_name",
}


@pytest.mark.parametrize(("name", "needed"), NEEDED.items())
def test_the_minimum_of_each_tool(name: str, needed: str) -> None:
    assert minimum(name, {}) == needed
    assert kept(name, {}) is None
    full = {key: [] if key == "follow_up" else "x" for key in needed.split(" and ")}
    assert minimum(name, full) is None
    assert kept(name, full) == full


def test_less_than_the_minimum_is_named() -> None:
    assert minimum("read_file", {"path": 5}) == "path as text"
    assert minimum("apply_diff", {"path": "", "diff": "x"}) == "a path that is not empty"
    assert minimum("ask_followup_question", {"question": "q", "follow_up": "a"}) == "follow_up as a list"
    assert minimum("read_file", "path") == "arguments as an object"
    assert minimum("functions.read_file", {}) == "a tool name that Roo Code knows"


def test_the_client_is_milder_than_its_schema() -> None:
    arguments = {"path": "a.py", "limit": "20", "more": 1}
    assert minimum("read_file", arguments) is None
    assert schema_problems("read_file", arguments) == (
        "mode: missing",
        "offset: missing",
        "indentation: missing",
        "limit: string instead of integer",
        "more: not in the schema",
    )


def test_older_lists_of_files_are_still_read() -> None:
    assert minimum("read_file", {"files": [{"path": "a"}]}) is None
    assert kept("read_file", {"files": [{"path": "a"}], "x": 1}) == {"files": [{"path": "a"}]}


FULL: list[tuple[str, Json]] = [
    ("list_files", {"path": ".", "recursive": True}),
    ("list_files", {"path": ".", "recursive": 1}),
    ("list_files", {"path": None, "recursive": "true"}),
    ("list_files", []),
    ("ask_followup_question", {"question": "q", "follow_up": [{"text": "a", "mode": "code"}]}),
    ("ask_followup_question", {"question": "q", "follow_up": []}),
    ("ask_followup_question", {"question": "q", "follow_up": [{"text": "a"}, 5]}),
    ("ask_followup_question", {"question": "q", "follow_up": [{"text": "a", "mode": "b"}] * 5}),
    ("execute_command", {"command": "ls", "cwd": "", "timeout": 1.5}),
    ("execute_command", {"command": "ls", "cwd": None, "timeout": True}),
    ("read_file", {"path": "a", "mode": "all", "offset": 1.0, "limit": 1.5, "indentation": {"anchor_line": 1}}),
]


@pytest.mark.parametrize(("name", "arguments"), FULL)
def test_the_check_by_hand_agrees_with_json_schema(name: str, arguments: Json) -> None:
    schema = tool(name)["function"]["parameters"]
    assert bool(schema_problems(name, arguments)) is not jsonschema.Draft202012Validator(schema).is_valid(arguments)


def test_many_problems_are_not_all_listed() -> None:
    assert len(schema_problems("skill", {str(number): 1 for number in range(100)})) == 12
    assert schema_problems("nonsense", {}) == ("no tool of the name 'nonsense' was offered",)
