"""The checks of the full set that are turns of their own: C21 nested arguments, C23 long context, C24, C25."""

from dataclasses import replace

from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.tokens import estimate_prompt_tokens
from roo_wizard.faults.catalog import found
from roo_wizard.gateway.situations import Situation
from roo_wizard.probe.full.requests import OUTPUT_LINES, QUESTION_TOOLS, long_turn, nested_turn, output_turn
from roo_wizard.probe.full.stage import Outcome, Stage, left_out, milder, passed, prompt_tokens, shown, unjudged, warned
from roo_wizard.probe.rules.meaning import USAGE_LOW
from roo_wizard.probe.rules.reach import said
from roo_wizard.probe.rules.rule import Seen
from roo_wizard.probe.script import first_turn
from roo_wizard.roo.tools import schema_problems
from roo_wizard.roo.turn import Turn

SMALL_CONTEXT = 32_000
"""Below this a silently cut context is a block: no task of a coding agent fits (probe.md 5.5, M02)."""

_SAME_RATIO = 0.9
"""Reported over estimated tokens, against the same of T1: below this something was left out (C23)."""

_ROOM_FOR_ANSWER = 0.9
_NESTED_FAULTS = frozenset({"R02", "T17"})
_LONG_ANSWER_FAULTS = frozenset({"M07", "T10", "S05", "S06", "S09"})
"""What an answer of some length shows and a short one does not."""


async def nested_arguments(stage: Stage) -> Outcome:
    """C21: a call whose arguments hold a list of objects."""
    trial = await stage.prover.trial(nested_turn(stage.task), stage.settings, "nested tool arguments")
    seen, ms = trial.seen, trial.seen.exchange.total_ms
    why = unjudged(seen.exchange)
    if why:
        return left_out("C21", why)
    findings = milder(trial.findings, _NESTED_FAULTS, Severity.WARN)
    if findings:
        return shown("C21", findings, "", ms)
    calls = [call for call in seen.wire.calls if call.name in QUESTION_TOOLS]
    if not calls:
        names = ", ".join(call.name for call in seen.wire.calls[:3]) or "no tool"
        return warned("C21", f"asked for ask_followup_question, it calls {names}", duration_ms=ms)
    problems = schema_problems(calls[0].name, calls[0].parsed)
    if problems:
        return warned("C21", f"{calls[0].name}: {problems[0]}", duration_ms=ms)
    return passed("C21", f"{calls[0].name} with nested arguments fits its schema", ms)


async def plain_twin(stage: Stage) -> Outcome:
    """C24: T1 at real size without streaming. It says whether "streaming off" would work, and is never a fault."""
    settings = stage.settings.with_({"openAiStreamingEnabled": False})
    if stage.is_anthropic:
        return left_out("C24", "the client's Anthropic provider always streams")
    if stage.target.native is not None:
        return left_out("C24", f"the client's {stage.target.native.name} entry always streams")
    if settings == stage.settings:
        return passed("C24", "streaming is off in these settings; the first turn was sent so")
    turn = replace(first_turn(stage.task), name="T1 plain")
    trial = await stage.prover.trial(turn, settings, "the first turn without streaming")
    ms, why = trial.seen.exchange.total_ms, unjudged(trial.seen.exchange)
    if why:
        return left_out("C24", why)
    if trial.usable and trial.seen.reading.usable:
        names = ", ".join(call.name for call in trial.seen.runs[:4])
        return passed("C24", f"complete without streaming too: {names}", ms)
    ids = ", ".join(finding.id for finding in trial.findings if finding.severity is Severity.BLOCK)
    problem = trial.seen.reading.shows or ids or "a call is lost"
    return warned("C24", f"streaming off is no way out here: {problem}", duration_ms=ms)


