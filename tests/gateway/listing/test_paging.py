import json
from collections.abc import Callable
from typing import Any

import pytest

from roo_wizard.core.exchange import AuthForm, Chunk, Exchange, Request
from roo_wizard.core.limits import Limits
from roo_wizard.gateway.listing.catalog import Fetched, fetch_catalog
from roo_wizard.gateway.listing.paging import MOST_PAGES, next_page
from tests.gateway.listing.test_catalog import endpoint, request_for

ORIGIN = "https://gateway.example"


class Paged:
    """Answers by the whole address."""

    def __init__(self, page: Callable[[str], Any]) -> None:
        self.page = page
        self.asked: list[str] = []

    async def send(self, request: Request) -> Exchange:
        if request.auth is AuthForm.NONE:
            return exchange(request.url, {"error": "key"}, 401)
        self.asked.append(request.url.removeprefix(ORIGIN))
        return exchange(request.url, self.page(request.url.removeprefix(ORIGIN)))


def exchange(url: str, body: Any, status: int = 200) -> Exchange:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(Request("models", "GET", url), status, chunks=(Chunk(1.0, data),))


async def fetched(page: Callable[[str], Any], limits: Limits | None = None) -> tuple[Fetched, Paged]:
    client = Paged(page)
    return await fetch_catalog(client, endpoint(), request_for, limits=limits or Limits()), client


def numbered(page: str) -> int:
    return int(page.partition("=")[2] or 0)


async def test_linked_pages_become_one_list() -> None:
    def page(path: str) -> Any:
        number = numbered(path)
        link = f"/v1/models?offset={number + 1}" if number < 3 else None
        return {"data": [{"id": f"m{number}"}], "links": {"next": link}, "total_count": 4}

    found, client = await fetched(page)
    assert [model.id for model in found.catalog.models] == ["m0", "m1", "m2", "m3"]
    assert found.catalog.notes == ()
    assert client.asked == ["/v1/models", *(f"/v1/models?offset={number}" for number in (1, 2, 3))]


async def test_anthropic_pages_follow_the_last_id() -> None:
    pages = {"/v1/models": ["a", "b"], "/v1/models?after_id=b": ["c", "d"], "/v1/models?after_id=d": ["e"]}

    def page(path: str) -> Any:
        ids = pages[path]
        entries = [{"type": "model", "id": name, "display_name": name} for name in ids]
        return {"data": entries, "has_more": ids != ["e"], "first_id": ids[0], "last_id": ids[-1]}

    found, client = await fetched(page)
    assert [model.id for model in found.catalog.models] == list("abcde")
    assert client.asked == list(pages)


async def test_a_list_that_goes_on_for_ever_is_cut_and_says_so() -> None:
    def page(path: str) -> Any:
        number = numbered(path)
        return {"data": [{"id": f"m{number}"}], "links": {"next": f"?offset={number + 1}"}}

    found, client = await fetched(page)
    assert len(client.asked) == MOST_PAGES + 1
    assert len(found.catalog.models) == MOST_PAGES + 1
    assert found.catalog.problem is None
    assert "cut after" in found.catalog.notes[0]


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("https://elsewhere.example/v1/models?offset=1", "another origin"),
        ("http://gateway.example/v1/models?offset=1", "another origin"),
        ("https://gateway.example:444/v1/models", "another origin"),
        ("https://gateway.example@evil.example/v1/models", "another origin"),
        ("//evil.example/models", "another origin"),
        ("/v1/models", "read before"),
        ("/v1/models?x=" + "a" * 3000, "cannot be used"),
        ("https://[broken", "another origin"),
        ("javascript:alert(1)", "another origin"),
    ],
)
async def test_a_next_page_that_may_not_be_asked_for_ends_the_list(link: str, why: str) -> None:
    found, client = await fetched(lambda _: {"data": [{"id": "a"}], "links": {"next": link}})
    assert client.asked == ["/v1/models"]
    assert [model.id for model in found.catalog.models] == ["a"]
    assert why in found.catalog.notes[0]


@pytest.mark.parametrize("second", [{"data": []}, {"data": "x"}, {}, None, b"<html>", {"error": {"message": "x"}}])
async def test_a_page_that_is_none_ends_the_list_and_keeps_what_there_is(second: Any) -> None:
    first = {"data": [{"id": "a"}], "links": {"next": "?page=2"}}
    found, client = await fetched(lambda path: first if "page" not in path else second)
    assert len(client.asked) == 2
    assert [model.id for model in found.catalog.models] == ["a"]
    assert "cut after 1 pages" in found.catalog.notes[0]


async def test_the_same_page_again_and_again_ends_at_once() -> None:
    page = {"data": [{"id": "a"}], "has_more": True, "last_id": "a"}
    _, client = await fetched(lambda _: page)
    assert len(client.asked) == 2


async def test_pages_end_when_the_list_is_too_large() -> None:
    def page(path: str) -> Any:
        number = numbered(path)
        return {"data": [{"id": f"m{number}", "pad": "x" * 500}], "links": {"next": f"?offset={number + 1}"}}

    found, client = await fetched(page, Limits(list_bytes=2_000))
    assert len(client.asked) < 6
    assert "too large" in found.catalog.notes[0]


@pytest.mark.parametrize(
    "body",
    [[], None, {"links": None}, {"links": []}, {"links": {"next": 5}}, {"links": {"next": ""}}, {"has_more": True},
     {"has_more": "yes", "last_id": "a"}, {"has_more": True, "last_id": None}, {"has_more": False, "last_id": "a"}],
)  # fmt: skip
def test_everything_else_is_the_last_page(body: Any) -> None:
    assert next_page(exchange(f"{ORIGIN}/v1/models", body)) is None


def test_an_id_in_an_address_is_escaped() -> None:
    url = next_page(exchange(f"{ORIGIN}/v1/models?limit=2&after_id=old", {"has_more": True, "last_id": "a&b=#c"}))
    assert url == f"{ORIGIN}/v1/models?limit=2&after_id=a%26b%3D%23c"
