"""What is left to spend: one GET at a documented address of the gateway's own origin, after the key was proven there.

Which address, and which field says what, is data of the presets; nothing is guessed, and no other address ever
gets the key (gateways.md 5). The answer is shown and never judged: it is kept out of the verdict.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

from roo_wizard.core.errors import RooWizardError
from roo_wizard.core.exchange import Exchange, Json, Request
from roo_wizard.core.text import SafeText, safe
from roo_wizard.gateway.client import GatewayClient

_ABSURD = 1e12
_NOTHING = safe("")
_DOLLARS = safe("USD")


@dataclass(frozen=True, slots=True)
class CreditQuestion:
    """Where to ask, and where in the answer it stands: paths such as ``data.limit`` or ``infos.0.total``, "" for none.

    ``blocked`` names fields that are true when the key or its team is shut out.
    """

    path: str
    remaining: str = ""
    limit: str = ""
    spent: str = ""
    expires: str = ""
    currency: str = ""
    blocked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """What the gateway says, as far as it says it; amounts in ``currency``, None where nothing was said.

    ``remaining`` below zero is a debt. ``problem`` says why nothing is known.
    """

    remaining: float | None = None
    limit: float | None = None
    spent: float | None = None
    currency: SafeText = _DOLLARS
    expires: SafeText = _NOTHING
    blocked: tuple[SafeText, ...] = ()
    problem: SafeText = _NOTHING

    @property
    def known(self) -> bool:
        """Whether anything was said at all."""
        return any(value is not None for value in (self.remaining, self.limit, self.spent)) or bool(
            self.expires or self.blocked
        )


async def fetch_balance(
    client: GatewayClient, questions: Sequence[CreditQuestion], request_for: Callable[[str], Request]
) -> Balance:
    """Ask one question after the other until one says what is left; never raises.

    *request_for* makes the GET for an absolute address on the client's origin, with the key.
    """
    balance = Balance()
    for question in questions:
        try:
            exchange = await client.send(request_for(f"{client.endpoint.origin}{question.path}"))
        except RooWizardError as error:
            return replace(balance, problem=safe(error.message))
        balance = _together(balance, read_balance(exchange, question))
        if balance.remaining is not None:
            break
    return balance


def read_balance(exchange: Exchange, question: CreditQuestion) -> Balance:
    """Return what *exchange* says in the places that *question* names; anything odd is left out."""
    if not exchange.ok or not isinstance(exchange.json, dict):
        status = f"HTTP {exchange.status}" if exchange.reached else "no answer"
        return Balance(problem=safe(f"{status} at {question.path}"))
    body = exchange.json
    limit, spent = _amount(body, question.limit), _amount(body, question.spent)
    remaining = _amount(body, question.remaining)
    if remaining is None and limit is not None and spent is not None:
        remaining = limit - spent
    currency = _at(body, question.currency)
    found = Balance(
        remaining,
        limit,
        spent,
        safe(currency, 8) if isinstance(currency, str) and currency else _DOLLARS,
        _moment(_at(body, question.expires)),
        tuple(safe(name.rpartition(".")[2], 40) for name in question.blocked if _at(body, name) is True),
    )
    return found if found.known else replace(found, problem=safe(f"{question.path} says nothing of it"))


def _together(first: Balance, second: Balance) -> Balance:
    """What both say; of an amount that both name, the later one counts, since it was asked for want of the first."""
    if not (first.known and second.known):
        return first if first.known else second
    said = {item.name: getattr(second, item.name) for item in fields(Balance)}
    return replace(first, **{name: value for name, value in said.items() if value not in (None, "", ())})


def _at(body: Json, path: str) -> Json:
    """The value at a dotted *path*; a number steps into a list. None when it is not there."""
    value: Json = body if path else None
    for step in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _amount(body: Json, path: str) -> float | None:
    """A number, or the text of one; never a truth value, a word or an absurd amount."""
    value = _at(body, path)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) < _ABSURD else None


def _moment(value: Json) -> SafeText:
    return safe(value, 40) if isinstance(value, str) else _NOTHING
