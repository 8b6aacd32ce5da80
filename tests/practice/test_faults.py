"""Every id that a path can show, and what is then seen on the wire."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import pytest

from roo_wizard.core.exchange import Exchange
from roo_wizard.practice.plan import known_ids
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.roo.reading.answer import read
from roo_wizard.roo.settings import ClientSettings
from tests.practice.talking import (
    PLAIN,
    R1,
    T1,
    TASK,
    Said,
    ask,
    call_parts,
    content,
    deltas,
    error,
    finishes,
    message,
    parts,
    usages,
)

pytestmark = pytest.mark.exhaustive

Sees = Callable[[Exchange], object]


@dataclass(frozen=True)
class Row:
    """An id, the request that shows it, what is seen, and (for refusals) what a request without the cause gets."""

    id: str
    sees: Sees
    said: Said = T1
    cured: Said | None = None


def refused(status: int, words: str) -> Sees:
    return lambda exchange: exchange.status == status and words in exchange.text


def reading_of(exchange: Exchange) -> tuple[str, ...]:
    return tuple(call.name for call in read(exchange).calls)


def arguments(exchange: Exchange) -> list[str]:
    return [call.arguments for call in read(exchange).wire_calls]


T2 = Said("T2")
T3 = Said("T3")
T1_PLAIN = Said("T1", PLAIN)
CACHED = Said(settings={"supportsPromptCache": True})


def names_once_late(exchange: Exchange) -> bool:
    first = call_parts(exchange)[:3]
    return "name" not in first[0]["function"] and "name" in first[2]["function"]


def buffered(exchange: Exchange) -> bool:
    return exchange.status == 200 and len(call_parts(exchange)) > 20


def is_cumulative(exchange: Exchange) -> bool:
    texts = [part["function"]["arguments"] for part in call_parts(exchange) if part["index"] == 0]
    return all(later.startswith(former) for former, later in pairwise(texts)) and len(texts) > 3


def usage_is_last(exchange: Exchange) -> bool:
    return exchange.text.rindex('"usage"') > exchange.text.index("[DONE]")


NETWORK = (
    Row("N02", lambda x: x.status == 301 and re.search(r"/f//v1/chat/completions$", x.header("location"))),
    Row("N03", lambda x: x.status == 200 and x.looks_like_html),
    Row("N06", refused(403, "1010"), cured=Said(settings={"openAiHeaders": {"User-Agent": "my-agent/1"}})),
    Row("N07", lambda x: x.status == 401 and error(x)["code"] == "invalid_api_key"),
    Row("N17", refused(402, "Insufficient credits")),
    Row("N15", refused(403, "has no access to model practice-coder")),
    Row("N16", refused(401, "OpenAIException")),
    Row("N18", refused(503, "No available channel for model practice-coder")),
    Row("N08", lambda x: x.status == 429 and x.header("retry-after") == "1"),
    Row("N11", refused(503, "overloaded")),
    Row(
        "N13", lambda x: x.status == 404 and error(x)["code"] == "model_not_found", cured=Said(model="practice-talker")
    ),
    Row("N14", refused(413, "too large"), cured=Said(short=True)),
    Row("N09", lambda x: x.status == 200 and "choices" not in x.json and error(x)["message"]),
    Row("N10", lambda x: x.status == 200 and x.body == b""),
    Row("N12", lambda x: x.status == 200 and read(x).usable),
)

REFUSALS = (
    Row("R06", refused(400, "tool calling is not supported")),
    Row("R01", lambda x: x.status == 400 and error(x)["param"] == "tools[0].function.strict"),
    Row("R02", refused(400, "'object'")),
    Row("R03", refused(400, "parallel_tool_calls")),
    Row("R17", refused(400, "Streaming is not supported"), cured=T1_PLAIN),
    Row("R04", refused(400, "stream_options is not supported"), cured=T1_PLAIN),
    Row("R05", refused(400, "'temperature' does not support 0"), cured=Said(settings={"modelTemperature": 1})),
    Row("R09", refused(400, "'developer'"), Said(model="practice-o3-coder"), cured=T1),
    Row("R10", refused(400, "content parts"), cured=Said(settings=R1)),
    Row("R19", refused(400, "roles must alternate"), cured=Said(settings=R1)),
    Row("R11", refused(400, "'tool'"), T2, cured=T1),
    Row("R12", refused(400, "'user' after role 'tool'"), T2, cured=T1),
    Row("R13", refused(400, "content is ''"), T2, cured=Said("T2", R1)),
    Row("R14", refused(400, "reasoning_content"), T2, cured=T1),
    Row("R15", refused(400, "thought_signature"), T2, cured=T1),
    Row("R07", refused(400, "tool_choice"), Said(also={"tool_choice": "required"}), cured=T1),
    Row("R08", refused(400, "max_completion_tokens"), Said(also={"max_completion_tokens": 500}), cured=T1),
    Row(
        "R16",
        refused(400, "image"),
        Said(also={"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:"}}]}]}),
        cured=T1,
    ),
    Row("R18", refused(400, "cache_control"), CACHED, cured=T1),
)

STREAMS = (
    Row("S01", lambda x: x.json["object"] == "chat.completion" and len(message(x)["tool_calls"]) == 2),
    Row("S08", lambda x: "data: : keepalive" in x.text and read(x).error, cured=T1_PLAIN),
    Row("S09", lambda x: read(x).error and "[DONE]" not in x.text and call_parts(x), cured=T1_PLAIN),
    Row(
        "S05",
        lambda x: x.header("connection") == "close" and arguments(x)[0].endswith('"path":"notes/b') and not finishes(x),
        cured=T1_PLAIN,
    ),
    Row("S04", lambda x: finishes(x) and read(x).usable and "[DONE]" not in x.text, Said(until=b'"usage"')),
    Row("S06", lambda x: len(call_parts(x)) < 8 and not finishes(x), Said(until=b'"/b"'), cured=T1_PLAIN),
    Row("S14", lambda x: "\ufffd" in arguments(x)[0] and arguments(x)[0].isascii() is False, T2),
    Row("S02", buffered),
    Row("S11", lambda x: not usages(x) and read(x).usable),
    Row("S12", usage_is_last),
    Row("S13", lambda x: usages(x) == [{"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}]),
    Row("S15", lambda x: finishes(x) == ["tool_calls", "stop"]),
    Row("S03", lambda x: "[DONE]" not in x.text and finishes(x) == ["tool_calls"] and read(x).usable),
    Row("S07", lambda x: "\n: practice" in x.text and "event: ping\ndata: {}" in x.text and read(x).usable),
    Row("S10", lambda x: parts(x)[0]["choices"] == [] and "delta" not in parts(x)[2]["choices"][0] and read(x).usable),
    Row("S16", lambda x: b"\r\n\r\n" in x.body and b"data:{\r\ndata:" in x.body and read(x).usable),
    Row("S17", lambda x: not finishes(x) and read(x).usable),
)

CALLS = (
    Row("T14", lambda x: "<tool_call>" in content(x) and not reading_of(x) and finishes(x) == ["stop"]),
    Row("T15", lambda x: "<tool_call>" in content(x, "reasoning_content") and not content(x) and not reading_of(x)),
    Row("T22", lambda x: any("function_call" in delta for delta in deltas(x)) and finishes(x) == ["function_call"]),
    Row("T20", lambda x: content(x, "reasoning_content") and not content(x) and not call_parts(x)),
    Row("T13", lambda x: finishes(x) == ["tool_calls"] and not call_parts(x)),
    Row("T19", lambda x: content(x) and not call_parts(x) and finishes(x) == ["stop"]),
    Row("T03", lambda x: not any("id" in part for part in call_parts(x)) and not reading_of(x), cured=T1_PLAIN),
    Row("T06", lambda x: not any("name" in part["function"] for part in call_parts(x)), cured=T1_PLAIN),
    Row("T02", lambda x: {part["index"] for part in call_parts(x)} == {0} and len(reading_of(x)) == 1, cured=T1_PLAIN),
    Row("T04", lambda x: len({part["id"] for part in call_parts(x) if "id" in part}) == 1),
    Row("T07", lambda x: all(isinstance(part["function"]["arguments"], dict) for part in call_parts(x))),
    Row("T08", lambda x: all(isinstance(json.loads(text), str) for text in arguments(x))),
    Row("T09", is_cumulative, cured=T1_PLAIN),
    Row("T10", lambda x: arguments(x)[0].endswith(',"path":"notes/b') and finishes(x) == ["tool_calls"]),
    Row("T11", lambda x: arguments(x) == ["{}", "{}"]),
    Row("T16", lambda x: reading_of(x) == ("functions.read_file",) * 2),
    Row("T17", lambda x: '"offset":"1"' in arguments(x)[0] and "explanation" in arguments(x)[0] and read(x).usable),
    Row("T01", lambda x: not any("index" in part for part in call_parts(x)) and len(reading_of(x)) == 1),
    Row("T21", lambda x: content(x).startswith("<think>") and "</think>" not in content(x) and reading_of(x)),
    Row("T05", lambda x: all("name" in part["function"] for part in call_parts(x)) and read(x).usable),
    Row("T12", lambda x: finishes(x) == ["stop"] and read(x).usable),
    Row("T18", lambda x: len(reading_of(x)) == 1 and read(x).usable),
)

MEANING = (
    Row("M04", lambda x: not call_parts(x) and 3_000 < usages(x)[0]["prompt_tokens"] < 4_200),
    Row("M02", lambda x: not call_parts(x) and usages(x)[0]["prompt_tokens"] == 4_096, cured=Said(short=True)),
    Row("M08", lambda x: not call_parts(x) and usages(x)[0]["prompt_tokens"] > 7_800, cured=Said(short=True)),
    Row("M03", lambda x: TASK.nonce_a in arguments(x)[0] and TASK.codeword not in arguments(x)[0], T3),
    Row("M05", lambda x: reading_of(x) == ("read_file", "read_file"), T2, cured=T1),
    Row("M05", lambda x: not any(tag in arguments(x)[0] for tag in TASK.nonces), T3),
    Row("M06", lambda x: [call.id for call in read(x).calls] == ["functions.read_file:0", "functions.read_file:1"]),
    Row("M06", lambda x: not call_parts(x) and content(x), T3, cured=T2),
    Row("M07", lambda x: finishes(x) == ["length"], Said(also={"messages": [
        {"role": "user", "content": "Use write_to_file to write out/numbers.txt with 120 lines."}
    ]}), cured=T2),
    Row("M09", lambda x: "remembered_wrongly" in arguments(x)[0] and reading_of(x) == ("apply_diff",), T2),
    Row("M01", lambda x: {part["model"] for part in parts(x)} == {"practice-mini-2025-01-01"}),
    Row("M10", lambda x: read(x).usable),
)  # fmt: skip

ODDITIES = (
    Row("H01", lambda x: x.text.startswith(": ")),
    Row("H02", lambda x: "[DONE]" not in x.text),
    Row("H03", lambda x: not finishes(x)),
    Row("H04", lambda x: all(delta["content"] is None for delta in deltas(x) if delta)),
    Row("H05", lambda x: finishes(x) == ["stop"]),
    Row("H06", lambda x: {part["index"] for part in call_parts(x)} == {1, 2}),
    Row("H07", content),
    Row("H08", lambda x: parts(x)[0]["choices"] == [] and parts(x)[-1]["choices"] == []),
    Row("H09", lambda x: "usage" in parts(x)[-1] and parts(x)[-1]["choices"][0]["finish_reason"]),
    Row("H10", lambda x: all("x_practice" in each for each in (*parts(x), *deltas(x)))),
    Row("H11", lambda x: not any(call.id.startswith("call_") for call in read(x).calls)),
    Row("H12", lambda x: {delta.get("role") for delta in deltas(x)} >= {"", "assistant"}),
    Row("H13", lambda x: len(call_parts(x)) == 2),
    Row("H14", lambda x: len(reading_of(x)) == 1),
    Row("H15", names_once_late),
    Row("H16", lambda x: b"\r\n\r\n" in x.body),
    Row("H17", lambda x: content(x, "reasoning_content")),
    Row("H18", lambda x: "README.md" in arguments(x)[1]),
)  # fmt: skip

ROWS = (*NETWORK, *REFUSALS, *STREAMS, *CALLS, *MEANING, *ODDITIES)
NO_PLAIN_FORM = {row.id for row in STREAMS} | {"T02", "T03", "T05", "T06", "T09"}


def test_every_known_id_has_a_row() -> None:
    assert {row.id for row in ROWS} == {known.id for known in known_ids()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.id}-{row.said.turn}")
async def test_id_shows_its_form(gateway: PracticeGateway, row: Row) -> None:
    assert row.sees(await ask(gateway, row.id, row.said))


@pytest.mark.parametrize("row", [row for row in ROWS if row.cured], ids=lambda row: f"{row.id}-{row.said.turn}")
async def test_id_does_nothing_where_it_finds_nothing_to_change(gateway: PracticeGateway, row: Row) -> None:
    assert row.cured is not None
    exchange = await ask(gateway, row.id, row.cured)
    reading = read(exchange, settings=ClientSettings(row.cured.settings))
    assert exchange.status == 200
    assert reading.usable or row.cured.model == "practice-talker"


@pytest.mark.parametrize("row", [row for row in ODDITIES if row.id != "H17"], ids=lambda row: row.id)
async def test_oddity_leaves_every_turn_usable(gateway: PracticeGateway, row: Row) -> None:
    for name in ("T1", "T2", "T3"):
        assert read(await ask(gateway, row.id, Said(name))).usable


@pytest.mark.parametrize("name", sorted(NO_PLAIN_FORM))
async def test_stream_fault_leaves_plain_answers_alone(gateway: PracticeGateway, name: str) -> None:
    reading = read(await ask(gateway, name, T1_PLAIN), settings=ClientSettings(PLAIN))
    assert reading.usable
    assert len(reading.calls) == 2


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("T04", lambda m: len({call["id"] for call in m["tool_calls"]}) == 1),
        ("T07", lambda m: isinstance(m["tool_calls"][0]["function"]["arguments"], dict)),
        ("T10", lambda m: m["tool_calls"][0]["function"]["arguments"].endswith('"path":"notes/b')),
        ("T11", lambda m: m["tool_calls"][0]["function"]["arguments"] == "{}"),
        ("T14", lambda m: "<tool_call>" in m["content"] and "tool_calls" not in m),
        ("T15", lambda m: "<tool_call>" in m["reasoning_content"]),
        ("T16", lambda m: m["tool_calls"][0]["function"]["name"] == "functions.read_file"),
        ("T20", lambda m: m["content"] is None and m["reasoning_content"]),
        ("T22", lambda m: m["function_call"]["name"] == "read_file" and "tool_calls" not in m),
    ],
)
async def test_call_fault_shows_in_plain_answers_too(gateway: PracticeGateway, name: str, sees: Sees) -> None:
    assert sees(message(await ask(gateway, name, T1_PLAIN)))  # type: ignore[arg-type]


async def test_thinking_of_r14_and_signature_of_r15_come_with_the_first_turn(gateway: PracticeGateway) -> None:
    assert content(await ask(gateway, "R14"), "reasoning_content")
    signed = [part for part in call_parts(await ask(gateway, "R15")) if "extra_content" in part]
    assert len(signed) == 2


async def test_r14_is_content_with_the_echo(gateway: PracticeGateway) -> None:
    body = {"messages": [
        {"role": "user", "content": "Read `a.py`"},
        {"role": "assistant", "content": "", "reasoning_content": "hm", "tool_calls": [
            {"id": "c", "type": "function", "function": {"name": "read_file", "arguments": '{"path":"a.py"}'}}
        ]},
        {"role": "tool", "tool_call_id": "c", "content": "1 | x = 1"},
    ]}  # fmt: skip
    assert (await ask(gateway, "R14", Said(also=body))).status == 200


async def test_leaked_markup_changes_from_request_to_request(gateway: PracticeGateway) -> None:
    texts = {content(await ask(gateway, "T14"))[:12] for _ in range(8)}
    assert len(texts) == 8
