import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UnknownName
from roo_wizard.presets import Base, for_origin, load, preset, search
from roo_wizard.presets.loader import PresetFileError, parse

ENTRY = """
[acme]
name = "Acme"
kind = "gateway"
summary = "A gateway"
bases = [{ url = "https://acme.example/v1", dialect = "openai", evidence = "vendor" }]
sources = ["vendor: its documentation"]
checked = 2026-11-20
"""


def ids(text: str) -> list[str]:
    return [entry.id for entry in search(text)]


def test_a_new_gateway_is_one_entry_and_no_code() -> None:
    entry = parse(ENTRY)["acme"]
    assert (entry.id, entry.name, entry.checked) == ("acme", "Acme", "2026-11-20")
    assert [base.url for base in entry.bases_of(Dialect.OPENAI)] == ["https://acme.example/v1"]
    assert entry.bases_of(Dialect.ANTHROPIC) == ()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('kind = "gateway"', 'kind = "gateway"\nkey_pge = "x"'), "key_pge"),
        (('name = "Acme"\n', ""), "name"),
        (('name = "Acme"', "name = 7"), "acme.name"),
        (('name = "Acme"', 'name = " Acme"'), "acme.name"),
        (('kind = "gateway"', 'kind = "gateway"\nkey_optional = "yes"'), "acme.key_optional"),
        (('"vendor: its documentation"', "1"), "acme.sources[0]"),
        (('dialect = "openai"', 'dialect = "openapi"'), "acme.bases[0].dialect"),
        (('evidence = "vendor" }', 'evidence = "vendor", region = "EU" }'), "region"),
        (('kind = "gateway"', 'kind = "gateway"\nquirks = ["N01"]'), "acme.quirks[0]"),
        (('kind = "gateway"', 'kind = "gateway"\nsuggested_modes = { code = 1 }'), "acme.suggested_modes"),
    ],
)
def test_a_wrong_entry_is_refused_by_name(change: tuple[str, str], named: str) -> None:
    assert change[0] in ENTRY
    with pytest.raises(PresetFileError) as caught:
        parse(ENTRY.replace(*change))
    assert named in str(caught.value)


def test_a_preset_is_found_by_id_name_or_alias_in_any_case() -> None:
    assert preset(" FlatKey ").id == "flatkey"
    assert preset("dashscope").id == "qwen"
    assert preset("LM Studio").id == "lmstudio"


def test_an_unknown_preset_names_the_nearest() -> None:
    with pytest.raises(UnknownName) as caught:
        preset("opnrouter")
    assert "openrouter" in caught.value.hint


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("https://router.flatkey.ai", "flatkey"),
        ("https://router.eu.requesty.ai", "requesty"),
        ("https://acme.openai.azure.com", "azure-openai"),
        ("https://ws-1.cn-beijing.maas.aliyuncs.com", "qwen"),
        ("https://token-plan.cn-beijing.maas.aliyuncs.com", "qwen-token-plan"),
        ("https://acme.services.ai.azure.com", "azure-foundry"),
        ("http://localhost:11434", "ollama"),
        ("http://127.0.0.1:4000", "litellm"),
        ("http://[::1]:1234", "lmstudio"),
        ("http://localhost:8080", None),
        ("https://router.flatkey.ai.evil.example", None),
        ("http://router.flatkey.ai", None),
        ("https://gateway.example.com", None),
        ("", None),
    ],
)
def test_an_origin_belongs_to_one_gateway_or_none(origin: str, name: str | None) -> None:
    found = for_origin(origin)
    assert (found.id if found else None) == name


def test_empty_text_gives_every_gateway_in_order() -> None:
    assert ids("") == ids("  ") == list(load())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("flat", "flatkey"),
        ("token", "tokenbay"),
        ("open", "openllmapi"),
        ("open router", "openrouter"),
        ("glm", "zhipu"),
        ("alibaba", "qwen"),
        ("grok", "xai"),
        ("kimi", "moonshot"),
        ("llama", "llamacpp"),
        ("local", "ollama"),
        ("eu.requesty", "requesty"),
        ("https://api.groq.com/openai/v1/models", "groq"),
        ("azure", "azure-openai"),
        ("CUSTOM", "custom"),
    ],
)
def test_search_finds_by_words_of_name_alias_host_and_summary(text: str, first: str) -> None:
    assert ids(text)[0] == first


def test_every_word_has_to_fit() -> None:
    assert ids("qwen plan") == ["qwen-coding", "qwen-token-plan"]
    assert ids("flatkey bananas") == []


@given(st.text(max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    found = ids(text)
    assert len(set(found)) == len(found)


def test_a_pasted_whole_base_is_not_doubled() -> None:
    base = preset("finops").bases[0]
    wanted = "https://finops.acme.example/openai"
    for typed in ("https://finops.acme.example", " https://finops.acme.example/ ", f"{wanted}/"):
        assert base.filled({"gateway": typed}) == wanted


def test_a_base_without_a_value_is_not_filled_by_guessing() -> None:
    with pytest.raises(KeyError):
        preset("azure-openai").bases[0].filled({})


def test_a_page_takes_its_address_from_the_connection() -> None:
    finops = preset("finops")
    assert finops.page_at(finops.usage_page, "https://finops.acme.example/openai") == "https://finops.acme.example/logs"
    assert finops.page_at(finops.usage_page, "https://finops.acme.example/other") == ""
    assert (
        preset("openrouter").page_at("https://openrouter.ai/activity", "https://openrouter.ai/api/v1")
        == "https://openrouter.ai/activity"
    )


def test_a_base_gives_its_values_back() -> None:
    base = preset("azure-openai").bases[0]
    assert base.values_in("https://acme.openai.azure.com/openai") == {"resource": "acme"}
    assert base.values_in("https://acme.example/openai") is None
    assert Base("https://a.example/v1", Dialect.OPENAI, "run").values_in("https://a.example/v1") == {}


def test_the_first_screen_does_not_pay_for_big_packages() -> None:
    code = (
        "import sys; from roo_wizard import presets; presets.load(); presets.search('x'); "
        "print(sorted({'pydantic', 'httpx', 'textual', 'keyring'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_preset_has_no_page_for_a_host_that_a_person_put_in_its_place() -> None:
    openrouter, qwen, custom = preset("openrouter"), preset("qwen"), preset("new-api")
    assert openrouter.page_at(openrouter.key_page, "https://llm.corp.example/api/v1") == ""
    assert qwen.page_at(qwen.key_page, "https://dashscope.aliyuncs.com/compatible-mode/v1") == qwen.key_page
    assert custom.page_at("https://docs.example/keys", "https://anywhere.example/v1") == "https://docs.example/keys"
