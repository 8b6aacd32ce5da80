"""Exchanges as the ledger gets them: with what was known around each, so that they can be judged again alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from roo_wizard.core.errors import UnknownName
from roo_wizard.core.exchange import Exchange, Json, Request
from roo_wizard.core.redaction import without_secrets
from roo_wizard.core.secret import Redactor
from roo_wizard.core.tokens import estimate_prompt_tokens
from roo_wizard.faults.task import new_task
from roo_wizard.gateway.recorded import to_record
from roo_wizard.probe.rules.rule import Context
from roo_wizard.probe.trials import Trial
from roo_wizard.roo.clients import CLIENTS, ROO, ZOO, ClientProfile
from roo_wizard.roo.settings import ClientSettings

_MOST_PATHS = 100


@dataclass(frozen=True)
class KeptExchange(Exchange):
    """An exchange and the context it was judged in; None for a request that only prepares (the model list)."""

    context: Context | None = None


def kept(exchanges: Sequence[Exchange], trials: Sequence[Trial], redactor: Redactor) -> tuple[KeptExchange, ...]:
    """Return *exchanges*, each with the context of the trial that judged it.

    An answer out of which a secret could be put together loses its body: nothing of it is kept.
    """
    contexts = {id(trial.seen.exchange): trial.seen.context for trial in trials}
    return tuple(
        KeptExchange(
            **{field.name: getattr(clean, field.name) for field in fields(Exchange)}, context=contexts.get(id(one))
        )
        for one, clean in ((exchange, without_secrets(exchange, redactor)) for exchange in exchanges)
    )


def kept_record(exchange: Exchange) -> dict[str, Json]:
    """Return the ledger record of *exchange*: the recording, and its ``context`` where there is one."""
    context = exchange.context if isinstance(exchange, KeptExchange) else None
    return to_record(exchange) | ({} if context is None else {"context": _context_record(context)})


def context_of(exchange: Exchange, recorded: Json = None) -> Context:
    """Return the context to judge *exchange* in: the *recorded* one, else what the request itself tells.

    What is recorded is foreign: a value of a wrong type counts as absent.
    """
    told: Mapping[str, Json] = recorded if isinstance(recorded, dict) else {}
    body = exchange.request.body
    seed, paths = told.get("seed"), told.get("already_read")
    return Context(
        turn=_text(told.get("turn")) or _turn(body),
        model=_text(told.get("model")) or _text((body or {}).get("model")),
        client=CLIENTS.get(_text(told.get("client")), _client(exchange.request)),
        settings=_settings(told.get("settings")),
        listed=_switch(told.get("listed")),
        list_accepted=_switch(told.get("list_accepted")),
        prompt_estimate=estimate_prompt_tokens(body) if body else 0,
        task=new_task(seed) if isinstance(seed, int) and abs(seed) < 2**64 else None,
        already_read=frozenset(map(_text, paths[:_MOST_PATHS])) if isinstance(paths, list) else frozenset(),
    )


def _context_record(context: Context) -> dict[str, Json]:
    return {
        "turn": context.turn,
        "model": context.model,
        "client": context.client.id,
        "settings": context.settings.public(),
        "listed": context.listed,
        "list_accepted": context.list_accepted,
        "seed": context.task.seed if context.task else None,
        "already_read": sorted(context.already_read),
    }


def _turn(body: Mapping[str, Json] | None) -> str:
    """T2 when the request carries results of calls, else T1."""
    messages = (body or {}).get("messages")
    for message in messages if isinstance(messages, list) else ():
        content = message.get("content") if isinstance(message, dict) else None
        parts = content if isinstance(content, list) else ()
        results = any(isinstance(part, dict) and part.get("type") == "tool_result" for part in parts)
        if results or (isinstance(message, dict) and message.get("role") == "tool"):
            return "T2"
    return "T1"


def _client(request: Request) -> ClientProfile:
    """The client by its name among the headers; Roo Code where it is not told."""
    agent = next((value for name, value in request.headers if name.lower() == "user-agent"), "")
    return ZOO if isinstance(agent, str) and agent.startswith("ZooCode/") else ROO


def _settings(value: Json) -> ClientSettings:
    try:
        return ClientSettings(value) if isinstance(value, dict) else ClientSettings()
    except (UnknownName, TypeError):
        return ClientSettings()


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _switch(value: Json) -> bool | None:
    return value if isinstance(value, bool) else None
