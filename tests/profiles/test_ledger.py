import json
import os
import stat
import sys
from pathlib import Path

import pytest

from roo_wizard.core.errors import ProfileError
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey, Redactor
from roo_wizard.profiles.ledger import MAX_RUN_BYTES, MAX_RUNS, Ledger, redacted

REPORT = {"schema": "roo-wizard.check/1", "verdict": "ready"}
RECORD = {"case": "T1", "response": {"status": 200, "sse": "data: {}\n\n"}, "chunks": [[0, "data"]]}


@pytest.fixture
def ledger(places: Places) -> Ledger:
    return Ledger(places)


def test_a_run_is_kept_whole(ledger: Ledger) -> None:
    path = ledger.write(REPORT, [RECORD])
    assert json.loads(path.read_text()) == {"schema": "roo-wizard.run/1", "report": REPORT, "exchanges": [RECORD]}
    assert ledger.runs() == (path,)


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_runs_are_private(ledger: Ledger) -> None:
    path = ledger.write(REPORT, [])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_only_the_last_runs_are_kept_whatever_the_clock_says(ledger: Ledger) -> None:
    for number in range(MAX_RUNS + 5):
        path = ledger.write(REPORT | {"number": number}, [])
        os.utime(path, (10**9 - number, 10**9 - number))
    numbers = [json.loads(path.read_text())["report"]["number"] for path in ledger.runs()]
    assert numbers == list(range(5, MAX_RUNS + 5))


@pytest.mark.parametrize(
    "record",
    [
        {"case": "T1", "response": {"text": "x" * 3_000_000}},
        {"case": "T1", "chunks": [[number, "data: {}"] for number in range(200_000)]},
        {"case": "T1", "response": {"json": {str(number): "y" * 50 for number in range(60_000)}}},
        {"case": "T1", "response": {"text": "\x00" * 400_000}},
    ],
)
def test_a_run_too_large_loses_its_longest_texts_never_the_report(ledger: Ledger, record: dict[str, object]) -> None:
    path = ledger.write(REPORT, [RECORD, record])
    assert path.stat().st_size <= MAX_RUN_BYTES
    kept = json.loads(path.read_text())
    assert kept["report"] == REPORT
    assert kept["truncated"] is True


def test_no_key_and_no_control_sequence_stands_in_a_run(ledger: Ledger) -> None:
    key = "sk-canary-7Qw9Zr2TtXk41"
    record = {"response": {"text": f"no such key {key}\x1b]52;c;x\x07", "json": {key: [key[:12]]}}}
    data = ledger.write(REPORT, [record], Redactor([ApiKey(key)])).read_bytes()
    assert b"canary" not in data
    assert b"\x1b" not in data


def test_foreign_files_in_the_folder_are_left_alone(ledger: Ledger) -> None:
    ledger.folder.mkdir(parents=True)
    (ledger.folder / "run-notes.json").write_text("mine")
    (ledger.folder / "run-²³.json").write_text("mine")
    assert ledger.write(REPORT, []).name == "run-000001.json"
    assert len(ledger.runs()) == 1


def test_a_number_that_another_process_took_is_skipped(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.write(REPORT, [])
    monkeypatch.setattr(Ledger, "_numbered", lambda _self: iter(()))
    assert ledger.write(REPORT, []).name == "run-000002.json"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(ProfileError, match="cannot be written"):
        Ledger(Places(tmp_path, tmp_path / "state")).write(REPORT, [])


def test_a_record_nested_without_end_costs_its_depth_and_not_the_run(ledger: Ledger) -> None:
    deep: object = "x"
    for number in range(900):
        deep = [deep] if number % 2 else {"error": deep}
    kept = ledger.write(REPORT, [{"case": "T1", "response": {"json": deep}}], Redactor([])).read_text()
    assert json.loads(kept)["report"] == REPORT
    assert kept.count("[") < 60


@pytest.mark.parametrize("change", ["another run is kept", "a profile is forgotten"])
def test_what_a_killed_process_left_of_a_run_goes_with_the_next_change(ledger: Ledger, change: str) -> None:
    kept = ledger.write({"target": {"profile": "work"}}, [])
    (ledger.folder / ".run-000002.json.0123456789ab.tmp").write_text("half a run")
    if change == "another run is kept":
        ledger.write({"target": {"profile": "work"}}, [])
    else:
        assert ledger.forget(lambda target: target.get("profile") == "other") == 0
    assert not [path for path in ledger.folder.iterdir() if path.suffix == ".tmp"]
    assert kept.exists()


class Watched(Redactor):
    """A redactor that counts the texts it is given."""

    def __init__(self, *secrets: str) -> None:
        super().__init__(map(ApiKey, secrets))
        self.texts: list[str] = []

    def shown(self, text: str) -> str:
        self.texts.append(text)
        return super().shown(text)


def test_only_what_is_kept_of_a_long_list_is_masked(ledger: Ledger) -> None:
    models = [{"id": f"vendor/model-{number}"} for number in range(100_000)]
    redactor = Watched("sk-canary-7Qw9Zr2TtXk41")
    kept = json.loads(ledger.write(REPORT, [{"response": {"json": {"data": models}}}], redactor).read_text())
    left = len(kept["exchanges"][0]["response"]["json"]["data"])
    assert left >= 8_000
    assert len(redactor.texts) <= 2 * left


@pytest.mark.parametrize("place", [200, 1_024, 8_192, 65_536])
def test_no_piece_of_a_key_is_left_where_a_text_is_cut(place: int) -> None:
    key = "sk-canary-7Qw9Zr2TtXk41"
    cut = ["." * (place - before) + written for before in range(1, 23, 7) for written in (key, "\u200b".join(key))]
    kept = json.dumps(redacted([text.ljust(70_000, "x") for text in cut], Redactor([ApiKey(key)]), place))
    assert "…" in json.loads(kept)[0]
    assert "sk-" not in kept
    assert ".s" not in kept
    assert "\\u200b" not in kept
