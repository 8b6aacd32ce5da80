"""A streamed answer while it is read: what all of the client's providers of the OpenAI dialect have in common.

What one of them does otherwise is a method of its own reader (`answer`, `native.reading`).
"""

from collections.abc import Mapping

from roo_wizard.core.exchange import Ending, Exchange, Json
from roo_wizard.core.sse import read_events
from roo_wizard.roo.js import NotJson, parse_json, truthy
from roo_wizard.roo.native.reasoning_details import Detail
from roo_wizard.roo.reading.assembly import Assembler
from roo_wizard.roo.reading.outcome import Calls, Reading, Thrown
from roo_wizard.roo.reading.plain import first_choice
from roo_wizard.roo.reading.thrown import TERMINATED, error_message, in_stream
from roo_wizard.roo.settings import ClientSettings


class Stream:
    """Follows one answer; `read` is called once. ``ends_at_done``: what comes after ``[DONE]`` is not read."""

    ends_at_done = True

    def __init__(self, exchange: Exchange, settings: ClientSettings) -> None:
        self.exchange = exchange
        self.assembler = Assembler(settings)
        self.content: list[str] = []
        self.thoughts: list[str] = []
        self._finish_reasons: list[str] = []
        self._usage: Mapping[str, Json] | None = None
        self._served_model: str | None = None
        self._saw_done = False

    def read(self) -> Reading:
        """Read to the end, or to the point where the client throws; then it uses nothing of what came before."""
        stopped: Thrown | None = None
        try:
            self._take_events()
        except Thrown as thrown:
            stopped = thrown
        text, thinking = self.split("".join(self.content))
        begun = bool(text or thinking) or self.begun
        error = in_stream(self.named(str(stopped)), begun=begun) if stopped else None
        found = self.calls()
        return Reading(
            text=text,
            reasoning="".join(self.thoughts) + thinking,
            calls=() if error else found.accepted,
            lost=() if error else found.lost,
            wire_calls=found.wire,
            error=error,
            shows=error or "",
            finish_reasons=tuple(self._finish_reasons),
            usage=self._usage,
            served_model=self._served_model,
            saw_done=self._saw_done,
            ended=self.exchange.ending,
            details=self.details(),
        )

    @property
    def begun(self) -> bool:
        """Whether anything but text has come."""
        return bool(self.thoughts) or self.assembler.saw_any

    def chunk_of(self, text: str) -> Json:
        """Return the chunk in *text*; raises `Thrown` for what is no JSON."""
        try:
            return parse_json(text)
        except NotJson as mistake:
            raise Thrown(str(mistake)) from None

    def split(self, content: str) -> tuple[str, str]:
        """Return the text of *content*, and the thinking in it."""
        return content, ""

    def named(self, message: str) -> str:
        """Return *message*, which stopped the stream, as the provider throws it."""
        return message

    def calls(self) -> Calls:
        """Return the calls that the client has when the stream ends."""
        return self.assembler.finish()

    def details(self) -> tuple[Detail, ...]:
        """Return the ``reasoning_details`` that go back."""
        return ()

    def look(self, fields: Mapping[str, Json]) -> None:
        """Look at a chunk before it is used; raises `Thrown` where the provider stumbles over it."""

    def take(self, delta: Mapping[str, Json]) -> None:
        """Take text, thinking and calls of *delta*; raises `Thrown`."""
        raise NotImplementedError

    def _take_events(self) -> None:
        for event in read_events(self.exchange.chunks):
            if event.is_done:
                self._saw_done = True
                if self.ends_at_done:
                    break
                continue
            chunk = self.chunk_of(event.data)
            if not event.event.startswith("thread."):
                self._take_chunk(chunk)
        if self.exchange.ending is Ending.BROKEN:
            raise Thrown(TERMINATED)

    def _take_chunk(self, chunk: Json) -> None:
        if isinstance(chunk, dict) and truthy(chunk.get("error")):
            raise Thrown(error_message(chunk["error"]))
        if chunk is None:
            raise Thrown("Cannot read properties of null (reading 'choices')")
        fields = chunk if isinstance(chunk, dict) else {}
        self.look(fields)
        if isinstance(fields.get("model"), str):
            self._served_model = self._served_model or fields["model"]
        choice = first_choice(fields)
        if isinstance(choice.get("finish_reason"), str):
            self._finish_reasons.append(choice["finish_reason"])
        delta = choice.get("delta")
        if isinstance(delta, dict):
            self.take(delta)
        if isinstance(fields.get("usage"), dict):
            self._usage = fields["usage"]
