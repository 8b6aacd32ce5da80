"""What comes out for each gateway of the setup guides: the four fields in the client's labels, and the hints beside."""

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.handoff.card import Card, build_card
from roo_wizard.handoff.fields import Fields
from roo_wizard.presets import load, preset

GUIDED = {
    "flatkey": "https://router.flatkey.ai/v1",
    "finops": "https://finops.example.com/openai",
    "tokenbay": "https://api.tokenbay.com/v1",
    "requesty": "https://router.requesty.ai/v1",
    "openllmapi": "https://llm.example.com/gateway/v1",
    "qwen": "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
    "deepseek": "https://api.deepseek.com/v1",
    "zhipu": "https://open.bigmodel.cn/api/paas/v4",
    "zai": "https://api.z.ai/api/paas/v4",
    "siliconflow": "https://api.siliconflow.com/v1",
    "groq": "https://api.groq.com/openai/v1",
    "openrouter": "https://openrouter.ai/api/v1",
}
ANSWERS = {"gateway": "https://finops.example.com/", "base_url": "https://llm.example.com/gateway/v1"}


def card(name: str, dialect: Dialect = Dialect.OPENAI, model: str = "") -> Card:
    """The card of the preset's first base of *dialect*, filled in as a person would."""
    entry = preset(name)
    url = entry.bases_of(dialect)[0].filled(ANSWERS)
    placeholder = entry.placeholder if entry.key_optional else None
    model = model or next(iter(entry.model_examples), "some-model")
    return build_card(
        Fields(read_base_url(url, dialect).required(), model, preset=entry, placeholder=placeholder, profile="work")
    )


def rows(shown: Card) -> dict[str, str]:
    return {row.label: row.value for row in shown.rows}


@pytest.mark.parametrize(("name", "base"), GUIDED.items())
def test_the_four_fields_of_openai_compatible(name: str, base: str) -> None:
    entry = preset(name)
    assert rows(card(name, model="vendor/model-1")) == {
        "API Provider": "OpenAI Compatible",
        "Base URL": base,
        "API Key": "dummy" if entry.key_optional else "paste your key",
        "Model": "vendor/model-1",
    }


@pytest.mark.parametrize(("name", "base"), GUIDED.items())
def test_a_pasted_base_finds_its_preset(name: str, base: str) -> None:
    asks = preset(name).asks_for_address
    assert asks == (name in {"finops", "openllmapi"})
    origin = read_base_url(base).required().origin
    assert asks or any(entry.matches(origin) and entry.id == name for entry in load().values())


def test_the_bare_base_of_the_anthropic_page() -> None:
    shown = rows(card("tokenbay", Dialect.ANTHROPIC))
    assert shown["API Provider"] == "Anthropic"
    assert shown["Use custom base URL"] == "https://api.tokenbay.com"
    assert shown["Model"] == "claude-sonnet-4.6"


@pytest.mark.parametrize("name", ["requesty", "openrouter", "zhipu", "zai"])
def test_a_better_own_entry_of_the_client_is_named_beside_the_proven_one(name: str) -> None:
    native = preset(name).native
    assert native is not None
    shown = card(name)
    assert shown.rows[0].value == "OpenAI Compatible"
    assert shown.routes[0].name == native.label
    assert shown.routes[0].recommended


@pytest.mark.parametrize("name", ["flatkey", "tokenbay", "groq", "deepseek", "litellm"])
def test_an_entry_that_is_not_better_is_not_advertised(name: str) -> None:
    assert not any(route.recommended for route in card(name).routes)


def test_the_log_page_of_finops_is_that_of_the_own_gateway() -> None:
    after = " ".join(card("finops").after)
    assert "https://finops.example.com/logs" in after
    assert "{" not in after
    entry = preset("finops")
    assert entry.page_at(entry.mcp_url, "https://finops.example.com/openai") == "https://finops.example.com/mcp"


@pytest.mark.parametrize("name", GUIDED)
def test_no_card_shows_an_unfilled_placeholder(name: str) -> None:
    shown = card(name)
    everything = [row.value + row.note for row in shown.rows] + [*shown.where, *shown.after]
    assert not [text for text in everything if "{" in text]
