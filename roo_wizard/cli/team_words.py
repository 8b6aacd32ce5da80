"""A team file as people and programs read it: who receives the key first, then what the file says."""

from roo_wizard.cli.output import table
from roo_wizard.core.exchange import Json
from roo_wizard.core.jsonable import to_json
from roo_wizard.core.text import safe
from roo_wizard.profiles.team.file import ASK, TeamFile
from roo_wizard.profiles.team.pins import History, Standing
from roo_wizard.profiles.team.trust import Receiver, Weight
from roo_wizard.roo.settings import describe

SCHEMA = "roo-wizard.team/1"

_SIGNS = {Weight.REFUSE: "REFUSED", Weight.INTERNAL: "INTERNAL", Weight.DANGER: "WATCH OUT", Weight.NOTE: "note"}
_WIDEST = 76


def receiver_text(receiver: Receiver, history: History) -> str:
    """Return who would receive the key, the host in large, and everything that should make one think."""
    endpoint, host = receiver.endpoint, receiver.confirm
    large = " ".join(host) if len(host) * 2 <= _WIDEST else host
    known = f"the known gateway {receiver.known}" if receiver.known else "no gateway that roo-wizard knows"
    lines = [f"{receiver.title}: your key would be sent to", "", f"    {large}", "", f"{endpoint.origin}: {known}"]
    if receiver.unicode != endpoint.host:
        lines.append(f"shown elsewhere as {receiver.unicode}; written {endpoint.host}")
    lines += [f"{_SIGNS[remark.weight]}: {remark.text}" for remark in receiver.remarks]
    return "\n".join([*lines, *history_lines(history)])


def history_lines(history: History) -> list[str]:
    """Return what is known of the file on this machine; a changed one field by field."""
    if history.pin is None:
        return ["this file was never opened here"]
    since = safe(history.pin.pinned_at, 30)
    if history.standing is Standing.SAME:
        return [f"the same file was opened here on {since}"]
    told = [f"  {one.field}: {one.old or '(not there)'} → {one.new or '(not there)'}" for one in history.changes]
    return [f"CHANGED since {since}:", *(told or ["  no field; only blanks or comments"])]


def content_text(team: TeamFile) -> str:
    """Return what the file says, line by line; only what it holds."""
    headers = [f"{name}: {value}" for name, value in team.headers.items()]
    headers += [f"{name}: everybody gives their own ({ASK})" for name in team.asked_headers]
    rows = [
        ("base URL", team.base_url),
        ("dialect", team.dialect.value),
        ("models", ", ".join(team.models)),
        ("modes", ", ".join(f"{mode} → {model}" for mode, model in team.modes.items())),
        ("headers", "; ".join(headers)),
        ("settings", describe(team.settings)),
        ("expects", ", ".join(f"{name} {_word(value)}" for name, value in team.expects.items())),
        ("key page", team.key_page),
        ("key rules", team.key_rules),
        ("usage page", team.usage_page),
        ("models page", team.models_page),
        ("contact", team.contact),
        ("sender's proof", _proof(team)),
    ]
    return table([(name, safe(value, 1000)) for name, value in rows if value])


def team_object(receiver: Receiver, history: History, team: TeamFile, sha256: str) -> dict[str, Json]:
    """Return the object of ``roo-wizard.team/1``."""
    pin = history.pin
    return {
        "sha256": sha256,
        "standing": history.standing.value,
        "pinned_at": pin.pinned_at if pin else None,
        "profile": (pin.profile or None) if pin else None,
        "changes": to_json(history.changes),
        "receiver": {
            "host": receiver.confirm,
            "unicode": receiver.unicode,
            "origin": receiver.endpoint.origin,
            "known_gateway": receiver.known or None,
            "title": receiver.title,
            "refused": bool(receiver.having(Weight.REFUSE)),
            "internal": bool(receiver.having(Weight.INTERNAL)),
            "remarks": to_json(receiver.remarks),
        },
        "team": to_json(team),
    }


def _proof(team: TeamFile) -> str:
    sent = team.verdict
    return f"{sent.verdict} on {sent.date} with {sent.model}, for {sent.client}; yours decides" if sent else ""


def _word(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
