"""What a check will cost when all is well, counted before anything is sent (probe.md 6.2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.model import Catalog
from roo_wizard.core.tokens import estimate_prompt_tokens
from roo_wizard.faults.task import new_task
from roo_wizard.probe.facts import cost_usd
from roo_wizard.probe.full.requests import nested_turn, output_turn, own_second_turn, third_turn
from roo_wizard.probe.script import first_turn
from roo_wizard.probe.target import Options, Target
from roo_wizard.roo.reading.outcome import Reading
from roo_wizard.roo.turn import Turn

_SMALL_REQUESTS = 6
"""Error shape (2), optional fields (2), two at once (2)."""

_SMALL_PROMPT, _SMALL_ANSWER = 80, 20
_TURN_ANSWER, _LONG_ANSWER, _END_ANSWER = 350, 1_600, 150


@dataclass(frozen=True, slots=True)
class Estimate:
    """Requests and tokens of a run without any fault; ``cost_usd`` is None where the list names no price."""

    requests: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None = None


def estimate(target: Target, options: Options, catalog: Catalog | None = None) -> Estimate:
    """Return what *options* cost on *target* when nothing has to be confirmed."""
    costs = list(_costs(target, options))
    prompt, completion = sum(cost[0] for cost in costs), sum(cost[1] for cost in costs)
    return Estimate(len(costs), prompt, completion, cost_usd(catalog, target.model, prompt, completion))


def _costs(target: Target, options: Options) -> Iterator[tuple[int, int]]:
    """Prompt and completion tokens of each request."""
    if not options.spend:
        return
    task = new_task(0)
    first, second = _size(target, first_turn(task)), _size(target, own_second_turn(task))
    for _ in range(options.repeat):
        yield from ((first, _TURN_ANSWER), (second, _TURN_ANSWER))
    if not options.full:
        return
    third = third_turn(task, Reading(), Reading(), edited=False)
    yield _size(target, third) + second - first, _END_ANSWER
    general = target.native is None and target.endpoint.dialect is Dialect.OPENAI
    if general and target.settings["openAiStreamingEnabled"]:
        yield first, _TURN_ANSWER
    yield _size(target, nested_turn(task)), _END_ANSWER
    yield options.context_tokens, _END_ANSWER
    yield _size(target, output_turn(task)), _LONG_ANSWER
    pictures = 1 if target.settings["supportsImages"] else 0
    yield from ((_SMALL_PROMPT, _SMALL_ANSWER) for _ in range(_SMALL_REQUESTS + pictures))


def _size(target: Target, turn: Turn) -> int:
    return estimate_prompt_tokens(target.request(turn).body or {})
