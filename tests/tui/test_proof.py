from dataclasses import replace

import pytest

from roo_wizard.core.finding import Owner
from roo_wizard.core.report import Cause, Verdict
from roo_wizard.tui.screens.fields import FieldsScreen
from roo_wizard.tui.screens.gateway import GatewayScreen
from roo_wizard.tui.screens.key import KeyScreen
from roo_wizard.tui.screens.modals import QuitScreen
from roo_wizard.tui.screens.model import ModelScreen
from roo_wizard.tui.screens.proof import ProofScreen
from tests.tui.driving import at, driving, frame, press, shows, until
from tests.tui.fakes import FakeServices, blocked, ready_state, report, risky, with_settings


async def test_checks_appear_as_they_run() -> None:
    async with driving(FakeServices(hold_after=21), ready_state()) as pilot:
        await shows(pilot, "running")
        assert "✓ Model list" in frame(pilot)
        assert "◌ Second turn: edits a file" in frame(pilot)
        assert "sending T2" in frame(pilot)
        assert "4.9 KB" in frame(pilot)


async def test_a_block_shows_cause_evidence_owner_and_next_action_on_one_screen() -> None:
    async with driving(FakeServices(reports=[blocked()]), ready_state()) as pilot:
        await shows(pilot, "BLOCKED")
        for part in ("T03", "evidence", "<read_file>", "the gateway's operator", "next", "choose a model"):
            assert part in frame(pilot)


async def test_a_block_offers_no_fields() -> None:
    services = FakeServices(reports=[blocked()])
    async with driving(services, ready_state()) as pilot:
        await shows(pilot, "BLOCKED")
        await press(pilot, "f")
        assert isinstance(pilot.app.screen, ProofScreen)
        assert "fields" not in frame(pilot).splitlines()[-1]
    assert services.stored == []


async def test_a_risk_shows_the_fields_only_when_asked_and_never_as_ready() -> None:
    async with driving(FakeServices(reports=[risky()]), ready_state()) as pilot:
        await shows(pilot, "f fields in spite of the risk")
        await press(pilot, "f")
        await at(pilot, FieldsScreen)
        assert "! RISKY" in frame(pilot)
        assert "READY" not in frame(pilot)


async def test_ready_with_settings_goes_on_to_the_fields() -> None:
    async with driving(FakeServices(reports=[with_settings()]), ready_state()) as pilot:
        await at(pilot, FieldsScreen)
        assert "READY WITH SETTINGS" in frame(pilot)
        assert "Enable streaming" in frame(pilot)
        await press(pilot, "escape")
        await at(pilot, ProofScreen)
        assert "Enable streaming: off" in frame(pilot)


async def test_r_runs_the_whole_proof_again() -> None:
    services = FakeServices(reports=[blocked(), report()])
    async with driving(services, ready_state()) as pilot:
        await shows(pilot, "BLOCKED")
        await press(pilot, "r")
        await at(pilot, FieldsScreen)
    assert len(services.checked) == 2
    assert [one.verdict for one in services.recorded] == [Verdict.BLOCKED, Verdict.READY]


async def test_e_leads_to_the_answer_that_owns_the_cause() -> None:
    for cause_id, screen in (("N07", KeyScreen), ("N01", GatewayScreen), ("N13", ModelScreen)):
        cause = Cause(cause_id, "title", "detail", Owner.YOU, "action")
        async with driving(FakeServices(reports=[report(Verdict.BLOCKED, cause)]), ready_state()) as pilot:
            await shows(pilot, "BLOCKED")
            await press(pilot, "e")
            await at(pilot, screen)


@pytest.mark.parametrize("key", ["c", "escape"])
async def test_stopping_closes_the_request_at_once_and_is_never_green(key: str) -> None:
    services = FakeServices(hold_after=18)
    async with driving(services, ready_state()) as pilot:
        await shows(pilot, "spent: 1 request")
        await press(pilot, key)
        await shows(pilot, "STOPPED")
        await until(pilot, lambda: services.cancelled == 1)
        assert "READY" not in frame(pilot)
        assert "r run again" in frame(pilot)
    assert services.recorded == []


async def test_after_stopping_esc_goes_back_and_the_proof_can_start_again() -> None:
    services = FakeServices(hold_after=18)
    async with driving(services, ready_state()) as pilot:
        await shows(pilot, "spent: 1 request")
        await press(pilot, "c")
        await shows(pilot, "STOPPED")
        services.hold_after = None
        await press(pilot, "r")
        await at(pilot, FieldsScreen)


async def test_leaving_while_it_runs_asks_and_the_proof_goes_on() -> None:
    services = FakeServices(hold_after=18)
    async with driving(services, ready_state()) as pilot:
        await shows(pilot, "spent: 1 request")
        await press(pilot, "ctrl+c")
        await at(pilot, QuitScreen)
        await press(pilot, "n")
        await at(pilot, ProofScreen)
        assert services.cancelled == 0
        assert len(services.checked) == 1


async def test_a_proof_that_ends_under_a_question_shows_the_fields_after_it() -> None:
    services = FakeServices()
    async with driving(services, ready_state()) as pilot:
        await at(pilot, FieldsScreen)
        await press(pilot, "escape")
        await at(pilot, ProofScreen)
        assert "✓ First turn: reads two files" in frame(pilot)
        await press(pilot, "f")
        await at(pilot, FieldsScreen)
    assert len(services.checked) == 1
    assert len(services.stored) == 1


async def test_an_inconclusive_proof_says_that_waiting_may_help() -> None:
    cause = Cause("N08", "Rate limit", "429, Retry-After 20", Owner.GATEWAY, "wait", retryable=True)
    async with driving(FakeServices(reports=[report(Verdict.INCONCLUSIVE, cause)]), ready_state()) as pilot:
        await shows(pilot, "INCONCLUSIVE")
        await shows(pilot, "waiting may help")


async def test_a_long_failure_can_be_scrolled() -> None:
    long = replace(blocked(), findings=blocked().findings * 12)
    async with driving(FakeServices(reports=[long]), ready_state()) as pilot:
        await shows(pilot, "BLOCKED")
        await press(pilot, "end")
        await shows(pilot, "Second turn: edits a file")
