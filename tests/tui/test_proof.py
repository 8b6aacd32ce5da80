from dataclasses import replace

import pytest

from roo_wizard.core.finding import Owner
from roo_wizard.core.report import Cause, Verdict
from roo_wizard.probe.advice import use_instead
from roo_wizard.tui.screens.fields import FieldsScreen
from roo_wizard.tui.screens.gateway import GatewayScreen
from roo_wizard.tui.screens.key import KeyScreen
from roo_wizard.tui.screens.modals import FullProofScreen, QuitScreen
from roo_wizard.tui.screens.model import ModelScreen
from roo_wizard.tui.screens.proof import ProofScreen
from roo_wizard.tui.widgets.field import Field
from tests.tui.driving import LARGE, SMALL, at, driving, frame, paste, press, shows, until, wizard
from tests.tui.fakes import KEY, FakeServices, ready_state
from tests.tui.reports import blocked, full, report, risky, with_settings
from tests.tui.scenes import proof_full_running


async def test_checks_appear_as_they_run() -> None:
    async with driving(FakeServices(hold_at="T2"), ready_state()) as pilot:
        await shows(pilot, "running")
        assert "✓ Model list" in frame(pilot)
        assert "◌ The second turn is accepted" in frame(pilot)
        assert "sending T2" in frame(pilot)
        assert "4.9 KB" in frame(pilot)


async def test_a_block_shows_cause_evidence_owner_and_next_action_on_one_screen() -> None:
    async with driving(FakeServices(reports=[blocked()]), ready_state()) as pilot:
        await shows(pilot, "BLOCKED")
        for part in ("T14", "evidence", "<tool_call>", "the gateway's operator", "next", "tool parser"):
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


async def test_e_puts_the_cursor_into_the_address_that_is_to_be_corrected() -> None:
    cause = Cause("N03", "title", "detail", Owner.YOU, "action")
    async with driving(FakeServices(reports=[report(Verdict.BLOCKED, cause)]), ready_state()) as pilot:
        await shows(pilot, "BLOCKED")
        await press(pilot, "e")
        await at(pilot, GatewayScreen)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "url"


@pytest.mark.parametrize("key", ["c", "escape"])
async def test_stopping_closes_the_request_at_once_and_is_never_green(key: str) -> None:
    services = FakeServices(hold_at="T2")
    async with driving(services, ready_state()) as pilot:
        await shows(pilot, "spent: 1 request")
        await press(pilot, key)
        await shows(pilot, "STOPPED")
        await until(pilot, lambda: services.cancelled == 1)
        assert "READY" not in frame(pilot)
        assert "r run all again" in frame(pilot)
    assert services.recorded == []


async def test_after_stopping_esc_goes_back_and_the_proof_can_start_again() -> None:
    services = FakeServices(hold_at="T2")
    async with driving(services, ready_state()) as pilot:
        await shows(pilot, "spent: 1 request")
        await press(pilot, "c")
        await shows(pilot, "STOPPED")
        services.hold_at = ""
        await press(pilot, "r")
        await at(pilot, FieldsScreen)


async def test_leaving_while_it_runs_asks_and_the_proof_goes_on() -> None:
    services = FakeServices(hold_at="T2")
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
        assert "✓ Roo Code's request is accepted" in frame(pilot)
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
        await shows(pilot, "Special characters survive")


async def test_the_full_proof_says_what_it_costs_and_is_not_run_without_a_yes() -> None:
    services = FakeServices(reports=[report(), full()])
    async with driving(services, ready_state()) as pilot:
        await at(pilot, FieldsScreen)
        await press(pilot, "F")
        await at(pilot, FullProofScreen)
        for part in ("14 requests", "about 62,9", "price not published", "at 44 requests", "160,000 tokens"):
            assert part in frame(pilot)
        await press(pilot, "n")
        await at(pilot, ProofScreen)
        await press(pilot, "f")
        await at(pilot, FieldsScreen)
    assert [options.full for options in services.options] == [False]


