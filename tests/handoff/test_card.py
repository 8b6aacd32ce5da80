from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.report import Report, Verdict
from roo_wizard.core.secret import ApiKey
from roo_wizard.handoff.card import Card, build_card
from roo_wizard.handoff.card_text import WIDTH, card_text
from roo_wizard.handoff.fields import Fields
from roo_wizard.presets.entry import Base, Preset
from roo_wizard.roo.clients import ROO, ZOO, ClientProfile
from roo_wizard.roo.settings import SETTINGS, ClientSettings

Make = Callable[..., Fields]
Prove = Callable[..., Report]
FLATKEY = Preset(
    "flatkey",
    "Flatkey",
    "gateway",
    "",
    (Base("https://router.flatkey.ai/v1", Dialect.OPENAI, "guide"),),
    (),
    "2026-06-29",
    usage_page="https://console.flatkey.ai/usage",
)


def shown(card: Card) -> list[tuple[str, str]]:
    return [(row.label, row.value) for row in card.rows]


def test_the_four_fields_stand_in_screen_order(make: Make) -> None:
    assert shown(build_card(make())) == [
        ("API Provider", "OpenAI Compatible"),
        ("Base URL", "https://router.flatkey.ai/v1"),
        ("API Key", "paste your key"),
        ("Model", "gpt-5.4-mini"),
    ]


def test_the_anthropic_page_has_its_own_labels_and_order(make: Make) -> None:
    chosen = ClientSettings({"anthropicUseAuthToken": True, "modelTemperature": 1})
    card = build_card(make("https://api.tokenbay.com", Dialect.ANTHROPIC, settings=chosen, context_window=200_000))
    assert shown(card) == [
        ("API Provider", "Anthropic"),
        ("Anthropic API Key", "paste your key"),
        ("Use custom base URL", "https://api.tokenbay.com"),
        ("Pass Anthropic API Key as Authorization header instead of X-Api-Key", "on"),
        ("Model", "gpt-5.4-mini"),
        ("Use custom temperature", "1"),
    ]


def test_only_settings_that_differ_are_shown_in_screen_order_and_words(make: Make) -> None:
    chosen = ClientSettings(
        {
            "modelTemperature": 0.6,
            "contextWindow": 32_000,
            "openAiStreamingEnabled": False,
            "supportsImages": False,
            "enableReasoningEffort": True,
            "reasoningEffort": "xhigh",
            "includeMaxTokens": False,
        }
    )
    assert shown(build_card(make(settings=chosen)))[4:] == [
        ("Enable streaming", "off"),
        ("Enable Reasoning Effort", "on"),
        ("Model Reasoning Effort", "Extra High"),
        ("Context Window Size", "32000"),
        ("Image Support", "off"),
        ("Use custom temperature", "0.6"),
    ]


def test_the_smallest_proven_set_is_shown_instead_of_what_was_asked(make: Make, prove: Prove) -> None:
    asked = ClientSettings({"modelTemperature": 1, "openAiHeaders": {"X-Team": "core"}})
    report = prove(Verdict.READY_WITH_SETTINGS, settings={"openAiStreamingEnabled": False})
    card = build_card(make(settings=asked, report=report))
    assert shown(card)[4:] == [("Enable streaming", "off"), ("Custom Headers", "X-Team: core")]
    assert card.verdict == "ready with settings: proven with Enable streaming: off, Custom Headers: X-Team = core"


@pytest.mark.parametrize("verdict", [Verdict.BLOCKED, Verdict.INCONCLUSIVE])
def test_what_was_not_accepted_never_sounds_proven(make: Make, prove: Prove, verdict: Verdict) -> None:
    asked = ClientSettings({"modelTemperature": 1})
    card = build_card(make(settings=asked, report=prove(verdict, settings={"openAiStreamingEnabled": False})))
    assert card.verdict.startswith("NOT PROVEN")
    assert "R04" in card.verdict
    assert shown(card)[4:] == [("Use custom temperature", "1")]


def test_a_connection_without_a_report_shows_its_saved_verdict(make: Make) -> None:
    assert build_card(make()).verdict.startswith("NOT PROVEN")
    assert build_card(make()).proven_at is None
    card = build_card(make(last_verdict="ready", checked_at="2026-11-01T00:00:00Z"))
    assert card.verdict == "ready: proven by what Roo Code itself would send"
    assert card.proven_at == "2026-11-01T00:00:00Z"


@pytest.mark.parametrize(
    ("window", "rows"), [(200_000, [("Context Window Size", "200000")]), (128_000, []), (None, [])]
)
def test_a_published_context_window_is_shown_where_it_differs(
    make: Make, window: int | None, rows: list[tuple[str, str]]
) -> None:
    assert shown(build_card(make(context_window=window)))[4:] == rows


def test_a_chosen_context_window_wins_over_the_published_one(make: Make) -> None:
    card = build_card(make(context_window=200_000, settings=ClientSettings({"contextWindow": 64_000})))
    assert shown(card)[4:] == [("Context Window Size", "64000")]


