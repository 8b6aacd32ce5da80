"""``check --replay``: the same findings offline as live, and one sentence for whatever is no recording."""

import asyncio
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roo_wizard.cli.ledgering import keep_run
from roo_wizard.cli.wizard.wiring import Wiring
from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import Exchange
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Report
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.probe.engine import check
from roo_wizard.probe.kept import KeptExchange, kept_record
from roo_wizard.probe.replay import replay
from roo_wizard.probe.target import Options
from roo_wizard.probe.trials import judged
from roo_wizard.profiles.ledger import Ledger
from tests.cli.conftest import Run
from tests.gateway.captures import FOLDER
from tests.probe.runs import LIMITS, PACING, target

CAPTURE = FOLDER / "litellm-customauth" / "chat_badkey.json"
FAULTS = [
    "",
    "T03",
    "T02+S12",
    "R04",
    "R05",
    "N17",
    "S05",
    "S08",
    "T10",
    "M01",
    "S14",
    "N09",
    "T16",
    "M05",
    "S04",
    "N06",
]


async def live(faults: str) -> tuple[Report, tuple[KeptExchange, ...]]:
    kept: list[tuple[Report, tuple[Exchange, ...]]] = []
    async with PracticeGateway(pacing=PACING) as gateway:
        aim = target(gateway.url(faults))
        async for _ in check(aim, Options(limits=LIMITS), keep=lambda *run: kept.append(run)):
            pass
    report, exchanges = kept[0]
    assert all(isinstance(one, KeptExchange) for one in exchanges)
    return report, tuple(one for one in exchanges if isinstance(one, KeptExchange))


@pytest.mark.parametrize("faults", FAULTS)
async def test_a_kept_run_shows_the_same_findings_when_it_is_judged_again(faults: str) -> None:
    _, exchanges = await live(faults)
    seen = 0
    for exchange in exchanges:
        (again,) = replay(json.loads(json.dumps(kept_record(exchange))))
        if exchange.context is not None:
            seen += 1
            assert again.findings == judged(exchange, exchange.context).findings
    assert seen


@pytest.mark.parametrize("faults", ["", "R05", "N17"])
async def test_a_run_in_the_ledger_can_be_named(run: Run, home: Path, faults: str) -> None:
    report, exchanges = await live(faults)
    aim = target("http://127.0.0.1:1/v1")
    assert keep_run(aim, report, exchanges) == ""
    (path,) = Ledger(Places.of_user()).runs()
    assert b"practice-key" not in path.read_bytes()
    ran = await asyncio.to_thread(run, "check", "--replay", str(path), "--json")
    (file,) = ran.json["files"]
    assert (ran.code, file["problem"], len(file["exchanges"])) == (0, None, len(exchanges))
    shown = {found["id"] for one in file["exchanges"] for found in one["findings"]}
    assert report.cause is None or report.cause.id in shown


def test_practice_runs_are_not_kept(run: Run, home: Path) -> None:
    assert run("check", "--practice").code == 0
    assert Ledger(Places.of_user()).runs() == ()


def test_a_real_check_is_kept(run: Run, home: Path) -> None:
    assert run("check", "--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--no-key", "--no-spend").code == 1
    assert len(Ledger(Places.of_user()).runs()) == 1


def test_one_capture_prints_what_it_shows(run: Run) -> None:
    ran = run("check", "--replay", str(CAPTURE))
    assert ran.code == 0
    assert "wrong-key" in ran.out
    assert "N07" in ran.out


def test_a_folder_is_judged_file_by_file(run: Run) -> None:
    ran = run("check", "--replay", str(FOLDER), "--json")
    assert ran.code == 0
    assert len(ran.json["files"]) == 320
    assert all(len(file["exchanges"]) == 1 for file in ran.json["files"])


