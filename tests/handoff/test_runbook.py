import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import render
from roo_wizard.handoff.markdown import BLANK, plain
from roo_wizard.presets.loader import preset
from roo_wizard.profiles.history import Entry, History
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.record import FACTS, ClientBefore, Record
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
    assert "asked for: gpt-5.4-mini; the gateway answers as: gpt-5.4-mini-2026" in told["Model alias"]
    assert told["Smoke test"] == (
        "HTTP status: 200; finish reason: `tool_calls`; usage: 17,123 + 456 tokens in 2 requests; "
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
    assert "`roo-wizard undo work`" in text
    assert "`roo-wizard check work`" in text
    assert "old-model" in render("runbook", make(previous=BEFORE))


def test_a_refused_request_says_nothing_about_tool_calls(make: Make) -> None:
    refused = replace(CHECKED, http_status=401, finish_reason=None, tool_calls=0)
    text = render("runbook", make(**PROVEN | {"history": History((refused,))}))
    assert "native tool calls: not seen, since the request was refused" in text


def test_a_command_can_be_copied_from_the_file_letter_by_letter(make: Make) -> None:
    delete = "secret-tool clear service roo-wizard username 'https://router.flatkey.ai#my_work'"
    known = make(
        **PROVEN | {"profile": "my_work", "key_where": f"in your keyring; delete it: {delete}"}, previous=BEFORE
    )
    assert f"`{delete}`" in render("runbook", known)
    text = render("rollback", known)
    assert f"`{delete}`" in text
    assert "`roo-wizard undo my_work`" in text
    assert "`roo-wizard check my_work`" in text


def test_what_people_wrote_down_stands_in_its_rows_and_nothing_else_is_blank_there(make: Make) -> None:
    facts = {
        fact.name: fact.choices[0] if fact.choices else "2026-11-20" if fact.is_date else f"{fact.name}!"
        for fact in FACTS
    }
    fields = make(**PROVEN, preset=preset("flatkey"), previous=BEFORE, record=Record(facts))
    text = render("runbook", fields)
    assert BLANK not in text
    told = rows(text)
    assert told["Roo Code scope"] == "existing local install"
    assert "; owner: key\\_owner\\!; " in told["Key"]
    assert "; rotated on: 2026-11-20; " in told["Key"]
    assert "can restore them: restored\\_by\\!" in told["Rollback"]
    card = rows(render("rollback", fields))
    assert (card["decided by"], card["changed on"]) == ("decided\\_by\\!", "2026-11-20")


def test_values_out_of_the_client_come_before_the_wizards_own(make: Make) -> None:
    theirs = ClientBefore(
        "2026-11-19", "mine", "openai", "https://theirs.example/v1", "their-model", {"openAiStreamingEnabled": "off"}
    )
    fields = make(**PROVEN, previous=BEFORE, record=Record({}, theirs))
    text = render("rollback", fields)
    assert "| field | now | in the client before (export of 2026-11-19) | before, in the wizard |" in text
    told = rows(text)
    assert told["model"] == "gpt-5.4-mini | their-model | old-model"
    assert told["settings"] == "the client's defaults | Enable streaming: off | Enable streaming: off"
    assert "Paste the values of the column “in the client before (export of 2026-11-19)”" in text
    alone = render("rollback", make(record=Record({}, theirs)))
    assert "undo" not in alone
    assert rows(alone)["API Provider"] == "OpenAI Compatible | OpenAI Compatible"
    assert "in the client before (export of 2026-11-19): profile: mine; " in render("runbook", fields)


def test_a_provider_whose_page_nobody_wrote_down_keeps_its_own_names(make: Make) -> None:
    theirs = ClientBefore("2026-11-19", "mine", "gemini", settings={"enableUrlContext": "on"})
    told = rows(render("rollback", make(record=Record({}, theirs))))
    assert told["API Provider"].endswith("| gemini")
    assert told["settings"].endswith("| enableUrlContext: on")
    assert told["Base URL"].endswith("| the provider's own")


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
    assert not re.search(r"(?<!\\)(?:\\\\)*[|`<*\[&$]", shown)


def test_a_model_id_with_entities_or_formulas_in_it_is_read_as_it_is_spelled() -> None:
    assert plain("a&lt;b&#62; $x$") == r"a\&lt;b\&\#62; \$x\$"
