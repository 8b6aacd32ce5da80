from collections.abc import AsyncIterator

import pytest

from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing


@pytest.fixture
async def gateway() -> AsyncIterator[PracticeGateway]:
    """A practice gateway without waits."""
    async with PracticeGateway(pacing=Pacing.instant()) as running:
        yield running
