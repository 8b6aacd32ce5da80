import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey, Redactor
from roo_wizard.profiles.resume import Progress, ResumeFile

ANSWERS = {"gateway": "flatkey", "url": "https://h/v1", "region": 1, "settings": {"modelTemperature": 0.6}, "l": ["a"]}


@pytest.fixture
def resume(places: Places) -> ResumeFile:
    return ResumeFile(places)


def test_an_interrupted_run_comes_back_and_is_cleared(resume: ResumeFile) -> None:
    assert resume.load() is None
    assert resume.save(Progress("model", ANSWERS | {"none": None})) == ()
    assert resume.load() == Progress("model", ANSWERS)
    resume.clear()
    assert resume.load() is None
    assert list(resume.path.parent.iterdir()) == []
    resume.clear()


def test_answers_that_hold_the_key_are_left_out_and_named(resume: ResumeFile) -> None:
    key = ApiKey("sk-canary-7Qw9Zr2TtXk41")
    answers = ANSWERS | {"model": key.reveal(), "note": "ends with canary-7Qw9Zr", "deep": {"a": [key.reveal()]}}
    assert resume.save(Progress("key", answers), Redactor([key])) == ("model", "note", "deep")
    assert "canary" not in resume.path.read_text()
    assert resume.load() == Progress("key", ANSWERS)


def test_a_key_behind_an_address_is_not_kept(resume: ResumeFile) -> None:
    resume.save(Progress("key", {"url": "https://h/v1?key=sk-canary-1"}))
    assert "canary" not in resume.path.read_text()


def test_a_secret_among_the_answers_is_a_mistake(resume: ResumeFile) -> None:
    with pytest.raises(TypeError):
        resume.save(Progress("key", {"key": [ApiKey("sk-canary-1")]}))
    assert not resume.path.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"step = ",
        b"schema = 2\nstep = 'key'",
        b"schema = 1",
        b"schema = 1\nstep = 3",
        b"x = " + b"[" * 9999,
    ],
)
def test_a_file_that_cannot_be_understood_is_as_good_as_none(resume: ResumeFile, data: bytes) -> None:
    resume.path.parent.mkdir(parents=True)
    resume.path.write_bytes(data)
    assert resume.load() is None


def test_answers_that_could_not_be_shown_as_they_are_do_not_come_back(resume: ResumeFile) -> None:
    resume.save(Progress("key", {"model": "a\x1b[2Jb", "url": "https://h/v1"}))
    assert b"\x1b" not in resume.path.read_bytes()
    assert resume.load() == Progress("key", {"url": "https://h/v1"})


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_the_file_is_private_and_a_link_in_its_place_is_not_followed(resume: ResumeFile, tmp_path: Path) -> None:
    resume.save(Progress("key"))
    assert stat.S_IMODE(resume.path.stat().st_mode) == 0o600
    resume.clear()
    target = tmp_path / "target"
    target.write_text("precious")
    resume.path.symlink_to(target)
    resume.save(Progress("key"))
    assert target.read_text() == "precious"


def test_a_disk_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    resume = ResumeFile(Places(tmp_path, tmp_path / "state"))
    assert resume.save(Progress("key")) == ()
    assert resume.load() is None
    resume.clear()


@given(st.dictionaries(st.text(), st.text() | st.integers(-(2**62), 2**62) | st.booleans() | st.none()))
def test_any_answers_can_be_kept(tmp_path_factory: pytest.TempPathFactory, answers: dict[str, object]) -> None:
    folder = tmp_path_factory.mktemp("resume")
    resume = ResumeFile(Places(folder, folder))
    resume.save(Progress("key", answers))
    loaded = resume.load()
    assert loaded is not None
    assert set(loaded.answers) <= set(answers) | {name.encode(errors="replace").decode() for name in answers}
