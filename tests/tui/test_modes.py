import asyncio
from dataclasses import replace

import pytest

from roo_wizard.core.errors import ProfileError, UnknownName, UsageError
from roo_wizard.core.report import Verdict
from roo_wizard.flow.modes import FALLBACK, ModesView
from roo_wizard.profiles.modes import Bound
from roo_wizard.tui.screens.home import HomeScreen
from roo_wizard.tui.screens.modals import NoticeScreen
from roo_wizard.tui.screens.mode_dialogs import ChooseScreen, ProveAllScreen, UnprovenScreen
from roo_wizard.tui.screens.mode_proof import ModeProofScreen
from roo_wizard.tui.screens.modes import ModesScreen
from tests.tui.driving import Drive, at, driving, frame, press, shows, until, wizard
from tests.tui.fakes import KEY, FakeServices
from tests.tui.reports import blocked, report
from tests.tui.scenes import BAY, HAIKU, MODES, SECOND, with_modes

EVERYTHING_PROVEN = ModesView("tokenbay", "roo", tuple(replace(row, profile=BAY, suggested="") for row in MODES.rows))


async def opened(pilot: Drive) -> None:
    await shows(pilot, "What shall be checked?")
    await press(pilot, "m")
    await at(pilot, ModesScreen)
    await shows(pilot, "which no saved connection has yet")


async def choosing(pilot: Drive, row: int = 0) -> None:
    """Open the choices of the row at this place, with the cursor on the first."""
    await opened(pilot)
    await press(pilot, *["down"] * row, "enter")
    await at(pilot, ChooseScreen)
    await press(pilot, "home")


async def test_a_proven_connection_is_bound_at_once_and_said() -> None:
    services = with_modes()
    async with driving(services, home=True) as pilot:
        await choosing(pilot)
        await press(pilot, "down", "enter")
        await at(pilot, ModesScreen)
        await shows(pilot, "Architect uses tokenbay now; the card")
    assert services.modes.bound == [(("architect",), "tokenbay")]
    assert services.checked == []


async def test_nothing_of_its_own_takes_the_binding_away_and_esc_changes_nothing() -> None:
    services = with_modes()
    async with driving(services, home=True) as pilot:
        await choosing(pilot, 2)
        await press(pilot, "escape")
        await at(pilot, ModesScreen)
        assert services.modes.bound == []
        await press(pilot, "enter", "end", "enter")
        await shows(pilot, "Ask: taken away; the card")
    assert services.modes.bound == [(("ask",), "")]


async def test_the_cursor_of_the_choices_stands_on_what_is_used_now() -> None:
    services = with_modes()
    async with driving(services, home=True) as pilot:
        await opened(pilot)
        await press(pilot, "down", "down", "enter")
        await at(pilot, ChooseScreen)
        await press(pilot, "enter")
        await shows(pilot, "claude-haiku-4.5 is NOT PROVEN")


async def test_a_suggested_model_is_proven_with_the_key_at_hand_and_kept_for_its_mode() -> None:
    services = with_modes()
    async with driving(services, home=True) as pilot:
        await choosing(pilot)
        await shows(pilot, "2 billed requests when all is well, at most 14")
        await press(pilot, "enter")
        await at(pilot, ModeProofScreen)
        await shows(pilot, "Saved as profile claude-opus-4.8")
        await shows(pilot, "Proof of claude-opus-4.8 for Architect")
        assert KEY not in frame(pilot)
        await press(pilot, "enter")
        await at(pilot, ModesScreen)
        assert wizard(pilot).key_in_hand is None
    target = services.checked[0]
    assert (target.model, target.profile) == ("claude-opus-4.8", None)
    assert [(wanted.modes, wanted.like) for wanted, _ in services.modes.kept] == [(("architect",), "tokenbay")]


async def test_a_model_that_is_not_ready_shows_its_cause_and_r_proves_it_again() -> None:
    services = with_modes()
    services.reports = [blocked(), report()]
    async with driving(services, home=True) as pilot:
        await choosing(pilot)
        await press(pilot, "enter")
        await shows(pilot, "Nothing was saved, nothing was bound.")
        await shows(pilot, "T14")
        await press(pilot, "r")
        await shows(pilot, "Saved as profile claude-opus-4.8")
    assert [outcome.verdict for _, outcome in services.modes.kept] == [Verdict.BLOCKED, Verdict.READY]
    assert services.modes.bound == []


