import asyncio
from dataclasses import replace

import pytest

from roo_wizard.core.model import Catalog, ListRefusal, Model
from roo_wizard.core.text import safe
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.tui.screens.fields import FieldsScreen
from roo_wizard.tui.screens.key import KeyScreen
from roo_wizard.tui.screens.modals import NoticeScreen
from roo_wizard.tui.screens.model import ModelScreen
from roo_wizard.tui.widgets.field import Field
from tests.tui.driving import LARGE, Drive, at, driving, frame, paste, press, shows, until, wizard
from tests.tui.fakes import KEY, MODELS, FakeServices, LateList, ready_state

START = replace(ready_state(Step.MODEL), model="")


class SlowList(FakeServices):
    """A gateway whose list never comes."""

    async def fetch_catalog(self, state: WizardState) -> Catalog:
        await asyncio.Event().wait()
        raise AssertionError


async def test_rows_show_tools_context_and_price_and_the_source_of_the_answer() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "tools: yes (supported_parameters)")
        assert "400k" in frame(pilot)
        assert "$0.25 · $2.00" in frame(pilot)
        assert "unknown" in frame(pilot)


async def test_enter_takes_the_best_match_and_starts_the_proof_at_once() -> None:
    services = FakeServices()
    async with driving(services, START) as pilot:
        await shows(pilot, "qwen3-coder-plus")
        await paste(pilot, "sonnet claude")
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)
    assert [target.model for target in services.checked] == ["claude-sonnet-4.6"]


async def test_an_id_that_is_not_listed_is_sent_as_typed() -> None:
    services = FakeServices()
    async with driving(services, START) as pilot:
        await shows(pilot, "qwen3-coder-plus")
        await paste(pilot, "Vendor/New-Model:beta")
        await shows(pilot, "Use “Vendor/New-Model:beta” as typed")
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)
    assert [target.model for target in services.checked] == ["Vendor/New-Model:beta"]


async def test_a_part_of_a_listed_id_can_still_be_sent_as_it_is() -> None:
    services = FakeServices()
    async with driving(services, START) as pilot:
        await shows(pilot, "qwen3-coder-plus")
        await paste(pilot, "gpt-5")
        await shows(pilot, "Use “gpt-5” as typed")
        await press(pilot, "up", "enter")
        await at(pilot, FieldsScreen)
    assert [target.model for target in services.checked] == ["gpt-5"]


async def test_a_failed_list_says_why_and_typing_still_works() -> None:
    services = FakeServices(catalog=Catalog("", "", problem=safe("the gateway answered 401")))
    async with driving(services, START) as pilot:
        await shows(pilot, "no list: the gateway answered 401")
        await paste(pilot, "gpt-5.4")
        await shows(pilot, "exactly these letters will be sent")
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)


async def test_typing_works_while_the_list_is_still_coming() -> None:
    services = SlowList()
    async with driving(services, START) as pilot:
        await shows(pilot, "asking https://router.flatkey.ai/v1/models")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ModelScreen)
        await paste(pilot, "gpt-5.4")
        await press(pilot, "enter", "enter")
        await at(pilot, FieldsScreen)


async def test_enter_before_the_list_says_that_it_waits_and_keeps_what_is_typed() -> None:
    services = LateList()
    async with driving(services, START) as pilot:
        await press(pilot, "enter")
        await shows(pilot, "Waiting for the model list, which comes by itself")
        await paste(pilot, "gpt")
        await shows(pilot, "enter wait for the list")
        await press(pilot, "enter")
        await shows(pilot, "If “gpt” is an id in it, the proof then starts.")
        await shows(pilot, "enter prove as typed")
        services.ready.set()
        await shows(pilot, "the list has come: Enter takes the marked row")
        assert pilot.app.screen.query_one(Field).value == "gpt"
        assert services.checked == []
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)
    assert [target.model for target in services.checked] == ["gpt-5.4"]


