import asyncio
import json
import shutil
from dataclasses import replace

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Exchange
from roo_wizard.core.secret import ApiKey
from roo_wizard.handoff.curl import curl, first_request
from roo_wizard.handoff.fields import Fields
from roo_wizard.practice.models import CLAUDE, MODEL
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.probe.engine import check
from roo_wizard.probe.kept import KeptExchange
from roo_wizard.probe.target import Options, Target
from roo_wizard.roo.clients import CLIENTS
from roo_wizard.roo.settings import ClientSettings

needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="no curl: apt-get install curl")
SETTINGS = ClientSettings({"modelTemperature": 1, "includeMaxTokens": True, "maxTokens": 9000, "contextWindow": 64_000})


def connection(gateway: PracticeGateway, dialect: Dialect, client: str = "roo") -> Fields:
    base = gateway.base_url if dialect is Dialect.OPENAI else gateway.anthropic_base_url
    model = MODEL if dialect is Dialect.OPENAI else CLAUDE
    return Fields(read_base_url(base, dialect).required(), model, CLIENTS[client], SETTINGS, "work")


async def sh(script: str) -> str:
    process = await asyncio.create_subprocess_exec(
        "sh",
        "-eu",
        env={"PATH": "/usr/bin:/bin", "ROO_WIZARD_KEY": "practice-key"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    answer, _ = await asyncio.wait_for(process.communicate(script.encode()), 30)
    assert process.returncode == 0
    return answer.decode()


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("client", CLIENTS)
async def test_the_true_form_is_what_the_proof_really_sent(dialect: Dialect, client: str) -> None:
    kept: list[Exchange] = []
    async with PracticeGateway() as gateway:
        fields = connection(gateway, dialect, client)
        url = read_base_url(fields.endpoint.base_url, dialect)
        target = Target(url, ApiKey("practice-key"), fields.model, fields.client, SETTINGS)
        async for _ in check(target, Options(), keep=lambda _, exchanges: kept.extend(exchanges)):
            pass
        sent = next(seen for seen in gateway.received if seen.method == "POST")
    first = next(one for one in kept if one.request.purpose == "T1")
    assert isinstance(first, KeptExchange)
    assert first.context is not None
    assert first.context.task is not None
    request = first_request(fields, whole=True, seed=first.context.task.seed)
    assert request.content == sent.body
    assert replace(request, purpose="T1") == first.request
    assert request.url.endswith(sent.path)


@needs_curl
@pytest.mark.parametrize("dialect", Dialect)
async def test_both_forms_reach_the_gateway_as_written_and_get_an_answer(dialect: Dialect) -> None:
    async with PracticeGateway() as gateway:
        fields = connection(gateway, dialect)
        answers = [await sh(curl(fields, whole=whole)) for whole in (False, True)]
        small, true = (seen.body for seen in gateway.received)
    assert all("read_file" in answer for answer in answers)
    assert json.loads(small) == first_request(fields).body
    assert true.rstrip(b"\n") == first_request(fields, whole=True).content
    assert "read -rs ROO_WIZARD_KEY && export ROO_WIZARD_KEY" in curl(fields, whole=False)
    assert len(small) < 12_000
    assert len(true) > 30_000