async def test_the_first_esc_stops_a_proof_with_nothing_kept_and_the_next_goes_back() -> None:
    services = with_modes()
    services.hold_at = "T2"
    async with driving(services, home=True) as pilot:
        await choosing(pilot)
        await press(pilot, "enter")
        await shows(pilot, "sending T2")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ModeProofScreen)
        await press(pilot, "escape")
        await shows(pilot, "STOPPED")
        assert services.cancelled == 1
        await press(pilot, "escape")
        await at(pilot, ModesScreen)
    assert services.modes.kept == []


async def test_what_is_being_saved_is_saved_to_its_end_whatever_is_pressed() -> None:
    services = with_modes()
    services.modes.may_keep = asyncio.Event()
    async with driving(services, home=True) as pilot:
        await choosing(pilot)
        await press(pilot, "enter")
        await shows(pilot, "took 5.7 s")
        await press(pilot, "escape", "c", "enter", "r")
        assert isinstance(pilot.app.screen, ModeProofScreen)
        services.modes.may_keep.set()
        await shows(pilot, "Saved as profile claude-opus-4.8")
    assert len(services.modes.kept) == len(services.checked) == 1


async def test_a_proves_all_that_is_missing_after_one_question_that_names_the_requests() -> None:
    services = with_modes()
    services.reports = [report(), blocked()]
    async with driving(services, home=True) as pilot:
        await opened(pilot)
        await press(pilot, "a")
        await at(pilot, ProveAllScreen)
        await shows(pilot, "One after the other: claude-opus-4.8, claude-haiku-4.5.")
        await shows(pilot, "4 billed requests when all is well, at most 28")
        await press(pilot, "n")
        await at(pilot, ModesScreen)
        assert services.checked == []
        await press(pilot, "a", "y")
        await shows(pilot, "claude-haiku-4.5: blocked, T14")
        await shows(pilot, "Saved as profile claude-opus-4.8")
        assert [target.model for target in services.checked] == ["claude-opus-4.8", "claude-haiku-4.5"]
        services.reports = [report()]
        await press(pilot, "r")
        await shows(pilot, "✓ claude-haiku-4.5: ready.")
    assert [target.model for target in services.checked[2:]] == ["claude-haiku-4.5"]
    assert [(wanted.profile, wanted.modes) for wanted, _ in services.modes.kept] == [
        ("", ("architect",)),
        ("claude-haiku-4.5", ()),
        ("claude-haiku-4.5", ()),
    ]


async def test_where_everything_is_proven_a_asks_nothing() -> None:
    services = with_modes(EVERYTHING_PROVEN)
    async with driving(services, home=True) as pilot:
        await shows(pilot, "What shall be checked?")
        await press(pilot, "m")
        await shows(pilot, "enter choose")
        assert "not proven" not in frame(pilot).casefold()
        await press(pilot, "a")
        assert isinstance(pilot.app.screen, ModesScreen)


@pytest.mark.parametrize(
    ("key", "bound", "proven"),
    [("y", [], [(FALLBACK,)]), ("b", [((FALLBACK,), "flatkey")], []), ("escape", [], [])],
)
async def test_an_unproven_fallback_is_proven_first_or_bound_only_on_a_persons_word(
    key: str, bound: list[tuple[tuple[str, ...], str]], proven: list[tuple[str, ...]]
) -> None:
    services = with_modes()
    async with driving(services, home=True) as pilot:
        await choosing(pilot, 5)
        await press(pilot, "down", "down", "enter")
        await at(pilot, UnprovenScreen)
        await shows(pilot, "flatkey is NOT PROVEN")
        await press(pilot, key)
        await until(pilot, lambda: not isinstance(pilot.app.screen, UnprovenScreen))
        await until(pilot, lambda: len(services.modes.kept) == len(proven))
    assert services.modes.bound == bound
    assert [wanted.modes for wanted, _ in services.modes.kept] == proven
    assert [target.profile for target in services.checked] == ["flatkey"] * len(proven)


async def test_a_fallback_of_another_client_and_gateway_says_so() -> None:
    rows = (*MODES.rows[:-1], replace(MODES.rows[-1], profile=SECOND))
    async with driving(with_modes(replace(MODES, rows=rows)), home=True) as pilot:
        await opened(pilot)
        await press(pilot, "end")
        await shows(pilot, "the one to switch to by hand")
        await shows(pilot, "https://router.flatkey.ai/v1")
        await shows(pilot, "for Zoo Code")
        await shows(pilot, "NOT PROVEN yet")


