import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import FORMATS, render
from roo_wizard.handoff.import_file import import_id, import_name
from roo_wizard.roo.clients import ZOO
from roo_wizard.roo.settings import ClientSettings

Make = Callable[..., Fields]
MODES = {"architect", "code", "ask", "debug", "orchestrator"}
IMPORTS = ("roo-import", "zoo-import")


def profile(text: str) -> dict[str, Any]:
    """The one profile of an import file."""
    (found,) = json.loads(text)["providerProfiles"]["apiConfigs"].values()
    return dict(found)


def told(name: str, fields: Fields, *, with_key: bool = False) -> str:
    return "\n".join(FORMATS[name].told(fields, with_key))


@pytest.mark.parametrize("name", IMPORTS)
def test_the_file_holds_one_active_profile_that_all_five_modes_are_bound_to(make: Make, name: str) -> None:
    document = json.loads(render(name, make()))
    assert set(document) == {"providerProfiles"}
    profiles = document["providerProfiles"]
    assert list(profiles["apiConfigs"]) == [profiles["currentApiConfigName"]]
    found = profile(json.dumps(document))
    assert profiles["modeApiConfigs"] == dict.fromkeys(MODES, found["id"])
    assert {key: value for key, value in found.items() if key != "id"} == {
        "apiProvider": "openai",
        "openAiBaseUrl": "https://router.flatkey.ai/v1",
        "openAiModelId": "gpt-5.4-mini",
    }


def test_the_anthropic_entry_has_its_own_names_and_none_of_the_other_pages_settings(make: Make) -> None:
    chosen = ClientSettings({"anthropicUseAuthToken": True, "modelTemperature": 1, "openAiStreamingEnabled": False})
    fields = make("https://api.tokenbay.com", Dialect.ANTHROPIC, settings=chosen, context_window=200_000)
    found = profile(render("roo-import", fields, ApiKey("k-1")))
    assert {key: value for key, value in found.items() if key != "id"} == {
        "apiProvider": "anthropic",
        "anthropicBaseUrl": "https://api.tokenbay.com",
        "apiModelId": "gpt-5.4-mini",
        "apiKey": "k-1",
        "anthropicUseAuthToken": True,
        "modelTemperature": 1,
    }


def test_a_models_description_is_always_complete(make: Make) -> None:
    found = profile(render("roo-import", make(context_window=200_000)))
    assert found["openAiCustomModelInfo"] == {
        "maxTokens": -1,
        "contextWindow": 200_000,
        "supportsImages": True,
        "supportsPromptCache": False,
        "inputPrice": 0,
        "outputPrice": 0,
    }


def test_the_key_is_in_the_file_only_when_given_and_a_placeholder_always(make: Make) -> None:
    assert "openAiApiKey" not in profile(render("roo-import", make()))
    assert profile(render("roo-import", make(), ApiKey("k-1")))["openAiApiKey"] == "k-1"
    assert profile(render("roo-import", make(placeholder="dummy")))["openAiApiKey"] == "dummy"


def test_secret_headers_stay_out_and_are_named(make: Make) -> None:
    both = ClientSettings({"openAiHeaders": {"X-A": "b", "X-S": ApiKey("hidden-value")}})
    only = ClientSettings({"openAiHeaders": {"X-S": ApiKey("hidden-value")}})
    assert profile(render("roo-import", make(settings=both)))["openAiHeaders"] == {"X-A": "b"}
    assert "openAiHeaders" not in profile(render("roo-import", make(settings=only)))
    assert "X-S" in told("roo-import", make(settings=only))


def test_the_id_is_stable_and_a_change_or_a_new_proof_gives_a_fresh_name(make: Make) -> None:
    fields = make(checked_at="2026-11-20T10:00:00Z")
    assert import_id(fields) == import_id(make(checked_at="2026-11-20T10:00:00Z"))
    others = [
        make(),
        make(checked_at="2026-11-21T10:00:00Z"),
        make(checked_at="2026-11-20T10:00:00Z", model="other"),
        make("https://other.example/v1", checked_at="2026-11-20T10:00:00Z"),
    ]
    assert len({import_name(one) for one in (fields, *others)}) == 5
    assert len({import_id(one) for one in (fields, *others)}) == 5


def test_the_traps_are_told(make: Make) -> None:
    keyless, keyed = told("roo-import", make()), told("roo-import", make(), with_key=True)
    assert "wipes the key" in keyless
    assert "delete it" in keyed
    assert "wipes" not in keyed
    assert "roo-cline.autoImportSettingsPath" in keyless
    assert "zoo-code.autoImportSettingsPath" in told("zoo-import", make())
    assert "check with --client zoo" in told("zoo-import", make())
    assert "check with" not in told("zoo-import", make(client=ZOO))
    assert "claude-sonnet-4-5" in told("roo-import", make("https://h", Dialect.ANTHROPIC))
    assert "wipes" not in told("roo-import", make(placeholder="dummy"))
    assert "NOT PROVEN" in keyless
    assert "PRACTICE" in told("zoo-import", make(practice=True))


@pytest.mark.parametrize("name", ["a\nb", "a\u202eb", "\x1b[2J"])
def test_a_profile_name_that_cannot_be_seen_is_refused_by_name(make: Make, name: str) -> None:
    with pytest.raises(UsageError, match="profile name"):
        render("roo-import", make(profile=name))


@given(model=st.text(min_size=1, max_size=30), header=st.text(max_size=20))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_model_id_and_header_survives(make: Make, model: str, header: str) -> None:
    chosen = ClientSettings({"openAiHeaders": {"X-A": header}})
    text = render("roo-import", make(model=model, settings=chosen))
    assert text.isascii()
    found = profile(text)
    assert (found["openAiModelId"], found["openAiHeaders"]) == (model, {"X-A": header})


@pytest.mark.parametrize("name", ['it\'s "mine"', "__proto__", "$HOME `id`", "{}", "Büro 🦘", "constructor"])
def test_odd_profile_names_survive(make: Make, name: str) -> None:
    document = json.loads(render("roo-import", make(profile=name)))
    assert document["providerProfiles"]["currentApiConfigName"].startswith(f"{name}-")