async def test_the_full_proof_names_the_money_where_the_list_names_prices() -> None:
    services = FakeServices()
    async with driving(services, replace(ready_state(), catalog=services.catalog)) as pilot:
        await at(pilot, FieldsScreen)
        await press(pilot, "F")
        await at(pilot, FullProofScreen)
        assert "about $0.0" in frame(pilot)


async def test_the_full_proof_stays_on_its_result_with_the_smoke_tests_and_the_times() -> None:
    services = FakeServices(reports=[report(), full()])
    async with driving(services, ready_state(), size=LARGE) as pilot:
        await at(pilot, FieldsScreen)
        await press(pilot, "F", "y")
        await shows(pilot, "Full proof of gpt-5.4-mini")
        for part in ("✓ repo-read", "✓ one-file edit", "✓ JSON/tool-call task", "first token 1.1 s (tool call)"):
            assert part in frame(pilot)
        for part in ("173 tokens/s", "longest gap 240 ms", "waits 1.1 s, answers 1.2 s", "$0.022"):
            assert part in frame(pilot)
        await press(pilot, "end")
        await shows(pilot, "✓ Long context")
        await press(pilot, "f")
        await at(pilot, FieldsScreen)
    assert [options.full for options in services.options] == [False, True]
    assert [len(one.checks) for one in services.recorded] == [19, 31]


async def test_a_running_full_proof_says_how_much_of_it_is_spent() -> None:
    async with proof_full_running(SMALL) as pilot:
        assert "of about 14" in frame(pilot)
        await press(pilot, "question_mark", "escape")
        await shows(pilot, "sending long answer")


async def test_a_full_proof_that_is_stopped_leaves_the_earlier_proof_standing() -> None:
    async with proof_full_running(SMALL) as pilot:
        await press(pilot, "c")
        await shows(pilot, "The earlier proof still stands.")
        await press(pilot, "f")
        await at(pilot, FieldsScreen)


async def test_a_full_proof_that_finds_a_block_takes_the_fields_away() -> None:
    services = FakeServices(reports=[report(), blocked()])
    async with driving(services, ready_state()) as pilot:
        await at(pilot, FieldsScreen)
        await press(pilot, "F", "y")
        await shows(pilot, "BLOCKED")
        await press(pilot, "f")
        assert isinstance(pilot.app.screen, ProofScreen)


async def test_without_the_full_proof_the_third_smoke_test_is_never_green() -> None:
    async with driving(FakeServices(reports=[risky()]), ready_state()) as pilot:
        await shows(pilot, "– JSON/tool-call task")
        assert "F, the full proof, runs it" in frame(pilot)


async def test_e_offers_the_base_url_that_answered_and_never_takes_it_by_itself() -> None:
    typed, found = "https://gw.example.com", "https://gw.example.com/v1"
    cause = Cause("N13", "title", "detail", Owner.YOU, use_instead(found))
    services = FakeServices(reports=[report(Verdict.BLOCKED, cause), report()])
    async with driving(services) as pilot:
        await paste(pilot, typed)
        await shows(pilot, "Use this address")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        await paste(pilot, KEY)
        await press(pilot, "enter")
        await at(pilot, ModelScreen)
        await shows(pilot, "qwen3-coder-plus")
        await press(pilot, "enter")
        await shows(pilot, "e base URL that answered")
        await press(pilot, "e")
        await at(pilot, GatewayScreen)
        await shows(pilot, f"its model list answered the proof. Enter takes it in place of {typed}")
        assert pilot.app.screen.query_one("#url", Field).value == found
        endpoint = wizard(pilot).wizard.endpoint
        assert endpoint is not None
        assert endpoint.base_url == typed
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        endpoint = wizard(pilot).wizard.endpoint
        assert endpoint is not None
        assert endpoint.base_url == found
        assert wizard(pilot).wizard.key is not None


async def test_what_r_does_is_said_of_the_quick_and_of_the_full_proof() -> None:
    services = FakeServices(reports=[risky(), full()])
    async with driving(services, ready_state()) as pilot:
        await shows(pilot, "r run all again")
        await press(pilot, "F", "y")
        await shows(pilot, "r run the quick proof")
        await press(pilot, "r")
        await until(pilot, lambda: len(services.options) == 3)
    assert [options.full for options in services.options] == [False, True, False]
