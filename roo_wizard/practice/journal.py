"""What the practice gateway remembers: the requests it got, what they cost, and how far each plan is."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from roo_wizard.core.exchange import Json
from roo_wizard.practice.connection import RawRequest
from roo_wizard.practice.plan import Draws, Plan
from roo_wizard.practice.visit import Visit
from roo_wizard.practice.wire import Answer

KEPT_REQUESTS = 1_000
"""How many requests are kept whole; bills count all."""
_KEPT_PLANS = 2_000
"""Of how many plans draws and bills are kept; the oldest is forgotten."""


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A request that reached the gateway, noted before its answer is sent.

    ``path`` is as requested, query included; header names are in lower case; ``json`` is the parsed body of a
    POST or None; ``plan`` is the text of the faults that the path shows.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    json: Json
    plan: str
    status: int
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Bill:
    """POST requests, refused ones included, and the tokens of the answered ones (what they really cost)."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: "Bill") -> "Bill":
        return Bill(
            self.requests + other.requests,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


class PlanState:
    """The counters of one plan: draws of its chances, answers under way, and the bill."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.draws = Draws(plan)
        self.in_flight = 0
        self.bill = Bill()


class Journal:
    """All requests and bills of one gateway."""

    def __init__(self) -> None:
        self._received: deque[ReceivedRequest] = deque(maxlen=KEPT_REQUESTS)
        self._states: dict[str, PlanState] = {}

    @property
    def received(self) -> list[ReceivedRequest]:
        """The kept requests, oldest first."""
        return list(self._received)

    def state(self, plan: Plan) -> PlanState:
        """Return the counters of *plan*, new ones at its first request."""
        if plan.text not in self._states:
            if len(self._states) >= _KEPT_PLANS:
                del self._states[next(iter(self._states))]
            self._states[plan.text] = PlanState(plan)
        return self._states[plan.text]

    def note(self, visit: Visit, request: RawRequest, answer: Answer) -> None:
        """Keep *request* and the answer's status, and add a POST to its plan's bill."""
        cost = Bill(1, answer.prompt_tokens, answer.completion_tokens)
        self._received.append(
            ReceivedRequest(
                request.method,
                request.target,
                request.headers,
                request.body,
                visit.json,
                visit.plan_text,
                answer.status,
                cost.prompt_tokens,
                cost.completion_tokens,
            )
        )
        state = self._states.get(visit.plan_text)
        if state is not None and request.method == "POST":
            state.bill += cost

    def billed(self, plan: str) -> Bill:
        """Return the bill of *plan*, or of everything when it is ""."""
        bills = (state.bill for text, state in self._states.items() if not plan or text == plan)
        return sum(bills, Bill())
