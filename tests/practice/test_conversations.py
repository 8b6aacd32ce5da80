"""The model follows the conversation: the proof's turns, other agents' tools, and tiny requests."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.faults.task import new_task
from roo_wizard.practice.hear import hear
from roo_wizard.practice.mind.files import seen_file
from roo_wizard.practice.mind.mind import answer
from roo_wizard.practice.reply import Call
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.roo.editing.edits import apply_diff
from roo_wizard.roo.reading.answer import read
from roo_wizard.roo.settings import ClientSettings
from tests.practice.saying import READ, ROO, called, said, tool, user
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
