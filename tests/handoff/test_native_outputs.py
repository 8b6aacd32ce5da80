"""Import files and the other outputs of a connection that was proven through the client's own entry for a vendor."""

import json
import re
from typing import Any

import pytest

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UsageError
from roo_wizard.core.report import Verdict
from roo_wizard.core.secret import ApiKey
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import FORMATS, render
from roo_wizard.presets import preset
from roo_wizard.profiles.profile import Profile
from roo_wizard.roo.settings import NATIVE_PROVIDERS, ClientSettings
from tests.handoff.native_bases import BASES
from tests.handoff.test_native_cards import Make, Prove, native

AGENTS = ("cline", "kilo", "opencode", "env")
IMPORTS = ("roo-import", "zoo-import")
CANARY = "sk-canary-0123456789abcdef"
PROFILES: dict[str, dict[str, Any]] = {
    "requesty": {"requestyModelId": "m-1", "requestyApiKey": CANARY},
    "openrouter": {"openRouterModelId": "m-1", "openRouterApiKey": CANARY},
    "litellm": {"litellmBaseUrl": "https://litellm.example", "litellmModelId": "m-1", "litellmApiKey": CANARY},
    "deepseek": {"apiModelId": "m-1", "deepSeekApiKey": CANARY},
    "zai": {"zaiApiLine": "international_coding", "apiModelId": "m-1", "zaiApiKey": CANARY},
    "moonshot": {"moonshotBaseUrl": "https://api.moonshot.cn/v1", "apiModelId": "m-1", "moonshotApiKey": CANARY},
}

each = pytest.mark.parametrize("provider", NATIVE_PROVIDERS)


def profile(text: str) -> dict[str, Any]:
    """The one profile of an import file, without its id."""
    (found,) = json.loads(text)["providerProfiles"]["apiConfigs"].values()
    return {name: value for name, value in found.items() if name != "id"}


@each
@pytest.mark.parametrize("name", IMPORTS)
def test_a_native_profile_has_its_own_names_and_nothing_of_other_pages(make: Make, provider: str, name: str) -> None:
    asked = {"modelTemperature": 1, "openAiStreamingEnabled": False, "supportsImages": False}
    fields = native(make, provider, settings=asked, context_window=200_000)
    expected = {"apiProvider": provider, **PROFILES[provider], "modelTemperature": 1}
    assert profile(render(name, fields, ApiKey(CANARY))) == expected
    without = {key: value for key, value in expected.items() if value != CANARY}
    assert profile(render(name, fields)) == without


def test_thinking_stands_beside_the_other_settings_where_no_object_describes_the_model(make: Make) -> None:
    asked = {"enableReasoningEffort": True, "reasoningEffort": "high"}
    found = profile(render("roo-import", native(make, "openrouter", settings=asked)))
    assert found == {"apiProvider": "openrouter", "openRouterModelId": "m-1", **asked}
    assert "reasoningEffort" not in profile(render("roo-import", native(make, "deepseek", settings=asked)))


def test_a_base_of_ones_own_is_in_the_file_also_where_the_page_has_no_field(make: Make) -> None:
    own = {"deepseek": "deepSeekBaseUrl", "requesty": "requestyBaseUrl", "openrouter": "openRouterBaseUrl"}
    for provider, name in own.items():
        found = profile(render("roo-import", native(make, provider, "https://proxy.example/v1")))
        assert found[name] == "https://proxy.example/v1"


def test_an_address_that_the_page_does_not_offer_gets_no_file(make: Make) -> None:
    with pytest.raises(UsageError, match="Moonshot has no Moonshot Entrypoint"):
        render("roo-import", native(make, "moonshot", "http://127.0.0.1:9/v1", practice=True))


def test_headers_without_a_place_are_told_and_stay_out(make: Make) -> None:
    fields = native(make, "litellm", settings={"openAiHeaders": {"X-Team": "core", "X-Key": ApiKey(CANARY)}})
    assert "openAiHeaders" not in profile(render("roo-import", fields))
    told = "\n".join(FORMATS["roo-import"].told(fields, False))
    assert "LiteLLM has no place for the custom headers X-Team, X-Key" in told
    assert "add them under" not in told


def test_two_entries_of_one_gateway_get_profiles_of_their_own(make: Make) -> None:
    files = [render("roo-import", one) for one in (native(make, "requesty"), make(BASES["requesty"], model="m-1"))]
    assert len({json.loads(text)["providerProfiles"]["currentApiConfigName"] for text in files}) == 2


@pytest.mark.parametrize("agent", AGENTS)
def test_another_agent_gets_the_base_that_it_needs_and_is_told_of_the_difference(make: Make, agent: str) -> None:
    text = render(agent, native(make, "litellm", last_verdict="ready"))
    used = "\n".join(line for line in text.splitlines() if not re.match(r"(#|//) (?!  )", line))
    assert "https://litellm.example/v1" in used
    assert not re.search(r"https://litellm\.example(?!/v1)", used)
    assert "the base URL here is not that of the proof, https://litellm.example:" in text
    assert "Roo Code's own entry LiteLLM sends over OpenAI's chat completions" in text
    assert "does not carry over: API Provider" not in text


@pytest.mark.parametrize("agent", AGENTS)
def test_an_entry_with_an_openai_base_hands_it_on_as_it_is(make: Make, agent: str) -> None:
    text = render(agent, native(make, "zai", last_verdict="ready"))
    assert BASES["zai"] in text
    assert "is not that of the proof" not in text
    assert "own entry Z.ai sends" in text


@pytest.mark.parametrize("agent", AGENTS)
def test_without_an_own_entry_nothing_is_said_of_one(make: Make, agent: str) -> None:
    assert "own entry" not in render(agent, make(last_verdict="ready"))


def test_the_record_names_the_entry_and_the_choice(make: Make) -> None:
    text = render("runbook", native(make, "zai"))
    assert "https://api.z.ai/api/coding/paas/v4 (Z AI Entrypoint: International Coding" in text
    assert "POST /chat/completions, entry Z.ai" in text


def test_the_way_back_has_the_entry_of_now_and_of_before(make: Make) -> None:
    before = Profile("work", BASES["requesty"], "m-1")
    text = render("rollback", native(make, "requesty", previous=before))
    assert re.search(r"API Provider *\| *Requesty *\| *OpenAI Compatible", text)


@each
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("verdict", [Verdict.READY, Verdict.BLOCKED])
def test_no_output_but_the_announced_ones_holds_the_key(
    make: Make, prove: Prove, provider: str, name: str, verdict: Verdict
) -> None:
    report = prove(verdict, settings={"apiProvider": provider})
    headers = {"openAiHeaders": {"X-Key": ApiKey(CANARY)}}
    fields = native(make, provider, settings=headers, report=report, preset=preset("custom"))
    text = render(name, fields, ApiKey(CANARY)) + "\n".join(FORMATS[name].told(fields, True))
    assert text.count(CANARY) == (1 if FORMATS[name].holds_key else 0)
    assert CANARY not in render(name, fields)


def test_the_general_entries_keep_their_own_base(make: Make) -> None:
    assert make().openai_base == "https://router.flatkey.ai/v1"
    assert make("https://api.tokenbay.com", Dialect.ANTHROPIC).openai_base == "https://api.tokenbay.com"
    assert Fields(make().endpoint, "m", settings=ClientSettings({"apiProvider": "requesty"})).provider == "requesty"
