"""What n tries say about all tries: the Wilson interval, three in a row, and honest words (probe.md 7.3)."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Z95 = 1.959964
"""Standard deviations of a two-sided interval of 95 %."""

ENOUGH = 0.80
"""The share of good runs below which nobody can work: seldom a task of ten steps would end."""

MIN_TO_WARN = 16
"""With fewer tries even a perfect row has a lower bound below `ENOUGH`, so that it says nothing."""


class Steadiness(StrEnum):
    """What a row of tries is called."""

    GOOD = "good"
    FLAKY = "flaky"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of *tries* of which *passed* went well; nothing tried is allowed."""

    passed: int
    tries: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the true share; (0, 1) when nothing was tried."""
        return wilson(self.passed, self.tries)

    @property
    def steadiness(self) -> Steadiness:
        """All, none or some."""
        if self.passed == self.tries:
            return Steadiness.GOOD
        return Steadiness.FLAKY if self.passed else Steadiness.BROKEN

    @property
    def three_in_a_row(self) -> float | None:
        """The chance that three tries drawn from this row all passed (pass^3); None below three tries."""
        if self.tries < 3:
            return None
        return math.comb(self.passed, 3) / math.comb(self.tries, 3)

    @property
    def is_too_low(self) -> bool:
        """Whether even the upper bound is below `ENOUGH`: a block."""
        return self.tries > 0 and self.interval[1] < ENOUGH

    @property
    def is_doubtful(self) -> bool:
        """Whether enough tries leave the lower bound below `ENOUGH`: a warning."""
        return self.tries >= MIN_TO_WARN and self.interval[0] < ENOUGH

    @property
    def words(self) -> str:
        """The row in words that never promise more than the tries show."""
        if not self.tries:
            return "nothing was tried"
        low, high = self.interval
        count = f"{self.passed}/{self.tries}"
        if self.steadiness is Steadiness.GOOD:
            text = f"{count}, at least {_percent(low, math.floor)} with 95 % confidence"
        elif self.steadiness is Steadiness.BROKEN:
            text = f"{count}, broken: at most {_percent(high, math.ceil)} with 95 % confidence"
        else:
            bounds = f"between {_percent(low, math.floor)} and {_percent(high, math.ceil)}"
            text = f"{count}, flaky: {bounds} with 95 % confidence"
        three = self.three_in_a_row
        return text if three is None else f"{text}; three in a row {_percent(three, round)}"


def wilson(passed: int, tries: int, z: float = Z95) -> tuple[float, float]:
    """Return the Wilson score interval of *passed* in *tries*; it holds for small counts and at both ends."""
    if tries <= 0:
        return 0.0, 1.0
    share = passed / tries
    centre = share + z * z / (2 * tries)
    spread = z * math.sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    scale = 1 + z * z / tries
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def chance_to_see(rate: float, tries: int) -> float:
    """Return the chance that a fault of this *rate* shows at least once in *tries*."""
    return 1.0 - (1.0 - rate) ** tries


def _percent(share: float, rounded: Callable[[float], int]) -> str:
    return f"{rounded(round(share * 100, 6))} %"
