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