def test_one_bad_file_in_a_folder_does_not_hide_the_others(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(CAPTURE.read_bytes())
    (tmp_path / "b.json").write_text("[]")
    ran = run("check", "--replay", str(tmp_path), "--json")
    good, bad = ran.json["files"]
    assert ran.code == 2
    assert [found["id"] for found in good["exchanges"][0]["findings"]] == ["N07"]
    assert bad["problem"]


HOSTILE = {
    "binary": bytes(range(256)) * 100,
    "nothing": b"",
    "text": b"hello",
    "number": b"7",
    "list": b"[1, 2]",
    "deep": b"[" * 100_000,
    "deep record": b'{"response": {"status": 200, "json": ' + b'{"a":' * 950 + b"1" + b"}" * 952,
    "huge number": b"9" * 10_000,
    "wrong types": b'{"request": 7, "response": []}',
    "wrong status": b'{"request": null, "response": {"status": "200"}}',
    "wrong chunks": b'{"request": null, "response": {"status": 200}, "chunks": [[1e999, "x"], [1, 2, 3]]}',
    "endless time": b'{"request": null, "response": {"status": 200}, "chunks": [[' + b"9" * 400 + b', "x"]]}',
    "many runs": json.dumps({"exchanges": [{}] * 5_000}).encode(),
    "escapes": b'{"case": "\\u001b[31m", "request": "\\u001b]0;x\\u0007"}',
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_hostile_file_gets_one_sentence(run: Run, tmp_path: Path, name: str, *, as_json: bool) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(HOSTILE[name])
    ran = run("check", "--replay", str(path), *(["--json"] if as_json else []))
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert "\x1b" not in ran.out + ran.err
    assert not as_json or ran.json["schema"] == "roo-wizard.error/1"


def test_a_huge_file_a_missing_one_and_a_pipe_are_refused(run: Run, tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(33 * 1024 * 1024)
    os.mkfifo(tmp_path / "pipe.json")
    empty = tmp_path / "empty"
    empty.mkdir()
    for place in (huge, tmp_path / "pipe.json", tmp_path / "missing.json", empty):
        ran = run("check", "--replay", str(place))
        assert (ran.code, ran.out) == (2, "")


def test_a_connection_beside_a_recording_is_refused(run: Run) -> None:
    assert run("check", "--replay", str(CAPTURE), "--practice").code == 2
    assert run("check", "work", "--replay", str(CAPTURE)).code == 2


FIELDS = (
    *("request", "response", "status", "headers", "body", "json", "sse", "text", "chunks", "error", "failure", "phase"),
    *(
        "ending",
        "earlier",
        "context",
        "settings",
        "turn",
        "seed",
        "already_read",
        "model",
        "messages",
        "tools",
        "method",
    ),
    *("path", "origin", "exchanges", "case"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)
RECORD = st.fixed_dictionaries(
    {
        "request": st.none()
        | st.fixed_dictionaries({"method": st.just("POST"), "path": st.just("/v1/messages"), "body": JSON}),
        "response": st.fixed_dictionaries({"status": st.sampled_from([200, 400, 503]), "json": JSON}),
    },
    optional={"context": JSON, "chunks": JSON, "ending": JSON, "total_ms": JSON},
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(JSON | RECORD | st.fixed_dictionaries({"exchanges": st.lists(RECORD, max_size=3)}))
def test_any_json_is_judged_or_refused(value: Any) -> None:
    with suppress(UsageError):
        replay(value)


async def test_the_wizard_keeps_its_proofs_too_but_not_its_practice(home: Path) -> None:
    wiring = Wiring(practice=True)
    choice = await wiring.open_practice()
    try:
        async for _ in wiring.check(target(choice.bases[0].url), Options(limits=LIMITS)):
            pass
        assert Ledger(Places.of_user()).runs() == ()
    finally:
        await wiring.close()
    async with PracticeGateway(pacing=PACING) as gateway:
        async for _ in wiring.check(target(gateway.base_url), Options(limits=LIMITS)):
            pass
    assert len(Ledger(Places.of_user()).runs()) == 1


def test_the_anthropic_dialect_is_ready_on_the_practice_gateway(run: Run) -> None:
    ran = run("check", "--practice", "--dialect", "anthropic", "--json")
    assert (ran.code, ran.json["verdict"], ran.json["findings"]) == (0, "ready", [])
    assert ran.json["target"]["dialect"] == "anthropic"
    faulty = run("check", "--practice=T03", "--dialect", "anthropic", "--json")
    assert (faulty.code, faulty.json["cause"]["id"]) == (1, "T03")
