"""How verdicts and owners are written."""

from roo_wizard.core.report import Verdict

VERDICTS: dict[Verdict, tuple[str, str]] = {
    Verdict.READY: ("READY", "success"),
    Verdict.READY_WITH_SETTINGS: ("READY WITH SETTINGS", "success"),
    Verdict.RISKY: ("RISKY", "warning"),
    Verdict.BLOCKED: ("BLOCKED", "error"),
    Verdict.INCONCLUSIVE: ("INCONCLUSIVE", "warning"),
}
"""How a verdict is written, and the colour it has."""

OWNERS = {
    "you": "you",
    "gateway": "the gateway's operator",
    "network": "whoever runs the network or the proxy",
    "model": "nobody here: it is the model; choose another",
}


def last_verdict(kept: str) -> tuple[str, str, str]:
    """Return the word, colour and mark for the verdict that is *kept* of a connection; any other text is none."""
    try:
        word, style = VERDICTS[Verdict(kept)]
    except ValueError:
        return "not checked yet", "secondary", "other"
    mark = {"success": "passed", "warning": "warned"}.get(style, "failed")
    return word.lower(), style, mark
