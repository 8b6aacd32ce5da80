"""What is different about a fault when another provider than OpenAI Compatible is used (roo-code.md 2.4, 4.8, 4.9).

The Anthropic provider and the client's own entries for single vendors have few settings: no streaming switch, no R1
form, mostly no custom headers. A next step that names one of these would send a person to a field that is not there.
"""

from roo_wizard.core.exchange import Request
from roo_wizard.faults.catalog import Fault
from roo_wizard.probe.wire.anthropic import speaks
from roo_wizard.roo.anthropic import SETTINGS
from roo_wizard.roo.clients import ClientProfile
from roo_wizard.roo.native.choice import native_of
from roo_wizard.roo.settings import ClientSettings

_NO_SETTING = (
    "No setting of the Anthropic provider avoids this. If the gateway also speaks the OpenAI dialect, choose "
    "OpenAI Compatible as API Provider and check that; else tell the operator."
)
_NO_SETTING_OF_ENTRY = (
    "No setting of the client's {name} entry avoids this. Choose OpenAI Compatible as API Provider and check that, "
    "or tell the operator."
)
_OTHER_ROUTE = (
    "Choose OpenAI Compatible as API Provider, if the gateway speaks that dialect too, or ask the operator to accept "
)
_ACTIONS = {
    "R18": f"{_OTHER_ROUTE}cache marks: the Anthropic provider always sends them.",
    "S11": "Ask the operator to send usage in message_start and message_delta.",
}
TOOL_CHOICE = f"{_OTHER_ROUTE}tool_choice as an object: the Anthropic provider always sends it so."
"""What to do where a look-alike wants tool_choice as a word (Zoo #445)."""


def action_in_dialect(entry: Fault, request: Request, settings: ClientSettings, client: ClientProfile) -> str | None:
    """Return the next step for *entry* where the catalogue's names what the provider does not have."""
    needed = [name for rescue in entry.rescues for name in rescue]
    native = native_of(settings, client)
    if native is not None:
        out_of_reach = needed and not native.settings.intersection(needed)
        return _NO_SETTING_OF_ENTRY.format(name=native.name) if out_of_reach else None
    if not speaks(request):
        return None
    out_of_reach = needed and not any(name in SETTINGS for name in needed)
    return _ACTIONS.get(entry.id) or (_NO_SETTING if out_of_reach else None)


def replaced_id(request: Request, asked: str) -> str | None:
    """Return the id that *request* asks for when it is another than the person's, else None.

    The Anthropic provider of Roo Code and its entries for LiteLLM and Z.ai replace an id that they do not know without
    a word.
    """
    sent = (request.body or {}).get("model")
    known = {asked, asked.removesuffix(":thinking")} if speaks(request) else {asked}
    return sent if isinstance(sent, str) and sent not in known else None
