import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from roo_wizard.core.errors import KeyringProblem, PlainHttpRefused, ProfileError, UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.rotation import Side
from roo_wizard.tui.screens.home import HomeScreen
from roo_wizard.tui.screens.rotation import RotationScreen
from roo_wizard.tui.widgets.secret_input import SecretInput
from tests.tui.driving import Drive, at, driving, frame, paste, press, shows, until, wizard
from tests.tui.fake_rotation import START, FakeRotation
from tests.tui.fakes import KEY, FakeServices
from tests.tui.reports import refused, risky
from tests.tui.scenes import PROFILES

FOREIGN = "sk-or-v1-7Q2mZx9Lp4Vt8Rw1Ks6Ny3Hb"


@asynccontextmanager
async def asked(desk: FakeRotation, **environment: str) -> AsyncIterator[Drive]:
    """The question for the new key, from Home."""
    services = FakeServices(saved=PROFILES, rotation=desk, environment=environment)
    async with driving(services, home=True) as pilot:
        await shows(pilot, "✓ ready")
        await press(pilot, "r")
        await at(pilot, RotationScreen)
        if "open" not in desk.problems:
            await shows(pilot, "receives the key")
        yield pilot


async def answer(pilot: Drive, says: str, key: str = KEY) -> None:
    await paste(pilot, key)
    await press(pilot, "enter")
    await shows(pilot, says)


async def test_one_answer_rotates_and_the_place_of_the_key_is_told() -> None:
    desk = FakeRotation()
    async with asked(desk) as pilot:
        assert "It will be kept in the Secret Service" in frame(pilot)
        assert "https://flatkey.ai/console/keys" in frame(pilot)
        await answer(pilot, "ROTATED: the new key of flatkey is proven and is now in the Secret Service.")
        for part in ("new key   ✓ ready", "models    both", "requests 500 → 1,000", "would wipe the key", "u take it"):
            assert part in frame(pilot)
        assert KEY not in frame(pilot)
        assert pilot.app.screen.query_one(SecretInput).is_empty
        assert wizard(pilot).key_in_hand is None
    assert desk.given == [(ApiKey(KEY), "")]


async def test_an_empty_field_is_told_and_nothing_is_sent() -> None:
    desk = FakeRotation()
    async with asked(desk) as pilot:
        await press(pilot, "enter")
        await shows(pilot, "nothing was pasted yet")
        await paste(pilot, "https://flatkey.ai/console/keys")
        await press(pilot, "enter")
        await shows(pilot, "web address")
    assert desk.given == []


async def test_another_vendors_key_is_sent_only_when_insisted_on() -> None:
    desk = FakeRotation()
    async with asked(desk) as pilot:
        await answer(pilot, "Nothing was sent; Enter once more", FOREIGN)
        assert desk.given == []
        await press(pilot, "enter")
        await shows(pilot, "ROTATED")
    assert desk.given == [(ApiKey(FOREIGN), "")]


TROUBLES = (
    UsageError("this is the key that is in use already", "make a new one on the gateway's key page"),
    KeyringProblem("the keyring is locked", "unlock it"),
    ProfileError("another roo-wizard holds the lock for 5 s", "finish or close it, then try again"),
)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda error: error.id)
async def test_trouble_is_a_sentence_beside_the_key_that_is_still_there(trouble: UsageError) -> None:
    desk = FakeRotation(problems={"rotate": trouble})
    async with asked(desk) as pilot:
        await answer(pilot, trouble.message)
        await shows(pilot, trouble.hint)
        assert not pilot.app.screen.query_one(SecretInput).is_empty
        desk.problems.clear()
        await press(pilot, "enter")
        await shows(pilot, "ROTATED")


@pytest.mark.parametrize(
    "trouble",
    [KeyringProblem("the keyring is locked", "unlock it"), PlainHttpRefused("plain http", "use https")],
    ids=lambda error: error.id,
)
async def test_what_forbids_a_rotation_is_told_before_a_key_is_asked_for(trouble: KeyringProblem) -> None:
    desk = FakeRotation(problems={"open": trouble})
    async with asked(desk) as pilot:
        await shows(pilot, trouble.message)
        await shows(pilot, trouble.hint)
        assert not pilot.app.screen.query_one(SecretInput).display
        await press(pilot, "escape")
        await at(pilot, HomeScreen)
    assert desk.given == []


