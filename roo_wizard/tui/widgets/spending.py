"""What a proof costs, live: the request under way, and what was spent so far."""

from collections.abc import Mapping

from textual.content import Content

from roo_wizard.core.text import safe
from roo_wizard.flow.proof import ProofView
from roo_wizard.flow.rotation import Side
from roo_wizard.tui import words
from roo_wizard.tui.widgets.text import SafeStatic, line, lines


class Spending(SafeStatic):
    """One line below the checks; it names a request before it is sent."""

    DEFAULT_CSS = "Spending { height: auto; padding: 0 1; color: $secondary; }"

    def __init__(self) -> None:
        super().__init__(css_id="spending")

    def show(self, view: ProofView) -> None:
        """Draw what *view* has spent."""
        self.update(spending(view))


def spending_of_each(views: Mapping[Side, ProofView], *, only_last: bool) -> Content:
    """Return one line for each key of a rotation, or one alone for the key that is being proven."""
    sides = [side for side in Side if side in views]
    shown = list(views)[-1:] if only_last else sides
    return lines(line((f"{side.value} key: ", "bold"), spending(views[side])) for side in shown)


def _expected(view: ProofView) -> str:
    """What a longer proof will come to, while it runs: so that a person sees how far it is."""
    if view.estimated is None or not view.running:
        return ""
    cost = view.estimated
    price = f", {words.dollars(cost.cost_usd)}" if cost.cost_usd is not None else ""
    return f" of about {cost.requests} (≈ {cost.prompt_tokens + cost.completion_tokens:,} tokens in all{price})"


def spending(view: ProofView) -> Content:
    """Return the request under way and what was spent so far, in one line."""
    parts: list[str] = []
    if view.announced is not None:
        announced = view.announced
        reason = f" ({safe(announced.reason, 80)})" if announced.reason else ""
        parts.append(f"sending {safe(announced.purpose, 40)}{reason}: ≈ {announced.prompt_tokens:,} tokens")
    if view.spent is not None:
        spent = view.spent
        plural, about = "" if spent.requests == 1 else "s", "≈ " if spent.estimated else ""
        plural += _expected(view)
        tokens = f"{about}{spent.prompt_tokens:,} + {spent.completion_tokens:,} tokens"
        parts.append(f"spent: {spent.requests} request{plural}, {tokens}")
    if view.report is not None:
        cost = view.report.usage.cost_usd
        parts += [words.dollars(cost)] if cost is not None else []
        parts.append(f"took {words.duration(view.report.duration_ms)}")
    elif view.running:
        parts = parts or ["free checks first, then two billed requests at Roo's real size"]
    return line((" · ".join(parts), "$secondary"))
