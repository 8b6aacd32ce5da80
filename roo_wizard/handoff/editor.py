"""The road into the editor: where the client is, and the lines to paste beside its own settings page.

Files of an editor are printed for and never edited (roo-code.md 2.6, 5, 7; guides.md 2.7, 3.8).
"""

import json
import re
from collections.abc import Iterator

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import Json
from roo_wizard.core.limits import Limits
from roo_wizard.core.text import safe
from roo_wizard.handoff.fields import Fields, Machine
from roo_wizard.roo.clients import CLIENTS, ZOO
from roo_wizard.roo.editor.installs import Install, in_use
from roo_wizard.roo.model_ids import is_r1_form
from roo_wizard.roo.settings import describe

DEFAULT_TIMEOUT_S = 600
LONG_TIMEOUT_S = 1800
"""Of at most 3600: three times the default, which is what an answer may take that thinks for minutes."""

_THINKING_ID = re.compile(r"(?:^|[/_-])o[134](?:$|[-_.])|think|reason", re.IGNORECASE)
_LONG_EFFORTS = ("high", "xhigh")
_PROXY = re.compile(r"(?:https?|socks[45]?[ah]?)://[^\s/]+", re.IGNORECASE)
_NO_INSTALL = (
    "neither Roo Code nor Zoo Code was found: in the Extensions view, … menu, take “Install from VSIX…” for the last "
    "release of Roo Code, or install Zoo Code (see the format moving)"
)