@pytest.mark.parametrize("key", ["escape", "c"])
async def test_stopping_works_at_once_changes_nothing_and_keeps_the_key(key: str) -> None:
    desk = FakeRotation(hold_at=Side.OLD)
    async with asked(desk) as pilot:
        await answer(pilot, "sending T2")
        await press(pilot, key)
        await shows(pilot, "Stopped: nothing was changed")
        await until(pilot, lambda: desk.cancelled)
        desk.hold_at = None
        await press(pilot, "enter")
        await shows(pilot, "ROTATED")
    assert len(desk.given) == 2


async def test_nothing_stops_the_exchange_of_the_keys() -> None:
    desk = FakeRotation(hold_exchange=asyncio.Event())
    async with asked(desk) as pilot:
        await answer(pilot, "CHANGING")
        await press(pilot, "escape", "c")
        assert "CHANGING" in frame(pilot)
        assert desk.hold_exchange is not None
        desk.hold_exchange.set()
        await shows(pilot, "ROTATED")


async def test_a_refused_key_changes_nothing_names_the_cause_and_can_be_tried_again_or_replaced() -> None:
    desk = FakeRotation(new=refused())
    async with asked(desk) as pilot:
        await answer(pilot, "NOT ROTATED: nothing was changed; flatkey keeps the key that it has.")
        for part in ("new key   ✗ blocked, N07", "old key   ✓ ready", "evidence", "who", "next"):
            assert part in frame(pilot)
        await press(pilot, "u", "x")
        assert (desk.undone, len(desk.given)) == (0, 1)
        await press(pilot, "r")
        await until(pilot, lambda: len(desk.given) == 2)
        await shows(pilot, "NOT ROTATED")
        await press(pilot, "escape")
        await shows(pilot, "receives the key")
        assert not pilot.app.screen.query_one(SecretInput).is_empty
        await press(pilot, "escape")
        await at(pilot, HomeScreen)
        assert wizard(pilot).key_in_hand is None


async def test_a_risky_key_is_not_swapped_in() -> None:
    async with asked(FakeRotation(new=risky())) as pilot:
        await answer(pilot, "NOT ROTATED")
        assert "! risky" in frame(pilot)


async def test_an_old_key_that_cannot_be_read_is_no_obstacle() -> None:
    async with asked(FakeRotation(old=None)) as pilot:
        await answer(pilot, "ROTATED")
        assert "old key   not proven" in frame(pilot)


async def test_u_takes_it_back_and_u_again_rotates_again() -> None:
    desk = FakeRotation()
    async with asked(desk) as pilot:
        await answer(pilot, "ROTATED")
        await press(pilot, "u")
        await shows(pilot, "TAKEN BACK: flatkey is what it was before: the older key is in use again")
        assert "x is the newer key refused now?" in frame(pilot)
        assert "Where you have put the new key already, put the older one back:" in frame(pilot)
        assert "by the new key" not in frame(pilot)
        await press(pilot, "u")
        await shows(pilot, "ROTATED AGAIN")
        assert "The old key still stands elsewhere:" in frame(pilot)
        assert "x is the old key refused now?" in frame(pilot)
        desk.problems["undo"] = UsageError("the previous key is no longer kept", "rotate to the key that you want")
        await press(pilot, "u")
        await shows(pilot, "NOT TAKEN BACK: the previous key is no longer kept → rotate to the key that you want")
    assert desk.undone == 2


async def test_x_proves_that_the_old_key_is_refused_and_then_there_is_no_way_back() -> None:
    desk = FakeRotation()
    still = replace(desk.revocation, refused=False, text="STILL WORKS: the previous key is accepted; press x again.")
    gone, desk.revocation = desk.revocation, still
    async with asked(desk) as pilot:
        await answer(pilot, "ROTATED")
        await press(pilot, "x")
        await shows(pilot, "STILL WORKS: the previous key is accepted")
        desk.revocation = gone
        await press(pilot, "x")
        await shows(pilot, "REVOKED: the previous key is refused")
        assert "old key   ✗ blocked, N07" in frame(pilot)
        assert "takes it back" not in frame(pilot)
        await press(pilot, "u")
        assert "take it back" not in frame(pilot)
    assert desk.undone == 0


