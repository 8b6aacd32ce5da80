"""A gateway that refuses what only one of the client's own entries sends: the field is named, and the way out."""

import json
from dataclasses import replace

import pytest

from roo_wizard.core.exchange import Exchange, Request
from roo_wizard.practice.faults.refuse import _Refused
from roo_wizard.practice.faults.switch import Switch
from roo_wizard.practice.plan import _SWITCHES
from roo_wizard.probe.ladder import applicable, climb
from roo_wizard.probe.own_fields import own_fields
from tests.probe.runs import run_native

OWN = [("requesty", "requesty", "requesty"), ("requesty", "requesty.trace_id", "requesty")]


def refusing(field: str, message: str, param: str | None) -> Switch:
    row = _Refused("R16", lambda body: field in body, message, param)
    return row.switch


@pytest.mark.parametrize(("provider", "param", "field"), OWN)
async def test_a_refused_own_field_is_named_with_the_entry_that_does_not_send_it(
    provider: str, param: str, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(_SWITCHES, "R16", refusing(field, "this is not allowed here", param))
    cause = (await run_native(provider, "R16")).report.cause
    assert cause is not None
    assert (cause.id, f"refuses {field}," in cause.title, cause.owner.value) == ("refused", True, "gateway")
    assert f"OpenAI Compatible as API Provider, which does not send {field}" in cause.action


@pytest.mark.parametrize("message", ["Extra inputs are not permitted: requesty", "Unknown parameter 'requesty'."])
async def test_the_words_of_the_error_name_it_too(message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_SWITCHES, "R16", refusing("requesty", message, None))
    ran = await run_native("requesty", "R16")
    assert ran.report.cause is not None
    assert "refuses requesty," in ran.report.cause.title
    assert all("requesty" in json.loads(body) for body in ran.bodies)


async def test_an_error_that_names_nothing_is_explained_by_leaving_the_field_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(_SWITCHES, "R16", refusing("requesty", "Bad request", None))
    ran = await run_native("requesty", "R16")
    assert ran.report.cause is not None
    assert "refuses requesty," in ran.report.cause.title
    assert "accepted without requesty" in next(f.evidence for f in ran.report.findings if f.id == "refused")
    assert any("requesty" not in json.loads(body) for body in ran.bodies)


def test_what_openai_compatible_sends_is_no_own_field() -> None:
    assert own_fields({"model": "m", "messages": [], "tools": [], "thinking": {}, "provider": {}}) == (
        "thinking",
        "provider",
    )


async def test_the_ladder_leaves_own_fields_out_first_and_keeps_the_limit() -> None:
    request = Request(
        "T1", "POST", "http://127.0.0.1/v1/chat/completions", body={"model": "m", "messages": [], "tools": []}
    )
    request = replace(request, body={**(request.body or {}), "max_tokens": 9, "thinking": {}, "temperature": 0})
    assert [rung.feature for rung in applicable(request)] == ["thinking", "temperature"]

    async def post(asked: Request) -> Exchange:
        return Exchange(asked, status=400 if "thinking" in (asked.body or {}) else 200)

    rung = await climb(request, post)
    assert rung is not None
    assert rung.feature == "thinking"
