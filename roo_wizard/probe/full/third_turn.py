"""C20, the third turn: whether system text, tool results and call ids are carried through a conversation."""

import re
from dataclasses import replace

from roo_wizard.core.exchange import Json, Request
from roo_wizard.core.finding import Finding, Severity
from roo_wizard.core.tokens import estimate_tokens
from roo_wizard.faults.catalog import found
from roo_wizard.probe.edit_ladder import ACCEPTED
from roo_wizard.probe.full.requests import system_question, third_turn
from roo_wizard.probe.full.stage import Outcome, Stage, left_out, passed, prompt_tokens, shown, unjudged, warned
from roo_wizard.probe.rules.meaning import USAGE_HIGH
from roo_wizard.probe.rules.memory import STUBBORN, final_text, missing_tags
from roo_wizard.probe.sender import RequestsSpent
from roo_wizard.probe.trials import Settled, Trial
from roo_wizard.probe.wire.walk import read_wire

_UNCLEAN = re.compile(r"[^a-zA-Z0-9_-]")
_NO_CALL = frozenset({"T13", "T14", "T15", "T19", "T20", "refused", "unusable"})
_LOST = 0.5
"""When fewer than half of the system text's tokens are counted, it was dropped."""


async def third_turn_check(stage: Stage) -> Outcome:
    """Send T3 and judge what the model still knows; M03 and M06 are told apart from a forgetful model."""
    if stage.first is None or stage.second is None:
        return left_out("C20", "there is no second turn to go on from")
    first, second = stage.first.shown.seen, stage.second.shown.seen
    edited = second.edit.level >= ACCEPTED
    turn = third_turn(stage.task, first.reading, second.reading, edited=edited)
    trial = await stage.prover.trial(turn, stage.settings, "Roo's third turn")
    why = unjudged(trial.seen.exchange)
    if why:
        return left_out("C20", why)
    special = _changed_ids(stage, trial) or await _lost_system_text(stage, trial)
    if special:
        others = tuple(finding for finding in trial.findings if finding.id not in _NO_CALL | STUBBORN)
        return shown("C20", (special, *others), "", trial.seen.exchange.total_ms)
    settled = await stage.prover.settle_from(trial, turn, stage.settings, stubborn=STUBBORN)
    return _judged(settled, edited)


def _judged(settled: Settled, edited: bool) -> Outcome:
    seen = settled.shown.seen
    grave = [finding for finding in settled.findings if finding.severity in {Severity.BLOCK, Severity.RISK}]
    ms = seen.exchange.total_ms
    if grave:
        outcome = shown("C20", grave, "", ms)
        return replace(outcome, findings=settled.findings)
    if final_text(seen) is None:
        names = ", ".join(call.name for call in seen.runs[:3])
        return warned("C20", f"the task is not ended; it calls {names}", settled.findings, ms)
    after = "" if edited else " (after an edit of our own)"
    return replace(passed("C20", f"ended, and all three tags quoted{after}", ms), findings=settled.findings)


def _changed_ids(stage: Stage, trial: Trial) -> Finding | None:
    """M06: the first turn's ids held unusual characters, Roo cleaned them, and now no call comes."""
    ids = [call.id for call in stage.first.shown.seen.reading.calls] if stage.first else []
    unclean = [call_id for call_id in ids if _UNCLEAN.search(call_id)]
    blocks = {finding.id for finding in trial.findings if finding.severity is Severity.BLOCK}
    if not unclean or not blocks & _NO_CALL:
        return None
    evidence = f"ids such as {unclean[0]} go back as {_UNCLEAN.sub('_', unclean[0])}; then the third turn has no call"
    return found("M06", evidence, turn="T3")


async def _lost_system_text(stage: Stage, trial: Trial) -> Finding | None:
    """M03: the codeword is missing here and in a question of its own, and the system text is hardly counted.

    Two requests, one with and one without the system text, tell this from a forgetful model whatever the tokeniser.
    """
    if "the codeword" not in missing_tags(trial.seen):
        return None
    request = stage.request(system_question(stage.task))
    if _without_system(request).body == request.body:
        return None  # in the R1 form the person says what is the system's to say
    try:
        asked = await stage.sender.post(request, "see whether the system text reaches the model")
        bare = await stage.sender.post(_without_system(request), "see what the system text costs")
    except RequestsSpent:
        return None
    wire = read_wire(asked)
    with_text, without = (
        prompt_tokens(replace(trial.seen, exchange=exchange)) if exchange.ok else None for exchange in (asked, bare)
    )
    if with_text is None or without is None or stage.task.codeword in wire.content + wire.reasoning:
        return None
    wanted = estimate_tokens(stage.task.system)
    counted = with_text - without
    if _LOST * wanted <= counted <= USAGE_HIGH * wanted:
        return None
    severity = Severity.BLOCK if counted < wanted else Severity.WARN
    evidence = (
        f"the codeword of the system text is unknown in two requests; {with_text} prompt tokens with that text, "
        f"{without} without it"
    )
    return replace(found("M03", evidence, severity=severity, turn="T3"), seen=2, trials=2)


def _without_system(request: Request) -> Request:
    """*request* without its system text, in either dialect."""
    body: dict[str, Json] = {key: value for key, value in (request.body or {}).items() if key != "system"}
    body["messages"] = [message for message in body["messages"] if message["role"] not in {"system", "developer"}]
    return replace(request, purpose="without system text", body=body)
