import ast
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.faults.task import Task, new_task

seeds = st.integers(min_value=-(2**63), max_value=2**64)


@pytest.fixture(name="task")
def _task() -> Task:
    return new_task(20_261_120)


@given(seeds)
def test_the_same_seed_gives_the_same_task(seed: int) -> None:
    assert new_task(seed) == new_task(seed)


def test_a_seed_gives_the_same_task_on_every_machine() -> None:
    assert new_task(1).nonces == ("thistle-tunnel-4010", "quartz-saddle-5683", "indigo-kettle-6574")


def test_seeds_give_new_words() -> None:
    assert len({nonce for seed in range(200) for nonce in new_task(seed).nonces}) > 590


@given(seeds)
def test_each_nonce_stands_in_its_own_place_only(seed: int) -> None:
    task = new_task(seed)
    ledger, brief = task.files[task.edit_path], task.files[task.brief_path]
    assert (ledger.count(task.nonce_a), brief.count(task.nonce_b)) == (1, 1)
    assert task.system.count(task.codeword) == task.system_short.count(task.codeword) == 1
    elsewhere = ledger + brief + task.first_request + task.environment + task.later_environment
    assert task.codeword not in elsewhere
    assert task.nonce_a not in task.system + brief + task.first_request
    assert task.nonce_b not in task.system + ledger + task.first_request


@given(seeds)
def test_the_edit_changes_one_line_and_the_file_stays_python(seed: int) -> None:
    task = new_task(seed)
    before, after = task.files[task.edit_path].split("\n"), task.edited.split("\n")
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [(task.old_line, task.wanted_line)]
    ast.parse(task.files[task.edit_path])
    ast.parse(task.edited)


def test_the_source_file_has_about_twenty_five_lines(task: Task) -> None:
    assert 20 <= len(task.files[task.edit_path].splitlines()) <= 30


@given(seeds)
def test_the_changed_line_carries_cjk_and_emoji_of_four_bytes(seed: int) -> None:
    task = new_task(seed)
    assert task.kept in task.old_line
    assert task.kept in task.wanted_line
    names = [unicodedata.name(character) for character in task.kept if not character.isspace()]
    assert any(name.startswith(("CJK", "HANGUL", "HIRAGANA")) for name in names)
    assert any(len(character.encode()) == 4 for character in task.kept)
    assert unicodedata.normalize("NFC", task.kept) == task.kept


@given(seeds)
def test_the_brief_says_what_becomes_what(seed: int) -> None:
    task = new_task(seed)
    old, new = (line.split("  #")[0] for line in (task.old_line, task.wanted_line))
    assert f"Change `{old}` to `{new}`" in task.files[task.brief_path]
    assert old != new


def test_the_system_text_has_the_real_size(task: Task) -> None:
    assert 15_000 <= len(task.system.encode()) <= 15_800
    assert 600 <= len(task.system_short.encode()) <= 900


def test_no_placeholder_is_left(task: Task) -> None:
    texts = (task.system, task.system_short, task.first_request, task.environment, *task.files.values())
    assert [text for text in texts if "$" in text.replace("$0.00", "")] == []


def test_the_first_request_asks_for_both_files_at_once_and_for_the_end(task: Task) -> None:
    assert task.first_request.startswith("<user_message>\n")
    assert task.first_request.endswith("\n</user_message>")
    for word in (task.edit_path, task.brief_path, "ONE response", "read_file", "apply_diff", "attempt_completion"):
        assert word in task.first_request


def test_the_environment_lists_the_files_in_the_first_request_only(task: Task) -> None:
    assert task.environment.startswith("<environment_details>\n")
    assert task.environment.endswith("\n</environment_details>")
    assert "/workspace/shipping-desk" in task.environment
    assert "/workspace/shipping-desk" not in task.later_environment
    listed = task.environment.split("shipping-desk) Files\n")[1].split("\n\n")[0].splitlines()
    assert {name for name in listed if not name.endswith("/")} == set(task.files)


def test_a_file_is_shown_with_its_header_and_numbers(task: Task) -> None:
    shown = task.numbered("notes/brief.md").split("\n")
    assert shown[0] == "File: notes/brief.md"
    assert shown[1] == " 1 | # Brief for the shipping desk"
    assert shown[2] == " 2 | "
    assert shown[-1] == "11 | "


@given(seeds, st.sampled_from(["calc/rates.py", "notes/brief.md"]))
def test_numbers_can_be_taken_off_again(seed: int, path: str) -> None:
    task = new_task(seed)
    lines = task.numbered(path).split("\n")[1:]
    assert "\n".join(line.split(" | ", 1)[1] for line in lines) == task.files[path]


def test_a_slice_says_that_it_is_one(task: Task) -> None:
    shown = task.numbered("calc/rates.py", offset=8, limit=2)
    assert "lines 8 to 9 of 27" in shown
    assert "the next offset is 10" in shown
    assert shown.endswith("9 | FUEL_SURCHARGE = 0.042")


@pytest.mark.parametrize(
    "path",
    ["./calc/rates.py", "calc\\rates.py", " calc/rates.py", "/workspace/shipping-desk/calc/rates.py", "/calc/rates.py"],
)
def test_the_ways_in_which_models_write_a_path(task: Task, path: str) -> None:
    assert task.known_path(path) == "calc/rates.py"


@given(st.text(max_size=60), st.integers(-5, 60), st.integers(-5, 60))
def test_any_path_and_slice_gives_some_text(path: str, offset: int, limit: int) -> None:
    task = new_task(3)
    assert task.numbered(path, offset, limit).startswith(f"File: {path}\n")
    assert task.numbered(task.edit_path, offset, limit).startswith("File: calc/rates.py\n")


def test_the_wanted_result_is_recognised(task: Task) -> None:
    assert task.is_edited(task.edited)
    assert task.is_edited(task.edited.rstrip("\n"))
    assert task.is_edited(task.edited.replace("\n", "\r\n"))
    assert task.has_wanted_line(task.edited)


def test_other_results_are_told_apart(task: Task) -> None:
    untouched = task.files[task.edit_path]
    assert not task.is_edited(untouched)
    assert not task.has_wanted_line(untouched)
    damaged = task.edited.replace(task.kept, task.kept[:-1] + "\ufffd")
    assert not task.is_edited(damaged)
    assert not task.has_wanted_line(damaged)
    more = task.edited.replace("BASE_FEE_CENTS = 450", "BASE_FEE_CENTS = 451")
    assert task.has_wanted_line(more)
    assert not task.is_edited(more)
    assert not task.has_wanted_line(f"{untouched}\n{task.wanted_line}")


def test_the_result_of_an_edit_is_the_json_text_that_roo_writes(task: Task) -> None:
    assert list(json.loads(task.after_edit)) == ["path", "operation", "notice"]
    assert json.loads(task.after_edit)["path"] == task.edit_path
    assert ": " not in task.after_edit.split('"notice"')[0]
