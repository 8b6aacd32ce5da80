"""The wizard's own path for each gateway of the setup guides: three answers, the list, the proof, the card."""

from dataclasses import replace

import pytest

from roo_wizard.cli.wizard.choices import gateway_choices, read_url
from roo_wizard.cli.wizard.wiring import Wiring
from roo_wizard.core.events import Done
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow import steps
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.views import Base, GatewayChoice, KeyPlace, PlaceKind
from roo_wizard.presets import preset
from roo_wizard.probe.target import Options
from tests.gateways import rows
from tests.gateways.checking import base_at
from tests.gateways.rows import ROWS
from tests.gateways.stand_in import Row, StandIn
from tests.probe.runs import LIMITS

TYPED = {"finops": "", "openllmapi": "/gateway/v1"}
"""What a person types behind the address of a gateway that asks for it."""


def choice_at(row: Row, origin: str) -> GatewayChoice:
    """The wizard's row of the gateway, moved to the stand-in."""
    choice = next(entry for entry in gateway_choices() if entry.id == row.preset)
    own = preset(row.preset).routes[0].bases
    return replace(choice, bases=tuple(Base(base_at(base, origin), base.label) for base in own if base.ready))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.preset)
async def test_three_answers_lead_to_the_card(row: Row) -> None:
    services = Wiring()
    async with StandIn(row) as gateway:
        choice = choice_at(row, gateway.origin)
        routes = preset(row.preset).routes
        recommended = routes[0]
        base = base_at(recommended.bases[0], gateway.origin)
        typed = choice.bases[0].url if choice.bases else gateway.origin + TYPED[row.preset]
        key = ApiKey(row.key)
        state = steps.answer_gateway(WizardState(), choice, read_url(typed, choice))
        state = steps.answer_key(state, key, KeyPlace(PlaceKind.SESSION))
        state = steps.with_catalog(state, await services.fetch_catalog(state))
        assert state.catalog is not None
        assert bool(state.catalog.models) == bool(row.lists)
        state = steps.answer_model(state, row.model)
        target = steps.target(state)
        assert target.preset == row.preset
        events = [event async for event in services.check(target, Options(limits=LIMITS))]
    done = events[-1]
    assert isinstance(done, Done)
    state = steps.proven(state, done.report)
    assert state.step is Step.FIELDS
    card = services.card(state, done.report)
    shown = {line.label: line.value for line in card.rows}
    assert base in shown.values()
    assert (shown["API Provider"], shown["Model"]) == (recommended.label, row.model)
    assert ("dummy" if row.key == "dummy" else "paste your key") in shown.values()
    assert row.key == "dummy" or row.key not in repr(card)
    others = [route.label for route in routes[1:]]
    assert [line.partition(" (")[0] for line in card.routes] == others
    assert all("not proven" in line for line in card.routes)


async def test_the_typed_address_of_a_finops_gateway_is_enough() -> None:
    choice = next(entry for entry in gateway_choices() if entry.id == "finops")
    async with StandIn(rows.FINOPS) as gateway:
        url = read_url(gateway.origin, choice)
        assert url.required().base_url == f"{gateway.origin}/openai"
        assert url.typed == gateway.origin
