"""What is known of a gateway before anything is asked: one frozen value per entry of ``gateways.toml``.

Nothing here was tried against the hosted gateways; every fact names its evidence and the proof decides
(gateways.md). Adding a gateway is one entry and no code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import AuthForm
from roo_wizard.presets.base import Base
from roo_wizard.presets.route import NativeEntry, Route, routes_to

KINDS = ("gateway", "provider", "local", "custom")
MODEL_FORMS = ("", "provider/model", "dotted", "accounts", "deployment")
MODEL_LISTS = ("key", "public", "none", "unknown")

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class HeaderNeed:
    """A header that the gateway wants beside the key; ``value`` is a public example or default, never a secret."""

    name: str
    why: str
    secret: bool = False
    required: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class Quirk:
    """Something this gateway is known for, with the fault under which the proof would name it."""

    fault: str
    text: str


@dataclass(frozen=True, slots=True)
class Credit:
    """A documented GET at the gateway's own origin that tells balance or limits (gateways.md 5).

    Only these may be called with the key, and only after it was proven there; everything else is a link.
    ``fields`` are the documented ones; the rest says which of them means what, as paths into the answer
    (``data.limit``, ``balance_infos.0.currency``). ``blocked`` are true when the key or its team is shut out.
    """

    path: str
    fields: tuple[str, ...]
    remaining: str = ""
    limit: str = ""
    spent: str = ""
    expires: str = ""
    currency: str = ""
    blocked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """A gateway.

    ``kind`` is one of `KINDS`; ``family`` names the program behind it where several sites share one.
    ``auth`` is the form in which the client sends the key to the first base. ``key_prefixes`` serve warnings
    only, and are never enforced. ``upstream_key`` is True where the keys of other vendors belong into the field.
    ``placeholder`` is what a keyless gateway gets in the key field. ``model_form`` is one of `MODEL_FORMS`,
    ``model_list`` one of `MODEL_LISTS`; ``model_info`` is a path at the origin that tells more about models.
    The signals name the fields of the model list that tell about tools, context and price ("" when none does).
    """

    id: str
    name: str
    kind: str
    summary: str
    bases: tuple[Base, ...]
    sources: tuple[str, ...]
    checked: str
    family: str = ""
    aliases: tuple[str, ...] = ()
    homepage: str = ""
    key_page: str = ""
    auth: AuthForm = AuthForm.BEARER
    key_hint: str = ""
    key_prefixes: tuple[str, ...] = ()
    key_optional: bool = False
    placeholder: str = ""
    upstream_key: bool = False
    model_form: str = ""
    model_prefixes: tuple[str, ...] = ()
    model_rules: tuple[str, ...] = ()
    model_examples: tuple[str, ...] = ()
    suggested_modes: Mapping[str, str] = field(default_factory=dict)
    model_list: str = "key"
    model_info: str = ""
    tool_signal: str = ""
    context_signal: str = ""
    price_signal: str = ""
    headers: tuple[HeaderNeed, ...] = ()
    usage_page: str = ""
    credit: tuple[Credit, ...] = ()
    mcp_url: str = ""
    quirks: tuple[Quirk, ...] = ()
    native: NativeEntry | None = None

    @property
    def routes(self) -> tuple[Route, ...]:
        """The entries of the client's list that lead to this gateway, the recommended one first."""
        return routes_to(self.bases, self.native)

    def route(self, provider: str) -> Route | None:
        """Return the route through the client's entry *provider* (its import-file name), or None."""
        return next((route for route in self.routes if route.provider == provider), None)

    @property
    def dialect(self) -> Dialect:
        """The dialect of the first base, which is the recommended one."""
        return self.bases[0].dialect

    @property
    def asks_for_address(self) -> bool:
        """Whether no base can be used before a person has filled something in."""
        return not any(base.ready for base in self.bases)

    def bases_of(self, dialect: Dialect) -> tuple[Base, ...]:
        """Return the bases of *dialect*, the recommended one first."""
        return tuple(base for base in self.bases if base.dialect is dialect)

    def matches(self, origin: str) -> bool:
        """Whether one of its bases stands at *origin*."""
        return any(base.matches(origin) for base in self.bases)

    def page_at(self, page: str, base_url: str) -> str:
        """Return *page* (`key_page`, `usage_page` …) for a connection to *base_url*, "" when it cannot be known.

        A page may hold the placeholders of a base, as in ``{gateway}/logs``. Where a person put another host into
        the preset's place, the preset's pages are not that host's.
        """
        if "{" not in page:
            return page if self._may_stand_at(base_url) else ""
        for base in self.bases:
            values = base.values_in(base_url)
            if values is not None and set(_PLACEHOLDER.findall(page)) <= set(values):
                return page.format_map(values)
        return ""

    def _may_stand_at(self, base_url: str) -> bool:
        """Whether *base_url* is at one of its bases; a preset that fixes no host may stand anywhere."""
        parts = urlsplit(base_url)
        fixes_host = any(urlsplit(base.url).scheme for base in self.bases)
        return not fixes_host or self.matches(f"{parts.scheme}://{parts.netloc}")

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts of its bases, without placeholders, for searching."""
        hosts = (urlsplit(base.url).netloc for base in self.bases)
        return tuple(dict.fromkeys(_PLACEHOLDER.sub("", host) for host in hosts if host))
