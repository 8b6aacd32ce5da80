from dataclasses import replace

from roo_wizard.core.report import Verdict
from roo_wizard.handoff.card import build_card
from roo_wizard.handoff.fields import Fields
from roo_wizard.profiles.history import Entry, History
from roo_wizard.roo.settings import ClientSettings
from tests.handoff.conftest import Make, Prove

STREAMING_OFF = {"openAiStreamingEnabled": False}
AVOIDS = "avoids R04: "


def note(fields: Fields, name: str) -> str:
    return next(row.note for row in build_card(fields).rows if row.name == name)


def test_a_setting_that_the_proof_found_names_the_fault_that_it_avoids(make: Make, prove: Prove) -> None:
    report = prove(Verdict.READY_WITH_SETTINGS, settings={**STREAMING_OFF, "rateLimitSeconds": 5})
    fields = make(report=report, settings=ClientSettings({"rateLimitSeconds": 5}))
    assert note(fields, "openAiStreamingEnabled").startswith(AVOIDS)
    assert "set for this connection" in note(fields, "rateLimitSeconds")


def test_a_saved_connection_remembers_the_fault_from_its_history(make: Make) -> None:
    entries = (
        Entry("2026-11-18T10:00:00Z", "ready-with-settings", "R04"),
        Entry("2026-11-19T10:00:00Z", "ready"),
    )
    saved = make(settings=ClientSettings(STREAMING_OFF), last_verdict="ready", history=History(entries))
    assert note(saved, "openAiStreamingEnabled").startswith(AVOIDS)
    newer = replace(saved, history=History((Entry("2026-11-18T10:00:00Z", "ready-with-settings", "X99"),)))
    assert "set for this connection" in note(newer, "openAiStreamingEnabled")


def test_nothing_is_called_proven_that_was_not(make: Make) -> None:
    assert note(make(settings=ClientSettings(STREAMING_OFF)), "openAiStreamingEnabled") == ""


def test_a_published_context_window_says_where_it_is_from(make: Make) -> None:
    assert "the gateway publishes it" in note(make(context_window=200_000), "contextWindow")
