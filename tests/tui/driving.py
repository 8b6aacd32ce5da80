"""Driving the app in tests: start, press, wait for conditions, and read the screen as plain text."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

from textual import events
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen

from roo_wizard.flow.services import Services
from roo_wizard.flow.state import WizardState
from roo_wizard.tui.app import RooWizardApp

App = RooWizardApp
Drive = Pilot[str]
SMALL, LARGE = (80, 24), (120, 36)
_TRIES = 400
_CHARACTERS = {"space": " ", "enter": "\r", "question_mark": "?"}


@asynccontextmanager
async def driving(
    services: Services,
    start: WizardState | None = None,
    *,
    home: bool = False,
    size: tuple[int, int] = SMALL,
) -> AsyncIterator[Drive]:
    """The app in a terminal of *size*; with *start* it stands at that step already."""
    app = RooWizardApp(services, home=home)
    app.animation_level = "none"
    with patch.object(Screen, "_compositor_refresh", _not_painted), patch.object(Stylesheet, "_parse_rules", _parsed):
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            if start is not None:
                app.go(start)
                await pilot.pause()
            yield pilot


_paint = Screen._compositor_refresh


def _not_painted(screen: Screen[Any]) -> None:
    """Take what changed for painted: nobody looks, `frame` draws for itself, and painting was a third of the time.

    What shines through a dialog is only drawn by painting.
    """
    if screen.app.screen.is_modal:
        _paint(screen)
    else:
        screen._dirty_widgets.clear()
        screen._compositor._dirty_regions.clear()


_parse = Stylesheet._parse_rules
_rules: dict[Any, list[RuleSet]] = {}


def _parsed(sheet: Stylesheet, css: str, read_from: CSSLocation, *more: Any, **named: Any) -> list[RuleSet]:
    """Read every sheet once for all the apps of a process: nobody changes rules; reading was an eighth of the time."""
    key = (tuple(sheet._variables.items()), css, read_from, more, tuple(named.items()))
    if key not in _rules:
        _rules[key] = _parse(sheet, css, read_from, *more, **named)
    return _rules[key]


async def press(pilot: Drive, *keys: str) -> None:
    """Press keys one after the other, letting the app come to rest between two.

    Three times as quick as ``pilot.press``, which waits for the clock as well.
    """
    for key in keys:
        name = _character_to_key(key) if len(key) == 1 else key
        pilot.app.post_message(events.Key(name, _CHARACTERS.get(key, key if len(key) == 1 else None)))
        await pilot.pause()


async def until(pilot: Drive, condition: Callable[[], object]) -> None:
    """Let the app work until *condition* holds."""
    for _ in range(_TRIES):
        if condition():
            await pilot.pause()
            return
        await pilot.pause()
    raise AssertionError(f"never came true; the screen shows:\n{frame(pilot)}")


async def shows(pilot: Drive, text: str) -> None:
    """Wait until *text* stands on the screen, perhaps broken over two lines."""
    await until(pilot, lambda: _holds(frame(pilot), text))


def _holds(drawn: str, text: str) -> bool:
    return text in drawn or text in " ".join(drawn.split())


async def stored(pilot: Drive, text: str) -> None:
    """Wait until the fields say *text* about what was stored, perhaps below what the terminal shows."""
    await until(pilot, lambda: text in str(pilot.app.screen.query("#stored").first().render()))


async def at(pilot: Drive, screen: type[Screen[Any]]) -> None:
    """Wait until a *screen* is in front."""
    await until(pilot, lambda: isinstance(pilot.app.screen, screen))


async def paste(pilot: Drive, text: str) -> None:
    """Paste into whatever has the focus."""
    focused = pilot.app.focused
    assert focused is not None
    focused.post_message(events.Paste(text))
    await pilot.pause()


def wizard(pilot: Drive) -> RooWizardApp:
    """The app by its own type."""
    assert isinstance(pilot.app, RooWizardApp)
    return pilot.app


def frame(pilot: Drive) -> str:
    """The screen in front as plain text, without blanks at the ends of lines."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"
