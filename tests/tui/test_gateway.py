import pytest

from roo_wizard.core.endpoint import Dialect
from roo_wizard.flow.views import ProfileView
from roo_wizard.tui.screens.gateway import GatewayScreen
from roo_wizard.tui.screens.home import HomeScreen
from roo_wizard.tui.screens.key import KeyScreen
from roo_wizard.tui.screens.modals import NoticeScreen, ShutdownScreen
from roo_wizard.tui.screens.team import TeamScreen
from roo_wizard.tui.widgets.choice_bar import ChoiceBar
from roo_wizard.tui.widgets.field import LONGEST, Field
from tests.tui.driving import LARGE, at, driving, frame, paste, press, shows, wizard
from tests.tui.fakes import KEY, FakeServices


async def test_a_gateway_without_a_fixed_address_asks_for_its_base_url() -> None:
    async with driving(FakeServices()) as pilot:
        await paste(pilot, "openllm")
        await press(pilot, "enter")
        await shows(pilot, "type the base URL of your gateway here")
        await paste(pilot, "https://llm.example.com/v1/")
        await shows(pilot, "extra slash removed")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        endpoint = wizard(pilot).wizard.endpoint
        assert endpoint is not None
        assert endpoint.base_url == "https://llm.example.com/v1"


async def test_a_placeholder_left_in_the_address_is_no_answer() -> None:
    async with driving(FakeServices()) as pilot:
        await paste(pilot, "finops")
        await press(pilot, "enter")
        await shows(pilot, "{AI_GATEWAY_URL} is a placeholder")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, GatewayScreen)
        await press(pilot, "ctrl+u")
        await paste(pilot, "https://finops.example.com/openai")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("'https://e.test/v1'", "quotes or brackets"),
        ("https://e.test/v1/models", "/models removed"),
        ("https://user:pw@e.test/v1", "would replace the key"),
        ("https://e.test/v1?x=1", "everything from ? or #"),
        ("http://e.test/v1", "everybody on the way"),
        ("https://x.openai.azure.com", "Azure host"),
        ("https://e.test", "most gateways want /v1"),
        ("ftp://e.test/v1", "is not a web address"),
    ],
)
async def test_the_doctor_speaks_while_one_types(typed: str, said: str) -> None:
    async with driving(FakeServices()) as pilot:
        await paste(pilot, "custom")
        await press(pilot, "tab")
        await paste(pilot, typed)
        await shows(pilot, said)


async def test_an_address_in_the_search_field_is_a_gateway_of_its_own() -> None:
    async with driving(FakeServices()) as pilot:
        await paste(pilot, "https://llm.example.com/v1")
        await shows(pilot, "Use this address")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        gateway = wizard(pilot).wizard.gateway
        assert gateway is not None
        assert gateway.id == "custom"


async def test_the_first_region_is_preselected_and_the_arrows_choose_another() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, *"qwen")
        await shows(pilot, "● International")
        pilot.app.screen.query_one("#region", ChoiceBar).focus()
        await press(pilot, "right")
        await shows(pilot, "● China")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        endpoint = wizard(pilot).wizard.endpoint
        assert endpoint is not None
        assert endpoint.host == "dashscope.aliyuncs.com"


async def test_the_recommended_entry_of_the_client_is_preselected_and_says_why() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, *"requesty")
        await shows(pilot, "● Requesty  ○ OpenAI Compatible  ○ Anthropic")
        await shows(pilot, "recommended: Its own setup guide says so")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        assert wizard(pilot).wizard.settings["apiProvider"] == "requesty"


async def test_another_entry_brings_its_own_address_and_dialect_and_edits_are_kept_for_each() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, *"requesty")
        await shows(pilot, "● Requesty")
        pilot.app.screen.query_one("#route", ChoiceBar).focus()
        await press(pilot, "tab")
        await paste(pilot, "/own")
        await press(pilot, "shift+tab", "left")
        await shows(pilot, "● Anthropic")
        await shows(pilot, "https://router.requesty.ai – exactly")
        await press(pilot, "right")
        await shows(pilot, "https://router.requesty.ai/v1/own")
        await press(pilot, "left", "enter")
        await at(pilot, KeyScreen)
        state = wizard(pilot).wizard
        assert state.endpoint is not None
        assert (state.endpoint.dialect, state.endpoint.base_url) == (Dialect.ANTHROPIC, "https://router.requesty.ai")
        assert state.settings["apiProvider"] == ""


async def test_going_back_keeps_the_entry_that_was_chosen() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, *"requesty")
        await shows(pilot, "● Requesty")
        pilot.app.screen.query_one("#route", ChoiceBar).focus()
        await press(pilot, "right", "enter")
        await at(pilot, KeyScreen)
        await press(pilot, "escape")
        await shows(pilot, "● OpenAI Compatible")


async def test_an_edited_address_is_kept_while_looking_at_other_rows() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, "tab")
        await paste(pilot, "/extra")
        await press(pilot, "shift+tab", "down")
        await shows(pilot, "api.tokenbay.com")
        await press(pilot, "up")
        await shows(pilot, "https://router.flatkey.ai/v1/extra")


async def test_an_edit_and_a_region_stand_when_the_list_is_drawn_anew() -> None:
    async with driving(FakeServices()) as pilot:
        await paste(pilot, "https://llm.example.com/v1")
        await shows(pilot, "Use this address")
        pilot.app.screen.query_one("#url").focus()
        await press(pilot, "ctrl+u")
        await paste(pilot, "https://other.example.com/v1/chat/completions")
        await pilot.resize_terminal(*LARGE)
        await shows(pilot, "removed; Roo Code appends it")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        endpoint = wizard(pilot).wizard.endpoint
        assert endpoint is not None
        assert endpoint.host == "other.example.com"
    async with driving(FakeServices()) as pilot:
        await press(pilot, *"qwen")
        await shows(pilot, "● International")
        pilot.app.screen.query_one("#region", ChoiceBar).focus()
        await press(pilot, "right")
        await pilot.resize_terminal(*LARGE)
        await shows(pilot, "● China")


