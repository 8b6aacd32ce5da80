"""The model list of a gateway: Roo's own address first, then fixed candidates, then a control without the key.

The control tells whether the list proves anything about the key (check C05): a list that is public does not.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Protocol

from roo_wizard.core.endpoint import Dialect, Endpoint
from roo_wizard.core.exchange import AuthForm, Exchange, Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.model import Catalog, ListRefusal
from roo_wizard.core.text import SafeText, safe
from roo_wizard.gateway.bodies import read_error
from roo_wizard.gateway.listing.paging import further_pages
from roo_wizard.gateway.listing.shapes import Listing, entries_of, parse_models, read_listing
from roo_wizard.gateway.retry import Sender
from roo_wizard.gateway.situations import Situation, situation

__all__ = ["Fetched", "RequestFor", "fetch_catalog", "parse_models"]

_WORTH_A_GUESS = frozenset({Situation.WRONG_PATH, Situation.NOT_A_CHAT, Situation.OTHER, Situation.OK_LIST})
"""After these answers another address on the same origin may have the list; after a refused key none has."""

_MAX_GUESSES = 3
_LONG_LIST = 256 * 1024


class RequestFor(Protocol):
    """Makes the GET of a model list as the client would send it, for *url*, with or without the key."""

    def __call__(self, url: str, with_key: bool) -> Request:
        """Return the request."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """A catalog and the exchanges that it came from.

    ``listed`` is the answer at Roo's own address, ``keyless`` the control without a key at the address that
    gave the list (None when it was not asked). ``guessed`` are the answers of other addresses, in order,
    ``pages`` those of the further pages.
    """

    catalog: Catalog
    listed: Exchange
    keyless: Exchange | None = None
    guessed: tuple[Exchange, ...] = ()
    pages: tuple[Exchange, ...] = ()

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Every answer, in the order in which they were asked for."""
        control = (self.keyless,) if self.keyless else ()
        return (self.listed, *self.guessed, *self.pages, *control)

    @property
    def source(self) -> Exchange:
        """The answer that gave the list; Roo's own address when none did."""
        answers = (self.listed, *self.guessed)
        return next((answer for answer in answers if answer.request.url == self.catalog.source_url), self.listed)


async def fetch_catalog(
    client: Sender,
    endpoint: Endpoint,
    request_for: RequestFor,
    *,
    limits: Limits,
    control: bool = True,
    url: str | None = None,
) -> Fetched:
    """Fetch the model list of *endpoint*; one GET when all is well, and a second one as the control.

    *url* is where the client asks first, if that is not the usual address.
    No request is billed, none is retried (Roo does not either), and every address is on the origin of the key.
    """
    usual = url or list_url(endpoint)
    listed = await client.send(request_for(usual, with_key=True))
    source, listing = listed, await _listing_of(limits, listed)
    guessed: list[Exchange] = []
    if not _is_useful(listing) and situation(listed) in _WORTH_A_GUESS and listed.reached:
        for guess in guesses(endpoint, usual):
            guessed.append(await client.send(request_for(guess, with_key=True)))
            if _is_useful(found := await _listing_of(limits, guessed[-1])):
                source, listing = guessed[-1], found
                break
    if not _is_useful(listing):
        catalog = Catalog(endpoint.base_url, listed.request.url, hidden=listing.hidden if listing else 0)
        refusal = _REFUSALS.get(situation(listed)) if not listed.ok else None
        catalog = replace(catalog, problem=_problem(listed, listing), refusal=refusal, tried=_tried(listed, *guessed))
        return Fetched(catalog, listed, guessed=tuple(guessed))
    pages = await further_pages(client, source, lambda url: request_for(url, with_key=True), limits)
    if pages.exchanges:
        listing = await _listing_of(limits, source, *pages.exchanges)
    keyless = None
    if control and source.request.auth is not AuthForm.NONE:
        keyless = await client.send(request_for(source.request.url, with_key=False))
    catalog = Catalog(
        base_url=endpoint.base_url,
        source_url=source.request.url,
        models=listing.models if listing else (),
        public=_is_public(source, keyless, await _listing_of(limits, keyless) if keyless else None),
        hidden=listing.hidden if listing else 0,
        tried=_tried(*([] if source is listed else [listed, *guessed[:-1]])),
        notes=(pages.cut,) if pages.cut else (),
    )
    return Fetched(catalog, listed, keyless, tuple(guessed), pages.exchanges)


