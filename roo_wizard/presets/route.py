"""The ways to a gateway that the client offers: its general entries, and its own one for this vendor."""

from dataclasses import dataclass

from roo_wizard.core.endpoint import Dialect
from roo_wizard.presets.base import Base

_GENERAL = {
    Dialect.OPENAI: ("OpenAI Compatible", "Any model name can be typed."),
    Dialect.ANTHROPIC: (
        "Anthropic",
        "For Claude with prompt caching.",
    ),
}


@dataclass(frozen=True, slots=True)
class NativeEntry:
    """The client's own entry for this vendor in its list of providers. ``better`` than OpenAI Compatible or not.

    ``provider`` is its name in import files. ``bases`` are its own where they differ from those of OpenAI
    Compatible. With ``proven_shape`` it is known what the entry sends, so that a check can send the same.
    """

    label: str
    provider: str
    why: str
    better: bool = False
    proven_shape: bool = False
    bases: tuple[Base, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """An entry of the client's list of providers that leads to a gateway.

    ``provider`` is its name in import files, ``label`` the one on the screen; ``bases`` are what it takes as base URL,
    the recommended one first. ``why`` is one sentence for or against it. One that is not ``known`` cannot be proven,
    because it was not read what it sends, and has no bases.
    """

    provider: str
    label: str
    dialect: Dialect
    bases: tuple[Base, ...]
    why: str
    recommended: bool = False
    known: bool = True

    @property
    def ready_base(self) -> str | None:
        """The first base URL that can be used as it is, or None."""
        return next((base.url for base in self.bases if base.ready), None)


def routes_to(bases: tuple[Base, ...], native: NativeEntry | None) -> tuple[Route, ...]:
    """Return the routes to *bases*, the recommended one first, and exactly one of them recommended.

    That is the vendor's own entry where it is better and can be proven, else the general one of the first base.
    """
    own = _own_route(bases, native) if native else None
    best = own.provider if own and own.recommended else bases[0].dialect.value
    openai, anthropic = (_general_route(dialect, bases, best) for dialect in (Dialect.OPENAI, Dialect.ANTHROPIC))
    found = [route for route in (openai, own, anthropic) if route is not None]
    return tuple(sorted(found, key=lambda route: not route.recommended))


def _own_route(bases: tuple[Base, ...], native: NativeEntry) -> Route:
    """Where it is not known what the entry sends, its base is not known either."""
    shared = tuple(base for base in bases if base.dialect is Dialect.OPENAI) if native.proven_shape else ()
    best = native.better and native.proven_shape
    return Route(
        native.provider, native.label, Dialect.OPENAI, native.bases or shared, native.why, best, native.proven_shape
    )


def _general_route(dialect: Dialect, bases: tuple[Base, ...], best: str) -> Route | None:
    label, why = _GENERAL[dialect]
    spoken = tuple(base for base in bases if base.dialect is dialect)
    return Route(dialect.value, label, dialect, spoken, why, recommended=best == dialect.value) if spoken else None
