"""The labels against the facts: what the extension's own page says, copied as data with its source and version."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import is_clean
from roo_wizard.roo import labels
from roo_wizard.roo.clients import ROO
from roo_wizard.roo.settings import NATIVE_PROVIDERS, describe

FACTS: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "data" / "client_labels.toml").read_text("utf-8"))
PROVIDERS = ("openai", "anthropic", *NATIVE_PROVIDERS)

each = pytest.mark.parametrize("provider", PROVIDERS)


def test_the_facts_are_those_of_the_client_that_is_stood_in_for() -> None:
    assert FACTS["version"] == ROO.version
    assert set(FACTS["providers"]) == set(PROVIDERS)


@each
def test_every_label_of_a_page_is_the_extensions_own_in_its_order(provider: str) -> None:
    expected = dict(FACTS["providers"][provider])
    assert labels.provider_name(provider) == expected.pop("name")
    shown = [(field.key, field.label) for field in labels.fields(provider) if field.on_page]
    assert shown == [*expected.items(), *FACTS["advanced"].items()]
    assert [field.key for field in labels.fields(provider) if field.advanced] == list(FACTS["advanced"])


@pytest.mark.parametrize("name", FACTS["words"])
def test_every_button_tab_and_heading_is_the_extensions_own(name: str) -> None:
    assert labels.word(name) == FACTS["words"][name]


@each
def test_every_page_holds_base_key_and_model_once(provider: str) -> None:
    held = [field.holds for field in labels.fields(provider) if field.holds]
    assert sorted(held) == ["base", "key", "model"]
    assert labels.holder(provider, "key").kind == "secret"
    assert labels.holder(provider, "base").default == FACTS["bases"].get(provider, "")
    assert all(is_clean(field.hint) for field in labels.fields(provider))


@pytest.mark.parametrize("provider", FACTS["choices"])
def test_a_page_with_fixed_addresses_has_each_of_them_and_says_which(provider: str) -> None:
    base = labels.holder(provider, "base")
    assert {choice.value: choice.url for choice in base.choices} == FACTS["choices"][provider]
    for value, url in FACTS["choices"][provider].items():
        assert labels.required_choice(provider, url).value == value
        assert url.split("/")[2] in labels.required_choice(provider, url).label


@pytest.mark.parametrize("url", ["https://gw.example/v1", "https://api.z.ai/api/paas/v4/", "https://api.z.ai"])
def test_an_address_that_a_page_does_not_offer_is_refused_by_name_with_the_way_on(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        labels.required_choice("zai", url)
    assert caught.value.message == f"Z.ai has no Z AI Entrypoint for {url}"
    assert "OpenAI Compatible" in caught.value.hint
    assert "https://open.bigmodel.cn/api/paas/v4" in caught.value.hint


@pytest.mark.parametrize(
    ("provider", "url", "base"),
    [
        ("litellm", "http://localhost:4000", "http://localhost:4000/v1"),
        ("litellm", "http://localhost:4000/v1", "http://localhost:4000/v1"),
        ("deepseek", "https://api.deepseek.com", "https://api.deepseek.com"),
        ("openai", "https://gw.example/openai", "https://gw.example/openai"),
        ("anthropic", "https://gw.example", "https://gw.example"),
    ],
)
def test_another_client_gets_the_base_that_it_needs(provider: str, url: str, base: str) -> None:
    assert labels.openai_base(provider, url) == base


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
def test_a_chosen_entry_is_called_as_on_the_screen(provider: str) -> None:
    assert describe({"apiProvider": provider}) == f"API Provider: {labels.provider_name(provider)}"
