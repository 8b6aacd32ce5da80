"""Pictures of every step, made from literals: no clock, no chance, no network.

``python -m tests.tui.screenshots`` writes them to ``screenshots/``; a test fails when they are stale.
"""

import asyncio
import os
import re
from pathlib import Path

from tests.tui.driving import SMALL
from tests.tui.scenes import SCENES

FOLDER = Path(__file__).parents[2] / "screenshots"
PICTURES = {
    "1-gateway": "gateway",
    "1-gateway-entries": "gateway-entries",
    "2-key": "key",
    "3-model": "model",
    "3-model-by-price": "model-by-price",
    "4-proof": "proof",
    "4-proof-blocked": "proof-blocked",
    "4-proof-full-asked": "proof-full-asked",
    "4-proof-full": "proof-full",
    "5-fields": "fields",
    "home": "home",
    "doctor": "machine",
    "team": "team",
    "team-odd": "team-odd",
    "record": "record",
    "compare": "compare",
    "out-card": "outputs",
    "out-import": "outputs-import",
    "out-written": "outputs-written",
    "out-editor": "outputs-editor",
    "out-agent": "outputs-agent",
    "out-runbook": "outputs-runbook",
    "out-curl": "outputs-curl",
    "out-bundle": "outputs-bundle",
    "out-moving": "moving",
    "modes": "modes",
    "rotation": "rotation-asked",
    "rotated": "rotated",
    "recheck": "recheck",
}
"""The file's name and the scene it shows."""

_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_TEXT = re.compile(
    r'(<text [^>]*?x=")([\d.]+)("[^>]*?textLength=")([\d.]+)("[^>]*>)((?:&#160;)*)(.*?)((?:&#160;)*)</text>'
)
_CELL = 12.2
"""Width of one character in Rich's pictures."""


async def picture(name: str) -> str:
    """Return the picture called *name* as SVG, without addresses of fonts."""
    async with SCENES[PICTURES[name]](SMALL) as pilot:
        return tidy(pilot.app.export_screenshot(title="roo-wizard", simplify=True))


def tidy(svg: str) -> str:
    """Return *svg* without linked fonts, and with blanks at the ends of texts written as places.

    Some viewers drop such blanks, and the next word would then stand too far left.
    """
    plain = _TEXT.sub(_placed, _FONT_FACE.sub("", svg))
    return "\n".join(row.rstrip() for row in plain.splitlines()) + "\n"


def _placed(match: re.Match[str]) -> str:
    before, after = match[6].count(";"), match[8].count(";")
    if not match[7]:
        return ""
    left = float(match[2]) + _CELL * before
    width = float(match[4]) - _CELL * (before + after)
    return f"{match[1]}{left:.1f}{match[3]}{width:.1f}{match[5]}{match[7]}</text>"


async def _write_all() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in PICTURES:
        (FOLDER / f"{name}.svg").write_text(await picture(name), "utf-8")


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    asyncio.run(_write_all())