def list_url(endpoint: Endpoint) -> str:
    """Return the address where the list belongs: Anthropic bases end before ``/v1`` (gateways.md 1)."""
    return endpoint.url("/v1/models" if endpoint.dialect is Dialect.ANTHROPIC else "/models")


def guesses(endpoint: Endpoint, usual: str = "") -> tuple[str, ...]:
    """Return other addresses than *usual* that may have a list, most likely first, all on the same origin."""
    path = endpoint.base_path
    guessed = [f"{path}/v1/models", f"{path}/models", "/v1/models", "/api/v1/models", "/models"]
    urls = dict.fromkeys(endpoint.origin + guess for guess in guessed)
    urls.pop(usual or list_url(endpoint), None)
    return tuple(url for url in urls if "/v1/v1/" not in url)[:_MAX_GUESSES]


async def _listing_of(limits: Limits, *pages: Exchange) -> Listing | None:
    """Read the list; a long one in a thread, so that a screen stays alive meanwhile."""
    if sum(len(page.body) for page in pages) < _LONG_LIST:
        return _listing(limits, *pages)
    return await asyncio.to_thread(_listing, limits, *pages)


def _listing(limits: Limits, *pages: Exchange) -> Listing | None:
    first = pages[0]
    if not first.ok or first.json is None:
        return None
    if len(pages) == 1:
        return read_listing(first.json, limits.list_models)
    return read_listing([entry for page in pages for entry in entries_of(page.json) or ()], limits.list_models)


def _tried(*answers: Exchange) -> tuple[SafeText, ...]:
    """Each address that gave no list, in the order in which they were asked, and why."""
    return tuple(safe(f"{answer.request.url}: {_problem(answer, None)}") for answer in answers)


def _is_useful(listing: Listing | None) -> bool:
    return listing is not None and bool(listing.models)


def _is_public(source: Exchange, keyless: Exchange | None, without_key: Listing | None) -> bool | None:
    if source.request.auth is AuthForm.NONE:
        return True
    return _is_useful(without_key) if keyless is not None and keyless.reached else None


_PROBLEMS: dict[Situation, str] = {
    Situation.WRONG_PATH: "there is no model list at this address ({status})",
    Situation.NOT_A_CHAT: "this address answers with a page instead of a model list ({status})",
    Situation.WRONG_KEY: "the gateway refuses the key ({status})",
    Situation.NO_KEY: "the gateway wants a key ({status})",
    Situation.KEY_NOT_ALLOWED: "the key may not see the model list ({status})",
    Situation.RATE_LIMIT: "too many requests just now ({status})",
    Situation.OVERLOADED: "the gateway failed ({status})",
}


_REFUSALS = {
    Situation.WRONG_KEY: ListRefusal.KEY,
    Situation.NO_KEY: ListRefusal.KEY,
    Situation.KEY_NOT_ALLOWED: ListRefusal.LIST,
}


def _problem(listed: Exchange, listing: Listing | None) -> SafeText:
    """Why there is no list, in a sentence, with the gateway's own words behind it."""
    if listed.failure is not None:
        return listed.failure.detail
    if listing is not None:
        unusable = f"; {listing.hidden} entries cannot be shown" if listing.hidden else ""
        return safe(f"the model list is empty{unusable}")
    text = _PROBLEMS.get(situation(listed), "the answer is no model list ({status})").format(status=listed.status)
    error = read_error(listed)
    words = error.message if error is not None and error.message else ""
    return safe(f"{text}: {words}" if words else text)