@pytest.mark.parametrize("listed", [True, False])
async def test_an_enter_that_waited_counts_for_a_listed_id_or_when_there_is_no_list(listed: bool) -> None:
    services = LateList() if listed else LateList(catalog=Catalog("", "", problem=safe("there is none")))
    async with driving(services, START) as pilot:
        await paste(pilot, "gpt-5.4-mini")
        await press(pilot, "enter")
        await shows(pilot, "Waiting for the model list")
        services.ready.set()
        await at(pilot, FieldsScreen)
    assert [target.model for target in services.checked] == ["gpt-5.4-mini"]


REFUSED = Catalog("", "", problem=safe("the gateway refuses the key (401)"), refusal=ListRefusal.KEY)
PRIVATE = Catalog("", "", problem=safe("the key may not see the model list (403)"), refusal=ListRefusal.LIST)


async def test_a_refused_key_leads_back_to_the_key() -> None:
    services = FakeServices(catalog=REFUSED)
    async with driving(services, START) as pilot:
        await shows(pilot, "no list: the gateway refuses the key (401) The proof will most likely end the same way.")
        await shows(pilot, "enter back to the key")
        await press(pilot, *"gpt")
        await shows(pilot, "Use “gpt” as typed")
        assert "enter back to the key" in frame(pilot)
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        await shows(pilot, "refused: ")
        await press(pilot, "enter")
        await at(pilot, ModelScreen)
        await press(pilot, "down", "enter")
        await at(pilot, FieldsScreen)
    assert [target.model for target in services.checked] == ["gpt"]


async def test_a_key_that_may_only_not_see_the_list_goes_on_with_enter() -> None:
    services = FakeServices(catalog=PRIVATE)
    async with driving(services, START) as pilot:
        await shows(pilot, "The key may do for chat all the same")
        await shows(pilot, "enter back to the key")
        await paste(pilot, "gpt-5.4")
        await shows(pilot, "enter prove")
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)


async def test_after_a_refusal_the_list_is_asked_for_again_even_with_the_same_key() -> None:
    services = FakeServices(catalog=REFUSED)
    async with driving(services, START) as pilot:
        await shows(pilot, "enter back to the key")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        services.catalog = FakeServices().catalog
        await press(pilot, "enter")
        await shows(pilot, "6 models from")


async def test_waiting_for_the_list_can_be_left() -> None:
    async with driving(SlowList(), START) as pilot:
        await shows(pilot, "asking")
        await press(pilot, "escape")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, ModelScreen)


async def test_special_ids_warn_while_one_types() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "qwen3-coder-plus")
        await paste(pilot, "openai/o3-mini")
        await shows(pilot, "the id contains “o3”")


async def test_the_cost_is_said_before_it_is_spent() -> None:
    services = FakeServices()
    async with driving(services, START) as pilot:
        await shows(pilot, "2 requests, ≈ 17,000 tokens, about $0.006.")
        assert services.checked == []


async def test_a_public_list_is_named_as_no_proof_of_the_key() -> None:
    services = FakeServices()
    services.catalog = replace(services.catalog, public=True, hidden=3)
    async with driving(services, START) as pilot:
        await shows(pilot, "says nothing about your key")
        assert "3 unusable or double entries" in " ".join(frame(pilot).split())


async def test_a_key_in_the_model_field_is_taken_out_of_sight_but_never_blocked() -> None:
    services = FakeServices()
    async with driving(services, START) as pilot:
        await shows(pilot, "qwen3-coder-plus")
        await paste(pilot, KEY)
        await at(pilot, NoticeScreen)
        await press(pilot, "escape")
        await at(pilot, ModelScreen)
        assert KEY not in frame(pilot)
        assert services.checked == []
        await paste(pilot, f"{KEY}-is-a-model")
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)
    assert [target.model for target in services.checked] == [f"{KEY}-is-a-model"]


async def test_an_id_with_invisible_characters_is_not_offered() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "qwen3-coder-plus")
        await paste(pilot, "zz\u202egpt")
        await shows(pilot, "0 of 6")
        assert "as typed" not in frame(pilot)


