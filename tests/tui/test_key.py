from dataclasses import replace

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.views import GatewayChoice, KeyPlace, KeyringState, PlaceKind
from roo_wizard.tui.screens.key import KeyScreen
from roo_wizard.tui.screens.modals import AllowHttpScreen
from roo_wizard.tui.screens.model import ModelScreen
from tests.tui.driving import Drive, at, driving, frame, paste, press, shows, wizard
from tests.tui.fakes import GATEWAYS, KEY, FakeServices, ready_state

START = replace(ready_state(Step.KEY), key=None)


def choice(name: str) -> GatewayChoice:
    return next(one for one in GATEWAYS if one.id == name)


def at_key(name: str, url: str = "") -> WizardState:
    gateway = choice(name)
    return WizardState(step=Step.KEY, gateway=gateway, url=read_base_url(url or gateway.bases[0].url))


async def given(pilot: Drive) -> str:
    await at(pilot, ModelScreen)
    key = wizard(pilot).wizard.key
    assert key is not None
    return key.reveal()


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        (f"{KEY}\n", "34 characters, ends y3Hb"),
        (f"\n{KEY[:20]}\n{KEY[20:]}\n", "removed: line breaks or blanks inside"),
        (f'"{KEY}"', "removed: quotes"),
        (f"Bearer {KEY}", "removed: “Bearer”"),
        (f"export FLATKEY_API_KEY={KEY}", "removed: the variable name"),
        (f"\u200b{KEY}\u2060", "removed: invisible characters"),
    ],
)
async def test_a_paste_is_cleaned_and_says_so(pasted: str, said: str) -> None:
    async with driving(FakeServices(), START) as pilot:
        await at(pilot, KeyScreen)
        await paste(pilot, pasted)
        await shows(pilot, said)
        await press(pilot, "enter")
        assert await given(pilot) == KEY


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("••••••••••", "dots of a masked field"),
        ("https://flatkey.ai/keys", "web address, not a key"),
        ("sk-ключ", "no HTTP header can carry"),
        ("x" * 20_000, "20,000 characters long"),
    ],
)
async def test_what_cannot_be_a_key_is_refused_with_the_reason(pasted: str, said: str) -> None:
    async with driving(FakeServices(), START) as pilot:
        await at(pilot, KeyScreen)
        await paste(pilot, pasted)
        await shows(pilot, said)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, KeyScreen)


async def test_the_host_stands_in_large_and_to_the_letter() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "https://router.flatkey.ai  and no other address does")
        assert "█▀▄ ▄▀▄ █ █" in frame(pilot)


async def test_a_host_too_long_for_pixels_is_still_shown_whole() -> None:
    url = "https://a-very-long-gateway-name.internal.example.com/v1"
    async with driving(FakeServices(), at_key("custom", url)) as pilot:
        await shows(pilot, "a-very-long-gateway-name.internal.example.com")


async def test_a_foreign_prefix_warns_and_never_blocks() -> None:
    async with driving(FakeServices(), START) as pilot:
        await at(pilot, KeyScreen)
        await paste(pilot, "sk-or-v1-0123456789abcdef")
        await shows(pilot, "are OpenRouter's")
        await press(pilot, "enter")
        assert await given(pilot) == "sk-or-v1-0123456789abcdef"


@pytest.mark.parametrize("key", ["ctrl+x", "super+c", "ctrl+insert", "ctrl+v"])
async def test_nothing_of_the_key_can_be_copied_or_cut(key: str) -> None:
    async with driving(FakeServices(), START) as pilot:
        await at(pilot, KeyScreen)
        await paste(pilot, KEY)
        await press(pilot, "home", "shift+end", "ctrl+a", key)
        assert pilot.app.clipboard == ""
        assert "34 characters" in frame(pilot)


async def test_selecting_with_the_mouse_gives_dots_only() -> None:
    async with driving(FakeServices(), START) as pilot:
        await at(pilot, KeyScreen)
        await paste(pilot, KEY)
        pilot.app.screen.query_one("#secret").text_select_all()
        assert KEY[:8] not in (pilot.app.screen.get_selected_text() or "")


async def test_typed_letters_count_and_k_is_a_letter_in_the_field() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "tested just now")
        await press(pilot, *"kkey-typed-by-hand", "backspace")
        await shows(pilot, "17 characters, ends -han")
        assert "● keyring" in frame(pilot)


async def test_k_changes_the_place_on_its_own_line() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "● keyring (Secret Service)")
        await press(pilot, "down", "k")
        await shows(pilot, "● this session only")
        await press(pilot, "up")
        await paste(pilot, KEY)
        await press(pilot, "enter")
        await at(pilot, ModelScreen)
        assert wizard(pilot).wizard.key_place == KeyPlace(PlaceKind.SESSION)


async def test_enter_on_the_line_of_places_answers_too() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "tested just now")
        await paste(pilot, KEY)
        await press(pilot, "down", "enter")
        assert await given(pilot) == KEY