def editor(fields: Fields) -> str:
    """Return the page: what was found, lines for ``settings.json``, and the project's MCP file where there is one."""
    machine = fields.machine or Machine()
    practice = ["PRACTICE: the gateway of this page works only while it runs", ""] if fields.practice else []
    blocks = [
        [*practice, "Found on this machine", *map(_point, _found(machine.installs))],
        ["Lines for the editor's settings.json", *map(_point, _where(machine)), *_settings(fields, machine)],
        ["The gateway's tools: .roo/mcp.json in the project", *_mcp(fields)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def told(fields: Fields) -> Iterator[str]:
    """Yield what a person must know beside the page."""
    yield "nothing was changed: paste these lines yourself, into the files that are named"
    if any(install.remote for install in fields.machine.installs) if fields.machine else False:
        yield "a remote window runs the client over there: settings and variables count on that machine"


def settings_lines(fields: Fields) -> dict[str, Json]:
    """Return the settings of the editor that this connection wants, by name; {} when the defaults are right."""
    wanted: dict[str, Json] = {}
    if any(_reasons(fields)) and fields.endpoint.dialect is Dialect.OPENAI:
        wanted[f"{fields.client.settings_prefix}.apiRequestTimeout"] = LONG_TIMEOUT_S
    proxy = fields.machine.proxy if fields.machine else ""
    if _PROXY.fullmatch(proxy):
        wanted["http.proxy"] = proxy
    return wanted


def mcp_file(fields: Fields) -> dict[str, Json] | None:
    """Return ``.roo/mcp.json`` for the gateway's own MCP server; None where none is known at the profile's origin.

    Everything secret, and every custom header, is a reference to the editor's environment.
    """
    url = fields.page("mcp_url")
    if not url or not _at_origin(url, fields):
        return None
    server: dict[str, Json] = {"type": "streamable-http", "url": url}
    headers = {"Authorization": f"Bearer {_reference(fields, 'KEY')}"} if fields.placeholder is None else {}
    headers |= {name: _reference(fields, name) for name in fields.settings.headers}
    if headers:
        server["headers"] = headers
    return {"mcpServers": {_slug(fields).lower().replace("_", "-"): server}}


def variable(fields: Fields, what: str) -> str:
    """Return the name of the environment variable for the profile's *what*: ``ROO_WIZARD_WORK_KEY``."""
    return f"ROO_WIZARD_{_slug(fields)}_{_upper(what)}"


def _found(folders: tuple[Install, ...]) -> Iterator[str]:
    used = in_use(folders)
    for install in used:
        beside = [one for one in folders if (one.product, one.editor) == (install.product, install.editor)]
        wants = f", wants VS Code {install.engine}" if install.engine else ""
        yield f"{_named(install)} in {install.editor}{wants}"
        if install.remote:
            yield "  it runs here for an editor elsewhere: the gateway has to be reachable from this machine"
        older = sorted({one.version for one in beside if not one.obsolete and one != install})
        if older:
            yield f"  other versions beside it: {', '.join(older)}"
    if not used:
        yield _NO_INSTALL
    for left in (one for one in folders if one.obsolete):
        yield f"left behind, not used any more: {_named(left)} of {left.editor}, folder {safe(left.path.name, 120)}"


def _named(install: Install) -> str:
    return f"{CLIENTS[install.product].name} {install.version}"


def _where(machine: Machine) -> Iterator[str]:
    yield "command palette: “Preferences: Open User Settings (JSON)”; paste between the outer braces"
    for name in dict.fromkeys(install.editor for install in in_use(machine.installs)):
        if name in machine.settings:
            yield f"{name}: {safe(machine.settings[name], 200)}"


def _settings(fields: Fields, machine: Machine) -> Iterator[str]:
    lines = settings_lines(fields)
    if lines:
        yield from ("", json.dumps(lines, indent=2), "")
    yield from map(_point, _about_timeout(fields))
    if machine.proxy and "http.proxy" not in lines:
        yield _point("a proxy stands between, and its address cannot be read: set http.proxy yourself")
    elif machine.proxy:
        yield _point(f"a proxy stands between: it has to let {fields.endpoint.host} through")
        yield "  a name or password for it is never in the line"
    else:
        yield _point("no proxy stands between this machine and the gateway: http.proxy is not wanted")


def _about_timeout(fields: Fields) -> Iterator[str]:
    name, reasons = f"{fields.client.settings_prefix}.apiRequestTimeout", [*_reasons(fields)]
    if not reasons:
        yield f"{name} is not wanted: its default of {DEFAULT_TIMEOUT_S} seconds is enough here"
    elif fields.endpoint.dialect is Dialect.ANTHROPIC:
        yield f"{'; '.join(reasons)}; but the Anthropic provider does not read {name}: 600 seconds it is"
    else:
        yield f"{name}, in seconds (default {DEFAULT_TIMEOUT_S}), because {'; '.join(reasons)}"


def _reasons(fields: Fields) -> Iterator[str]:
    """Why an answer may take longer than the client waits by default."""
    first = _first_token_ms(fields)
    if first is not None and first >= Limits().first_byte_warn * 1000:
        yield f"the first token took {first / 1000:.0f} s in the proof"
    settings = fields.proven_settings
    if settings["enableReasoningEffort"] and settings["reasoningEffort"] in _LONG_EFFORTS:
        yield f"the model thinks long ({describe({'reasoningEffort': settings['reasoningEffort']})})"
    elif _THINKING_ID.search(fields.model) or is_r1_form(fields.model, settings["openAiR1FormatEnabled"]):
        yield "the model thinks before it answers"


def _first_token_ms(fields: Fields) -> float | None:
    """How long the proof's first turn waited for its first token, from the report or the last kept check.

    The client's time-out ends when an answer begins; without streaming that is when it is whole.
    """
    if fields.report is not None:
        value = fields.report.timing.get("ttft")
        return float(value) if isinstance(value, int | float) else None
    latest = fields.history.last if fields.history else None
    return latest.ttft_ms if latest else None


def _mcp(fields: Fields) -> Iterator[str]:
    document = mcp_file(fields)
    if document is None:
        yield _point(f"left out: no MCP server is known at {fields.endpoint.origin}")
        return
    yield from ("", json.dumps(document, indent=2, ensure_ascii=True), "")
    if fields.client.id == ZOO.id:
        yield _point("newer forks also look for .zoo/mcp.json: check which of the two yours reads")
    names = [variable(fields, name) for name in fields.settings.headers]
    if fields.placeholder is None:
        names.insert(0, variable(fields, "KEY"))
    if names:
        yield _point(f"the editor's own environment has to hold {', '.join(names)}:")
        yield f"  read -rs {names[0]} && export {names[0]}, then start the editor from there (code .)"
        yield _point("a variable that is not set goes out as that very text, and the gateway refuses it")
    yield _point("the file holds no key and may be committed; its tools can do what the gateway lets them")


def _at_origin(url: str, fields: Fields) -> bool:
    """Whether *url* stands at the profile's own origin: its key goes nowhere else."""
    try:
        return read_base_url(url).required().origin == fields.endpoint.origin
    except UsageError:
        return False


def _reference(fields: Fields, what: str) -> str:
    return f"${{env:{variable(fields, what)}}}"


def _slug(fields: Fields) -> str:
    """The profile's name as a part of a variable's name; nothing else in it can be read as a reference."""
    return _upper(fields.profile) or _upper(fields.endpoint.host) or "GATEWAY"


def _upper(text: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")


def _point(text: str) -> str:
    return f"- {text}" if not text.startswith(" ") else text
