"""Every change to keyring and disk may be the last one: what is left then is whole, and can be gone on with."""

import asyncio
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.rotation import swap_in
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.unsaved import UnsavedKeys
from roo_wizard.profiles.vault import Stored, Vault
from tests.attack.traces import traces_below
from tests.cli.conftest import Run
from tests.cli.gateways import running
from tests.profiles.memory_keyring import MemoryKeyring

OLD, NEW = "pk-old-7Qw9Zr2TtXk41", "pk-new-4Hs8Lm3VvYp62"
MOST = 60
"""Changes that no command makes."""


class World:
    """The machine from outside: its keyring, and what stops when no further change is possible."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, gateway: PracticeGateway, home: Path) -> None:
        self.gateway, self.home = gateway, home
        self.keyring = MemoryKeyring()
        self._monkeypatch = monkeypatch
        self._left: int | None = None
        monkeypatch.setattr("roo_wizard.profiles.vault._load", lambda: self.keyring)
        monkeypatch.setenv("NEW", NEW)
        for owner, name in ((MemoryKeyring, "set_password"), (MemoryKeyring, "delete_password"), (os, "fsync")):
            self._counted(owner, name)
        self._counted(Path, "unlink", lambda path: not path.name.startswith("."))

    def begin(self) -> None:
        """A saved connection "work" whose key is OLD, and one beside it."""
        self.keyring.entries.clear()
        for path in (self.store.path, *self.home.rglob("history/*")):
            path.unlink(missing_ok=True)
        self.store.save(Profile("beside", self.gateway.base_url, "m", key_place="env:K"))
        self.store.save(Profile("work", self.gateway.base_url, "practice-coder", last_verdict="ready"))
        self.keyring.entries["roo-wizard", self.entry] = OLD

    @property
    def store(self) -> ProfileStore:
        return ProfileStore(Places.of_user())

    @property
    def entry(self) -> str:
        return f"{self.gateway.origin}#work"

    @contextmanager
    def stopped_after(self, changes: int) -> Iterator[None]:
        """Let only this many more changes happen; at the end the world goes on."""
        self._left = changes
        try:
            yield
        finally:
            self.ran_through = self._left is None or self._left >= 0
            self._left = None

    def assert_whole(self) -> None:
        """The files can be read, the neighbour is there, no secret is in any file and no half-written one is left."""
        loaded = self.store.load()
        assert loaded.problem is None
        assert "beside" in loaded.names
        assert traces_below(self.home, OLD, NEW) == []

    def _counted(self, owner: Any, name: str, counts: Any = lambda *_: True) -> None:
        change = getattr(owner, name)

        def counted(*given: Any, **named: Any) -> Any:
            if self._left is not None and counts(given[0]):
                self._left -= 1
                if self._left < 0:
                    raise OSError(28, "No space left on device")
            return change(*given, **named)

        self._monkeypatch.setattr(owner, name, counted)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[World]:
    with running(PracticeGateway(pacing=Pacing.instant(), keys=frozenset({OLD, NEW}))) as gateway:
        yield World(monkeypatch, gateway, home)


def at_every_change(world: World, change: Callable[[], bool], *, rotated: bool = False) -> Iterator[bool]:
    """Make *change* in a fresh world that stops after 0, 1, 2 … changes, until none is left.

    Yields whether it was made; with *rotated* the key NEW has replaced OLD before.
    """
    for changes in range(MOST):
        world.begin()
        if rotated:
            assert swapped_in(world)
        with world.stopped_after(changes):
            made = change()
        world.assert_whole()
        yield made
        if world.ran_through:
            assert made
            return
    raise AssertionError("more changes than a command makes")


def swapped_in(world: World) -> bool:
    """Do what a rotation does after its two proofs."""
    try:
        outcome = asyncio.run(swap_in(Vault(), world.store, world.store.load().get("work"), ApiKey(NEW)))
    except RooWizardError:
        return False
    return isinstance(outcome, Stored)


def test_a_rotation_that_stops_anywhere_keeps_a_proven_key_and_undo_knows(world: World, run: Run) -> None:
    for rotated in at_every_change(world, lambda: swapped_in(world)):
        key = world.keyring.kept[world.entry]
        assert key == NEW if rotated else key in {OLD, NEW}
        if run("undo", "work").code == 0:
            assert world.keyring.kept[world.entry] == OLD
        else:
            assert key == OLD
    ran = run("rotate", "work", "--key-env", "NEW")
    assert (ran.code, world.keyring.kept[world.entry]) == (0, NEW), ran.err


def test_an_undo_that_stops_anywhere_loses_no_key_and_is_finished_by_the_next_one(world: World, run: Run) -> None:
    for undone in at_every_change(world, lambda: run("undo", "work").code == 0, rotated=True):
        assert set(world.keyring.kept.values()) == {OLD, NEW}
        assert undone or run("undo", "work").code == 0
        both = {world.entry: OLD, f"{world.entry}#previous": NEW}
        assert world.keyring.kept.items() >= both.items()


def test_a_key_proven_as_revoked_may_be_deleted_again(world: World, run: Run) -> None:
    world.gateway.revoke(OLD)
    revoked = ("rotate", "work", "--revoked")
    for deleted in at_every_change(world, lambda: run(*revoked).code == 0, rotated=True):
        assert world.keyring.kept[world.entry] == NEW
        if deleted:
            assert world.keyring.kept == {world.entry: NEW}


def test_a_profile_that_is_being_forgotten_keeps_its_name_until_everything_else_is_gone(world: World, run: Run) -> None:
    for forgotten in at_every_change(world, lambda: run("forget", "work").code == 0, rotated=True):
        if "work" in world.store.load().names:
            assert not forgotten
            assert run("forget", "work").code == 0
        assert world.keyring.kept == {}
        assert world.store.load().names == ("beside",)


def test_a_set_up_that_stops_anywhere_is_done_again(world: World, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("--base-url", world.gateway.base_url, "--model", "practice-coder", "--key-stdin", "--save", "new")
    monkeypatch.setattr("sys.stdin", Again(NEW))
    entry = f"{world.gateway.origin}#new"
    for _ in at_every_change(world, lambda: run("check", *words).code == 0):
        saved = world.store.load().find("new")
        assert saved is None or saved.base_url == world.gateway.base_url
        if saved is None and entry in world.keyring.kept:
            assert "a set-up of new was not finished" in run("profiles").err
            assert run("check", *words).code == 0
            assert world.keyring.kept[entry] == NEW


def test_what_a_set_up_that_stops_anywhere_leaves_in_the_keyring_can_be_forgotten(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--base-url", world.gateway.base_url, "--model", "practice-coder", "--key-stdin", "--save", "new")
    monkeypatch.setattr("sys.stdin", Again(NEW))
    monkeypatch.setenv("TEAM", "header-value-9Kq")
    for _ in at_every_change(world, lambda: run("check", *words, "--header-env", "X-Team=TEAM").code == 0):
        if "new" in world.store.load().names or "a set-up of new was not finished" in run("profiles").err:
            assert run("forget", "new").code == 0
        assert world.keyring.kept == {world.entry: OLD}
        assert UnsavedKeys(Places.of_user()).load() == ()


class Again(io.StringIO):
    """Standard input that says the same in every run."""

    def read(self, size: int | None = -1, /) -> str:
        self.seek(0)
        return super().read(size)
