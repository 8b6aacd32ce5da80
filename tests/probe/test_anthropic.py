"""What only the Anthropic route has: bare base URLs, replaced model ids, cache marks, tool_choice as an object."""

import json
from dataclasses import replace
from typing import Any

import pytest

from roo_wizard.core.endpoint import Dialect, Endpoint
from roo_wizard.core.exchange import Chunk, Exchange, Request
from roo_wizard.core.finding import Severity
from roo_wizard.core.report import Verdict
from roo_wizard.core.sse import read_events
from roo_wizard.probe.ladder import applicable, climb
from roo_wizard.probe.rules.rule import Context, Seen, judge
from roo_wizard.probe.script import first_turn
from roo_wizard.probe.wire.walk import Form, read_wire
from roo_wizard.roo.clients import ROO, ZOO
from roo_wizard.roo.request import build
from roo_wizard.roo.settings import ClientSettings
from tests.probe.answers import READ, TASK
from tests.probe.runs import run_anthropic

ENDPOINT = Endpoint("http", "127.0.0.1", 1, "", Dialect.ANTHROPIC)
T1 = build(ENDPOINT, "claude-sonnet-4-5", ClientSettings(), first_turn(TASK))
START = {"type": "message_start", "message": {"model": "claude-sonnet-4-5", "usage": {"input_tokens": 9}}}
STOP = {"type": "message_stop"}


def block(index: int | None, **fields: Any) -> dict[str, Any]:
    start = {"type": "content_block_start", "index": index, "content_block": fields}
    return {key: value for key, value in start.items() if value is not None}


def part(index: int, **fields: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": fields}


def end(reason: str | None = "tool_use", **usage: int) -> dict[str, Any]:
    return {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage or {"output_tokens": 5}}


def events(*payloads: Any, request: Request = T1) -> Exchange:
    texts = [
        payload if isinstance(payload, str) else f"event: {payload['type']}\ndata: {json.dumps(payload)}"
        for payload in payloads
    ]
    chunks = tuple(Chunk(10.0 * place, f"{text}\n\n".encode()) for place, text in enumerate(texts, 1))
    return Exchange(request, 200, (("content-type", "text/event-stream"),), chunks, header_ms=1.0, total_ms=99.0)


def refused(status: int, body: Any, request: Request = T1) -> Exchange:
    return Exchange(
        request, status, (("content-type", "application/json"),), (Chunk(1.0, json.dumps(body).encode()),), total_ms=1.0
    )


def ids(exchange: Exchange, **context: Any) -> dict[str, Severity]:
    around = {"turn": "T1", "model": "claude-sonnet-4-5", "task": TASK, **context}
    return {finding.id: finding.severity for finding in judge(Seen(exchange, Context(**around)))}


CALL = (
    block(0, type="tool_use", id="a", name="read_file", input={}),
    part(0, type="input_json_delta", partial_json=READ),
)


def test_the_events_of_a_message_become_the_same_facts_as_chunks() -> None:
    wire = read_wire(
        events(
            START,
            "event: ping\ndata: {}",
            block(0, type="thinking", thinking=""),
            part(0, type="thinking_delta", thinking="hm"),
            block(1, type="text", text=""),
            part(1, type="text_delta", text="I look."),
            block(2, type="tool_use", id="a", name="read_file", input={}),
            part(2, type="input_json_delta", partial_json=READ[:9]),
            part(2, type="input_json_delta", partial_json=READ[9:]),
            end(),
            STOP,
        )
    )
    assert (wire.form, wire.done, wire.finish_reasons) == (Form.EVENTS, True, ("tool_calls",))
    assert (wire.reasoning, wire.content) == ("hm", "I look.")
    assert [(call.id, call.name, call.arguments) for call in wire.calls] == [("a", "read_file", READ)]
    assert wire.last_usage == {"prompt_tokens": 9, "completion_tokens": 5}
    assert wire.first_token == (40.0, "reasoning")


def test_cached_tokens_belong_to_the_prompt() -> None:
    usage = {"input_tokens": 3, "cache_creation_input_tokens": 40, "cache_read_input_tokens": 500}
    start = {"type": "message_start", "message": {"model": "m", "usage": usage}}
    assert read_wire(events(start, *CALL, end(), STOP)).last_usage["prompt_tokens"] == 543


def test_a_whole_message_is_read_too() -> None:
    content = [
        {"type": "text", "text": "x"},
        {"type": "tool_use", "id": "a", "name": "read_file", "input": {"path": "b"}},
    ]
    body = {
        "type": "message",
        "model": "m",
        "content": content,
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 1},
    }
    wire = read_wire(refused(200, body))
    assert wire.form is Form.JSON
    assert [(call.name, call.parsed) for call in wire.calls] == [("read_file", {"path": "b"})]
    assert ids(refused(200, body)).keys() >= {"S01"}


def test_a_good_message_shows_nothing_where_a_parameter_may_be_left_out() -> None:
    assert ids(events(START, *CALL, end(output_tokens=9), STOP)) == {"T18": Severity.INFO}


