"""From a request to an answer: the stages of `practice.faults.switch`, one after the other."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Json
from roo_wizard.core.tokens import estimate_prompt_tokens
from roo_wizard.practice import write_anthropic, write_openai
from roo_wizard.practice.allowance import limit_headers
from roo_wizard.practice.ask import Ask
from roo_wizard.practice.faults.switch import Switch
from roo_wizard.practice.gates import BUILT_IN, COUNT_PATH, PlacedGate
from roo_wizard.practice.mind import mind
from roo_wizard.practice.models import MODELS, model_entry, model_info, model_list
from roo_wizard.practice.pieces import Control, Pieces, pieces_of
from roo_wizard.practice.plan import Entry
from roo_wizard.practice.reply import Reply, json_text
from roo_wizard.practice.visit import INFO_PATH, Refusal, Visit, json_answer
from roo_wizard.practice.wire import Answer, Close, EventStyle, Frame, paced

_STREAM_HEADERS = (("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-cache"))


def respond(visit: Visit, entries: Sequence[Entry]) -> Answer:
    """Return the answer to *visit* under the faults *entries* (in the order of ranks)."""
    switches = tuple(entry.switch for entry in entries)
    models: tuple[str, ...] = MODELS
    for switch in switches:
        models = switch.listed(models) if switch.listed else models
    refusal = _refusal(visit, entries)
    if refusal is not None:
        return refusal.answer(visit)
    if visit.ask is None:
        answer = _plain_facts(visit, models)
    else:
        answer = _paced(_chat(visit, visit.ask, switches), visit, switches)
    return replace(answer, headers=(*answer.headers, *limit_headers(visit)))


def _refusal(visit: Visit, entries: Sequence[Entry]) -> Refusal | None:
    """The first gate that answers. S01 has its say in this order too: it has then answered as one body."""
    gates = [PlacedGate(entry.rank, entry.switch.gate) for entry in entries if entry.switch.gate]
    streamed = visit.ask is not None and visit.ask.streamed
    plain_rank = next((entry.rank for entry in entries if entry.switch.plain and streamed), float("inf"))
    for placed in sorted((*gates, *BUILT_IN), key=lambda placed: placed.rank):
        if placed.rank > plain_rank:
            return None
        refusal = placed.gate(visit)
        if refusal is not None:
            return refusal
    return None


def _plain_facts(visit: Visit, models: tuple[str, ...]) -> Answer:
    """The model list, one model, or a token count."""
    facts: dict[str, Json]
    if visit.path == COUNT_PATH:
        facts = {"input_tokens": estimate_prompt_tokens(visit.json)}
    elif visit.path == INFO_PATH:
        facts = model_info(models)
    elif visit.is_list:
        facts = model_list(models)
    else:
        name = visit.path.rpartition("/")[2]
        if name not in models:
            return Refusal(404, f"The model `{name}` does not exist.", code="model_not_found").answer(visit)
        facts = model_entry(name)
    return json_answer(200, json_text(facts).encode(), visit.pacing)


def _chat(visit: Visit, ask: Ask, switches: Sequence[Switch]) -> Answer:
    heard = ask
    for switch in switches:
        heard = switch.hear(heard) if switch.hear else heard
    reply = mind.answer(heard)
    for switch in switches:
        reply = switch.say(reply, visit) if switch.say else reply
    streamed = ask.streamed and not any(switch.plain for switch in switches)
    answer = _stream(visit, ask, reply, switches) if streamed else _whole(visit, reply)
    return replace(answer, prompt_tokens=reply.usage.prompt, completion_tokens=reply.usage.completion)


def _whole(visit: Visit, reply: Reply) -> Answer:
    write = write_anthropic.message if visit.dialect is Dialect.ANTHROPIC else write_openai.completion
    return json_answer(200, json_text(write(reply)).encode("utf-8", "replace"), visit.pacing)


def _stream(visit: Visit, ask: Ask, reply: Reply, switches: Sequence[Switch]) -> Answer:
    pieces = pieces_of(reply, ask)
    for switch in switches:
        pieces = switch.pieces(pieces) if switch.pieces else pieces
    style = next((switch.style for switch in switches if switch.style), EventStyle())
    if "gzip" not in visit.headers.get("accept-encoding", ""):
        style = replace(style, gzip=False)
    headers = (*_STREAM_HEADERS, ("content-encoding", "gzip")) if style.gzip else _STREAM_HEADERS
    write = write_anthropic.events if visit.dialect is Dialect.ANTHROPIC else write_openai.events
    frames = paced([event.encoded(style) for event in write(reply, pieces)], visit.pacing)
    return Answer(200, headers, tuple(_zipped(frames)) if style.gzip else frames, _close(pieces))


def _close(pieces: Pieces) -> Close:
    ends = {Control.STALL: Close.STALL, Control.QUIET: Close.QUIET}
    return next((ends[piece.control] for piece in pieces if piece.control in ends), Close.COMPLETE)


def _zipped(frames: Sequence[Frame]) -> Iterator[Frame]:
    """Each frame compressed and flushed, so that it can be read before the next one comes."""
    packer = zlib.compressobj(wbits=31)
    for frame in frames:
        yield replace(frame, data=packer.compress(frame.data) + packer.flush(zlib.Z_SYNC_FLUSH))
    yield Frame(packer.flush())


def _paced(answer: Answer, visit: Visit, switches: Sequence[Switch]) -> Answer:
    frames = answer.frames
    for switch in switches:
        frames = switch.pace(frames, visit) if switch.pace else frames
    return replace(answer, frames=frames)