def test_a_keyless_gateway_gets_its_placeholder_and_the_reason(make: Make) -> None:
    row = build_card(make("http://127.0.0.1:11434/v1", placeholder="dummy")).rows[2]
    assert (row.label, row.value, row.secret) == ("API Key", "dummy", False)
    assert "Save stays grey" in row.note


def test_the_key_row_says_where_the_key_is(make: Make) -> None:
    row = build_card(make(key_where="in the macOS Keychain", key_command="security find-generic-password -w")).rows[2]
    assert (row.kind, row.secret, row.note) == ("key", True, "in the macOS Keychain")
    assert row.command == "security find-generic-password -w"


def test_a_secret_header_is_named_without_its_value(make: Make) -> None:
    chosen = ClientSettings({"openAiHeaders": {"X-Team": "core", "X-Config": ApiKey("hidden-canary-1")}})
    card = build_card(make(settings=chosen))
    assert shown(card)[4:] == [("Custom Headers", "X-Team: core"), ("Custom Headers", "X-Config: paste its value")]
    assert [row.secret for row in card.rows[4:]] == [False, True]
    assert "canary" not in card_text(card) + repr(card)


def test_what_has_no_field_on_the_screen_says_so(make: Make) -> None:
    row = build_card(make(settings=ClientSettings({"excludedTools": ("skill", "new_task")}))).rows[4]
    assert (row.value, row.kind) == ("skill new_task", "import")
    assert "only an import file" in row.note


def test_there_are_six_lines_after_pasting_from_preset_and_proof(make: Make, prove: Prove) -> None:
    lines = build_card(make(report=prove(served_model="gpt-5.4-mini-2026"), preset=FLATKEY)).after
    assert len(lines) == 6
    assert "Save stays grey until URL, key and model are set" in lines[0]
    assert "gpt-5.4-mini (the gateway answers as gpt-5.4-mini-2026)" in lines[1]
    assert "throw-away workspace" in lines[2]
    assert lines[3] == (
        "Look for it in https://console.flatkey.ai/usage, beside the proof of 2026-11-20 10:05 UTC "
        "(2 requests, 17,123 + 456 tokens)."
    )
    assert "Max Count and Max Cost" in lines[4]
    assert "repositories, issues, screenshots and prompts" in lines[5]


def test_practice_is_marked_in_title_text_and_advice(make: Make) -> None:
    card = build_card(make("http://127.0.0.1:1/v1", practice=True, placeholder="practice-key"))
    assert card.practice
    assert card.title.startswith("PRACTICE")
    assert card_text(card).startswith("*** PRACTICE")
    assert any("PRACTICE" in line for line in card.after)
    assert len(card.after) == 6


def test_the_client_is_named_as_it_is(make: Make) -> None:
    card = build_card(make(client=ZOO))
    assert card.client == "zoo"
    assert "Zoo Code icon" in card.where[0]
    assert "Roo Code" not in card_text(card)


def test_the_text_fits_eighty_columns_and_never_breaks_a_value(make: Make, prove: Prove) -> None:
    command = "secret-tool lookup service roo-wizard username 'https://router.flatkey.ai#work with a long name'"
    url = "https://gateway.example/" + "x" * 90
    fields = make(url, key_where="in your Secret Service", key_command=command, report=prove(), preset=FLATKEY)
    lines = card_text(build_card(fields)).splitlines()
    assert any(line.strip() == url for line in lines)
    assert any(line.strip() == command for line in lines)
    assert [line for line in lines if len(line) > WIDTH and line.strip() not in {url, command}] == []


@given(
    model=st.text(min_size=1, max_size=50),
    profile=st.text(max_size=60),
    served=st.text(max_size=50),
    where=st.text(max_size=80),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_foreign_control_sequence_gets_into_a_card(
    make: Make, model: str, profile: str, served: str, where: str
) -> None:
    fields = replace(make(), model=model, profile=profile, served_model=served, key_where=where)
    text = card_text(build_card(fields))
    assert all(character.isprintable() or character == "\n" for character in text)


def test_every_setting_of_the_client_can_be_shown_on_one_of_its_pages(make: Make) -> None:
    examples = {"bool": None, "number": 1, "integer": 7, "text": "x", "choice": "low", "list": ("a",)}
    for row in SETTINGS:
        if row.name == "apiProvider":  # chooses the page itself
            continue
        value = {"X-A": "b"} if row.kind == "headers" else examples[row.kind]
        chosen = ClientSettings({row.name: (not row.default) if value is None else value})
        pages = [make(settings=chosen), make("https://h", Dialect.ANTHROPIC, settings=chosen)]
        assert any(entry.name.startswith(row.name) for page in pages for entry in build_card(page).rows)


@pytest.mark.parametrize(("client", "warned"), [(ROO, True), (ZOO, False)])
def test_only_the_client_that_replaces_unknown_ids_is_warned_of(
    make: Make, client: ClientProfile, warned: bool
) -> None:
    row = next(
        row for row in build_card(make("https://h", Dialect.ANTHROPIC, client=client)).rows if row.label == "Model"
    )
    assert ("silently replaced" in row.note) is warned
