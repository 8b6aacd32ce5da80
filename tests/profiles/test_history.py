import json
import multiprocessing
import os
import stat
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.errors import ProfileError
from roo_wizard.core.finding import Owner
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Cause, Client, Report, TargetFacts, Usage, Verdict
from roo_wizard.profiles.evidence import Evidence
from roo_wizard.profiles.history import MAX_ENTRIES, MAX_MODELS, Entry, History, digest, entry_of, from_bytes, to_bytes
from roo_wizard.profiles.history_store import HistoryStore

READY = Report(
    Verdict.READY,
    Client("roo", "3.52.1", "run"),
    TargetFacts("", "https://h/v1", "https://h", "openai", "m", served_model="m-2026"),
    None,
    usage=Usage(2, 17_000, 400),
    timing={"ttft": 310.5, "total": 900.0, "ttft_kind": "content"},
    started_at="2026-11-20T10:00:00Z",
)
EVIDENCE = Evidence(("a", "b"), 200, "tool_calls", 2)


def blocked(at: str = "2026-11-21T10:00:00Z") -> Report:
    cause = Cause("N07", "The key is refused", "HTTP 401", Owner.YOU, "rotate")
    return replace(READY, verdict=Verdict.BLOCKED, cause=cause, started_at=at, timing={})


@pytest.fixture
def history(places: Places) -> HistoryStore:
    return HistoryStore(places, lock_wait_s=5.0)


def test_a_check_is_kept_with_everything_that_can_change(history: HistoryStore) -> None:
    before, after = history.add("work", READY, EVIDENCE)
    assert before == History()
    assert after == history.load("WORK")
    assert after.models == ("a", "b")
    assert after.last == Entry(
        at="2026-11-20T10:00:00Z",
        verdict="ready",
        served_model="m-2026",
        ttft_ms=310.5,
        total_ms=900.0,
        models=2,
        models_digest=digest(("b", "a")),
        http_status=200,
        finish_reason="tool_calls",
        tool_calls=2,
        requests=2,
        prompt_tokens=17_000,
        completion_tokens=400,
    )


def test_limits_are_kept_and_a_file_of_before_has_none(history: HistoryStore) -> None:
    _, after = history.add("work", READY, replace(EVIDENCE, limits={"requests": 500.0, "budget in USD": 2.5}))
    assert history.load("work") == after
    document = json.loads(to_bytes("work", after))
    del document["entries"][0]["limits"]
    old = from_bytes(json.dumps(document).encode())
    assert old.entries == (replace(after.entries[0], limits={}),)


@pytest.mark.parametrize("limits", [{"requests": "500"}, {"requests": -1}, {"requests": True}, [], None, 5])
def test_limits_that_are_no_numbers_make_no_history(limits: Any) -> None:
    document = json.loads(to_bytes("work", History((entry_of(READY, EVIDENCE),))))
    document["entries"][0]["limits"] = limits
    with pytest.raises(ValueError, match="limits"):
        from_bytes(json.dumps(document).encode())


def test_a_limit_under_an_unknown_name_is_passed_over() -> None:
    document = json.loads(to_bytes("work", History((entry_of(READY, EVIDENCE),))))
    document["entries"][0]["limits"] = {"\x1b[31mrequests": 5, "tokens": 9}
    assert from_bytes(json.dumps(document).encode()).entries[0].limits == {"tokens": 9}


def test_a_check_without_a_list_forgets_no_models(history: HistoryStore) -> None:
    history.add("work", READY, EVIDENCE)
    _, after = history.add("work", blocked(), Evidence())
    assert after.models == ("a", "b")
    assert after.names_all_models
    assert [(entry.verdict, entry.cause, entry.models) for entry in after.entries] == [
        ("ready", None, 2),
        ("blocked", "N07", None),
    ]


def test_a_clock_that_goes_back_changes_no_order(history: HistoryStore) -> None:
    history.add("work", READY, EVIDENCE)
    _, after = history.add("work", blocked("1999-01-01T00:00:00Z"), Evidence())
    assert after.last is not None
    assert after.last.verdict == "blocked"


def test_the_oldest_checks_go_first_and_long_lists_are_cut(history: HistoryStore) -> None:
    ids = tuple(f"model-{number:06}" for number in range(MAX_MODELS + 1))
    for number in range(MAX_ENTRIES + 1):
        if number < MAX_ENTRIES - 1:
            continue
        history.add("work", replace(READY, started_at=f"check {number}"), Evidence(ids))
    full = history.load("work")
    assert (len(full.models), full.names_all_models) == (MAX_MODELS, False)
    for number in range(MAX_ENTRIES + 1):
        full = full.with_(entry_of(replace(READY, started_at=f"later {number}"), Evidence()), None)
    assert len(full.entries) == MAX_ENTRIES
    assert full.entries[0].at == "later 1"


def test_profiles_do_not_share_a_history_whatever_their_names(history: HistoryStore) -> None:
    for name in ("work", "../work", "a/b", "Ä b"):
        history.add(name, READY, EVIDENCE)
        assert len(history.load(name).entries) == 1
        assert history.path(name).parent == history.folder
    assert history.forget("a/b")
    assert not history.forget("a/b")
    assert len(history.load("work").entries) == 1


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_file_is_private(history: HistoryStore) -> None:
    history.add("work", READY, EVIDENCE)
    assert stat.S_IMODE(history.path("work").stat().st_mode) == 0o600
    assert stat.S_IMODE(history.folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\x00",
        b"[1]",
        b"{}",
        b"[" * 100_000,
        b'{"schema": "roo-wizard.history/2", "entries": [], "models": []}',
        b'{"schema": "roo-wizard.history/1", "entries": [3], "models": []}',
        b'{"schema": "roo-wizard.history/1", "entries": [], "models": ["\\u001b[2J"]}',
        b'{"schema": "roo-wizard.history/1", "entries": [{"at": "x", "verdict": 3}], "models": []}',
    ],
)
def test_a_damaged_file_is_set_aside_whole_and_the_history_begins_anew(history: HistoryStore, data: bytes) -> None:
    history.add("work", READY, EVIDENCE)
    history.path("work").write_bytes(data)
    assert history.load("work") == History()
    before, after = history.add("work", READY, EVIDENCE)
    assert (before, len(after.entries)) == (History(), 1)
    aside = history.path("work").with_name(f"{history.path('work').name}.damaged-1")
    assert aside.read_bytes() == data
    assert history.forget("work")
    assert not history.files("work")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(ProfileError, match="cannot be"):
        HistoryStore(Places(tmp_path, tmp_path / "state"), 0.1).add("work", READY, EVIDENCE)


@given(st.binary(max_size=300) | st.from_type(type(None)).map(lambda _: to_bytes("w", History())))
def test_any_bytes_are_a_history_or_a_value_error(data: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(from_bytes(data), History)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["at", "verdict", "models", "x"]), inner),
)


@given(JSON, JSON)
def test_any_json_in_the_right_frame_is_a_history_or_a_value_error(entries: Any, models: Any) -> None:
    document = {"schema": "roo-wizard.history/1", "entries": entries, "models": models}
    try:
        found = from_bytes(json.dumps(document).encode())
    except ValueError:
        return
    assert from_bytes(to_bytes("w", found)) == found


def _add(places: Places, count: int) -> None:
    for _ in range(count):
        HistoryStore(places).add("work", READY, EVIDENCE)


def test_two_processes_at_once_lose_no_check(places: Places) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_add, args=(places, 10)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(HistoryStore(places).load("work").entries) == 20
