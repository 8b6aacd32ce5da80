"""The model follows the conversation: the proof's turns, other agents' tools, and tiny requests."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.faults.task import new_task
from roo_wizard.practice.files import seen_file
from roo_wizard.practice.hear import hear
from roo_wizard.practice.mind import answer
from roo_wizard.practice.reply import Call, Reply
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.roo.edits import apply_diff
from roo_wizard.roo.reading import read
from roo_wizard.roo.settings import ClientSettings
from roo_wizard.roo.tools import offered
from tests.practice.talking import PLAIN, R1, TASK, Said, ask

OPENAI_FORMS = [Said(settings=settings) for settings in (None, PLAIN, R1, {"supportsPromptCache": True})]
FORMS = [
    *OPENAI_FORMS,
    Said(model="practice-o3-coder"),
    Said(model="practice-o3-coder", settings=PLAIN),
    Said(dialect=Dialect.ANTHROPIC),
    Said(short=True),
]


def as_turn(said: Said, name: str) -> Said:
    return Said(name, said.settings, said.model, said.dialect, said.short)


@pytest.mark.parametrize("form", FORMS, ids=repr)
class TestProof:
    async def test_first_turn_reads_both_files_in_one_answer(self, gateway: PracticeGateway, form: Said) -> None:
        reading = read(await ask(gateway, "", as_turn(form, "T1")), settings=ClientSettings(form.settings))
        assert reading.usable
        assert sorted(call.arguments["path"] for call in reading.calls) == sorted(TASK.files)
        assert len({call.id for call in reading.calls}) == 2

    async def test_second_turn_makes_an_edit_that_applies_and_is_right(
        self, gateway: PracticeGateway, form: Said
    ) -> None:
        reading = read(await ask(gateway, "", as_turn(form, "T2")), settings=ClientSettings(form.settings))
        (call,) = reading.calls
        assert call.name == "apply_diff"
        edit = apply_diff(TASK.files[TASK.edit_path], str(call.arguments["diff"]))
        assert edit.applied
        assert TASK.is_edited(edit.content)
        assert TASK.kept in str(call.arguments["diff"])

    async def test_third_turn_ends_and_quotes_all_three_tags(self, gateway: PracticeGateway, form: Said) -> None:
        reading = read(await ask(gateway, "", as_turn(form, "T3")), settings=ClientSettings(form.settings))
        (call,) = reading.calls
        assert call.name == "attempt_completion"
        assert all(tag in str(call.arguments["result"]) for tag in TASK.nonces)


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


@pytest.mark.parametrize("seed", range(12))
def test_every_seed_of_the_task_is_solved(seed: int) -> None:
    task = new_task(seed)
    messages = [{"role": "system", "content": task.system}, user(task.first_request)]
    reads = said(*messages, tools=ROO)
    for call in reads.calls:
        messages += called(call, task.numbered(call.values["path"]))
    edit = said(*messages, tools=ROO)
    assert task.is_edited(apply_diff(task.files[task.edit_path], edit.calls[0].values["diff"]).content)
    assert edit.usage.completion < 200
    messages += called(edit.calls[0], task.after_edit)
    end = said(*messages, tools=ROO)
    assert all(tag in end.calls[0].values["result"] for tag in task.nonces)


class TestOtherAgents:
    @pytest.mark.parametrize("form", EDITORS)
    def test_edit_is_made_with_the_tool_that_is_offered(self, form: str) -> None:
        tools = [tool("Read", file_path="string"), EDITORS[form], tool("Bash", command="string")]
        messages = [user("In `app/settings.py` set DEBUG to True.")]
        first = said(*messages, tools=tools)
        assert (first.calls[0].name, first.calls[0].values) == ("Read", {"file_path": "app/settings.py"})
        messages += called(first.calls[0], SOURCE)
        second = said(*messages, tools=tools)
        assert second.calls[0].name == EDITORS[form]["function"]["name"]
        text = json.dumps(second.calls[0].values, ensure_ascii=False)
        assert "DEBUG = True  # keep ✅" in text
        messages += called(second.calls[0], "The file has been updated.")
        last = said(*messages, tools=tools)
        assert not last.calls
        assert last.text

    def test_whole_file_keeps_every_other_line(self) -> None:
        tools = [READ, EDITORS["whole"]]
        messages = [
            user("In `a.py` change NAME to 'shop'."),
            *called(Call("c1", "read_file", '{"path":"a.py"}'), SOURCE),
        ]
        content = said(*messages, tools=tools).calls[0].values["content"]
        assert content == SOURCE.replace("desk", "shop")

    @pytest.mark.parametrize(
        ("request_text", "wanted"),
        [
            ("In `a.py` change DEBUG to True", "DEBUG = True"),
            ("set `DEBUG = True` in a.py", "DEBUG = True"),
            ("a.py: DEBUG should be True", "DEBUG = True"),
            ("In a.py replace `False` with `None`", "DEBUG = None"),
            ("Change `DEBUG = False` → `DEBUG = 1` in `a.py`.", "DEBUG = 1"),
            ("Please update the value of DEBUG in `a.py` from False to True.", "DEBUG = True"),
            ("In `a.py` change the name: NAME must become 'shop'", 'NAME = "shop"'),
        ],
    )
    def test_requests_in_many_words_are_understood(self, request_text: str, wanted: str) -> None:
        messages = [user(request_text), *called(Call("c1", "read_file", '{"path":"a.py"}'), SOURCE)]
        reply = said(*messages, tools=[READ, EDITORS["diff"]])
        assert reply.calls, reply
        assert wanted in reply.calls[0].values["diff"].partition("=======")[2]

    def test_instruction_in_a_file_leads_to_the_file_it_names(self) -> None:
        tools = [READ, EDITORS["diff"], END]
        messages = [
            user("Do what `todo.md` says."),
            *called(Call("c1", "read_file", '{"path":"todo.md"}'), "Change DEBUG to True in src/a.py."),
        ]
        step = said(*messages, tools=tools)
        assert step.calls[0].values == {"path": "src/a.py"}
        messages += called(step.calls[0], SOURCE)
        assert said(*messages, tools=tools).calls[0].name == "apply_diff"

    def test_a_failed_read_is_tried_twice_and_then_reported(self) -> None:
        messages = [user("Read `gone.py`.")]
        for number in range(2):
            step = said(*messages, tools=[READ, END])
            assert step.calls[0].name == "read_file"
            messages += called(Call(f"c{number}", "read_file", step.calls[0].arguments), "Error: no such file")
        assert said(*messages, tools=[READ, END]).calls[0].name == "attempt_completion"

    def test_a_second_request_in_the_same_conversation_starts_afresh(self) -> None:
        tools = [READ, EDITORS["diff"], END]
        read_call = Call("c1", "read_file", '{"path":"a.py"}')
        edit_call = Call("c2", "apply_diff", '{"path":"a.py","diff":"x"}')
        end_call = Call("c3", "attempt_completion", '{"result":"done"}')
        messages = [
            user("In `a.py` set DEBUG to True."),
            *called(read_call, SOURCE),
            *called(edit_call, "saved"),
            *called(end_call, "ok"),
        ]
        messages += [user("<feedback>Now in `b.py` set LIMIT to 3.</feedback>")]
        assert said(*messages, tools=tools).calls[0].values == {"path": "b.py"}

    def test_one_call_at_a_time_when_asked(self) -> None:
        reply = said(user("Read `a.py` and `b.py`."), tools=[READ], parallel_tool_calls=False)
        assert len(reply.calls) == 1

    def test_a_reader_of_several_files_gets_them_in_one_call(self) -> None:
        reader = tool("read_files", paths={"type": "array", "items": {"type": "string"}})
        reply = said(user("Read `a.py` and `b.py`."), tools=[reader])
        assert [call.values for call in reply.calls] == [{"paths": ["a.py", "b.py"]}]

    def test_files_that_an_editor_merely_lists_are_not_read(self) -> None:
        text = "<user_message>Read `a.py`.</user_message>\n<environment_details>b.py c.py</environment_details>"
        assert [call.values for call in said(user(text), tools=[READ]).calls] == [{"path": "a.py"}]

    def test_a_reminder_to_use_tools_is_no_new_request(self) -> None:
        messages = [user("Read `a.py`."), {"role": "assistant", "content": "Well."}]
        messages += [user("[ERROR] You did not use a tool in your previous response! Please retry.")]
        assert said(*messages, tools=[READ]).calls[0].values == {"path": "a.py"}


class TestTinyRequests:
    def test_word_to_say_is_said(self) -> None:
        assert said(user("Say OK")).text == "OK"
        assert said(user('Reply with exactly "blue 7"')).text == "blue 7"

    def test_no_tools_means_text(self) -> None:
        reply = said(user("Read `a.py` and change X to 3"))
        assert reply.text
        assert not reply.calls
        assert reply.finish == "stop"

    def test_tool_choice_none_means_text(self) -> None:
        assert not said(user("Read `a.py`"), tools=[READ], tool_choice="none").calls

    @pytest.mark.parametrize("name", [entry["function"]["name"] for entry in ROO])
    def test_forced_tool_is_called_with_arguments_of_its_schema(self, name: str) -> None:
        forced = {"type": "function", "function": {"name": name}}
        (call,) = said(user("Go on."), tools=ROO, tool_choice=forced).calls
        assert call.name == name
        assert_fits(call, name)

    @pytest.mark.parametrize("name", ["ask_followup_question", "update_todo_list", "list_files", "execute_command"])
    def test_tool_that_the_text_names_is_called_once(self, name: str) -> None:
        messages = [user(f"Please call {name} now, and then finish.")]
        (call,) = said(*messages, tools=ROO).calls
        assert call.name == name
        assert_fits(call, name)
        messages += called(call, "done")
        assert said(*messages, tools=ROO).calls[0].name == "attempt_completion"

    def test_required_choice_gets_a_call(self) -> None:
        assert said(user("Hello"), tools=[tool("weather", city="string")], tool_choice="required").calls

    def test_a_long_file_is_written_line_by_line(self) -> None:
        (call,) = said(user("Use write_to_file to write `out/numbers.txt` with exactly 120 lines."), tools=ROO).calls
        assert call.name == "write_to_file"
        assert call.values["path"] == "out/numbers.txt"
        assert len(call.values["content"].splitlines()) == 120

    def test_marks_all_over_a_long_text_are_quoted(self) -> None:
        filler = "Nothing of note happened on that day. " * 2_000
        marks = ("amber-anchor-1111", "birch-beacon-2222", "cedar-candle-3333")
        told = [f"Marker: {mark}\n{filler}" for mark in marks]
        text = "\n".join([*told, "Quote all three markers."])
        (call,) = said(user(text), tools=ROO).calls
        assert all(mark in call.values["result"] for mark in marks)

    def test_the_model_can_name_itself(self) -> None:
        assert "practice-coder" in said(user("Which model are you?")).text

    def test_the_talker_never_calls(self) -> None:
        body = {"model": "practice-talker", "messages": [user("Read `a.py`")], "tools": [READ]}
        assert not answer(hear(Dialect.OPENAI, body)).calls

    def test_output_cap_is_kept(self) -> None:
        reply = said(user("Read `a.py` and `b.py`."), tools=ROO, max_tokens=16)
        assert reply.finish == "length"
        assert reply.usage.completion == 16
        assert said(user("Say OK"), max_completion_tokens=-1).finish == "stop"

    def test_the_same_request_gets_the_same_answer(self) -> None:
        assert said(user("Read `a.py`"), tools=ROO) == said(user("Read `a.py`"), tools=ROO)


def assert_fits(call: Call, name: str) -> None:
    from roo_wizard.roo.tools import schema_problems

    assert not schema_problems(name, call.values)


@given(
    st.lists(
        st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=20), min_size=1, max_size=30
    )
)
def test_numbered_lines_come_back_as_they_were(lines: list[str]) -> None:
    shown = "File: x.py\n" + "\n".join(f"{number:>3} | {line}" for number, line in enumerate(lines, start=1))
    seen = seen_file("x.py", shown)
    assert seen.lines == tuple(lines)
    assert seen.first_line == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.fixed_dictionaries(
    {"model": st.just("practice-coder")},
    optional={
        "messages": st.lists(
            st.fixed_dictionaries(
                {"role": st.sampled_from(["user", "system", "tool", "assistant"])},
                optional={"content": JSON, "tool_calls": JSON, "tool_call_id": JSON},
            ),
            max_size=4,
        ),
        "tools": st.lists(
            st.fixed_dictionaries({"function": st.fixed_dictionaries({"name": st.just("read"), "parameters": JSON})}),
            max_size=2,
        ),
        "tool_choice": JSON,
        "system": JSON,
        "max_tokens": JSON,
    },
)


@given(FIELDS, st.sampled_from(Dialect))
def test_no_body_makes_the_model_stumble(body: dict[str, Any], dialect: Dialect) -> None:
    reply = answer(hear(dialect, body))
    assert reply.usage.completion >= 1
