import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.exchange import Json
from roo_wizard.roo.editing.edits import apply_call, apply_diff, write_to_file
from roo_wizard.roo.editing.markers import marker_problem

FILE = "def rate():\n    # 利率 🙂\n    return 0.07\n\n\ndef main():\n    return rate()\n"


def block(old: str, new: str, line: int | None = None, rule: str = "-------\n") -> str:
    start = "" if line is None else f":start_line:{line}\n"
    return f"<<<<<<< SEARCH\n{start}{rule}{old}\n=======\n{new}\n>>>>>>> REPLACE\n"


APPLIED = {
    "at its line": block("    return 0.07", "    return 0.08", 3),
    "nearby": block("    return 0.07", "    return 0.08", 6),
    "without a line": block("    return 0.07", "    return 0.08"),
    "without the rule": block("    return 0.07", "    return 0.08", 3, rule=""),
    "with line numbers": block("3 |     return 0.07", "3 |     return 0.08", 3),
    "with line numbers and no line": block("3 |     return 0.07", "3 |     return 0.08"),
    "with numbers in the old text only": block("3 |     return 0.07", "    return 0.08", 3),
    "with blanks that differ": block("return  0.07 ", "return 0.08", 3),
    "an entity": block("    return 0.07", "    return 0.08", 3).replace("<", "&lt;"),
    "SEARCH with an extra bracket": block("    return 0.07", "    return 0.08", 3).replace("SEARCH", "SEARCH>"),
}


@pytest.mark.parametrize("diff", APPLIED.values(), ids=APPLIED)
def test_an_edit_is_applied(diff: str) -> None:
    edit = apply_diff(FILE, diff)
    assert (edit.applied, edit.problem) == (True, None)
    assert edit.content == FILE.replace("0.07", "0.08")


REFUSED = {
    "not found": block("    return 0.09", "x", 3),
    "damaged text": block("    # 利\ufffd 🙂", "x", 2),
    "no change": block("    return 0.07", "    return 0.07", 3),
    "empty old text": "<<<<<<< SEARCH\n:start_line:3\n-------\n=======\nx\n>>>>>>> REPLACE",
    "cut off": block("    return 0.07", "    return 0.08", 3)[:-20],
    "no block": "return 0.08",
    "a line marker in the new text": block("    return 0.07", ":start_line:4", 3),
    "a second separator": block("    return 0.07", "a\n=======\nb", 3),
    "a conflict marker": block("<<<<<<< HEAD", "x", 3),
    "replace first": ">>>>>>> REPLACE",
}


@pytest.mark.parametrize("diff", REFUSED.values(), ids=REFUSED)
def test_an_edit_is_refused(diff: str) -> None:
    edit = apply_diff(FILE, diff)
    assert (edit.applied, edit.content) == (False, FILE)
    assert edit.problem


def test_the_old_text_is_found_within_forty_lines_of_its_line_only() -> None:
    far = "\n".join(f"line {number}" for number in range(1, 201))
    assert apply_diff(far, block("line 141", "x", 100)).applied
    assert apply_diff(far, block("line 60", "x", 100)).applied
    assert not apply_diff(far, block("line 142", "x", 100)).applied
    assert not apply_diff(far, block("line 59", "x", 100)).applied
    assert apply_diff(far, block("line 200", "x")).applied


def test_several_blocks_shift_the_lines_of_later_ones() -> None:
    diff = block("    return rate()", "    return 1", 7) + block("def rate():", "# one\n# two\ndef rate():", 1)
    edit = apply_diff(FILE, diff)
    assert edit.content == FILE.replace("def rate", "# one\n# two\ndef rate").replace("return rate()", "return 1")


def test_blocks_that_fit_are_applied_beside_one_that_does_not() -> None:
    edit = apply_diff(FILE, block("    return 0.07", "    return 0.08", 3) + block("nothing", "x", 5))
    assert edit.applied
    assert edit.problem == "the old text is not found near line 5"


def test_lines_are_deleted_by_an_empty_new_text() -> None:
    diff = "<<<<<<< SEARCH\n:start_line:2\n-------\n    # 利率 🙂\n=======\n>>>>>>> REPLACE"
    assert apply_diff(FILE, diff).content == FILE.replace("    # 利率 🙂\n", "")


def test_line_ends_of_the_file_are_kept() -> None:
    edit = apply_diff(FILE.replace("\n", "\r\n"), block("    return 0.07", "    a\n    b", 3))
    assert edit.content == FILE.replace("return 0.07", "a\n    b").replace("\n", "\r\n")


def test_new_lines_take_the_indentation_that_was_found() -> None:
    assert apply_diff("\t\tx = 1\n", block("x = 1", "if y:\n  x = 2", 1)).content == "\t\tif y:\n\t\t  x = 2\n"


def test_escaped_markers_are_text() -> None:
    conflict = "a\n=======\nb\n"
    assert apply_diff(conflict, block("\\=======", "-", 2)).content == "a\n-\nb\n"


def test_entities_stay_for_ids_that_contain_claude() -> None:
    page = "&lt;p&gt;\n"
    diff = block("&lt;p&gt;", "x", 1)
    assert apply_diff(page, diff, model="claude-x").applied
    assert not apply_diff(page, diff, model="other").applied


def test_a_written_file_loses_its_code_fence_and_its_entities() -> None:
    assert write_to_file("```python\na &lt; b\n```").content == "a < b"
    assert write_to_file("a &lt; b", model="claude-x").content == "a &lt; b"
    assert not write_to_file(None).applied


CALLS: list[tuple[str, Json, bool]] = [
    ("apply_diff", {"path": "./a.py", "diff": block("a", "b", 1)}, True),
    ("apply_diff", {"path": "b.py", "diff": block("a", "b", 1)}, False),
    ("apply_diff", {"path": "a.py", "diff": None}, False),
    ("write_to_file", {"path": "new.py", "content": ""}, True),
    ("write_file", {"path": "a.py"}, False),
    ("read_file", {"path": "a.py"}, False),
]


@pytest.mark.parametrize(("name", "arguments", "applied"), CALLS)
def test_a_call_edits_the_file_it_names(name: str, arguments: Json, applied: bool) -> None:
    assert apply_call(name, arguments, {"a.py": "a\n"}).applied is applied


def test_a_problem_names_the_line_of_the_diff() -> None:
    assert marker_problem("=======") == "'=======' where '<<<<<<< SEARCH' was expected (line 1 of the diff)"
    assert marker_problem("<<<<<<< SEARCH\na") == "the diff ends before '======='"


@given(
    st.text(alphabet="a\n |1\r", max_size=30),
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ["<<<<<<< SEARCH\n", ":start_line:1\n", "-------\n", "=======\n", ">>>>>>> REPLACE\n", "a\n", "1 | a\n"]
        ),
        max_size=12,
    ).map("".join),
)
def test_any_diff_is_applied_or_refused(content: str, diff: str) -> None:
    edit = apply_diff(content, diff)
    assert edit.applied or (edit.problem and edit.content == content)
