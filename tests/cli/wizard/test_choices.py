from dataclasses import replace

import pytest

from roo_wizard.cli.wizard.choices import (
    choice_of_profile,
    gateway_choices,
    key_warning,
    model_remarks,
    practice_choice,
    read_url,
)
from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.state import WizardState
from roo_wizard.flow.views import GatewayChoice
from roo_wizard.presets import load
from roo_wizard.profiles.profile import Profile
from roo_wizard.roo.settings import NATIVE_PROVIDERS


def choice(name: str) -> GatewayChoice:
    return next(entry for entry in gateway_choices() if entry.id == name)


def test_every_preset_is_a_row_and_custom_is_the_last() -> None:
    rows = gateway_choices()
    assert [row.id for row in rows] == list(load())
    assert rows[-1].id == "custom"


@pytest.mark.parametrize("row", gateway_choices(), ids=lambda row: row.id)
def test_a_row_either_has_a_base_that_works_or_asks_for_one(row: GatewayChoice) -> None:
    for base in row.bases:
        assert read_url(base.url, row).endpoint is not None
    assert row.bases or row.needs_url


@pytest.mark.parametrize("row", gateway_choices(), ids=lambda row: row.id)
def test_a_row_starts_on_its_recommended_route_and_every_route_is_one_that_can_be_proven(row: GatewayChoice) -> None:
    assert row == row.on(row.routes[0])
    for position, route in enumerate(row.routes):
        assert route.why
        assert route.provider in {"", *NATIVE_PROVIDERS}
        assert row.route_by(route.provider, route.dialect) == position


def test_requesty_is_reached_by_the_clients_own_entry_unless_another_is_chosen() -> None:
    row = choice("requesty")
    assert [route.label for route in row.routes] == ["Requesty", "OpenAI Compatible", "Anthropic"]
    assert row.provider == "requesty"
    saved = Profile("r", "https://router.requesty.ai/v1", "m", preset="requesty")
    assert choice_of_profile(saved).provider == ""
    assert choice_of_profile(replace(saved, settings={"apiProvider": "requesty"})).provider == "requesty"


def test_an_entry_with_fixed_addresses_takes_no_other_and_says_which_one_does() -> None:
    row = choice("zai")
    assert row.provider == "zai"
    assert read_url(row.bases[0].url, row).endpoint is not None
    refused = read_url("https://glm.example/v1", row)
    assert refused.endpoint is None
    assert "OpenAI Compatible" in (refused.problem or "")


def test_a_keyless_gateway_brings_its_placeholder() -> None:
    assert choice("ollama").keyless
    assert not choice("flatkey").keyless


def test_a_gateways_own_base_is_not_second_guessed() -> None:
    row = choice("flatkey")
    own = read_url(row.bases[0].url, row)
    assert own.candidates == ()
    typed = read_url("https://gateway.example", row)
    assert typed.candidates


def test_the_practice_row_says_that_it_needs_nothing() -> None:
    row = practice_choice()
    assert row.practice
    assert row.placeholder_key == "practice-key"


def test_another_vendors_key_is_warned_of_and_never_repeated() -> None:
    key = ApiKey("sk-ant-api03-0123456789abcdefghij")
    warning = key_warning(choice("flatkey"), key)
    assert "Anthropic" in warning
    assert "0123456789" not in warning


def test_a_saved_connection_keeps_its_own_base_and_dialect() -> None:
    profile = Profile("work", "https://gateway.example/v1", "m", Dialect.ANTHROPIC, preset="no-longer-known")
    row = choice_of_profile(profile)
    assert [base.url for base in row.bases] == ["https://gateway.example/v1"]
    assert row.dialect is Dialect.ANTHROPIC


def test_a_model_id_is_remarked_on_by_client_and_gateway() -> None:
    row = choice("tokenbay")
    state = WizardState(gateway=row, url=read_base_url(row.bases[0].url))
    assert any("o3" in remark for remark in model_remarks(state, "practice-o3-coder"))
    assert any("claude-sonnet-4.6" in remark for remark in model_remarks(state, "claude-sonnet-4-6"))
    assert model_remarks(state, "gpt-5.5") == ()


@pytest.mark.parametrize(
    ("name", "typed", "base"),
    [
        ("finops", "https://finops.example.com", "https://finops.example.com/openai"),
        ("finops", "finops.example.com/", "https://finops.example.com/openai"),
        ("finops", "https://finops.example.com/openai", "https://finops.example.com/openai"),
        ("finops", "https://finops.example.com/gw/openai", "https://finops.example.com/gw/openai"),
        ("new-api", "https://relay.example.com", "https://relay.example.com/v1"),
        ("azure-openai", "my-resource", "https://my-resource.openai.azure.com/openai"),
        ("azure-openai", "https://r.openai.azure.com/openai", "https://r.openai.azure.com/openai"),
        ("openllmapi", "https://llm.example.com", "https://llm.example.com"),
        ("custom", "https://llm.example.com", "https://llm.example.com"),
        ("flatkey", "https://router.flatkey.ai", "https://router.flatkey.ai"),
    ],
)
def test_the_answer_to_a_presets_question_becomes_its_base_and_says_so(name: str, typed: str, base: str) -> None:
    url = read_url(typed, choice(name))
    assert url.required().base_url == base
    assert url.typed == typed
    told = any("writes its base as" in correction.why for correction in url.corrections)
    assert told == (not typed.endswith("/openai") and name in {"finops", "new-api", "azure-openai"})
