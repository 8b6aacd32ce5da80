"""The client's other entries that lead to the same gateway: named after the one that was chosen, and not proven."""

from dataclasses import dataclass

from roo_wizard.core.text import SafeText, safe
from roo_wizard.handoff.fields import Fields


@dataclass(frozen=True, slots=True)
class OtherRoute:
    """An entry that was not tried. ``name`` is the client's own, ``why`` one sentence for or against it."""

    provider: str
    name: SafeText
    why: SafeText
    recommended: bool = False

    @property
    def line(self) -> SafeText:
        """The route in one line, which never sounds proven."""
        mark = "recommended, but not proven here" if self.recommended else "not proven"
        return safe(f"{self.name} ({mark}): {self.why}", 300)


def other_routes(fields: Fields) -> tuple[OtherRoute, ...]:
    """Return what the preset knows beside the entry of *fields*, the recommended one first."""
    known = fields.preset.routes if fields.preset and not fields.practice else ()
    return tuple(
        OtherRoute(route.provider, safe(route.label), safe(route.why), route.recommended)
        for route in known
        if route.provider != fields.provider
    )
