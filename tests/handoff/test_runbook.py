import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import render
from roo_wizard.handoff.markdown import plain
from roo_wizard.presets.loader import preset
from roo_wizard.profiles.history import Entry, History
from roo_wizard.profiles.profile import Profile
from roo_wizard.roo.settings import ClientSettings

Make = Callable[..., Fields]
ROWS = ("Roo Code scope", "Key", "Base URL", "Model alias", "Smoke test", "Usage review", "Rollback")
CHECKED = Entry(
    "2026-11-20T10:00:00Z",
    "ready",
    None,
    "gpt-5.4-mini-2026",
    310.4,
    900,
    12,
    "x",
    200,
    "tool_calls",
    2,
    2,
    17_123,
    456,
)
PROVEN = {
    "history": History((replace(CHECKED, verdict="blocked", cause="N07"), CHECKED)),
    "last_verdict": "ready",
    "checked_at": "2026-11-20T10:00:00Z",
    "served_model": "gpt-5.4-mini-2026",
    "key_where": "in your keyring: service roo-wizard, user name https://router.flatkey.ai#work",
}
BEFORE = Profile(
    "work", "https://old.example/v1", "old-model", settings={"openAiStreamingEnabled": False}, key_place="env:OLD_KEY"
)


def rows(text: str) -> dict[str, str]:
    """The first two columns of every table."""
    cells = [re.split(r"(?<!\\) \| ", line[2:-2]) for line in text.splitlines() if line.startswith("| ")]
    return {row[0]: " | ".join(row[1:]) for row in cells}


def test_a_new_runbook_has_every_row_and_leaves_blank_what_nobody_knows(make: Make) -> None:
    told = rows(render("runbook", make()))
    assert set(ROWS) <= set(told)
    assert all("____" in told[name] for name in ROWS)
    assert "https://router.flatkey.ai/v1" in told["Base URL"]


def test_what_was_proven_is_filled_in(make: Make) -> None:
    told = rows(render("runbook", make(**PROVEN, preset=preset("flatkey"))))
    assert told["Base URL"] == "https://router.flatkey.ai/v1; verified: 2026-11-20T10:00:00Z, ready"
    assert "asked for gpt-5.4-mini; the gateway answers as gpt-5.4-mini-2026" in told["Model alias"]
    assert told["Smoke test"] == (
        "HTTP 200; finish reason: tool\\_calls; usage: 17,123 + 456 tokens in 2 requests; "
        "`tool_calls`: yes, 2 in the first turn"
    )
    assert plain(preset("flatkey").usage_page) in told["Usage review"]
    assert "owner: `____" in told["Key"]
    assert told["2026-11-20T10:00:00Z"] == "blocked | N07 | 310 ms | 12"


def test_the_rollback_card_shows_now_beside_before(make: Make) -> None:
    text = render("rollback", make(**PROVEN, previous=BEFORE))
    told = rows(text)
    assert told["Base URL"] == "https://router.flatkey.ai/v1 | https://old.example/v1"
    assert told["model"] == "gpt-5.4-mini | old-model"
    assert told["settings"] == "the client's defaults | Enable streaming: off"
    assert told["key"].endswith("| in the environment variable OLD\\_KEY")
    assert "roo-wizard undo work" in text
    assert "old-model" in render("runbook", make(previous=BEFORE))


def test_without_earlier_values_the_rollback_card_says_so(make: Make) -> None:
    text = render("rollback", make())
    assert "No earlier values are on record" in text
    assert rows(text)["model"] == "gpt-5.4-mini | `____________`"


@pytest.mark.parametrize("name", ["runbook", "rollback"])
@pytest.mark.parametrize("dialect", list(Dialect))
def test_settings_and_dialects_are_named(make: Make, name: str, dialect: Dialect) -> None:
    text = render(name, make(dialect=dialect, settings=ClientSettings({"modelTemperature": 1}), previous=BEFORE))
    assert "\x1b" not in text
    assert text.endswith("\n")


@pytest.mark.parametrize("name", ["runbook", "rollback"])
def test_practice_is_marked(make: Make, name: str) -> None:
    assert "PRACTICE" in render(name, make(practice=True)).splitlines()[0]


@given(st.text(max_size=80))
def test_foreign_text_becomes_no_markup_and_no_further_row(text: str) -> None:
    shown = plain(text)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[|`<*\[]", shown)
