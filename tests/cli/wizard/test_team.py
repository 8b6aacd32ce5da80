from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.cli import team_opening
from roo_wizard.cli.wizard.wiring import Wiring
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow import steps
from roo_wizard.flow.state import WizardState
from roo_wizard.flow.team import Confirmation, confirm
from roo_wizard.flow.views import KeyPlace, PlaceKind
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.probe.engine import check
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.pins import Standing
from roo_wizard.profiles.team.raw import TeamFileError
from roo_wizard.profiles.team.text import to_toml


def written(tmp_path: Path, base_url: str, model: str = "m") -> str:
    path = tmp_path / "team.toml"
    path.write_bytes(to_toml(TeamFile("Acme", base_url, (model,))))
    return str(path)


async def proven(wiring: Wiring, state: WizardState) -> None:
    """Run the proof of *state* and store what it proved, as the wizard does."""
    async for event in check(steps.target(state)):
        report = getattr(event, "report", None)
        if report is not None:
            await wiring.store(steps.proven(state, report), report)


async def test_what_was_saved_from_a_file_makes_the_same_file_nothing_new(tmp_path: Path, home: Path) -> None:
    wiring = Wiring()
    async with PracticeGateway() as gateway:
        path = written(tmp_path, gateway.base_url, gateway.model)
        journey = await wiring.teams.look_up(await wiring.teams.open(f" {path} "))
        assert journey.history.standing is Standing.NEW
        assert gateway.received == []
        wiring.teams.keep(journey.sha256)
        state = steps.answer_key(confirm(journey), ApiKey(gateway.key), KeyPlace(PlaceKind.SESSION))
        await proven(wiring, state)
        saved = ProfileStore(Places.of_user()).load().profiles
        assert [one.base_url for one in saved] == [gateway.base_url]
        assert (await wiring.teams.open(path)).saved_as == saved[0].name
        Path(path).write_bytes(to_toml(replace(journey.team, contact="Jo")))
        changed = await wiring.teams.open(path)
    assert (changed.saved_as, changed.history.standing) == ("", Standing.CHANGED)
    assert [one.field for one in changed.history.changes] == ["contact"]


@pytest.mark.parametrize(
    ("address", "confirmation"),
    [("10.0.0.7", Confirmation.TYPE), ("169.254.169.254", Confirmation.NEVER), ("93.184.216.34", Confirmation.ENTER)],
)
async def test_a_hosts_name_is_looked_up_before_the_key_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, confirmation: Confirmation
) -> None:
    async def found(_: object) -> list[str]:
        return [address]

    monkeypatch.setattr(team_opening, "_addresses", found)
    wiring = Wiring()
    journey = await wiring.teams.open(written(tmp_path, "https://gw.acme.example/v1"))
    assert (await wiring.teams.look_up(journey)).confirmation is confirmation


async def test_a_home_folder_of_nobody_is_a_file_that_is_not_there(home: Path) -> None:
    with pytest.raises(TeamFileError):
        await Wiring().teams.open("~nobody-of-this-name/team.toml")


async def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TeamFileError, match="cannot be read"):
        await Wiring().teams.open(str(tmp_path / "gone.toml"))
