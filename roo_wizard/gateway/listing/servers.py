"""Which kind of server gave a model list, and where that kind says more about its models (gateways.md 3).

A table: the kind by the preset that was chosen or by a mark in the list itself, and one documented address at
the same origin. Adding a kind is one entry.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from roo_wizard.core.exchange import Exchange, Json
from roo_wizard.gateway.listing.shapes import entries_of

_LOOKED_AT = 20
_LITELLM_CREATED = 1_677_610_602
"""LiteLLM writes the same date beside every model."""


@dataclass(frozen=True, slots=True)
class Server:
    """A kind of server. ``marks`` recognises its list; ``paths`` are asked in order until one tells something.

    A path stands behind the base without its ``/v1``; one with ``base:`` in front stands behind the whole base.
    ``per_model`` asks once for each model, with its name in a POST body; ``whole_server`` has one answer that is
    true of every model. ``only_chat``: the address lists chat models alone.
    """

    name: str
    marks: Callable[[Exchange, Mapping[str, Json]], bool]
    paths: tuple[str, ...]
    presets: frozenset[str] = frozenset()
    per_model: bool = False
    whole_server: bool = False
    only_chat: bool = False


def _owned_by(*names: str) -> Callable[[Exchange, Mapping[str, Json]], bool]:
    return lambda _, entry: entry.get("owned_by") in names


SERVERS = (
    Server("llama.cpp", _owned_by("llamacpp"), ("/props",), frozenset({"llamacpp"}), whole_server=True),
    Server("Ollama", _owned_by("library"), ("/api/show",), frozenset({"ollama", "ollama-cloud"}), per_model=True),
    Server(
        "LM Studio",
        _owned_by("organization_owner", "organization-owner"),
        ("/api/v1/models",),
        frozenset({"lmstudio"}),
    ),
    Server(
        "LiteLLM",
        lambda exchange, entry: (
            entry.get("created") == _LITELLM_CREATED
            or any(name.startswith("x-litellm-") for name, _ in exchange.headers)
        ),
        ("/v1/model/info", "/model_group/info"),
        frozenset({"litellm"}),
    ),
    Server("xAI", _owned_by("xai"), ("/v1/language-models",), frozenset({"xai"})),
    Server(
        "SiliconFlow", lambda *_: False, ("base:/models?sub_type=chat",), frozenset({"siliconflow"}), only_chat=True
    ),
)


def server_of(listed: Exchange, preset: str | None = None) -> Server | None:
    """Return the kind of server that gave *listed*; the list's own marks count before the chosen *preset*."""
    entries = [entry for entry in (entries_of(listed.json) or ())[:_LOOKED_AT] if isinstance(entry, dict)]
    for server in SERVERS:
        if entries and all(server.marks(listed, entry) for entry in entries):
            return server
    return next((server for server in SERVERS if preset in server.presets), None)
