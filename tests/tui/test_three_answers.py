from dataclasses import replace

from roo_wizard.flow.state import Step
from roo_wizard.tui.screens.fields import FieldsScreen
from roo_wizard.tui.screens.gateway import GatewayScreen
from roo_wizard.tui.screens.key import KeyScreen
from roo_wizard.tui.screens.model import ModelScreen
from roo_wizard.tui.screens.proof import ProofScreen
from roo_wizard.tui.widgets.search_list import SearchList
from tests.tui.driving import at, driving, frame, paste, press, shows, stored, wizard
from tests.tui.fakes import KEY, FakeServices, ready_state
from tests.tui.reports import blocked


async def test_three_enters_lead_from_the_first_screen_to_the_fields() -> None:
    services = FakeServices()
    async with driving(services) as pilot:
        await press(pilot, *"flat", "enter")
        await at(pilot, KeyScreen)
        await paste(pilot, KEY + "\n")
        await press(pilot, "enter")
        await shows(pilot, "gpt-5.4-mini")
        await press(pilot, *"mini", "enter")
        await at(pilot, FieldsScreen)
        await stored(pilot, "Saved as profile")
        assert [target.model for target in services.checked] == ["gpt-5.4-mini"]
        assert services.stored[0].key is not None
        await press(pilot, "q")
    assert pilot.app.return_value is not None
    assert "https://router.flatkey.ai/v1" in pilot.app.return_value
    assert KEY not in pilot.app.return_value
    assert pilot.app.return_code == 0


async def test_practice_needs_three_enters_and_nothing_else() -> None:
    services = FakeServices(practice=True)
    async with driving(services) as pilot:
        await shows(pilot, "Practice gateway")
        await press(pilot, "enter")
        await shows(pilot, "practice-key is already here")
        await press(pilot, "enter")
        await shows(pilot, "practice-coder")
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)
        assert "PRACTICE" in frame(pilot)
        await stored(pilot, "nothing was stored")
    assert services.progress == []


async def test_typing_faster_than_the_list_is_filtered_still_answers_with_the_best_row() -> None:
    async with driving(FakeServices()) as pilot:
        await shows(pilot, "OpenRouter")
        pilot.app.screen.query_one(SearchList).type_over("openrou")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        assert wizard(pilot).wizard.gateway == next(one for one in FakeServices().choices if one.id == "openrouter")


async def test_going_back_and_forward_keeps_all_values_and_spends_nothing() -> None:
    services = FakeServices(reports=[blocked()])
    async with driving(services) as pilot:
        await press(pilot, *"tokenbay", "enter")
        await at(pilot, KeyScreen)
        await paste(pilot, KEY)
        await press(pilot, "enter")
        await shows(pilot, "gpt-5.4-mini")
        await press(pilot, *"mini", "enter")
        await shows(pilot, "BLOCKED")
        await press(pilot, "escape")
        await at(pilot, ModelScreen)
        assert "mini" in frame(pilot)
        await press(pilot, "escape")
        await at(pilot, KeyScreen)
        assert "kept: 34 characters, ends y3Hb" in frame(pilot)
        await press(pilot, "escape")
        await at(pilot, GatewayScreen)
        assert "tokenbay" in frame(pilot)
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        await press(pilot, "enter")
        await at(pilot, ModelScreen)
        await press(pilot, "enter")
        await at(pilot, ProofScreen)
        await shows(pilot, "BLOCKED")
    assert len(services.checked) == 1


async def test_a_key_typed_but_not_answered_is_still_there_after_going_back() -> None:
    async with driving(FakeServices(), replace(ready_state(Step.KEY), key=None)) as pilot:
        await at(pilot, KeyScreen)
        await paste(pilot, KEY)
        await press(pilot, "escape")
        await at(pilot, GatewayScreen)
        await press(pilot, "down", "up")
        wizard(pilot).go(wizard(pilot).wizard.at(Step.KEY))
        await at(pilot, KeyScreen)
        assert "34 characters, ends y3Hb" in frame(pilot)


async def test_another_gateway_never_gets_the_key_of_the_first() -> None:
    async with driving(FakeServices(), ready_state(Step.KEY)) as pilot:
        await at(pilot, KeyScreen)
        await press(pilot, "escape")
        await press(pilot, *"openrouter", "enter")
        await at(pilot, KeyScreen)
        assert wizard(pilot).wizard.key is None
        assert "kept:" not in frame(pilot)
        await press(pilot, "enter")
        await shows(pilot, "nothing was pasted yet")


async def test_progress_is_kept_at_every_answer_and_forgotten_at_the_end() -> None:
    services = FakeServices()
    async with driving(services) as pilot:
        await press(pilot, *"flat", "enter")
        await at(pilot, KeyScreen)
        assert [state.step for state in services.progress] == [Step.KEY]
        await paste(pilot, KEY)
        await press(pilot, "enter")
        await shows(pilot, "gpt-5.4-mini")
        await press(pilot, "enter")
        await at(pilot, FieldsScreen)
        await press(pilot, "q")
    assert services.progress == []


async def test_an_interrupted_run_goes_on_where_it_stopped() -> None:
    interrupted = replace(ready_state(Step.KEY), key=None)
    async with driving(FakeServices(interrupted=interrupted)) as pilot:
        await shows(pilot, "go on where you stopped")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        await paste(pilot, KEY)
        await press(pilot, "enter")
        await at(pilot, ModelScreen)
        assert "gpt-5.4-mini" in frame(pilot)
