"""What a model id does to a request by its mere spelling (roo-code.md 2.4, 4.3)."""

import re
from collections.abc import Iterator, Mapping

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.text import SafeText, safe
from roo_wizard.roo.clients import ROO, ClientProfile
from roo_wizard.roo.native.choice import native_of
from roo_wizard.roo.native.entries import Native
from roo_wizard.roo.native.models import known
from roo_wizard.roo.settings import ClientSettings

_O_MARKS = ("o1", "o3", "o4")
_REASONER = "deepseek-reasoner"

DEFAULT_ANTHROPIC_ID = "claude-sonnet-4-5"
"""What Roo sends in place of an Anthropic id that it does not know."""

THINKING_ID = "claude-3-7-sonnet-20250219:thinking"
"""An id of the client's own: it asks for thinking, and goes out without its suffix."""

ANTHROPIC_IDS: Mapping[str, int] = {
    "claude-sonnet-4-6": 8192,
    "claude-sonnet-4-5": 8192,
    "claude-sonnet-4-20250514": 8192,
    "claude-opus-4-6": 8192,
    "claude-opus-4-5-20251101": 8192,
    "claude-opus-4-1-20250805": 8192,
    "claude-opus-4-20250514": 8192,
    THINKING_ID: 16_384,
    "claude-3-7-sonnet-20250219": 8192,
    "claude-3-5-sonnet-20241022": 8192,
    "claude-3-5-haiku-20241022": 8192,
    "claude-3-opus-20240229": 4096,
    "claude-3-haiku-20240307": 4096,
    "claude-haiku-4-5-20251001": 8192,
}
"""The ids Roo knows for its Anthropic provider, each with the ``max_tokens`` it sends by default."""

THINKS_BY_BUDGET = frozenset(
    {
        *(f"claude-sonnet-{version}" for version in ("4-6", "4-5", "4-20250514")),
        *(f"claude-opus-{version}" for version in ("4-6", "4-5-20251101", "4-1-20250805", "4-20250514")),
        "claude-haiku-4-5-20251001",
    }
)
"""The ids of those that think once a person ticks "Enable reasoning"."""

_NO_SETTINGS = ClientSettings()
_DOTTED = re.compile(r"claude-[a-z]+-\d+\.\d+")
_HYPHENED = re.compile(r"claude-[a-z]+-\d+-\d{1,2}(?!\d)")


def o_mark(model: str) -> str | None:
    """Return the first of "o1", "o3", "o4" that *model* contains anywhere, as the client looks for them."""
    return next((mark for mark in _O_MARKS if mark in model), None)


def is_o_family(model: str) -> bool:
    """Whether the client treats *model* as one of OpenAI's o models; unrelated names are hit too."""
    return o_mark(model) is not None


def is_r1_form(model: str, enabled: bool) -> bool:
    """Whether messages go out in the R1 form: the box is ticked or the id says so, and the id is no o model's."""
    return (enabled or _REASONER in model) and not is_o_family(model)


def anthropic_ids(client: ClientProfile) -> Mapping[str, int]:
    """Return the ids that *client* knows for its Anthropic provider, each with its default ``max_tokens``."""
    return {**ANTHROPIC_IDS, **dict(client.fixed_temperature_ids)}


def believed_anthropic_id(model: str, client: ClientProfile) -> str:
    """Return the known id whose limits *client* applies to *model*: of one that it sends as it stands the longest
    known id in it, else the default's.
    """
    ids = anthropic_ids(client)
    if not client.honours_unknown_anthropic_ids:
        return model if model in ids else DEFAULT_ANTHROPIC_ID
    inside = (known for known in ids if known in model.lower() and known != THINKING_ID)
    return model if model in ids else max(inside, key=len, default=DEFAULT_ANTHROPIC_ID)


def sent_anthropic_id(model: str, client: ClientProfile = ROO) -> str:
    """Return the id that the Anthropic provider sends for *model*."""
    known = model in ANTHROPIC_IDS or client.honours_unknown_anthropic_ids
    return (model if known else DEFAULT_ANTHROPIC_ID).removesuffix(":thinking")


def warnings(
    model: str,
    dialect: Dialect = Dialect.OPENAI,
    client: ClientProfile = ROO,
    *,
    listed: bool = False,
    settings: ClientSettings = _NO_SETTINGS,
) -> tuple[SafeText, ...]:
    """Return one line for each trap in the spelling of *model*; () for most ids.

    Of an id that the gateway itself *listed* nothing is said that only a typed one could have wrong. Where *settings*
    choose one of the client's own entries, its traps are told instead.
    """
    entry = native_of(settings, client)
    if entry is not None:
        return tuple(safe(line) for line in _of_entry(entry, model, listed))
    found: list[str] = []
    name = client.name
    mark = o_mark(model)
    if dialect is Dialect.OPENAI and mark:
        found.append(
            f"the id contains “{mark}”: {name} sends role developer and no temperature, "
            "and the R1 box and prompt caching do nothing"
        )
    elif dialect is Dialect.OPENAI and _REASONER in model:
        found.append(f"the id contains “{_REASONER}”: {name} uses the R1 form for it, whether the box is ticked or not")
    if dialect is Dialect.ANTHROPIC and sent_anthropic_id(model, client) != model.removesuffix(":thinking"):
        found.append(f"{name} does not know this id and sends {DEFAULT_ANTHROPIC_ID} instead; use OpenAI Compatible")
    if dialect is Dialect.ANTHROPIC and _DOTTED.search(model):
        found.append("Anthropic writes versions with hyphens (claude-sonnet-4-6); this id has a dot")
    elif dialect is Dialect.OPENAI and not listed and _HYPHENED.search(model):
        found.append("some gateways write this version with a dot (claude-sonnet-4.6): compare with the model list")
    return tuple(safe(line) for line in found)


def _of_entry(entry: Native, model: str, listed: bool) -> Iterator[str]:
    """What one of the client's own entries does to *model*: ids it does not know are replaced without a word."""
    sent, about = known(entry, model)
    if sent != model:
        yield f"the {entry.name} entry does not know this id and sends {sent} instead; use OpenAI Compatible"
    elif entry.list_path and entry.default_model and not listed:
        yield (
            f"the {entry.name} entry sends {entry.default_model} in place of an id that {entry.list_path} does not list"
        )
    elif entry.id == "deepseek" and not about.echoes:
        yield f"the {entry.name} entry sends thinking back for {_REASONER} alone: a thinking model fails in turn 2"
