import json
from typing import Any

import pytest

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import AuthForm, Chunk, Ending, Exchange, Failure, Phase, Request
from roo_wizard.core.text import is_clean, safe
from roo_wizard.roo.dropdown import native_dropdown, roo_dropdown
from roo_wizard.roo.native.choice import native
from tests.roo.answers import endpoint

URL = "https://gateway.example/v1/models"


def answered(body: Any, status: int = 200, auth: AuthForm = AuthForm.BEARER) -> Exchange:
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Exchange(Request("models", "GET", URL, auth=auth), status, chunks=(Chunk(1.0, data),))


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ({"data": [{"id": "a"}, {"id": "b"}]}, 2),
        ({"data": [{"id": "a"}, {"id": "a"}]}, 1),
        ({"object": "list", "data": [{"id": "a"}, {"name": "b"}, {"id": None}, "text", 5]}, 1),
        ({"models": [{"name": "x"}], "data": [{"id": "a"}]}, 1),
    ],
)
def test_it_shows_the_ids_under_data(body: Any, count: int) -> None:
    assert roo_dropdown(answered(body)).shown == count


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        ([{"id": "a"}], 200, "bare array"),
        ({"models": [{"id": "a"}]}, 200, "called “models”"),
        ({"data": {"id": "a"}}, 200, "reads only"),
        ({"error": {"message": "x"}}, 200, "reads only"),
        ({"data": []}, 200, "empty"),
        ({"data": [{"model_name": "a"}]}, 200, "“id”"),
        ({"data": [{"id": "a"}, None]}, 200, "null"),
        ("<!doctype html><title>x</title>", 200, "web page"),
        ("", 200, "no JSON"),
        ({"data": [{"id": "a"}]}, 401, "refused (401)"),
        ({"detail": "Not Found"}, 404, "refused (404)"),
    ],
)
def test_it_is_empty_and_never_says_why(body: Any, status: int, why: str) -> None:
    count, reason = roo_dropdown(answered(body, status))
    assert count == 0
    assert why in reason
    assert "type the id" in reason
    assert is_clean(reason)


def test_without_a_key_it_does_not_even_ask() -> None:
    assert roo_dropdown(answered({"data": [{"id": "a"}]}, auth=AuthForm.NONE)).shown == 0


def test_without_an_answer_it_is_empty() -> None:
    failure = Failure(Phase.TCP, "refused", safe("nothing listens"))
    gone = Exchange(Request("models", "GET", URL), None, ending=Ending.FAILED, failure=failure)
    assert roo_dropdown(gone).shown == 0


def test_what_a_redirect_gives_cannot_be_told_from_here() -> None:
    assert roo_dropdown(answered("", 301)).shown is None


def test_the_anthropic_page_never_asks() -> None:
    assert roo_dropdown(answered({"data": [{"id": "a"}]}), Dialect.ANTHROPIC).shown is None


INFO = {"model_name": "a", "litellm_params": {"model": "x/a"}, "model_info": {}}
OWN = [
    ("litellm", {"data": [INFO, {"id": "b"}]}, 200, 1),
    ("litellm", {"detail": "no"}, 403, 0),
    ("litellm", {"data": {}}, 200, 0),
    ("requesty", {"data": [{"id": "a"}, {"id": "b"}]}, 200, 2),
    ("openrouter", {"data": [{"id": "a"}]}, 200, None),
    ("zai", {"data": [{"id": "a"}]}, 200, None),
]


@pytest.mark.parametrize(("provider", "body", "status", "shown"), OWN)
def test_the_clients_own_entries_show_what_they_read_themselves(
    provider: str, body: Any, status: int, shown: int | None
) -> None:
    seen = native_dropdown(answered(body, status), native(provider), endpoint())
    assert seen.shown == shown
    assert is_clean(seen.reason)
