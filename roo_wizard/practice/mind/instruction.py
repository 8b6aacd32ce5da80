"""What a person's text asks for: which files it names, what to change, what to quote.

The grammar is small and general, not tied to the scripted task: "change NAME to VALUE", "set NAME = VALUE",
"NAME should be VALUE", "replace `old` with `new`", "write FILE with N lines", "quote the marker".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from roo_wizard.practice.ask import Ask, Result, Said, Speaker

_LOOKED_AT = 400_000
"""Characters of one text that are searched; a longer one is searched at both ends."""

_ENVIRONMENT = re.compile(r"<(environment_details|system-reminder|env)>.*?</\1>", re.DOTALL)
_TASK_TAGS = re.compile(r"<(user_message|task|user_query|feedback)>(.*?)</\1>", re.DOTALL)
_NUDGE = re.compile(r"^\W*(?:\[?error\]?|you did not use a tool|the tool execution failed)", re.IGNORECASE)
_FILE = re.compile(
    r"(?<![\w/.:@-])(?:\.{0,2}/)?(?:[\w.-]{1,80}/){0,12}[\w-]{1,80}(?:\.[\w-]{1,40}){0,3}\.[A-Za-z]\w{0,7}\b"
)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,12}://\S+")
_TICKS = "`\"'“”‘’"
_VALUE = r"[`\"“*]{0,3}(?P<value>'[^'\n]{1,80}'|-?[\w.+%-]{1,80})[`\"”*]{0,3}"
_VERBS = r"\b(?:change|set|update|raise|lower|increase|decrease|bump|turn|make)\b"
_BECOMES = r"(?:should|must|has to) (?:be|become|read)(?: exactly| now| set to| equal to)?"
_NAMES = re.compile(r"[A-Za-z_][\w.]{0,80}")
_CHANGES = (
    re.compile(rf"{_VERBS}(?P<names>[^\n]{{1,160}}?)\s(?:to|into)(?:\s+be)?\s+{_VALUE}", re.IGNORECASE),
    re.compile(rf"{_VERBS}(?P<names>[^\n]{{1,160}}?)\s?(?:=|→|->)\s?{_VALUE}", re.IGNORECASE),
    re.compile(rf"(?P<names>[\w.]{{1,80}})[`\"'”*]{{0,3}}\s+{_BECOMES}\s+{_VALUE}", re.IGNORECASE),
)
_MOST_NAMES = 12
_REPLACE = re.compile(
    r"\breplace\s+(?P<q>[`\"“])(?P<old>[^`\"”\n]{1,200})[`\"”]\s+(?:with|by)\s+[`\"“](?P<new>[^`\"”\n]{0,200})[`\"”]",
    re.IGNORECASE,
)
_SWAP = re.compile(r"`(?P<old>[^`\n]{1,200})`\s*(?:to|→|->|into)\s*`(?P<new>[^`\n]{1,200})`")
_LINES = re.compile(r"\b(?:exactly\s+)?(?P<count>\d{1,4})\s+(?:numbered\s+)?lines\b", re.IGNORECASE)
_WRITING = re.compile(r"\b(?:write|create|save|generate)\b", re.IGNORECASE)
_SAY = re.compile(
    r"\b(?:say|reply|answer|respond)(?:\s+(?:with|only|just|exactly|the word|in one word))*\s*:?\s+"
    r"(?:[`\"'“](?P<quoted>[^`\"'”\n]{1,200})[`\"'”]|(?P<word>[A-Z][A-Z0-9_-]{1,40})\b)",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\b(?:nonce|marker|mark|tag|code ?word|key ?word|password|check ?word|passphrase|secret word|ticket|reference)\b"
    r"[^\w\n]{0,6}(?:(?:of|for|in|here|today|this|the|file|session|note|run|task)\b[^\w\n]{0,3}){0,5}"
    r"(?:(?:is|reads|be)\b)?[^\w\n]{0,6}(?P<mark>[\w-]{4,64})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Change:
    """An asked-for edit: NAME gets VALUE, or (when ``name`` is "") the text ``old`` becomes ``new``."""

    name: str
    value: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """What the person wants, and the part of the conversation that came after it."""

    text: str
    since: Ask


def task_of(ask: Ask) -> Task:
    """Return the person's last request, without what an agent adds around it.

    Tags that agents put around the person's words win over the rest of the message, since with R1 parameters
    the whole system prompt stands in the same message. Text right behind a tool result is an agent's remark,
    not a new request, unless it is tagged.
    """
    for number in range(len(ask.heard) - 1, -1, -1):
        item = ask.heard[number]
        if isinstance(item, Said) and item.speaker is Speaker.USER:
            wanted = _wanted(item.text, after_result=number > 0 and isinstance(ask.heard[number - 1], Result))
            if wanted:
                return Task(wanted, replace(ask, heard=ask.heard[number + 1 :]))
    return Task("", ask)


def _wanted(text: str, *, after_result: bool) -> str:
    bare = _ENVIRONMENT.sub("", _ends(text)).strip()
    tagged = [match[2].strip() for match in _TASK_TAGS.finditer(bare)]
    if tagged:
        return tagged[-1]
    return "" if after_result or _NUDGE.match(bare) else bare


def named_files(text: str) -> tuple[str, ...]:
    """Return the files that *text* names, in order, each once; web addresses are none."""
    found = (match.group().removeprefix("./") for match in _FILE.finditer(_URL.sub(" ", _ends(text))))
    return tuple(dict.fromkeys(name for name in found if not _is_abbreviation(name)))


def changes(texts: Iterable[str]) -> Iterator[Change]:
    """Return every change that *texts* could be asking for, the likeliest first."""
    for text in map(_ends, texts):
        for match in [*_REPLACE.finditer(text), *_SWAP.finditer(text)]:
            yield Change("", old=match["old"], new=match["new"])
        for pattern in _CHANGES:
            for match in pattern.finditer(text):
                value = match["value"].rstrip(".").strip("'")
                yield from (Change(name, value=value) for name in _likely_names(match["names"]))


def _likely_names(text: str) -> list[str]:
    """The words of *text* that can be names in a file: those that look like constants first."""
    words = list(dict.fromkeys(word.rstrip(".") for word in _NAMES.findall(text)))[:_MOST_NAMES]
    return sorted(words, key=lambda word: word.islower() and "_" not in word)


def lines_to_write(text: str) -> int:
    """Return how many lines a new file shall have, 0 when no such file is asked for."""
    count = _LINES.search(text)
    return int(count["count"]) if count and _WRITING.search(text) else 0


def word_to_say(text: str) -> str | None:
    """Return the very words that the answer shall be, or None."""
    found = _SAY.search(text)
    return (found["quoted"] or found["word"]) if found else None


def marks(text: str) -> tuple[str, ...]:
    """Return the code words that *text* holds: words with a digit or in capitals behind "codeword" or "marker"."""
    found = (match["mark"].strip("-_") for match in _MARK.finditer(_ends(text)))
    return tuple(dict.fromkeys(mark for mark in found if _looks_random(mark)))


def _looks_random(word: str) -> bool:
    return any(map(str.isdigit, word)) or word.isupper()


def _is_abbreviation(name: str) -> bool:
    stem, _, suffix = name.rpartition(".")
    return "/" not in name and (len(stem) + len(suffix) < 3 or suffix[0].isupper() or stem[0].isdigit())


def _ends(text: str) -> str:
    if len(text) <= _LOOKED_AT:
        return text
    return f"{text[: _LOOKED_AT // 2]}\n{text[-_LOOKED_AT // 2 :]}"
