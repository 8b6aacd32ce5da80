import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect, Endpoint
from roo_wizard.core.exchange import AuthForm, Chunk, Ending, Exchange, Failure, Phase, Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.model import ListRefusal
from roo_wizard.core.text import safe
from roo_wizard.gateway.listing.catalog import Fetched, fetch_catalog, guesses, list_url

LIST = {"data": [{"id": "a"}, {"id": "b"}]}


def endpoint(url: str = "https://gateway.example/v1", dialect: Dialect = Dialect.OPENAI) -> Endpoint:
    return read_base_url(url, dialect).required()


def request_for(url: str, with_key: bool) -> Request:
    return Request("models", "GET", url, auth=AuthForm.BEARER if with_key else AuthForm.NONE)


@dataclass
class Scripted:
    """Answers by path; a tuple is (with a key, without)."""

    answers: dict[str, Any]
    asked: list[tuple[str, bool]] = field(default_factory=list)

    async def send(self, request: Request) -> Exchange:
        path = request.url.removeprefix("https://gateway.example")
        with_key = request.auth is not AuthForm.NONE
        self.asked.append((path, with_key))
        answer = self.answers.get(path, (404, {"detail": "Not Found"}))
        if isinstance(answer, list):
            answer = answer[0 if with_key else 1]
        if answer is None:
            failure = Failure(Phase.TCP, "refused", safe("nothing listens there"))
            return Exchange(request, None, ending=Ending.FAILED, failure=failure)
        status, body = answer
        data = body if isinstance(body, str) else json.dumps(body)
        return Exchange(request, status, chunks=(Chunk(1.0, data.encode()),))


async def fetched(answers: dict[str, Any], url: str = "https://gateway.example/v1") -> tuple[Fetched, Scripted]:
    client = Scripted(answers)
    return await fetch_catalog(client, endpoint(url), request_for, limits=Limits()), client


async def test_a_list_that_needs_the_key_is_not_public() -> None:
    found, client = await fetched({"/v1/models": [(200, LIST), (401, {"error": "key"})]})
    assert [model.id for model in found.catalog.models] == ["a", "b"]
    assert found.catalog.public is False
    assert found.keyless is not None
    assert found.keyless.status == 401
    assert found.catalog.source_url == "https://gateway.example/v1/models"
    assert client.asked == [("/v1/models", True), ("/v1/models", False)]


async def test_a_list_that_is_given_without_a_key_is_public() -> None:
    found, _ = await fetched({"/v1/models": (200, LIST)})
    assert found.catalog.public is True
    assert found.catalog.problem is None


async def test_a_control_that_fails_leaves_the_question_open() -> None:
    found, _ = await fetched({"/v1/models": [(200, LIST), None]})
    assert found.catalog.public is None


async def test_without_a_key_to_begin_with_there_is_no_control() -> None:
    client = Scripted({"/v1/models": (200, LIST)})
    found = await fetch_catalog(client, endpoint(), lambda url, with_key: request_for(url, False), limits=Limits())
    assert found.catalog.public is True
    assert len(client.asked) == 1


async def test_a_missing_list_is_looked_for_at_fixed_places_of_the_same_origin() -> None:
    found, client = await fetched({"/v1/models": (200, LIST)}, "https://gateway.example")
    assert found.catalog.source_url == "https://gateway.example/v1/models"
    assert found.listed.status == 404
    assert [exchange.status for exchange in found.guessed] == [200]
    assert client.asked == [("/models", True), ("/v1/models", True), ("/v1/models", False)]


@pytest.mark.parametrize(
    "first", [(200, "<html>app</html>"), (404, "x"), (405, {}), (200, {"hello": 1}), (200, {"data": []})]
)
async def test_pages_and_other_bodies_lead_to_a_guess(first: Any) -> None:
    found, _ = await fetched({"/models": first, "/v1/models": (200, LIST)}, "https://gateway.example")
    assert len(found.catalog.models) == 2


@pytest.mark.parametrize(
    "first", [(401, {"error": {"message": "Invalid API key"}}), (403, {}), (429, {}), (500, {}), (402, {}), None]
)
async def test_after_a_refused_key_or_a_failure_nothing_else_is_asked(first: Any) -> None:
    found, client = await fetched({"/v1/models": first})
    assert len(client.asked) == 1
    assert found.catalog.models == ()
    assert found.catalog.problem
    assert found.catalog.public is None


async def test_a_problem_says_why_in_plain_words() -> None:
    refused, _ = await fetched({"/v1/models": (401, {"error": {"message": "bad \x1b[31mkey"}})})
    missing, _ = await fetched({})
    empty, _ = await fetched({"/v1/models": (200, {"data": [{"id": "\x1b"}]})})
    assert refused.catalog.problem == "the gateway refuses the key (401): bad [31mkey"
    assert refused.catalog.refusal is ListRefusal.KEY
    assert missing.catalog.refusal is None
    private, _ = await fetched({"/v1/models": (403, {})})
    assert private.catalog.refusal is ListRefusal.LIST
    assert missing.catalog.problem == "there is no model list at this address (404): Not Found"
    assert empty.catalog.problem == "the model list is empty; 1 entries cannot be shown"


async def test_the_limit_of_models_is_kept() -> None:
    client = Scripted({"/v1/models": (200, {"data": [{"id": str(number)} for number in range(20)]})})
    found = await fetch_catalog(client, endpoint(), request_for, limits=Limits(list_models=5))
    assert (len(found.catalog.models), found.catalog.hidden) == (5, 15)


def test_the_anthropic_list_stands_behind_v1() -> None:
    assert list_url(endpoint("https://gateway.example", Dialect.ANTHROPIC)) == "https://gateway.example/v1/models"
    assert list_url(endpoint()) == "https://gateway.example/v1/models"


@pytest.mark.parametrize(
    ("base", "first"),
    [
        ("https://gateway.example", "https://gateway.example/v1/models"),
        ("https://gateway.example/openai", "https://gateway.example/openai/v1/models"),
        ("https://gateway.example/v1", "https://gateway.example/api/v1/models"),
    ],
)
def test_guesses_stay_on_the_origin_and_never_double_the_version(base: str, first: str) -> None:
    found = guesses(endpoint(base))
    assert found[0] == first
    assert all(url.startswith("https://gateway.example/") and "/v1/v1" not in url for url in found)
    assert list_url(endpoint(base)) not in found
