"""What is left to spend at a gateway, as lines after the verdict; a link where there is no documented address."""

from dataclasses import replace

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.report import Report
from roo_wizard.gateway.credit import Balance, CreditQuestion, fetch_balance
from roo_wizard.presets import Preset, for_origin, preset
from roo_wizard.probe.target import Target


async def credit_lines(target: Target, report: Report) -> tuple[str, ...]:
    """Ask where the preset documents it, once the key was accepted; () when nothing is known of this gateway."""
    known = _preset_of(target)
    if known is None:
        return ()
    if not known.credit or target.key is None:
        page = known.page_at(known.usage_page, target.endpoint.base_url)
        return (f"credit and usage: {page}",) if page else ()
    accepted = any(record.method == "POST" and 200 <= (record.status or 0) < 300 for record in report.requests)
    return balance_lines(await balance_of(target, known)) if accepted else ()


async def balance_of(target: Target, known: Preset) -> Balance:
    """Ask the documented addresses on the target's origin, with the key and with the client's own headers."""
    from roo_wizard.core.limits import Limits
    from roo_wizard.core.redaction import redacted
    from roo_wizard.gateway.client import GatewayClient
    from roo_wizard.roo.request import models_request

    questions = [
        CreditQuestion(one.path, one.remaining, one.limit, one.spent, one.expires, one.currency, one.blocked)
        for one in known.credit
    ]
    # These addresses take the key as Bearer, whatever the dialect of the base (gateways.md 5).
    asked = replace(target.endpoint, dialect=Dialect.OPENAI)
    limits = Limits().lowered_to(Limits().connect)
    async with GatewayClient(
        target.endpoint, target.key, limits=limits, allow_http=target.allow_http, headers_secret=target.secret_headers
    ) as client:
        balance = await fetch_balance(
            client, questions, lambda url: models_request(asked, target.settings, target.client, url=url)
        )
        return redacted(balance, client.redactor)


def balance_lines(balance: Balance) -> tuple[str, ...]:
    """Return *balance* in words; it is never part of the verdict."""
    if not balance.known:
        return (f"credit: not known ({balance.problem})",)
    amounts = (("{} left", balance.remaining), ("limit {}", balance.limit), ("{} spent", balance.spent))
    said = [words.format(f"{value:,.2f} {balance.currency}") for words, value in amounts if value is not None]
    said += [f"expires {balance.expires}"] if balance.expires else []
    said += [f"the gateway says: {name}" for name in balance.blocked]
    return (f"credit: {', '.join(said)} (said by the gateway, not part of the verdict)",)


def _preset_of(target: Target) -> Preset | None:
    """The preset that was chosen, if this is one of its addresses; else the one that is known by the address."""
    origin = target.endpoint.origin
    chosen = preset(target.preset) if target.preset else None
    return chosen if chosen is not None and _may_ask(chosen, origin) else for_origin(origin)


def _may_ask(chosen: Preset, origin: str) -> bool:
    """Whether *origin* is the preset's own: named in it, or the person's own gateway of that kind."""
    return chosen.matches(origin) or any(not base.ready for base in chosen.bases)
