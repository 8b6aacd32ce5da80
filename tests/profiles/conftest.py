"""What the tests of saved things start from."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.profiles.store import ProfileStore


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(config=tmp_path / "config" / "roo-wizard", state=tmp_path / "state" / "roo-wizard")


@pytest.fixture
def store(places: Places) -> ProfileStore:
    return ProfileStore(places, lock_wait_s=0.1)


@pytest.fixture(autouse=True)
def generous_umask() -> Iterator[None]:
    """Modes must not depend on the person's umask."""
    old = os.umask(0)
    yield
    os.umask(old)
