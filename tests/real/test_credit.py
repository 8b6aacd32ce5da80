"""The credit addresses of real servers, asked with the questions of the presets."""

import pytest

from roo_wizard.cli.credit import balance_lines, balance_of
from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.secret import ApiKey
from roo_wizard.presets import preset
from roo_wizard.probe.target import Target
from tests.real.conftest import AIMOCK_KEY, MASTER_KEY, LiteLlms


@pytest.mark.aimock
async def test_the_credits_of_an_openrouter_are_read(aimock: str) -> None:
    target = Target(read_base_url(f"{aimock}/api/v1"), ApiKey(AIMOCK_KEY), "m", preset="openrouter")
    balance = await balance_of(target, preset("openrouter"))
    assert (balance.remaining, balance.limit, balance.spent) == (0.0, 0.0, 0.0)


@pytest.mark.litellm
async def test_a_litellm_without_a_database_leaves_the_credit_unknown(litellms: LiteLlms) -> None:
    for origin in (litellms.with_prisma, litellms.without_prisma):
        target = Target(read_base_url(f"{origin}/v1"), ApiKey(MASTER_KEY), "m", preset="litellm")
        assert balance_lines(await balance_of(target, preset("litellm"))) == (
            "credit: not known (HTTP 500 at /key/info)",
        )
