import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roo_wizard.core.text import is_clean
from roo_wizard.handoff.compare import Comparison, compare
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.import_file import import_document, import_name
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.profiles.record import Record
from roo_wizard.profiles.toml_text import from_toml, to_toml
from roo_wizard.roo.settings import ClientSettings
from tests.handoff.test_client_export import ANY, CANARY, HIDDEN, NAMES, export_of, parsed

Make = Callable[..., Fields]
OLD = {
    "id": "a1",
    "apiProvider": "openai",
    "openAiBaseUrl": "https://old.example/v1",
    "openAiModelId": "m-1",
    "openAiApiKey": CANARY,
    "modelTemperature": 0.5,
    "openAiStreamingEnabled": True,
}


def lines(comparison: Comparison) -> list[str]:
    return [line.strip() for line in comparison.lines()]


def test_the_profile_in_use_and_every_mode_are_told_before_and_after(make: Make) -> None:
    fields = make(settings=ClientSettings({"openAiStreamingEnabled": False}))
    told = lines(compare(parsed(export_of(OLD, modeApiConfigs={"code": "a1", "docs": "a1"})), fields))
    name = import_name(fields)
    assert f"profile in use: old → {name}" in told
    assert f"+ “{name}” is added" in told
    assert "profiles that stay as they are: 1" in told
    assert f"Code: old → {name}" in told
    assert f"Ask: – → {name}" in told
    assert "docs: old (stays)" in told


def test_fields_stand_in_the_clients_words_and_in_its_order(make: Make) -> None:
    fields = make(settings=ClientSettings({"openAiStreamingEnabled": False}))
    told = lines(compare(parsed(export_of(OLD)), fields))
    heading = f"Field by field: “old” → “{import_name(fields)}”"
    assert told[told.index(heading) + 1 :] == [
        "API Provider: OpenAI Compatible (stays)",
        "Base URL: https://old.example/v1 → https://router.flatkey.ai/v1",
        "API Key: ••• → –",
        "Model: m-1 → gpt-5.4-mini",
        "Enable streaming: on → off",
        "Use custom temperature: 0.5 → –",
    ]


def test_another_providers_fields_stand_beside_those_that_take_their_place(make: Make) -> None:
    old = {"apiProvider": "litellm", "litellmBaseUrl": "http://l", "litellmModelId": "m", "litellmUsePromptCache": True}
    comparison = compare(parsed(export_of(old)), make())
    changes = {one.name: (one.before, one.after) for one in comparison.fields}
    assert changes["openAiBaseUrl"] == ("http://l", "https://router.flatkey.ai/v1")
    assert changes["openAiModelId"] == ("m", "gpt-5.4-mini")
    assert changes["litellmUsePromptCache"] == ("on", "")
    assert comparison.before is not None
    assert (comparison.before.base_url, comparison.before.model) == ("http://l", "m")
    assert comparison.before.settings == {"litellmUsePromptCache": "on"}


def test_importing_the_same_file_again_is_told_to_wipe_the_key(make: Make) -> None:
    document = import_document(make())
    (ours,) = document["providerProfiles"]["apiConfigs"].values()
    ours["openAiApiKey"] = CANARY
    comparison = compare(parsed(document), make())
    assert [(one.replaces, one.wipes_key) for one in comparison.profiles] == [(True, True)]
    assert any("its stored key is wiped" in line for line in comparison.lines())
    assert comparison.before is None


def test_a_file_with_a_key_of_its_own_wipes_none(make: Make) -> None:
    fields = make(placeholder="dummy")
    document = import_document(fields)
    assert compare(parsed(document), fields).profiles[0].wipes_key is False


@pytest.mark.parametrize("old", [{}, {"id": "a"}, {"apiProvider": ""}])
def test_an_empty_profile_is_nothing_to_go_back_to(make: Make, old: dict[str, Any]) -> None:
    assert compare(parsed(export_of(old)), make()).before is None


def test_what_is_kept_for_the_way_back_has_neither_key_nor_defaults(make: Make) -> None:
    before = compare(parsed(export_of(OLD)), make()).before
    assert before is not None
    assert before.settings == {"modelTemperature": "0.5"}
    assert (before.exported_on, before.profile, before.model) == ("2026-11-20", "old", "m-1")


@given(
    st.dictionaries(NAMES | st.text(max_size=10), ANY, max_size=6),
    st.dictionaries(NAMES | HIDDEN, HIDDEN, max_size=4),
    st.dictionaries(st.text(max_size=8) | HIDDEN, st.sampled_from(["a1", CANARY]), max_size=3),
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_export_holds_the_comparison_is_clean_and_can_be_kept(
    make: Make, usual: dict[str, Any], hostile: dict[str, Any], modes: dict[str, Any]
) -> None:
    comparison = compare(parsed(export_of({"apiProvider": "openai", **usual, **hostile}, modeApiConfigs=modes)), make())
    told = json.dumps(comparison.as_json(), ensure_ascii=False) + "".join(comparison.lines())
    assert "canary" not in told
    assert all(is_clean(line.strip(), 2000) for line in comparison.lines())
    if comparison.before is not None:
        records = {"work": Record({}, comparison.before)}
        saved = Profiles((Profile("work", "https://h/v1", "m"),), records=records)
        assert from_toml(to_toml(saved)).records == records
