"""What the client's own entries know of a model, and the fixed tables of Roo Code's (roo-code.md 4.9)."""

from collections.abc import Mapping
from dataclasses import dataclass

MAX_TOKENS = 8192


@dataclass(frozen=True, slots=True)
class Known:
    """What the client believes of one model. ``budget``, ``effort`` and ``adaptive`` say how its thinking is asked for.

    ``always_thinks``: it is asked to think whatever the person chose. ``thinks``: so it is by an entry that offers no
    choice. ``echoes``: its thinking goes back to it. ``efforts``: those that it knows, its default first;
    ``falls_back``: another one becomes the default instead of turning thinking off. ``marked``: it gets cache marks
    beyond those that the id's spelling gives it. ``own_limit``: a limit that the person set counts. ``temperature`` is
    the model's own default. ``context_window`` is NaN where the client's list has none: of that the client makes an
    output limit of ``null``.
    """

    max_tokens: int | None = MAX_TOKENS
    context_window: float = 200_000
    caches: bool = True
    budget: bool = False
    always_thinks: bool = False
    effort: bool = False
    echoes: bool = False
    temperature: float | None = None
    takes_temperature: bool = True
    thinks: bool = False
    adaptive: bool = False
    efforts: tuple[str, ...] = ()
    falls_back: bool = False
    marked: bool = False
    own_limit: bool = False


UNKNOWN = Known()
"""What is believed of a model of which nothing is known."""

Models = Mapping[str, Known | None]
"""Models by id; None for one that is not known after all."""

ZAI: Models = dict.fromkeys(
    (
        *("glm-4.5", "glm-4.5-air", "glm-4.5-x", "glm-4.5-airx", "glm-4.5-flash", "glm-4.5v", "glm-4.6", "glm-4.6v"),
        *("glm-4.7-flash", "glm-4.7-flashx", "glm-4.6v-flash", "glm-4.6v-flashx", "glm-4-32b-0414-128k"),
    ),
    Known(16_384),
) | dict.fromkeys(("glm-4.7", "glm-5"), Known(16_384, effort=True, echoes=True, efforts=("medium",)))
NOT_IN_CHINA: Models = {"glm-4-32b-0414-128k": None}

MOONSHOT_DEFAULT = Known(16_384)
MOONSHOT: Models = {
    "kimi-k2-0711-preview": Known(32_000),
    "kimi-k2-0905-preview": MOONSHOT_DEFAULT,
    "kimi-k2-turbo-preview": Known(32_000),
    "kimi-k2-thinking": Known(16_000, temperature=1),
    "kimi-k2.5": Known(16_384, temperature=1),
}

DEEPSEEK: Models = {"deepseek-reasoner": Known(echoes=True)}
