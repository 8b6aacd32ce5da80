"""Every import file that the wizard can write, judged by the schemas that Roo Code publishes (`@roo-code/types`)."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.secret import ApiKey
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import render
from roo_wizard.presets import Preset, Route, load
from roo_wizard.profiles.modes import mode_table
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.roo import labels
from roo_wizard.roo.clients import CLIENTS, ROO
from roo_wizard.roo.model_ids import ANTHROPIC_IDS
from roo_wizard.roo.settings import NATIVE_PROVIDERS, ClientSettings

JUDGE = Path(__file__).parents[1] / "data" / "import_judge.mjs"
OWN = "https://gw.example"
PACKAGE = os.environ.get("ROO_WIZARD_ROO_TYPES", "")
ZOO_ONLY: frozenset[str] = frozenset()
"""Keys of a zoo-import file that Roo Code's schemas do not know. The wizard has no such setting yet."""

pytestmark = [
    pytest.mark.roo_types,
    pytest.mark.skipif(
        not (PACKAGE and shutil.which("node")),
        reason="set ROO_WIZARD_ROO_TYPES to FOLDER, made by: npm install --prefix FOLDER @roo-code/types@1.115.0",
    ),
]

OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "R1": {"openAiR1FormatEnabled": True},
    "no streaming": {"openAiStreamingEnabled": False},
    "max tokens": {"includeMaxTokens": True, "maxTokens": 32_000, "modelMaxTokens": 16_000},
    "Azure": {"openAiUseAzure": True, "azureApiVersion": "2024-08-01-preview"},
    "headers": {"openAiHeaders": {"X-Team": 'it\'s "a" $b 🦘', "X-Secret": ApiKey("never-here-1234")}},
    "effort": {"enableReasoningEffort": True, "reasoningEffort": "xhigh"},
    "window": {"contextWindow": 200_000},
    "no images": {"supportsImages": False},
    "caching": {"supportsPromptCache": True},
    "reasoning kept": {"openAiR1FormatEnabled": True, "preserveReasoning": True},
    "tools": {"excludedTools": ["apply_diff"], "includedTools": ["edit_file"]},
    "temperature": {"modelTemperature": 0.6},
    "rate limit": {"rateLimitSeconds": 10},
    "auth token": {"anthropicUseAuthToken": True},
}


def option_sets() -> Iterator[Mapping[str, Any]]:
    """Nothing, every option alone, every pair, and all at once."""
    yield {}
    for size in (1, 2, len(OPTIONS)):
        for names in combinations(OPTIONS, size):
            yield {key: value for name in names for key, value in OPTIONS[name].items()}


def connections() -> Iterator[tuple[Preset, Route, str]]:
    """Every base of every entry of the client that leads to a gateway, and one that no preset knows."""
    for preset in load().values():
        for route in preset.routes:
            for base in route.bases:
                whole = base.url.startswith("{")
                yield preset, route, base.filled(dict.fromkeys(base.placeholders, OWN if whole else "team"))
    for provider in NATIVE_PROVIDERS:
        if not labels.holder(provider, "base").choices:
            yield load()["custom"], Route(provider, "", Dialect.OPENAI, (), ""), OWN


def hundreds() -> Iterator[Fields]:
    for (preset, route, url), chosen in product(connections(), option_sets()):
        dialect = route.dialect
        endpoint = read_base_url(url, dialect).endpoint
        if endpoint is None:
            continue
        model = next(iter(ANTHROPIC_IDS)) if dialect is Dialect.ANTHROPIC else (*preset.model_examples, "m-1")[0]
        entry = {"apiProvider": route.provider} if route.provider in NATIVE_PROVIDERS else {}
        settings = ClientSettings({**entry, **chosen})
        placeholder = preset.placeholder if preset.key_optional else None
        yield Fields(endpoint, model, ROO, settings, preset.id, preset, placeholder=placeholder or None)