@pytest.mark.parametrize("field", ["search", "url"])
async def test_a_key_pasted_into_the_wrong_field_is_taken_out_of_sight(field: str) -> None:
    async with driving(FakeServices()) as pilot:
        if field == "url":
            await paste(pilot, "openllm")
            await press(pilot, "tab")
        await paste(pilot, KEY)
        await at(pilot, NoticeScreen)
        await shows(pilot, "looked like an API key")
        await press(pilot, "escape")
        await at(pilot, GatewayScreen)
        assert KEY not in frame(pilot)


async def test_c_offers_a_recheck_and_says_when_there_is_nothing_to_check() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, "c")
        await shows(pilot, "re-check a saved connection")
        await press(pilot, "enter")
        await at(pilot, NoticeScreen)
        await shows(pilot, "Nothing to re-check yet")


async def test_c_opens_the_saved_connections_when_there_are_some() -> None:
    saved = (ProfileView("work", "https://e.test/v1", "m", "Roo Code", "keyring", "ready"),)
    async with driving(FakeServices(saved=saved)) as pilot:
        await press(pilot, "c", "enter")
        await at(pilot, HomeScreen)
        await shows(pilot, "work")
        await press(pilot, "escape")
        await at(pilot, GatewayScreen)


async def test_typing_on_after_c_searches_as_usual() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, *"cust")
        await shows(pilot, "Custom")
        assert "re-check a saved connection" not in frame(pilot)


async def test_t_and_enter_ask_for_a_team_file() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, "t")
        await shows(pilot, "open a team file")
        await press(pilot, "enter")
        await at(pilot, TeamScreen)


async def test_a_question_mark_explains_the_shutdown() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, "question_mark")
        await at(pilot, ShutdownScreen)
        await shows(pilot, "Zoo Code")
        await shows(pilot, "no Roo Code or Zoo Code was found")
        await press(pilot, "escape")
        await at(pilot, GatewayScreen)


async def test_a_question_mark_inside_a_typed_address_is_text() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, "tab", "question_mark", "x")
        await shows(pilot, "everything from ? or #")


async def test_nothing_found_leaves_enter_without_effect() -> None:
    async with driving(FakeServices()) as pilot:
        await paste(pilot, "zzzz")
        await press(pilot, "enter")
        await shows(pilot, "0 of")
        await shows(pilot, "no gateway of that name")
        assert isinstance(pilot.app.screen, GatewayScreen)


async def test_nothing_found_leaves_no_way_of_an_earlier_row_on_the_screen() -> None:
    async with driving(FakeServices()) as pilot:
        await paste(pilot, "requesty")
        await shows(pilot, "Entry")
        await paste(pilot, "zzzz")
        await shows(pilot, "no gateway of that name")
        assert "Entry" not in frame(pilot)
        assert "router.requesty.ai" not in frame(pilot)


async def test_a_pasted_book_is_no_address() -> None:
    async with driving(FakeServices()) as pilot:
        await paste(pilot, "openllm")
        await press(pilot, "enter")
        await shows(pilot, "type the base URL of your gateway here")
        await paste(pilot, "https://" + "<x" * 500_000)
        assert len(pilot.app.screen.query_one("#url", Field).value) <= LONGEST


async def test_the_footer_names_the_arrows_only_where_they_choose() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, *"requesty")
        await shows(pilot, "tab then ←→ entry, base URL")
        await press(pilot, "tab")
        await shows(pilot, "←→ entry tab next enter continue")
        await press(pilot, "tab")
        await shows(pilot, "enter continue tab search")


async def test_no_key_is_promised_where_it_only_types_a_letter() -> None:
    async with driving(FakeServices()) as pilot:
        await shows(pilot, "then enter: c re-check · t team file · d this machine")
        assert "? help" in frame(pilot)
        await press(pilot, *"op")
        await shows(pilot, "OpenRouter")
        assert "? help" not in frame(pilot)
        assert "c re-check" not in frame(pilot)
        await press(pilot, "backspace", "backspace")
        await shows(pilot, "c re-check")
        await shows(pilot, "? help")


async def test_everything_that_the_doctor_says_fits_beside_the_entries() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, *"requesty")
        await shows(pilot, "● Requesty")
        await press(pilot, "tab", "tab", "ctrl+u")
        await paste(pilot, "'https://llm.example.com/'")
        await shows(pilot, "if the proof fails, it asks https://llm.example.com/v1, https://llm.example.com/api/v1 too")


async def test_the_pages_of_a_gateway_are_not_shown_for_another_host() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, *"flatkey", "enter")
        await at(pilot, KeyScreen)
        await shows(pilot, "No key yet? https://flatkey.ai/console/keys")
        await press(pilot, "escape")
        await at(pilot, GatewayScreen)
        await press(pilot, "tab", "ctrl+u")
        await paste(pilot, "https://llm.corp.example/v1")
        await press(pilot, "enter")
        await at(pilot, KeyScreen)
        await shows(pilot, "llm.corp.example")
        assert "flatkey.ai/console" not in frame(pilot)


async def test_beside_a_command_no_gateway_is_missed() -> None:
    async with driving(FakeServices()) as pilot:
        await paste(pilot, "zzzz")
        await shows(pilot, "no gateway of that name")
        await press(pilot, "ctrl+u", "c")
        await shows(pilot, "re-check a saved connection")
        assert "no gateway of that name" not in frame(pilot)
        assert "https://router.flatkey.ai" not in frame(pilot).split("Base URL")[1]