def test_data_without_a_name_is_skipped_as_the_client_skips_it() -> None:
    assert "S08" not in ids(events(START, "data: : keepalive", *CALL, end(), STOP))
    assert "S08" in ids(events(START, "event: content_block_delta\ndata: : keepalive", *CALL, end(), STOP))


def test_an_input_that_is_given_at_once_never_reaches_the_client() -> None:
    at_once = block(0, type="tool_use", id="a", name="read_file", input={"path": "b"})
    assert ids(events(START, at_once, end(), STOP))["T07"] is Severity.BLOCK
    both = (at_once, part(0, type="input_json_delta", partial_json=READ))
    assert "T07" not in ids(events(START, *both, end(), STOP))


def test_tool_choice_refused_as_an_object_sends_to_the_other_provider() -> None:
    detail = [{"loc": ["body", "tool_choice"], "msg": "Input should be 'auto' or 'any'", "type": "literal_error"}]
    findings = judge(Seen(refused(422, {"detail": detail}), Context("T1", "claude-sonnet-4-5")))
    assert [finding.id for finding in findings] == ["R06"]
    assert "OpenAI Compatible" in findings[0].action
    assert "tool_choice" in findings[0].action


@pytest.mark.parametrize(("status", "bearer", "told"), [(308, False, True), (302, False, False), (308, True, False)])
def test_a_redirect_that_the_client_follows_with_the_key_says_so(status: int, bearer: bool, told: bool) -> None:
    settings = ClientSettings({"anthropicUseAuthToken": bearer})
    request = build(ENDPOINT, "claude-sonnet-4-5", settings, first_turn(TASK), ROO)
    moved = replace(refused(status, {}, request), headers=(("location", "https://other.example/v1/messages"),))
    (finding,) = judge(Seen(moved, Context(turn="T1", model="claude-sonnet-4-5", task=TASK)))
    assert (finding.id, finding.severity) == ("N02", Severity.BLOCK)
    assert ("hand your key to that address" in finding.evidence) is told


def test_refused_cache_marks_are_a_block_because_they_are_always_sent() -> None:
    error = {"type": "error", "error": {"type": "invalid_request_error", "message": "cache_control: Extra inputs"}}
    findings = judge(Seen(refused(400, error), Context("T1", "claude-sonnet-4-5")))
    assert [(finding.id, finding.severity) for finding in findings] == [("R18", Severity.BLOCK)]
    assert "cache marks" in findings[0].action


async def test_the_ladder_finds_a_refusal_that_names_nothing() -> None:
    for culprit, feature in (("cache_control", "R18"), ('"temperature"', "R05"), ('"tool_choice"', "R06")):

        async def post(request: Request, culprit: str = culprit) -> Exchange:
            return refused(400 if culprit.encode() in request.content else 200, {}, request)

        rung = await climb(T1, post)
        assert rung is not None
        assert rung.fault == feature
    assert {rung.fault for rung in applicable(T1)} == {"R02", "R05", "R06", "R17", "R18"}


async def test_an_id_that_roo_replaces_is_told_with_the_way_out() -> None:
    report = (await run_anthropic(model="practice-coder")).report
    assert (report.verdict, report.cause) == (Verdict.READY, None)
    told = next(finding for finding in report.findings if finding.id == "M01")
    assert told.severity is Severity.WARN
    assert "sends claude-sonnet-4-5 in its place" in told.evidence
    assert "OpenAI Compatible" in told.action


async def test_zoo_sends_the_id_as_typed() -> None:
    done = await run_anthropic(model="practice-coder", client=ZOO)
    assert "M01" not in {finding.id for finding in done.report.findings if finding.severity is Severity.WARN}
    assert all(json.loads(body)["model"] == "practice-coder" for body in done.bodies)


def test_a_refused_replacement_is_not_blamed_on_the_id_that_was_chosen() -> None:
    request = build(ENDPOINT, "acme-coder", ClientSettings(), first_turn(TASK), ROO)
    error = {"type": "error", "error": {"type": "not_found_error", "message": "model: claude-sonnet-4-5 not found"}}
    findings = judge(Seen(refused(404, error, request), Context("T1", "acme-coder", listed=False)))
    assert [finding.id for finding in findings] == ["N13"]
    assert "acme-coder" in findings[0].evidence
    assert "OpenAI Compatible" in findings[0].action


async def test_a_base_with_its_version_is_blocked_and_the_bare_one_is_named() -> None:
    report = (await run_anthropic(suffix="/v1")).report
    assert report.cause is not None
    assert (report.verdict, report.cause.id) == (Verdict.BLOCKED, "N03")
    assert report.cause.action.split()[1] == report.target.base_url.removesuffix("/v1")


async def test_the_endpoint_itself_is_corrected_to_its_base() -> None:
    report = (await run_anthropic(suffix="/v1/messages")).report
    assert report.verdict is Verdict.READY
    assert "N04" in {finding.id for finding in report.findings}


async def test_a_look_alike_that_leaves_usage_out_makes_the_client_stumble() -> None:
    bare = {"type": "message_start", "message": {"model": "claude-sonnet-4-5"}}
    exchange = events(bare, *CALL, end(), STOP)
    assert list(read_events(exchange.chunks))
    assert Seen(exchange, Context("T1", "m")).reading.error
