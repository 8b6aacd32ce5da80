"""Broken, endless and malicious lists: nothing of them is offered, and a proof does not depend on them."""

from dataclasses import replace
from typing import Any

import pytest

from roo_wizard.core.text import is_clean
from tests.gateways import rows
from tests.gateways.checking import prove
from tests.gateways.rows import FLATKEY
from tests.gateways.stand_in import HTML, PAGE, Row, Said
from tests.gateways.test_lists import listed

OSC = "\x1b]52;c;c2VjcmV0\x1b\\"
NO_LIST: dict[str, Said] = {
    "a page": Said(200, PAGE, HTML),
    "nothing": Said(200, ""),
    "an empty list": Said(200, {"object": "list", "data": []}),
    "null": Said(200, None),
    "a number": Said(200, 5),
    "a text": Said(200, '"models"'),
    "an error inside 200": Said(200, {"error": {"message": "no list for you"}}),
    "nested envelopes": Said(200, {"data": {"data": {"data": [{"id": "a"}]}}}),
    "deep nesting": Said(200, "[" * 50_000 + "]" * 50_000),
    "null ids": Said(200, {"data": [{"id": None}, {"id": None}]}),
    "numbers as ids": Said(200, {"data": [{"id": 1}, {"id": 2.5}, {"id": True}]}),
    "cut JSON": Said(200, '{"data": [{"id": "a"}, {"i'),
}


def with_list(said: Said) -> Row:
    return replace(FLATKEY, lists={"/v1/models": said})


@pytest.mark.parametrize("said", NO_LIST.values(), ids=list(NO_LIST))
async def test_what_is_no_list_is_none_and_says_why(said: Said) -> None:
    found, _ = await listed(with_list(said))
    assert found.catalog.models == ()
    assert found.catalog.problem
    assert is_clean(found.catalog.problem)
    assert found.dropdown.shown == 0


@pytest.mark.parametrize("name", ["a page", "an empty list", "deep nesting", "null ids", "cut JSON"])
async def test_a_proof_does_not_depend_on_the_list(name: str) -> None:
    proof = await prove(with_list(NO_LIST[name]))
    assert proof.report.verdict.value == "ready"
    assert [finding.id for finding in proof.report.findings] == ["N12"]


def entry(**fields: Any) -> dict[str, Any]:
    return {"object": "model", **fields}


async def test_only_clean_ids_are_offered_and_the_rest_is_counted() -> None:
    names: list[Any] = [
        "a" * 1_000_000,
        OSC,
        "a\u202eb",
        "a\nb",
        "\u200bx",
        " pad ",
        "",
        None,
        7,
        [],
        {"id": "x"},
        "good",
        "good",
    ]
    found, _ = await listed(with_list(Said(200, {"data": [entry(id=name) for name in names]})))
    assert [model.id for model in found.catalog.models] == ["good"]
    assert found.catalog.hidden == len(names) - 1


@pytest.mark.parametrize(
    "price", ["-1", -5, "1e400", "NaN", "free", None, [], {}, True, 10**300, "9" * 5_000, "1e9", OSC]
)
async def test_absurd_prices_are_unknown(price: Any) -> None:
    body = {"data": [entry(id="gpt-5.4-mini", pricing={"prompt": price, "completion": price}, context_length=price)]}
    found, _ = await listed(with_list(Said(200, body)))
    (model,) = found.catalog.models
    assert (model.input_price, model.output_price) == (None, None)
    proof = await prove(with_list(Said(200, body)))
    assert proof.report.verdict.value == "ready"
    assert proof.report.usage.cost_usd is None


async def test_side_fields_with_escapes_never_reach_a_person() -> None:
    fields = dict.fromkeys(("type", "mode", "owned_by", "task"), OSC)
    body = entry(id="m", supported_endpoint_types=[OSC], **fields)
    found, _ = await listed(with_list(Said(200, {"data": [body]})))
    (model,) = found.catalog.models
    assert all(is_clean(text) for text in (*model.warnings, *model.endpoints, model.tools_source))


async def test_a_list_that_pages_for_ever_is_cut() -> None:
    body = {"data": [entry(id="gpt-5.4-mini")], "has_more": True, "last_id": "gpt-5.4-mini"}
    row = replace(FLATKEY, lists={"/v1/models": Said(200, body), "/v1/models?after_id=gpt-5.4-mini": Said(200, body)})
    found, asked = await listed(row)
    assert [model.id for model in found.catalog.models] == ["gpt-5.4-mini"]
    assert "cut" in found.catalog.notes[0]
    assert len(asked) == 3


async def test_no_page_at_another_origin_gets_the_key() -> None:
    body = {"data": [entry(id="m")], "links": {"next": "https://elsewhere.example/models"}}
    found, asked = await listed(with_list(Said(200, body)))
    assert "another origin" in found.catalog.notes[0]
    assert len(asked) == 2


async def test_every_page_and_guess_stands_in_the_report() -> None:
    proof = await prove(replace(rows.ZHIPU, anything_else=Said(404, "Not Found")))
    gets = [record.url for record in proof.report.requests if record.method == "GET"]
    assert len(gets) == len([asked for asked in proof.asked if asked.method == "GET"]) == 4
