"""Agents with other tools than the client's, and requests in other words than the task's."""

import json

import pytest

from roo_wizard.practice.reply import Call
from tests.practice.saying import EDITORS, END, READ, SOURCE, called, said, tool, user


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