async def test_a_key_of_before_can_be_proven_refused_later_without_any_new_one() -> None:
    desk = FakeRotation(start=replace(START, previous=True))
    async with asked(desk) as pilot:
        await shows(pilot, "The key before the last rotation is still kept")
        await press(pilot, "down", "x")
        await shows(pilot, "REVOKED")
        await press(pilot, "escape")
        await at(pilot, HomeScreen)
    assert desk.given == []


async def test_stopping_that_proof_after_a_rotation_still_shows_the_rotation() -> None:
    desk = FakeRotation()
    async with asked(desk) as pilot:
        await answer(pilot, "ROTATED")
        desk.hold_at = Side.OLD
        await press(pilot, "x")
        await shows(pilot, "sending T2")
        await press(pilot, "escape")
        await shows(pilot, "ROTATED")
        assert isinstance(pilot.app.screen, RotationScreen)


async def test_a_key_in_a_variable_moves_to_another_variable() -> None:
    desk = FakeRotation(start=replace(START, variable="TEAM_KEY", kept=""))
    async with asked(desk, NEW_KEY=KEY) as pilot:
        assert "Today the key is read from the variable TEAM_KEY" in frame(pilot)
        await paste(pilot, "NOT_SET")
        await press(pilot, "enter")
        await shows(pilot, "NOT_SET is not set in this terminal")
        await press(pilot, "ctrl+u")
        await paste(pilot, "$NEW_KEY")
        await press(pilot, "enter")
        await shows(pilot, "ROTATED")
    assert desk.given == [(ApiKey(KEY), "NEW_KEY")]


async def test_a_key_in_a_variable_may_also_be_replaced_by_a_pasted_one() -> None:
    desk = FakeRotation(start=replace(START, variable="TEAM_KEY", kept=""))
    async with asked(desk) as pilot:
        await press(pilot, "down", "k", "up")
        await answer(pilot, "ROTATED")
    assert desk.given == [(ApiKey(KEY), "")]


async def test_what_is_asked_for_stands_in_the_heading_and_a_paste_reaches_the_field_from_the_line_of_ways() -> None:
    desk = FakeRotation(start=replace(START, variable="TEAM_KEY", kept=""))
    async with asked(desk) as pilot:
        assert "Name the variable of the new key" in frame(pilot)
        await press(pilot, "down", "k")
        await shows(pilot, "Paste the new key")
        await paste(pilot, KEY)
        await press(pilot, "up")
        await shows(pilot, "characters, ends")


async def test_enter_without_a_name_says_that_none_was_given() -> None:
    desk = FakeRotation(start=replace(START, variable="TEAM_KEY", kept=""))
    async with asked(desk) as pilot:
        await press(pilot, "down", "enter")
        await shows(pilot, "no variable was named yet")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "variable"


async def test_a_key_pasted_where_a_variable_is_named_never_shows() -> None:
    desk = FakeRotation(start=replace(START, variable="TEAM_KEY", kept=""))
    async with asked(desk) as pilot:
        await paste(pilot, KEY)
        assert KEY not in frame(pilot)
        await shows(pilot, "looked like a key")
    assert desk.given == []


async def test_a_key_that_was_taken_back_is_asked_about_by_its_right_name() -> None:
    desk = FakeRotation()
    async with asked(desk) as pilot:
        await answer(pilot, "ROTATED")
        await press(pilot, "u")
        await shows(pilot, "TAKEN BACK")
        await press(pilot, "x")
        await shows(pilot, "REVOKED")
        assert "new key   ✗ blocked, N07" in frame(pilot)
        assert "old key   ✓ ready" in frame(pilot)
        assert "rotate again" not in frame(pilot)


async def test_a_key_taken_back_in_an_earlier_run_is_no_key_before_a_rotation() -> None:
    desk = FakeRotation(start=replace(START, previous=True, taken_back=True))
    async with asked(desk) as pilot:
        await shows(pilot, "The newer key, which undo took back, is kept")
        assert "before the last rotation" not in frame(pilot)
        assert "is the newer key refused now?" in frame(pilot)
        desk.hold_at = Side.NEW
        await press(pilot, "down", "x")
        await shows(pilot, "sending T2")
        await press(pilot, "escape")
        await shows(pilot, "Stopped")
        desk.hold_at = None
        await answer(pilot, "ROTATED")
        assert "is the old key refused now?" in frame(pilot)