async def test_another_key_asks_for_the_list_again() -> None:
    services = FakeServices()
    async with driving(services, START) as pilot:
        await shows(pilot, "qwen3-coder-plus")
        services.catalog = replace(services.catalog, models=services.catalog.models[:1])
        await press(pilot, "escape")
        await pilot.pause()
        wizard(pilot).go(wizard(pilot).wizard.at(Step.KEY))
        await at(pilot, KeyScreen)
        await paste(pilot, "fk_another_key_0001")
        await press(pilot, "enter")
        await shows(pilot, "1 model")
        assert "qwen3-coder-plus" not in frame(pilot)


async def test_a_list_that_belongs_to_another_gateway_is_gone_while_the_new_one_is_fetched() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "qwen3-coder-plus")
        app = wizard(pilot)
        app.services.fetch_catalog = SlowList().fetch_catalog  # type: ignore[method-assign]
        app.go(replace(app.wizard, step=Step.KEY, catalog=None))
        await at(pilot, KeyScreen)
        app.go(app.wizard.at(Step.MODEL))
        await at(pilot, ModelScreen)
        await pilot.resize_terminal(*LARGE)
        await shows(pilot, "asking")
        assert "qwen3-coder-plus" not in frame(pilot)


async def test_enter_without_any_id_says_what_is_missing() -> None:
    services = FakeServices(catalog=Catalog("", "", problem=safe("the gateway answered 401")))
    async with driving(services, START) as pilot:
        await shows(pilot, "no list")
        await press(pilot, "enter")
        await shows(pilot, "type the id of a model first")
        assert isinstance(pilot.app.screen, ModelScreen)


def listed(pilot: Drive) -> list[str]:
    """The ids of the list as they stand on the screen, from above."""
    ids = {model.id for model in MODELS}
    return [words[0] for row in frame(pilot).splitlines() if (words := row.split()) and words[0] in ids]


async def test_tab_then_t_filters_by_tools_and_unknown_is_not_no() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "llama-guard-4")
        await press(pilot, "tab", "t")
        assert "c context  p price  tab search" in frame(pilot)
        await until(pilot, lambda: "llama-guard-4" not in listed(pilot))
        assert "qwen3-coder-plus" in listed(pilot)
        await press(pilot, "t")
        await until(pilot, lambda: listed(pilot) == ["gpt-5.4-mini", "gpt-5.4", "claude-sonnet-4.6"])
        await press(pilot, "t")
        await until(pilot, lambda: len(listed(pilot)) == len(MODELS))


async def test_c_and_p_put_the_list_in_order_of_context_and_price_and_o_turns() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "qwen3-coder-plus")
        await press(pilot, "tab", "p")
        await until(pilot, lambda: listed(pilot)[:2] == ["llama-guard-4", "deepseek-v4"])
        assert listed(pilot)[-1] == "qwen3-coder-plus"
        await press(pilot, "c")
        await until(pilot, lambda: listed(pilot)[0] == "claude-sonnet-4.6")
        await press(pilot, "o", "o")
        await until(pilot, lambda: listed(pilot)[0] == "gpt-5.4-mini")


async def test_arrows_and_enter_work_from_the_line_of_options_too() -> None:
    services = FakeServices()
    async with driving(services, START) as pilot:
        await shows(pilot, "qwen3-coder-plus")
        await press(pilot, "tab", "c", "down", "enter")
        await at(pilot, FieldsScreen)
    assert [target.model for target in services.checked] == ["gpt-5.4-mini"]


async def test_filter_and_order_hold_while_one_types() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "qwen3-coder-plus")
        await press(pilot, "tab", "p", "tab")
        await paste(pilot, "gpt")
        await until(pilot, lambda: listed(pilot) == ["gpt-5.4-mini", "gpt-5.4"])
        await shows(pilot, "2 of 6")


async def test_an_order_that_the_list_knows_nothing_for_cannot_be_chosen() -> None:
    services = FakeServices()
    services.catalog = replace(services.catalog, models=(Model("b"), Model("a")))
    async with driving(services, START) as pilot:
        await shows(pilot, "✗ price")
        await press(pilot, "tab", "p", "o")
        await shows(pilot, "● listed")


async def test_what_the_clients_own_dropdown_will_show_is_said() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "Roo Code's own list will show 6 models")
