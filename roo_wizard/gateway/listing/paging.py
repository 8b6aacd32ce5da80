"""Lists that come in pages: OpenRouter names the next address, Anthropic the last id (gateways.md 3).

The next page is asked for at the origin of the key only, a bounded number of times, and never twice: a list
that goes on for ever is cut, and says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from roo_wizard.core.exchange import Exchange, Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.text import SafeText, is_clean, safe
from roo_wizard.gateway.listing.shapes import entries_of
from roo_wizard.gateway.retry import Sender

MOST_PAGES = 40
"""Further pages: 20,000 entries at OpenRouter's 500 a page."""

_URL_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages behind the first one; ``cut`` says why there are no more although the list goes on."""

    exchanges: tuple[Exchange, ...] = ()
    cut: SafeText | None = None


def next_page(exchange: Exchange) -> str | None:
    """Return the address of the page behind *exchange*, on whatever origin; None when it is the last."""
    value, url = exchange.json, exchange.request.url
    if not isinstance(value, dict):
        return None
    links = value.get("links")
    named = links.get("next") if isinstance(links, dict) else None
    if isinstance(named, str) and named:
        return _joined(url, named)
    last = value.get("last_id")
    return _after(url, last) if value.get("has_more") is True and isinstance(last, str) and last else None


async def further_pages(
    client: Sender, first: Exchange, request_for: Callable[[str], Request], limits: Limits
) -> Pages:
    """Fetch what follows *first*, until the last page, a bound, or a page that is none."""
    exchanges: list[Exchange] = []
    seen, size, last = {first.request.url}, len(first.body), first
    while (url := next_page(last)) is not None:
        cut = _refused(url, first.request.url, seen) or _full(len(exchanges), size, limits)
        if cut is None:
            seen.add(url)
            previous, last = last, await client.send(request_for(url))
            size += len(last.body)
            cut = _unread(last, previous)
        if cut is not None:
            return Pages(tuple(exchanges), safe(f"the list was cut after {len(exchanges) + 1} pages: {cut}"))
        exchanges.append(last)
    return Pages(tuple(exchanges))


def _refused(url: str, first: str, seen: set[str]) -> str | None:
    if len(url) > _URL_LIMIT or not is_clean(url, _URL_LIMIT):
        return "the address of the next page cannot be used"
    if _origin(url) != _origin(first):
        return f"the next page is at another origin ({safe(_origin(url), 80)}), which gets no key"
    return "the next page is one that was read before" if url in seen else None


def _full(pages: int, size: int, limits: Limits) -> str | None:
    if pages >= MOST_PAGES:
        return "it goes on and on"
    return "it is too large" if size > limits.list_bytes else None


def _unread(page: Exchange, previous: Exchange) -> str | None:
    if not page.ok:
        return f"the next page was refused ({page.status})" if page.reached else "the next page did not come"
    if not entries_of(page.json):
        return "the next page holds no models"
    return "the next page is the same again" if page.body == previous.body else None


def _joined(url: str, named: str) -> str:
    try:
        return urljoin(url, named)
    except ValueError:
        return named


def _after(url: str, last: str) -> str:
    """Anthropic's next page: the same address with ``after_id``."""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "after_id"]
    return parts._replace(query=urlencode([*query, ("after_id", last)])).geturl()


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
