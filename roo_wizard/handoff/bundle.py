"""The support bundle: what a ticket needs, as Markdown that may be pasted in public.

Only named values of a check's report go in (an allow-list); each passes the redaction, since the evidence quotes
foreign answers. It asks nothing and sends nothing: it tells of the last check that was kept.
"""

import platform
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from roo_wizard import __version__
from roo_wizard.core.exchange import Json
from roo_wizard.core.jsonable import to_json
from roo_wizard.handoff.curl import curl
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.markdown import listed, plain
from roo_wizard.handoff.redaction import public_fields, public_text
from roo_wizard.roo.settings import describe

_MOST_ROWS = 60
_TABLES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Findings", "findings", ("id", "severity", "title", "evidence", "owner", "action")),
    ("Checks", "checks", ("id", "status", "title", "summary", "duration_ms")),
    ("Requests", "requests", ("purpose", "method", "status", "attempts", "duration_ms")),
)
_CAUSE = ("id", "title", "detail", "owner", "action", "retryable")
_USAGE = ("requests", "prompt_tokens", "completion_tokens", "estimated", "cost_usd")

Public = Callable[[object], str]


def bundle(fields: Fields) -> str:
    """Return the bundle; without a kept check it says so and still has the versions and the request to compare."""
    text = public_text(fields)

    def public(value: object) -> str:
        return plain(text(_words(value)), 1000)

    told = _told(fields)
    blocks = [
        f"# roo-wizard: {'PRACTICE, ' if fields.practice else ''}support bundle",
        "No key, no private address and no name is meant to be in here; read it once before you paste it.",
        listed(_facts(fields, told, public), "what", "value"),
        *_sections(told, public),
        "## The same request by curl",
        _fenced(curl(public_fields(fields))),
    ]
    return "\n\n".join(blocks) + "\n"


def _told(fields: Fields) -> Mapping[str, Json]:
    """The report as JSON: this check's, else the last one that was kept."""
    told = to_json(fields.report) if fields.report else fields.last_run
    return told if isinstance(told, Mapping) else {}


def _facts(fields: Fields, told: Mapping[str, Json], public: Public) -> Iterator[tuple[str, str]]:
    client, target, cause = (_table(told, name) for name in ("client", "target", "cause"))
    yield "verdict", public(told.get("verdict") or fields.verdict or "never checked")
    yield from ((f"cause: {name}", public(cause[name])) for name in _CAUSE if name in cause)
    yield "checked at", public(told.get("started_at") or fields.proven_at or "-")
    yield "client", f"{public(fields.client.name)} {public(client.get('version') or fields.client.version)}"
    yield "roo-wizard", plain(__version__)
    yield "machine", plain(f"{platform.system()} {platform.machine()}, Python {platform.python_version()}")
    yield "gateway", plain(fields.preset.name if fields.preset else "no preset")
    yield "base URL", plain(public_fields(fields).endpoint.base_url, 500)
    yield "dialect", plain(fields.endpoint.dialect.value)
    yield "model", public(fields.model)
    yield "answers as", public(target.get("served_model") or fields.served_model or "-")
    settings = {name: value for name, value in fields.proven_settings.items() if name != "openAiHeaders"}
    yield "settings", public(describe(settings)) or "the client's defaults"
    yield "custom headers", public(", ".join(fields.settings.headers)) or "none"
    usage = _table(told, "usage")
    yield from ((f"usage: {name}", public(usage[name])) for name in _USAGE if name in usage)


def _sections(told: Mapping[str, Json], public: Public) -> Iterator[str]:
    for title, name, columns in _TABLES:
        rows = told.get(name)
        kept = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, Sequence) else []
        if kept:
            yield f"## {title}"
            yield listed(([public(row.get(column, "")) for column in columns] for row in kept[:_MOST_ROWS]), *columns)
    timing = {name: value for name, value in _table(told, "timing").items() if isinstance(value, (int, float))}
    if timing:
        yield "## Timing"
        yield listed(((plain(name), f"{value:,.0f} ms") for name, value in timing.items()), "measure", "time")


def _table(told: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    value = told.get(name)
    return value if isinstance(value, Mapping) else {}


def _words(value: object) -> object:
    if value is None:
        return "-"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _fenced(text: str) -> str:
    """A block of code that nothing inside can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}sh\n{text}{fence}"