def judged(texts: list[str]) -> list[list[str]]:
    """The complaints about each file; empty lists for files that are taken as they are."""
    lines = "".join(f"{json.dumps({'text': text})}\n" for text in texts)
    done = subprocess.run(
        ["node", str(JUDGE), PACKAGE], input=lines, capture_output=True, text=True, timeout=120, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def entries(text: str) -> list[str]:
    """The providers of the profiles in an import file."""
    return [one["apiProvider"] for one in json.loads(text)["providerProfiles"]["apiConfigs"].values()]


@pytest.mark.parametrize("client", CLIENTS)
def test_every_file_is_taken_with_nothing_dropped_added_or_changed(client: str) -> None:
    keys = (None, ApiKey("sk-0123456789abcdef"))
    texts = [render(f"{client}-import", fields, key) for fields, key in product(hundreds(), keys)]
    assert len(texts) > 500
    assert {entry for text in texts for entry in entries(text)} == {"openai", "anthropic", *NATIVE_PROVIDERS}
    verdicts = judged(texts)
    assert len(verdicts) == len(texts)
    complaints = {complaint for verdict in verdicts for complaint in verdict}
    assert {one for one in complaints if not any(f".{key} dropped" in one for key in ZOO_ONLY)} == set()


@pytest.mark.parametrize("name", ['it\'s "mine"', "__proto__", "constructor", "a/b\\c", "$HOME `id`", "Büro 🦘"])
def test_odd_names_and_ids_are_taken_as_they_are(name: str) -> None:
    fields = Fields(read_base_url("https://gw.example/v1").required(), f"{name}\n\x1b\ud800", profile=name)
    assert judged([render("roo-import", fields)]) == [[]]


@pytest.mark.parametrize("client", CLIENTS)
def test_a_file_with_the_profiles_of_all_modes_is_taken_as_it_is(client: str) -> None:
    url = "https://api.tokenbay.com/v1"
    large = Profile("large", url, "claude-sonnet-4.6", preset="tokenbay")
    small = Profile("small", url, "claude-haiku-4.5", preset="tokenbay")
    at_hand, other = (Fields(one.endpoint, one.model, profile=one.name) for one in (large, small))
    fields = replace(at_hand, modes=mode_table(Profiles((large, small)), large), team=(other,))
    text = render(f"{client}-import", fields)
    assert len(set(json.loads(text)["providerProfiles"]["modeApiConfigs"].values())) == 2
    assert judged([text]) == [[]]


def test_the_judge_does_complain() -> None:
    good = json.loads(render("roo-import", Fields(read_base_url("https://gw.example/v1").required(), "m", profile="p")))
    (name,) = good["providerProfiles"]["apiConfigs"]
    for change in (
        {"unknown": 1},
        {"openAiModelId": 5},
        {"apiProvider": "OpenAI Compatible"},
        {"openAiCustomModelInfo": {"maxTokens": 5}},
        {"anthropicBaseUrl": "https://h"},
        {"id": "another"},
    ):
        document = json.loads(json.dumps(good))
        document["providerProfiles"]["apiConfigs"][name] |= change
        assert judged([json.dumps(document)]) != [[]]
    assert judged(["\ufeff" + json.dumps(good)]) != [[]]


@pytest.mark.parametrize(
    "change",
    [
        {"apiProvider": "groq"},
        {"zaiApiLine": "https://api.z.ai/api/paas/v4"},
        {"openAiHeaders": {"X-Team": "core"}},
        {"openAiBaseUrl": "https://h"},
        {"zaiApiKey": 1},
    ],
)
def test_the_judge_complains_of_what_a_native_profile_does_not_have(change: Mapping[str, Any]) -> None:
    url = "https://api.z.ai/api/paas/v4"
    fields = Fields(read_base_url(url).required(), "glm-5", ROO, ClientSettings({"apiProvider": "zai"}), "p")
    document = json.loads(render("roo-import", fields))
    assert judged([json.dumps(document)]) == [[]]
    (name,) = document["providerProfiles"]["apiConfigs"]
    document["providerProfiles"]["apiConfigs"][name] |= change
    assert judged([json.dumps(document)]) != [[]]
