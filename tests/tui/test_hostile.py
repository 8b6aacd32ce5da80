"""Text that a gateway or a file chose with malice: shown literally or not at all, on every screen."""

from dataclasses import replace

from roo_wizard.core.finding import Owner
from roo_wizard.core.model import Model
from roo_wizard.core.report import Cause, Report, Verdict
from roo_wizard.core.text import is_clean, safe
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.views import CardRow, CardView, InstallView, KeyringState
from roo_wizard.tui.screens.fields import FieldsScreen
from tests.tui.driving import at, driving, frame, press, shows
from tests.tui.fakes import GATEWAYS, FakeServices, ready_state
from tests.tui.reports import report
from tests.tui.scenes import PROFILES

MARKUP = "a[/nope]b[@click=app.exit]c[red]d"
ESCAPES = "x\x1b]52;c;aGk=\x07y\x1b[2Jz\x9bq"
BIDI = "ab\u202ecd\u2066e\u200bf"
HUGE = "m" * 1_000_000
HOSTILE = (MARKUP, ESCAPES, BIDI, HUGE, "two\nlines\r\nhere")


def assert_printable(drawn: str) -> None:
    assert all(is_clean(line.strip(), 200) or not line.strip() for line in _single_spaced(drawn))


def _single_spaced(drawn: str) -> list[str]:
    return [" ".join(line.split()) for line in drawn.splitlines()]


async def test_model_ids_are_literal_text_with_duplicates_and_a_megabyte_among_them() -> None:
    models = tuple(Model(identifier) for identifier in (*HOSTILE, MARKUP, MARKUP))
    services = FakeServices()
    services.catalog = replace(services.catalog, models=models)
    async with driving(services, replace(ready_state(Step.MODEL), model="")) as pilot:
        await shows(pilot, "a[/nope]b[@click=app.exit]c[red]d")
        assert_printable(frame(pilot))
        await press(pilot, "down", "down", "down")
        assert_printable(frame(pilot))
        assert pilot.app.is_running


async def test_list_problem_source_and_warnings_are_literal_text() -> None:
    models = (Model("m", warnings=(safe(MARKUP), safe(ESCAPES)), tools_source=MARKUP, endpoints=(BIDI, MARKUP)),)
    services = FakeServices()
    services.catalog = replace(services.catalog, models=models, source_url=MARKUP)
    async with driving(services, replace(ready_state(Step.MODEL), model="")) as pilot:
        await shows(pilot, "a[/nope]b")
        assert_printable(frame(pilot))
    services.catalog = replace(services.catalog, models=(), problem=safe(MARKUP + ESCAPES))
    async with driving(services, replace(ready_state(Step.MODEL), model="")) as pilot:
        await shows(pilot, "no list: a[/nope]b")
        assert_printable(frame(pilot))


async def test_causes_and_evidence_are_literal_text() -> None:
    for text in HOSTILE:
        cause = Cause("T03", text, text, Owner.GATEWAY, text)
        async with driving(FakeServices(reports=[report(Verdict.BLOCKED, cause)]), ready_state()) as pilot:
            await shows(pilot, "BLOCKED")
            assert_printable(frame(pilot))


async def test_cards_profiles_keyrings_and_installs_are_literal_text() -> None:
    hostile = replace(PROFILES[0], name=MARKUP, model=ESCAPES, base_url=BIDI, client=MARKUP, key=ESCAPES)
    async with driving(FakeServices(saved=(hostile,)), home=True) as pilot:
        await shows(pilot, "a[/nope]b")
        assert_printable(frame(pilot))
    keyring = KeyringState(MARKUP, safe(ESCAPES + MARKUP), safe(MARKUP))
    services = FakeServices(keyring=keyring, proxy=MARKUP, found=(InstallView(MARKUP, MARKUP, MARKUP),))
    async with driving(services, replace(ready_state(Step.KEY), key=None)) as pilot:
        await shows(pilot, "through the proxy a[/nope]b")
        assert_printable(frame(pilot))


async def test_a_hostile_card_is_literal_text() -> None:
    class HostileCard(FakeServices):
        def card(self, state: WizardState, report: Report) -> CardView:
            card = super().card(state, report)
            row = CardRow(MARKUP, ESCAPES, note=BIDI)
            return replace(card, rows=(row, *card.rows), where=(MARKUP,), after=(ESCAPES, MARKUP))

    async with driving(HostileCard(), ready_state()) as pilot:
        await at(pilot, FieldsScreen)
        await shows(pilot, "a[/nope]b")
        assert_printable(frame(pilot))


async def test_gateway_rows_are_literal_text() -> None:
    hostile = replace(GATEWAYS[0], name=MARKUP, note=MARKUP)
    async with driving(FakeServices(choices=(hostile,))) as pilot:
        await shows(pilot, "a[/nope]b")
