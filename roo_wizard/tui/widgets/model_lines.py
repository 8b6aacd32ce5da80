"""What the model step says in words: where the list is from, what it says of a model, what Enter sends and costs."""

from textual.content import Content

from roo_wizard.core.model import Catalog, ListRefusal, Model, ToolSupport
from roo_wizard.core.text import safe
from roo_wizard.flow.model_choice import working_price
from roo_wizard.tui import words
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.text import cell, line, lines, shown

_TOOLS_WIDTH, _CONTEXT_WIDTH, _PRICE_WIDTH = 9, 9, 18
_TAIL_WIDTH = _TOOLS_WIDTH + _CONTEXT_WIDTH + _PRICE_WIDTH
_TOOL_STYLES = {ToolSupport.YES: "$success", ToolSupport.NO: "$warning", ToolSupport.UNKNOWN: "$secondary"}

_NO_LIST = {
    None: "An id can be typed.",
    ListRefusal.KEY: "The proof will most likely end the same way.",
    ListRefusal.LIST: "The key may do for chat all the same: an id can be typed.",
}
"""What follows from a missing list, by why it is missing."""


def source(catalog: Catalog) -> Content:
    """Return where the list is from, or why there is none."""
    if catalog.problem:
        refused = catalog.refusal is ListRefusal.KEY
        mark, style = (glyphs().failed, "$error") if refused else (glyphs().warned, "$warning")
        return line((f"{mark} no list: {catalog.problem}", style), (f"  {_NO_LIST[catalog.refusal]}", "$secondary"))
    parts = [f"{len(catalog.models):,} models from {safe(catalog.source_url, 120)}"]
    if catalog.public:
        parts.append("a public list: it says nothing about your key")
    if catalog.hidden:
        parts.append(f"{catalog.hidden:,} unusable or double entries left out")
    rows = [line((" · ".join(parts), "$secondary"))]
    rows += [line((safe(note, 200), "$secondary")) for note in catalog.notes]
    return lines(rows)


def heading(width: int) -> str:
    """Return the names of the columns."""
    return (
        cell("Model", max(12, width - _TAIL_WIDTH - 1))
        + " "
        + cell("Tools", _TOOLS_WIDTH)
        + cell("Context", _CONTEXT_WIDTH)
        + cell("$/M in · out", _PRICE_WIDTH)
    )


def row(model: Model, width: int) -> Content:
    """Return *model* under these columns."""
    return line(
        (cell(shown(model.id, 200), max(12, width - _TAIL_WIDTH - 1)), "bold"),
        " ",
        (cell(model.tools.value, _TOOLS_WIDTH), _TOOL_STYLES[model.tools]),
        (cell(words.tokens(model.context_window), _CONTEXT_WIDTH), "$secondary"),
        (cell(_price(model), _PRICE_WIDTH), "$secondary"),
    )


def _price(model: Model) -> str:
    if model.input_price is None and model.output_price is None:
        return "–"
    return f"{words.dollars(model.input_price)} · {words.dollars(model.output_price)}"


def facts(model: Model) -> str:
    """Return what the list says of *model*."""
    origin = f" ({safe(model.tools_source, 40)})" if model.tools_source else " (the list does not say)"
    parts = [f"tools: {model.tools.value}{origin}"]
    if model.context_window:
        parts.append(f"context: {model.context_window:,}")
    if model.endpoints:
        parts.append(f"endpoints: {safe(', '.join(model.endpoints), 80)}")
    price = working_price(model)
    if price:
        parts.append(f"≈ {words.dollars(price)} per million tokens as an agent uses them")
    return " · ".join(parts)


def cost(model: Model | None, client: str, *, starts: bool) -> Content:
    """Return what the proof sends and costs, and whether Enter *starts* it now."""
    sent = f"{words.PROOF_REQUESTS} requests, ≈ {words.PROOF_PROMPT_TOKENS:,} tokens"
    price = "price not published"
    if model and model.input_price is not None and model.output_price is not None:
        amount = (
            model.input_price * words.PROOF_PROMPT_TOKENS + model.output_price * words.PROOF_COMPLETION_TOKENS
        ) / 1_000_000
        price = f"about {words.dollars(amount)}" if amount else "free by its list price"
    return lines(
        [
            line((f"The list and the proof are sent with {client}'s own headers.", "$secondary")),
            line(
                ("Enter starts the proof: " if starts else "The proof will send: ", "bold"), (f"{sent}, {price}.", "")
            ),
        ]
    )


def back_to_key(refusal: ListRefusal) -> Content:
    """Return what Enter does on the row that leads back, and how one goes on in spite of the refusal."""
    way = "Type an id" if refusal is ListRefusal.LIST else "Type an id and go down to its row"
    return lines(
        [
            line(("Enter goes back to the key.", "bold"), (" Nothing was billed.", "")),
            line((f"{way} to prove with this key all the same: some gateways only hide their list.", "$secondary")),
        ]
    )


def waiting(typed: str) -> Content:
    """Return why Enter does not go on yet, and what it will do."""
    what = "Waiting for the model list, which comes by itself. Nothing was billed."
    then = (
        f"If “{safe(typed, 60)}” is an id in it, the proof then starts. Enter once more sends exactly these letters."
        if typed
        else "Then the arrows choose. An exact id can be typed meanwhile."
    )
    return lines([line((f"{glyphs().running} {what}", "$warning")), line((then, "$secondary"))])
