import pytest

from tests.tui.screenshots import FOLDER, PICTURES, picture


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", PICTURES)
async def test_picture_shows_the_step_as_it_is_now(name: str) -> None:
    drawn = await picture(name)
    assert (FOLDER / f"{name}.svg").read_text("utf-8") == drawn, "stale: run python -m tests.tui.screenshots"


@pytest.mark.parametrize("name", PICTURES)
def test_picture_loads_nothing_from_elsewhere(name: str) -> None:
    text = (FOLDER / f"{name}.svg").read_text("utf-8")
    assert "url(http" not in text
    assert "@font-face" not in text


def test_the_folder_holds_these_pictures_only() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(PICTURES)
