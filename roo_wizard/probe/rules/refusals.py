"""Rules for refusals that name what they refuse (probe.md 5.2); what names nothing is the ladder's work.

One row is one fault: the part of the request that is named, and the turns in which it means this fault.
"""

from roo_wizard.core.finding import Severity
from roo_wizard.gateway.refusals import refused_parameter
from roo_wizard.gateway.situations import Situation
from roo_wizard.probe.rules.dialect import TOOL_CHOICE
from roo_wizard.probe.rules.reach import said
from roo_wizard.probe.rules.rule import Evidence, Rule, Seen, shows

_REFUSALS = frozenset({Situation.REFUSED_PARAMETER, Situation.NO_TOOLS, Situation.OTHER})
_FIRST = "T1"
_SECOND = "T2"

NAMED: tuple[tuple[str, frozenset[str], tuple[str, ...]], ...] = (
    ("R01", frozenset({"strict"}), (_FIRST, _SECOND)),
    ("R02", frozenset({"schema"}), (_FIRST, _SECOND)),
    ("R03", frozenset({"parallel_tool_calls"}), (_FIRST, _SECOND)),
    ("R04", frozenset({"stream_options"}), (_FIRST, _SECOND)),
    ("R05", frozenset({"temperature"}), (_FIRST, _SECOND)),
    ("R06", frozenset({"tools", "tools.count", "tool_choice"}), (_FIRST, _SECOND)),
    ("R08", frozenset({"max_completion_tokens"}), (_FIRST, _SECOND)),
    ("R09", frozenset({"role.developer"}), (_FIRST, _SECOND)),
    ("R10", frozenset({"content.array"}), (_FIRST, _SECOND)),
    ("R11", frozenset({"role.tool"}), (_SECOND,)),
    ("R12", frozenset({"role.order"}), (_SECOND,)),
    ("R13", frozenset({"content.empty", "content.null"}), (_SECOND,)),
    ("R14", frozenset({"reasoning_content"}), (_SECOND,)),
    ("R15", frozenset({"thought_signature"}), (_SECOND,)),
    ("R17", frozenset({"stream"}), (_FIRST, _SECOND)),
    ("R18", frozenset({"cache_control"}), (_FIRST, _SECOND)),
    ("R19", frozenset({"role.order", "role.system"}), (_FIRST,)),
)


def named_part(seen: Seen) -> str | None:
    """Return the part of the request that a refusal names, or None when it names none."""
    if not seen.exchange.reached or seen.answered or seen.situation not in _REFUSALS:
        return None
    if seen.situation is Situation.NO_TOOLS:
        return "tools"
    return refused_parameter(seen.error) if seen.error else None


def _rule(parts: frozenset[str], turns: tuple[str, ...]) -> Rule:
    def refused(seen: Seen) -> Evidence | str | None:
        """The request was refused for one of the parts."""
        part = named_part(seen)
        if seen.context.turn not in turns or part not in parts:
            return None
        action = TOOL_CHOICE if seen.anthropic and part == "tool_choice" else None
        # A parameter that is sent only because the profile asks for it stops Roo all the same.
        return Evidence(said(seen.exchange), Severity.BLOCK, action)

    return refused


for _fault, _parts, _turns in NAMED:
    shows(_fault)(_rule(_parts, _turns))
