import os
from pathlib import Path

import pytest

from tests.tui.driving import LARGE, SMALL, frame
from tests.tui.fakes import KEY
from tests.tui.scenes import SCENES

FRAMES = Path(__file__).parent / "frames"
UPDATE = bool(os.environ.get("UPDATE_FRAMES"))
"""``UPDATE_FRAMES=1 pytest -m exhaustive tests/tui/test_frames.py`` writes the frames anew.

Read the difference before committing.
"""


def assert_looks_approved(name: str, drawn: str) -> None:
    golden = FRAMES / f"{name}.txt"
    if UPDATE:
        golden.write_text(drawn, "utf-8")
    assert KEY not in drawn
    assert drawn == golden.read_text("utf-8")


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", SCENES)
async def test_screen_looks_as_it_was_approved_and_follows_the_terminal(name: str) -> None:
    async with SCENES[name](SMALL) as pilot:
        assert_looks_approved(f"{name}-80x24", frame(pilot))
        await pilot.resize_terminal(*LARGE)
        await pilot.pause()
        assert_looks_approved(f"{name}-120x36", frame(pilot))


def test_every_frame_file_belongs_to_a_scene() -> None:
    assert {file.stem.rsplit("-", 1)[0] for file in FRAMES.glob("*.txt")} == set(SCENES)
