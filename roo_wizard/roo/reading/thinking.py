"""Splitting ``<think>…</think>`` off the text, as the client's matcher does.

Only a tag at the very first character of the answer counts; later ones are text. Inside, tags may nest. The matcher
never looks twice at a character: after a tag that turns out to be none it goes on behind it, even if another ``<``
was among its letters; and a closing tag takes with it whatever other tags stood directly before it.
"""

import re

ROO_TAGS = ("think",)
ZOO_TAGS = ("think", "thought")


def split_thinking(text: str, tags: tuple[str, ...] = ROO_TAGS) -> tuple[str, str]:
    """Return the text and the thinking of *text*; a tag that is never closed makes everything thinking."""
    for tag in tags:
        if re.match(rf"< *{tag}", text):
            return _split(text, tag)
    return _split(text, tags[0]) if text.startswith("<") else (text, "")


def _split(text: str, tag: str) -> tuple[str, str]:
    """Walk over *text* from tag to tag. ``held`` are characters not yet given to either side."""
    parts: tuple[list[str], list[str]] = ([], [])
    depth, at, held = 0, 0, 0
    while at < len(text):
        if at and depth <= 0:
            at = len(text)
            break
        opening = text.find("<", at)
        if opening != at:
            at = len(text) if opening < 0 else opening
            parts[depth > 0].append(text[held:at])
            held = at
            continue
        at, step = _tag(text, at + 1, tag)
        if step == 0:
            parts[depth > 0].append(text[held:at])
            held = at
            continue
        was_inside, depth = depth > 0, depth + step
        held = at if (step > 0 and not was_inside) or (step < 0 and depth <= 0) else held
    parts[depth > 0].append(text[held:at])
    return "".join(parts[0]), "".join(parts[1])


def _tag(text: str, at: int, tag: str) -> tuple[int, int]:
    """Read what follows a ``<``: where it ends, and 1 for an opening tag, -1 for a closing one, 0 for none.

    A tag cut off by the end of the text is none, but nothing follows it either.
    """
    step, letters = 1, 0
    for place in range(at, len(text)):
        character = text[place]
        if character == ">" and letters == len(tag):
            return place + 1, step
        if step > 0 and letters == 0 and character == "/":
            step = -1
        elif character == " " and letters in (0, len(tag)):
            continue
        elif letters < len(tag) and tag[letters] == character:
            letters += 1
        else:
            return place + 1, 0
    return len(text), 0
