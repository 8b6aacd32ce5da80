"""OpenRouter's ``reasoning_details``: put together from a stream, and sent back as they were (roo-code.md 4.9)."""

from collections.abc import Iterable, Mapping

from roo_wizard.core.exchange import Json

_JOINED = ("text", "summary", "data")
_LATEST = ("id", "format", "signature")

Detail = dict[str, Json]


class Details:
    """Takes the details of one answer piece by piece; `finished` gives those that go back."""

    def __init__(self) -> None:
        self._found: dict[str, Detail] = {}
        """By type and index; texts are lists of their pieces until they are `finished`."""

    def take(self, pieces: Json) -> list[str]:
        """Take the details of one delta; return the texts among them that are shown as thinking."""
        shown = []
        for piece in pieces if isinstance(pieces, list) else ():
            if not isinstance(piece, dict):
                continue
            self._add(piece)
            text = piece.get({"reasoning.text": "text", "reasoning.summary": "summary"}.get(str(piece.get("type")), ""))
            shown += [text] if isinstance(text, str) and text else []
        return shown

    def finished(self) -> tuple[Detail, ...]:
        """Return the details as they go back with the next request."""
        return tuple(
            consolidated(
                {name: "".join(value) if name in _JOINED else value for name, value in detail.items()}
                for detail in self._found.values()
            )
        )

    def _add(self, piece: Mapping[str, Json]) -> None:
        index = piece.get("index") or 0
        detail = self._found.setdefault(f"{piece.get('type')}-{index}", {"type": piece.get("type"), "index": index})
        for name in _JOINED:
            if isinstance(piece.get(name), str):
                detail.setdefault(name, []).append(piece[name])
        detail.update({name: piece[name] for name in _LATEST if name in piece})


def consolidated(details: Iterable[Mapping[str, Json]]) -> list[Detail]:
    """Return one detail for each index, and behind it the last one with encrypted data.

    An encrypted detail that has lost its data is left out: it would make the next request fail.
    """
    groups: dict[Json, tuple[Json, list[Mapping[str, Json]]]] = {}
    for detail in details:
        if detail.get("type") != "reasoning.encrypted" or detail.get("data"):
            index = detail.get("index") or 0
            groups.setdefault(_place(index), (index, []))[1].append(detail)
    return [entry for index, group in groups.values() for entry in _of_index(index, group)]


def sent_back(details: Iterable[Mapping[str, Json]]) -> list[Detail]:
    """Return *details* as the client sends them: those of OpenAI's Responses API lose their id."""
    return [
        {name: value for name, value in detail.items() if name != "id" or detail.get("format") != "openai-responses-v1"}
        for detail in details
    ]


def _place(index: Json) -> Json:
    """*index* as details are grouped by it; two objects or lists are never the same one."""
    return ("object", id(index)) if isinstance(index, (dict, list)) else index


def _of_index(index: Json, group: list[Mapping[str, Json]]) -> list[Detail]:
    last = {name: next((d[name] for d in reversed(group) if d.get(name)), None) for name in ("type", *_LATEST)}
    tail = {"signature": last["signature"], "id": last["id"], "format": last["format"] or "unknown", "index": index}
    found: list[Detail] = []
    for name in ("text", "summary"):
        joined = "".join(detail[name] for detail in group if detail.get(name))
        if joined and not found:
            found.append(_present({"type": last["type"] or "reasoning.text", name: joined} | tail))
    encrypted = next((detail for detail in reversed(group) if detail.get("data")), None)
    if encrypted is not None:
        order = ("type", "data", "signature", "id", "format")
        found.append(_present({name: encrypted.get(name) for name in order} | {"index": index}))
    return found


def _present(detail: Detail) -> Detail:
    return {name: value for name, value in detail.items() if value is not None}
