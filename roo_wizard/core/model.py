"""Models as a gateway lists them."""

from dataclasses import dataclass
from enum import StrEnum

from roo_wizard.core.text import SafeText


class ToolSupport(StrEnum):
    """What a list says about native tools. "unknown" is not "no": only the proof decides."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Model:
    """One entry of a model list. ``id`` is exact and clean; prices are USD per million tokens.

    ``tools_source`` is the field that decided about tools ("supported_parameters"), "" when none did.
    """

    id: str
    tools: ToolSupport = ToolSupport.UNKNOWN
    tools_source: str = ""
    endpoints: tuple[str, ...] = ()
    context_window: int | None = None
    input_price: float | None = None
    output_price: float | None = None
    warnings: tuple[SafeText, ...] = ()


class ListRefusal(StrEnum):
    """Why a gateway gives no list although it was reached."""

    KEY = "key"
    """The key is refused, or one is wanted: a chat will hardly go better."""
    LIST = "list"
    """This key may not see the list; it may chat all the same."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """A model list and where it came from.

    ``public`` is True when the list was also given without a key (it then proves nothing about the key),
    None when that was not asked. ``hidden`` counts entries that cannot be offered (unclean or duplicate ids).
    ``problem`` says in plain words why there is no list; an id can always be typed. ``refusal`` says whether that is
    the gateway's answer to the key. ``tried`` are the addresses that were asked before the one that gave the list,
    each with what it said; ``notes`` is what else a person should know of the list (cut after so many pages, tools
    asked for at another address).
    """

    base_url: str
    source_url: str
    models: tuple[Model, ...] = ()
    public: bool | None = None
    hidden: int = 0
    problem: SafeText | None = None
    refusal: ListRefusal | None = None
    tried: tuple[SafeText, ...] = ()
    notes: tuple[SafeText, ...] = ()