async def test_what_was_proven_for_another_client_is_no_green_light() -> None:
    zoo = replace(SECOND, last_verdict="ready-with-settings")
    rows = (*MODES.rows[:-1], replace(MODES.rows[-1], profile=zoo))
    async with driving(with_modes(replace(MODES, rows=rows)), home=True) as pilot:
        await opened(pilot)
        await shows(pilot, "! ready with settings (zoo)")


async def test_without_a_saved_connection_it_says_so_and_no_key_does_harm() -> None:
    async with driving(FakeServices(), home=True) as pilot:
        await shows(pilot, "No saved connection")
        await press(pilot, "m")
        await shows(pilot, "Set one up first")
        await press(pilot, "enter", "a", "down")
        assert isinstance(pilot.app.screen, ModesScreen)
        await press(pilot, "escape")
        await at(pilot, HomeScreen)


@pytest.mark.parametrize(
    "trouble",
    [
        UnknownName("profile", "tokenbay", ["flatkey"]),
        ProfileError("another roo-wizard holds the lock for 5 s", "finish or close it, then try again"),
        ProfileError("profiles.toml was damaged; it is now profiles.toml.damaged-1", "nothing is lost: repair it"),
    ],
    ids=lambda error: error.message,
)
async def test_trouble_while_binding_is_a_sentence_and_the_map_stays(trouble: UsageError | ProfileError) -> None:
    services = with_modes()
    services.modes.trouble["bind"] = trouble
    async with driving(services, home=True) as pilot:
        await choosing(pilot)
        await press(pilot, "down", "enter")
        await at(pilot, NoticeScreen)
        await shows(pilot, trouble.message)
        await press(pilot, "escape")
        await at(pilot, ModesScreen)
        await shows(pilot, "Architect has nothing of its own")
        assert "now;" not in frame(pilot)


async def test_a_file_that_cannot_be_read_is_named_and_leaves_an_empty_map() -> None:
    services = with_modes()
    services.modes.trouble["view"] = ProfileError("profiles.toml was damaged", "nothing is lost: repair it")
    async with driving(services, home=True) as pilot:
        await shows(pilot, "What shall be checked?")
        await press(pilot, "m")
        await shows(pilot, "profiles.toml was damaged")
        await press(pilot, "escape")
        await shows(pilot, "No saved connection yet")


@pytest.mark.parametrize("method", ["prepare", "keep"])
async def test_trouble_with_one_proof_is_told_and_the_next_goes_on(method: str) -> None:
    services = with_modes()
    services.modes.trouble[method] = UsageError("the key of 'tokenbay' could not be read", "re-check tokenbay first")
    async with driving(services, home=True) as pilot:
        await opened(pilot)
        await press(pilot, "a", "y")
        await shows(pilot, "claude-opus-4.8: the key of 'tokenbay' could not be read → re-check tokenbay first")
        await shows(pilot, "✗ claude-haiku-4.5: the key of")
    assert services.modes.bound == []


async def test_what_a_file_holds_is_drawn_as_it_is() -> None:
    odd = replace(HAIKU, name="[bold]x[/nope]", model="[@click=app.quit]m", last_verdict="[red]")
    rows = (replace(MODES.rows[0], profile=odd, why=Bound.KEPT),)
    async with driving(with_modes(replace(MODES, rows=rows)), home=True) as pilot:
        await opened(pilot)
        await shows(pilot, "[bold]x[/nope]")
        await shows(pilot, "[@click=app.quit]m")


async def test_what_every_mode_uses_is_not_taken_as_the_fallback_and_is_not_proven_for_it() -> None:
    rows = tuple(replace(row, profile=None if row.mode == FALLBACK else BAY, suggested="") for row in MODES.rows)
    services = with_modes()
    services.modes.map = ModesView("tokenbay", "roo", rows)
    async with driving(services, home=True) as pilot:
        await shows(pilot, "What shall be checked?")
        await press(pilot, "m")
        await at(pilot, ModesScreen)
        await press(pilot, "end", "enter")
        await at(pilot, ChooseScreen)
        await press(pilot, "home", "enter")
        await at(pilot, NoticeScreen)
        assert "Every mode uses tokenbay already" in frame(pilot)
        assert "let a mode use another one first" in frame(pilot)
    assert (services.modes.bound, services.checked) == ([], [])


async def test_a_fallback_that_every_mode_came_to_use_is_called_none() -> None:
    services = with_modes()
    services.modes.map = EVERYTHING_PROVEN
    async with driving(services, home=True) as pilot:
        await shows(pilot, "What shall be checked?")
        await press(pilot, "m")
        await at(pilot, ModesScreen)
        await press(pilot, "end")
        await shows(pilot, "is none: every mode uses it already")
