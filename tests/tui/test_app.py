import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.core.errors import KeyringProblem
from roo_wizard.core.model import Catalog, Model
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.ranking import SLICE, Ranking
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.tui.app import RooWizardApp
from roo_wizard.tui.crash import crash_report
from roo_wizard.tui.screens.gateway import GatewayScreen
from roo_wizard.tui.screens.modals import NoticeScreen, QuitScreen
from roo_wizard.tui.widgets.search_list import SHOWN
from tests.tui.driving import at, driving, frame, paste, press, shows
from tests.tui.fakes import KEY, FakeServices, ready_state


class Failing(FakeServices):
    """Services whose list raises, with the key in the message and in a local variable."""

    error: Exception = RuntimeError(f"Illegal header value b'Bearer {KEY}'")

    async def fetch_catalog(self, state: WizardState) -> Catalog:
        local_key = KEY
        assert local_key
        raise self.error


async def test_ctrl_c_asks_once_and_leaves_the_second_time() -> None:
    async with driving(FakeServices()) as pilot:
        await press(pilot, "ctrl+c")
        await at(pilot, QuitScreen)
        await press(pilot, "escape")
        await at(pilot, GatewayScreen)
        await press(pilot, "ctrl+c", "ctrl+c")
    assert (pilot.app.return_code, pilot.app.return_value) == (130, None)


async def test_leaving_on_purpose_keeps_the_progress() -> None:
    services = FakeServices()
    async with driving(services, ready_state(Step.KEY)) as pilot:
        await press(pilot, "ctrl+c", "y")
    assert services.progress != []


async def test_a_crash_prints_no_key_and_no_locals_and_exits_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    app = RooWizardApp(Failing())
    with pytest.raises(RuntimeError, match="Illegal header"):
        await run_into_the_crash(app)
    text = capsys.readouterr().err
    assert app.return_code == 1
    assert "stopped because of an error of its own" in text
    assert "RuntimeError" in text
    assert "in fetch_catalog" in text
    assert KEY not in text
    assert KEY[:12] not in text
    assert "local_key" not in text


async def run_into_the_crash(app: RooWizardApp) -> None:
    async with app.run_test() as pilot:
        await pilot.pause()
        app.go(replace(ready_state(Step.MODEL), model=""))
        while app.is_running:
            await pilot.pause()


def test_a_crash_report_names_causes_and_drops_control_characters() -> None:
    try:
        try:
            raise ValueError("inner \x1b]52;c;eA==\x07")
        except ValueError as inner:
            raise RuntimeError(f"outer {KEY}") from inner
    except RuntimeError as error:
        text = crash_report(error, [ApiKey(KEY)]).plain
    assert "ValueError: inner" in text
    assert "RuntimeError: outer •••" in text
    assert "\x1b" not in text
    assert str(Path.home()) not in text


async def test_known_trouble_is_a_notice_and_no_crash() -> None:
    services = Failing()
    services.error = KeyringProblem("the keyring is locked", "unlock it")
    async with driving(services, replace(ready_state(Step.MODEL), model="")) as pilot:
        await at(pilot, NoticeScreen)
        await shows(pilot, "unlock it")


async def test_without_colour_every_state_still_has_its_mark_and_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with driving(FakeServices(hold_at="T2"), ready_state()) as pilot:
        await shows(pilot, "running")
        assert pilot.app.no_color
        assert "✓ Key" in frame(pilot)
        assert "passed" in frame(pilot)


async def test_fifty_thousand_models_are_filtered_in_slices_and_shown_in_part() -> None:
    services = FakeServices()
    models = tuple(Model(f"vendor-{number % 97}/model-{number}") for number in range(50_000))
    services.catalog = replace(services.catalog, models=models)
    async with driving(services, replace(ready_state(Step.MODEL), model="")) as pilot:
        await shows(pilot, "100 of 50,000 – keep typing")
        await paste(pilot, "model-4999")
        await shows(pilot, "11 of 50,000")
    assert SHOWN == 100
    assert all(len(part) <= SLICE for part in _slices_of(Ranking([model.id for model in models])))


def _slices_of(ranking: Ranking) -> list[str]:
    """One entry per breath; the ranker is asked directly how much it does between two."""
    steps = [str(number) for number, _ in enumerate(ranking.slices("model"))]
    assert len(steps) == len(ranking) // SLICE
    return steps


async def test_a_small_terminal_gets_a_plain_message() -> None:
    async with driving(FakeServices(), size=(50, 16)) as pilot:
        await shows(pilot, "make this terminal larger")
        await pilot.resize_terminal(80, 24)
        await shows(pilot, "OpenRouter")


def test_no_text_of_a_screen_is_shown_with_markup() -> None:
    folder = Path(__file__).parents[2] / "roo_wizard" / "tui"
    for path in folder.rglob("*.py"):
        text = path.read_text("utf-8")
        assert not re.search(r"\bnotify\(|\bLabel\(|(?<!Safe)\bStatic\(\"|from_markup|markup=True", text), path
        for found in re.finditer(r"\bOptionList\([^)]*\)", text):
            assert "markup=False" in found[0] or "query_one" in text[found.start() - 12 : found.start()], path


def test_no_worker_of_a_screen_can_show_textuals_own_traceback() -> None:
    folder = Path(__file__).parents[2] / "roo_wizard" / "tui"
    for path in folder.rglob("*.py"):
        assert all("exit_on_error=False" in found for found in re.findall(r"@work\b.*", path.read_text("utf-8"))), path


def test_the_first_screen_imports_no_room_behind_the_values() -> None:
    code = (
        "import sys, roo_wizard.tui.app, roo_wizard.tui.screens.gateway\n"
        "print([name for name in sys.modules if name.startswith('roo_wizard.')])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    rooms = {name.split(".")[1] for name in re.findall(r"'(roo_wizard\.[\w.]+)'", printed)}
    assert rooms == {"core", "flow", "tui"}
    assert "roo_wizard.core.report" not in printed
    assert not {"httpx", "pydantic", "keyring"} & set(printed.split("'"))


FIRST_PAINT = """
import asyncio, sys
from roo_wizard.cli.commands.wizard import first_state
from roo_wizard.cli.wizard.wiring import Wiring
from roo_wizard.tui.app import RooWizardApp
from roo_wizard.tui.screens.gateway import GatewayScreen

def painted(screen):
    print(*sys.modules, file=sys.__stdout__)
    screen.app.exit()

GatewayScreen._load = painted
asyncio.run(RooWizardApp(Wiring(), lambda: first_state("roo")).run_async(headless=True))
"""


def test_nothing_behind_the_first_screen_is_imported_before_it_is_painted() -> None:
    printed = subprocess.run([sys.executable, "-c", FIRST_PAINT], capture_output=True, text=True, check=True).stdout
    loaded = set(printed.split())
    assert {name.split(".")[1] for name in loaded if name.startswith("roo_wizard.")} == {"cli", "core", "flow", "tui"}
    core = {name for name in loaded if name.startswith("roo_wizard.core.")}
    assert core == {"roo_wizard.core.errors", "roo_wizard.core.paths", "roo_wizard.core.text"}
    flow = {name for name in loaded if name.startswith("roo_wizard.flow.")}
    assert flow == {"roo_wizard.flow.addresses", "roo_wizard.flow.ranking", "roo_wizard.flow.state"}
    assert "roo_wizard.cli.output" not in loaded
    assert not {"httpx", "pydantic", "keyring", "tomllib", "tomli_w"} & loaded