async def test_a_keyring_that_fails_its_canary_is_named_with_its_fix_and_passed_over() -> None:
    broken = KeyringState("Null", "this keyring drops what is stored", "unset PYTHON_KEYRING_BACKEND")
    async with driving(FakeServices(keyring=broken), START) as pilot:
        await shows(pilot, "this keyring drops what is stored")
        assert "unset PYTHON_KEYRING_BACKEND" in frame(pilot)
        assert "● this session only" in frame(pilot)
        await press(pilot, "down", "left", "k")
        assert "● this session only" in frame(pilot)
        await press(pilot, "up")
        await paste(pilot, KEY)
        await press(pilot, "enter")
        await at(pilot, ModelScreen)
        assert wizard(pilot).wizard.key_place.kind is PlaceKind.SESSION


async def test_a_variable_is_read_by_its_name() -> None:
    async with driving(FakeServices(environment={"TEAM_KEY": f"{KEY}\n"}), START) as pilot:
        await shows(pilot, "tested just now")
        await press(pilot, "down", "k", "k", "up")
        await paste(pilot, "TEAM_KEY")
        await press(pilot, "enter")
        assert await given(pilot) == KEY
        assert str(wizard(pilot).wizard.key_place) == "env:TEAM_KEY"


async def test_a_paste_on_the_line_of_places_goes_into_the_field() -> None:
    async with driving(FakeServices(environment={"TEAM_KEY": KEY}), START) as pilot:
        await shows(pilot, "tested just now")
        await press(pilot, "down", "k", "k")
        await paste(pilot, "TEAM_KEY")
        await press(pilot, "enter")
        assert await given(pilot) == KEY


async def test_enter_on_the_line_of_places_goes_to_the_field_that_is_still_empty() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "tested just now")
        await press(pilot, "down", "k", "k", "enter")
        await shows(pilot, "no variable was named yet")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "variable"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("MISSING_KEY", "is not set in this terminal"),
        ("no spaces", "letters, digits and _"),
        (KEY, "looked like a key"),
    ],
)
async def test_a_wrong_variable_name_is_explained(typed: str, said: str) -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "tested just now")
        await press(pilot, "down", "k", "k", "up", *typed, "enter")
        await shows(pilot, said)
        assert KEY not in frame(pilot)


async def test_a_keyless_gateway_gets_its_placeholder() -> None:
    async with driving(FakeServices(), at_key("ollama")) as pilot:
        await shows(pilot, "Enter uses “ollama”")
        await press(pilot, "enter")
        assert await given(pilot) == "ollama"


async def test_enter_on_an_empty_field_says_that_a_key_is_missing() -> None:
    async with driving(FakeServices(), START) as pilot:
        await shows(pilot, "tested just now")
        await press(pilot, "enter")
        await shows(pilot, "nothing was pasted yet")


async def test_plain_http_asks_for_the_host_once_before_the_key_goes_anywhere() -> None:
    services = FakeServices()
    async with driving(services, at_key("custom", "http://llm.example.com/v1")) as pilot:
        await at(pilot, KeyScreen)
        await paste(pilot, KEY)
        await press(pilot, "enter")
        await at(pilot, AllowHttpScreen)
        await paste(pilot, "wrong")
        await press(pilot, "enter")
        await shows(pilot, "That is not the host")
        await press(pilot, "escape")
        await at(pilot, KeyScreen)
        assert wizard(pilot).wizard.key is None
        await press(pilot, "enter")
        await at(pilot, AllowHttpScreen)
        await paste(pilot, "llm.example.com")
        await press(pilot, "enter")
        await at(pilot, ModelScreen)
        assert wizard(pilot).wizard.allow_http
        await press(pilot, "escape", "enter")
        await at(pilot, ModelScreen)


async def test_a_placeholder_key_needs_no_permission_for_http() -> None:
    async with driving(FakeServices(), at_key("ollama", "http://192.168.1.5:11434/v1")) as pilot:
        await at(pilot, KeyScreen)
        await press(pilot, "enter")
        await at(pilot, ModelScreen)


async def test_a_proxy_is_named_before_the_key_is_sent() -> None:
    async with driving(FakeServices(proxy="http://proxy.example.com:3128"), START) as pilot:
        await shows(pilot, "through the proxy http://proxy.example.com:3128")


async def test_the_field_forgets_the_key_once_it_was_handed_over() -> None:
    async with driving(FakeServices(), START) as pilot:
        await at(pilot, KeyScreen)
        await paste(pilot, KEY)
        await press(pilot, "enter")
        await at(pilot, ModelScreen)
        await press(pilot, "escape")
        await shows(pilot, "kept: 34 characters, ends y3Hb")


async def test_a_key_pasted_where_a_variable_is_named_never_shows() -> None:
    async with driving(FakeServices(), ready_state(Step.KEY)) as pilot:
        await press(pilot, "down", "k", "k", "up")
        await paste(pilot, KEY)
        await shows(pilot, "That looked like an API key")
        await press(pilot, "escape")
        assert KEY not in frame(pilot)
