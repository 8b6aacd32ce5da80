import pytest

from roo_wizard.roo.editing.edits import apply_call
from roo_wizard.roo.editing.patches import PatchProblem, apply_patch, paths_of

FILES = {"a.py": "def one():\n    return 1\n\n\ndef two():\n    return 1\n", "b.py": "x = “1”\n"}


def patch(*lines: str) -> str:
    return "\n".join(["*** Begin Patch", *lines, "*** End Patch"])


def test_lines_are_replaced_where_they_stand() -> None:
    changed = apply_patch(patch("*** Update File: a.py", "@@ def two():", "-    return 1", "+    return 2"), FILES)
    assert changed == {"a.py": FILES["a.py"].replace("two():\n    return 1", "two():\n    return 2")}


def test_context_lines_stay_and_the_mark_may_be_left_out_once() -> None:
    text = patch(
        "*** Update File: a.py", " def one():", "-    return 1", "+    return 3", "@@", " def two():", "+    x"
    )
    assert apply_patch(text, FILES)["a.py"] == "def one():\n    return 3\n\n\ndef two():\n    x\n    return 1\n"


@pytest.mark.parametrize("old", ["-x = “1”", "-x = “1”  ", "-  x = “1”", '-x = "1"'])
def test_blanks_and_typography_need_not_agree(old: str) -> None:
    assert apply_patch(patch("*** Update File: b.py", old, "+x = 2"), FILES) == {"b.py": "x = 2\n"}


def test_added_lines_without_old_ones_go_to_the_end() -> None:
    assert apply_patch(patch("*** Update File: b.py", "+y = 1"), FILES)["b.py"] == FILES["b.py"] + "y = 1\n"


def test_files_are_added_and_deleted() -> None:
    text = patch("*** Add File: c.py", "+one", "+two", "*** Delete File: b.py")
    assert apply_patch(text, FILES) == {"c.py": "one\ntwo\n"}
    assert paths_of(text) == ("c.py", "b.py")


def test_a_heredoc_around_it_is_taken_off() -> None:
    text = "<<'EOF'\n" + patch("*** Update File: b.py", "+y") + "\nEOF"
    assert "y" in apply_patch(text, FILES)["b.py"]


BROKEN = [
    "no patch at all",
    patch("@@", "+x"),
    patch("*** Update File: a.py"),
    patch("*** Update File: a.py", "nonsense"),
    patch("*** Update File: missing.py", "+x"),
    patch("*** Update File: a.py", "-no such line", "+x"),
    patch("*** Update File: a.py", "@@ class Three:", "+x"),
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_patch_is_applied_as_a_whole_or_not_at_all(text: str) -> None:
    with pytest.raises(PatchProblem):
        apply_patch(text, FILES)
    edit = apply_call("apply_patch", {"path": "a.py", "patch": text}, FILES)
    assert not edit.applied
    assert edit.problem


def test_an_editing_call_gives_the_file_afterwards() -> None:
    text = patch("*** Update File: ./b.py", '-x = "1"', "+x = 2")
    assert apply_call("apply_patch", {"path": "b.py", "patch": text}, FILES).content == "x = 2\n"
    assert not apply_call("apply_patch", {"path": "a.py", "patch": text}, FILES).applied
    assert not apply_call("apply_patch", {"path": "a.py", "patch": 7}, FILES).applied
