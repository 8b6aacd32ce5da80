"""Every wait and every size the program accepts, in one frozen value that tests shrink."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of talking to a gateway; times in seconds, sizes in bytes (design, section 4).

    Roo itself waits 600 s for the headers and for ever inside a stream, so that reaching one of the
    whole-answer bounds is *inconclusive*, never a fault: slow and thinking models are not broken.
    """

    connect: float = 10.0
    first_byte: float = 600.0
    first_byte_warn: float = 60.0
    idle_warn: float = 30.0
    idle_end: float = 120.0
    answer: float = 600.0
    complete_warn: float = 5.0
    """Silence after a complete answer on an open connection that becomes a warning (S04)."""
    complete_end: float = 30.0
    """Silence after a complete answer on an open connection that ends the reading (S04)."""
    answer_tokens: int = 16_000
    answer_bytes: int = 8 * 1024 * 1024
    answer_events: int = 50_000
    refusal_bytes: int = 256 * 1024
    """How much of an answer other than 2xx is read: its status is the fact, and nobody reads more of its text."""
    list_wait: float = 30.0
    """Every wait of a model list: nothing is thought about there, and a person may be looking at an empty screen."""
    list_bytes: int = 24 * 1024 * 1024
    """200,000 entries with the four fields of OpenAI's own list take 20 MB."""
    list_models: int = 200_000
    retries: int = 2
    retry_waits: tuple[float, ...] = (0.5, 1.0)
    retry_after_max: float = 20.0
    keyring: float = 3.0
    keyring_prompt: float = 60.0

    @property
    def of_list(self) -> "Limits":
        """These limits as they are for a model list."""
        return self.lowered_to(self.list_wait)

    def lowered_to(self, seconds: float) -> "Limits":
        """Return these limits with every wait lowered to at most *seconds* (``--timeout``)."""
        waits = ("connect", "first_byte", "idle_warn", "idle_end", "answer", "complete_end", "retry_after_max")
        return replace(self, **{name: min(getattr(self, name), seconds) for name in waits})