async def long_answer(stage: Stage) -> Outcome:
    """C25: a file of 120 lines, which an output cap would cut in the middle."""
    trial = await stage.prover.trial(output_turn(stage.task), stage.settings, "an answer of some length")
    seen, ms = trial.seen, trial.seen.exchange.total_ms
    why = unjudged(seen.exchange)
    if why:
        return left_out("C25", why)
    findings = milder(trial.findings, _LONG_ANSWER_FAULTS, Severity.RISK)
    if findings:
        return shown("C25", findings, "", ms)
    written = [call for call in seen.runs if call.name == "write_to_file"]
    if not written:
        names = ", ".join(call.name for call in seen.wire.calls[:3]) or "no tool"
        return warned("C25", f"asked for a long file, it calls {names}", duration_ms=ms)
    lines = len(str(written[0].arguments.get("content", "")).splitlines())
    if lines < OUTPUT_LINES:
        return warned("C25", f"complete, but {lines} of {OUTPUT_LINES} lines: the model shortens", duration_ms=ms)
    return passed("C25", f"{lines} lines in one call, complete", ms)


async def long_context(stage: Stage) -> Outcome:
    """C23: tags at the head, in the middle and at the tail of a long request all come back."""
    turn, tags, size = _long(stage)
    trial = await stage.prover.trial(turn, stage.settings, f"a context of about {size:,} tokens")
    seen, ms = trial.seen, trial.seen.exchange.total_ms
    why = unjudged(seen.exchange)
    if why:
        return left_out("C23", why)
    if not seen.answered:
        return _refused(seen, size)
    answer = seen.wire.content + "".join(call.arguments for call in seen.wire.calls)
    places = ("head", "middle", "tail")
    missing = [place for place, tag in zip(places, tags, strict=True) if tag not in answer]
    if not missing:
        return passed("C23", f"all three tags of about {size:,} tokens came back", ms)
    finding = _cut(stage, seen, missing, size)
    if finding:
        return shown("C23", (finding,), "", ms)
    return warned(
        "C23", f"the tag at the {' and '.join(missing)} is not quoted, the tokens are counted", duration_ms=ms
    )


def _long(stage: Stage) -> tuple[Turn, tuple[str, str, str], int]:
    """The long turn at the wanted size, or at what the model's list entry declares when that is less."""
    catalog = stage.prover.ground.catalog
    entry = next((model for model in catalog.models if model.id == stage.target.model), None) if catalog else None
    window = entry.context_window if entry and entry.context_window else stage.options.context_tokens
    size = min(stage.options.context_tokens, int(window * _ROOM_FOR_ANSWER))
    empty, _ = long_turn(stage.task, stage.seed, 0)
    empty_size = estimate_prompt_tokens(stage.request(empty).body or {})
    turn, tags = long_turn(stage.task, stage.seed, max(0, size - empty_size))
    return turn, tags, size


def _refused(seen: Seen, size: int) -> Outcome:
    """A gateway that says that the context is too small is honest, and still too small for a coding agent."""
    evidence = f"about {size:,} tokens refused. {said(seen.exchange)}"
    if seen.situation is not Situation.CONTEXT_TOO_SMALL and seen.exchange.status != 413:
        return warned("C23", evidence)
    severity = Severity.BLOCK if size < SMALL_CONTEXT else Severity.WARN
    return shown("C23", (found("N14", evidence, severity=severity, turn=seen.context.turn),), "")


def _cut(stage: Stage, seen: Seen, missing: list[str], size: int) -> Finding | None:
    """M02 needs a second sign beside the missing tag: fewer tokens counted than were sent.

    Tokenisers differ from our estimate, so that the share is also compared with the one of T1 at this gateway.
    """
    counted = prompt_tokens(seen)
    if counted is None:
        return None
    share = counted / max(1, seen.context.prompt_estimate)
    first = stage.first.shown.seen if stage.first else None
    usual = (prompt_tokens(first) or 0) / max(1, first.context.prompt_estimate) if first else 0.0
    if share >= USAGE_LOW and (not usual or share >= usual * _SAME_RATIO):
        return None
    evidence = f"{counted:,} of about {size:,} prompt tokens counted, and the {' and '.join(missing)} tag is gone"
    severity = Severity.BLOCK if size < SMALL_CONTEXT else Severity.WARN
    return found("M02", evidence, severity=severity, turn=seen.context.turn)
