"""The rotation desk of the wizard against the practice gateway, with a keyring in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.cli.wizard.rotation import Desk
from roo_wizard.core.errors import KeyringProblem, PlainHttpRefused, ProfileError, RooWizardError, UsageError
from roo_wizard.core.events import Announced
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.rotation import Exchanging, Proving, Revocation, RotationOutcome, Side
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles.lock import locked
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from tests.profiles.memory_keyring import MemoryKeyring

FIRST, SECOND, WRONG = "practice-key", "practice-key-2", "pk-canary-1Aa2Bb3Cc4Dd5Ee6"


@pytest.fixture
async def gateway() -> AsyncIterator[PracticeGateway]:
    async with PracticeGateway(pacing=Pacing.instant()) as gateway:
        yield gateway


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch, gateway: PracticeGateway) -> MemoryKeyring:
    """A keyring that holds the first key of the saved profile "work"."""
    keyring = MemoryKeyring()
    keyring.entries["roo-wizard", f"{gateway.origin}#work"] = FIRST
    monkeypatch.setattr("roo_wizard.profiles.vault._load", lambda: keyring)
    store().save(Profile("work", gateway.base_url, "practice-coder", last_verdict="ready"))
    return keyring


def store() -> ProfileStore:
    return ProfileStore(Places.of_user())


async def rotated(key: str, variable: str = "") -> RotationOutcome:
    steps = [step async for step in Desk().rotate("work", ApiKey(key), variable)]
    outcome = steps[-1]
    assert isinstance(outcome, RotationOutcome)
    assert any(isinstance(step, Exchanging) for step in steps) == bool(outcome.stored)
    sides = [step.side for step in steps if isinstance(step, Proving)]
    assert sides == sorted(sides, key=list(Side).index), "first the new key, then the old one"
    return outcome


async def revoked() -> Revocation:
    steps = [step async for step in Desk().prove_revoked("work")]
    assert isinstance(steps[-1], Revocation)
    return steps[-1]


async def test_rotate_undo_rotate_revoke(gateway: PracticeGateway, keyring: MemoryKeyring, home: Path) -> None:
    main = f"{gateway.origin}#work"
    start = await Desk().open("WORK")
    assert (start.profile, start.previous, start.variable) == ("work", False, "")
    outcome = await rotated(SECOND)
    assert outcome.stored.startswith("in ")
    assert outcome.compared[1] == "limits: requests 500 → 1,000, tokens 200,000 → 400,000"
    assert [place.title for place in outcome.elsewhere] == ["Roo Code, its own settings"]
    assert keyring.kept == {main: SECOND, f"{main}#previous": FIRST}
    assert "the older key is in use again" in await Desk().undo("work")
    assert keyring.kept == {main: FIRST, f"{main}#previous": SECOND}
    assert (await Desk().open("work")).taken_back
    asked = await revoked()
    assert (asked.refused, asked.side) == (False, Side.NEW)
    assert "the newer key of work, which undo took back" in asked.text
    assert store().load().record("work").facts == {}
    await rotated(SECOND)
    start = await Desk().open("work")
    assert (start.previous, start.taken_back) == (True, False)
    assert (await revoked()).refused is False
    gateway.revoke(FIRST)
    assert (await revoked()).refused is True
    assert keyring.kept == {main: SECOND}
    with pytest.raises(UsageError, match="no previous key"):
        await revoked()
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert FIRST.encode() not in written


async def test_a_refused_key_changes_nothing_and_is_written_nowhere(
    gateway: PracticeGateway, keyring: MemoryKeyring, home: Path
) -> None:
    before = dict(keyring.entries)
    outcome = await rotated(WRONG)
    assert (outcome.stored, outcome.elsewhere) == ("", ())
    assert outcome.new.cause is not None
    assert outcome.new.cause.id == "N07"
    assert keyring.entries == before
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert WRONG.encode() not in written
    assert WRONG not in repr(outcome)


async def test_leaving_in_the_middle_of_either_proof_changes_nothing(
    gateway: PracticeGateway, keyring: MemoryKeyring
) -> None:
    before, profiles = dict(keyring.entries), store().load()
    for side in Side:
        async with aclosing(Desk().rotate("work", ApiKey(SECOND))) as steps:
            async for step in steps:
                if isinstance(step, Proving) and step.side is side and isinstance(step.event, Announced):
                    break
        assert (keyring.entries, store().load()) == (before, profiles)


async def refusal(key: str = SECOND, variable: str = "") -> RooWizardError:
    with pytest.raises(RooWizardError) as raised:
        await rotated(key, variable)
    return raised.value


async def test_the_key_in_use_and_one_from_its_own_variable_are_told_before_anything_is_sent(
    gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "in use already" in (await refusal(FIRST)).message
    monkeypatch.setenv("K", FIRST)
    store().save(Profile("work", gateway.base_url, "practice-coder", key_place="env:K"))
    assert "reads its key from K itself" in (await refusal(SECOND, "K")).message
    assert gateway.received == []


async def test_a_key_in_a_variable_moves_to_another_one_or_into_the_keyring(
    gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", FIRST)
    monkeypatch.setenv("K2", SECOND)
    keyring.entries.clear()
    store().save(Profile("work", gateway.base_url, "practice-coder", key_place="env:K"))
    assert (await Desk().open("work")).variable == "K"
    assert (await rotated(SECOND, "K2")).stored == "read from the variable K2"
    assert store().load().get("work").key_place == "env:K2"
    assert "read from the variable K" in await Desk().undo("work")
    await Desk().undo("work")
    await rotated(FIRST)
    assert store().load().get("work").key_place == "keyring"
    assert keyring.kept == {f"{gateway.origin}#work": FIRST}


async def test_a_profile_without_a_key_and_plain_http_are_refused_before_a_key_is_asked_for(
    keyring: MemoryKeyring,
) -> None:
    store().save(Profile("free", "http://127.0.0.1:1/v1", "m", key_place="none"))
    store().save(Profile("plain", "http://gateway.example/v1", "m"))
    with pytest.raises(UsageError, match="needs no key"):
        await Desk().open("free")
    with pytest.raises(PlainHttpRefused, match="plain http"):
        await Desk().open("plain")
    store().update("plain", lambda profile: replace(profile, allow_http=True))
    assert (await Desk().open("plain")).profile == "plain"


async def test_a_keyring_that_cannot_be_used_is_told_before_anything_is_sent(
    gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> MemoryKeyring:
        raise RuntimeError

    monkeypatch.setattr("roo_wizard.profiles.vault._load", broken)
    with pytest.raises(KeyringProblem):
        await Desk().open("work")
    assert isinstance(await refusal(), KeyringProblem)
    assert gateway.received == []


async def test_the_lock_of_another_terminal_is_a_sentence_and_the_screen_goes_on_meanwhile(
    gateway: PracticeGateway, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, beats = dict(keyring.entries), 0
    monkeypatch.setattr(ProfileStore.__init__, "__defaults__", (0.3,))

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0)
            beats += 1

    async with aclosing(Desk().rotate("work", ApiKey(SECOND))) as steps:
        async for step in steps:
            if isinstance(step, Exchanging):
                break
        with locked(Places.of_user().state / "lock-keys"):
            beating = asyncio.create_task(beat())
            with pytest.raises(ProfileError, match="another roo-wizard holds"):
                await anext(steps)
            beating.cancel()
    assert beats > 100, "the loop is free while the lock is waited for"
    assert keyring.entries == before
