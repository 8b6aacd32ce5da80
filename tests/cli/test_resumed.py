"""Going on with an interrupted run about something that is kept elsewhere: a team file, a saved connection."""

from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.cli.wizard.profiles import open_profile
from roo_wizard.cli.wizard.wiring import Wiring
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow import steps
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.team import confirm
from roo_wizard.flow.views import KeyPlace, PlaceKind
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.resume import Progress, ResumeFile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.text import to_toml

TEAM = TeamFile(
    "Acme",
    "https://gw.acme.example/v1",
    ("large", "small"),
    headers={"X-Team": "blue"},
    settings={"modelTemperature": 0.6},
    key_rules="One key per person",
)
WORK = Profile("work", "https://gw.acme.example/v1", "m", headers={"X-Team": "blue"}, key_place="env:K")


async def joined(path: Path, data: bytes) -> WizardState:
    """Confirm the host of the team file *data* in a run that is then interrupted at the proof."""
    path.write_bytes(data)
    run = Wiring()
    journey = await run.teams.open(str(path))
    run.teams.keep(journey.sha256)
    state = steps.answer_key(confirm(journey), ApiKey("sk-canary-0123456789"), KeyPlace(PlaceKind.ENV, "K"))
    run.save_progress(state)
    return state


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
async def test_a_team_journey_goes_on_at_the_key_with_everything_that_the_file_said(
    tmp_path: Path, mark: bytes
) -> None:
    state = await joined(tmp_path / "team.toml", mark + to_toml(TEAM))
    (tmp_path / "team.toml").unlink()
    resumed = Wiring().load_progress()
    assert resumed == replace(state, step=Step.KEY, key=None)
    assert dict(resumed.settings.headers) == {"X-Team": "blue"}
    assert steps.answer_key(resumed, ApiKey("sk-canary-0123456789"), KeyPlace()).step is Step.PROOF


async def test_a_resumed_team_journey_is_pinned_to_what_is_saved_from_it(tmp_path: Path) -> None:
    state = await joined(tmp_path / "team.toml", to_toml(TEAM))
    run = Wiring()
    assert run.load_progress() is not None
    ProfileStore(Places.of_user()).save(replace(WORK, model="large"))
    run.teams.keep(state.team, "work")
    assert (await Wiring().teams.open(str(tmp_path / "team.toml"))).saved_as == "work"


@pytest.mark.parametrize("changed", [{"url": "https://evil.example/v1"}, {"team": "0" * 64}, {"team": "../x"}])
async def test_an_edited_file_takes_no_team_to_another_host(tmp_path: Path, changed: dict[str, str]) -> None:
    await joined(tmp_path / "team.toml", to_toml(TEAM))
    resume = ResumeFile(Places.of_user())
    kept = resume.load()
    assert kept is not None
    resume.save(Progress(kept.step, {**kept.answers, **changed}))
    assert Wiring().load_progress() is None


async def test_looking_at_a_saved_connection_leaves_the_answers_of_an_interrupted_run(tmp_path: Path) -> None:
    state = await joined(tmp_path / "team.toml", to_toml(TEAM))
    ProfileStore(Places.of_user()).save(WORK)
    run = Wiring()
    run.save_progress(await open_profile("work"))
    run.clear_progress()
    assert Wiring().load_progress() == replace(state, step=Step.KEY, key=None)


async def test_a_saved_connection_that_is_being_changed_goes_on_with_its_public_headers() -> None:
    store = ProfileStore(Places.of_user())
    store.save(WORK)
    changed = replace(await open_profile("work"), model="other", step=Step.PROOF)
    Wiring().save_progress(changed)
    resumed = Wiring().load_progress()
    assert resumed is not None
    assert (resumed.step, resumed.model, resumed.profile) == (Step.KEY, "other", "work")
    assert dict(resumed.settings.headers) == {"X-Team": "blue"}
    store.save(replace(WORK, secret_headers=("X-Secret",)))
    assert Wiring().load_progress() is None, "its secret header would be lost without a word"


async def test_the_dialect_of_an_own_gateway_comes_back() -> None:
    from roo_wizard.core.endpoint import Dialect

    ProfileStore(Places.of_user()).save(replace(WORK, dialect=Dialect.ANTHROPIC))
    Wiring().save_progress(replace(await open_profile("work"), model="other"))
    resumed = Wiring().load_progress()
    assert resumed is not None
    assert resumed.endpoint is not None
    assert resumed.endpoint.dialect is Dialect.ANTHROPIC


@pytest.mark.parametrize(
    "answers",
    [
        "url = 'https://gw.example/v1'\nteam = 'x'",
        "url = 'https://gw.example/v1'\nteam = ['x']\nprofile = 3",
        "url = 'https://gw.example/v1'\nprofile = 'a#b'\nkey_place = 'env:$(id)'",
        "url = 'https://gw.example/v1'\nkeyless = 'yes'\ndialect = 'sql'\nregion = 99",
        "url = 'https://user:pass@gw.example/v1'",
        "url = 'file:///etc/passwd'",
        "url = 'https://gw.example/v1'\nsettings = { openAiHeaders = { Authorization = 'Bearer x' } }",
        "url = 'https://gw.example/v1'\nkey = 'sk-canary-0123456789'",
        "url = 'http://gw.example/v1'\nhttp_allowed_for = 'http://gw.example'",
    ],
)
@pytest.mark.parametrize("schema", ["1", "2", "'1'"])
def test_a_file_edited_by_hand_brings_no_key_no_permission_and_no_crash(answers: str, schema: str) -> None:
    path = ResumeFile(Places.of_user()).path
    path.parent.mkdir(parents=True)
    path.write_text(f"schema = {schema}\nstep = 'fields'\n[answers]\n{answers}\n")
    resumed = Wiring().load_progress()
    if resumed is not None:
        assert schema == "1"
        assert resumed.step is Step.KEY
        assert (resumed.key, resumed.report, resumed.http_allowed_for) == (None, None, "")
        assert dict(resumed.settings.headers) == {}
