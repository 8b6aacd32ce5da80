"""The entries themselves: each is consistent with the core's doctor, the fault catalogue and the clients."""

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import AuthForm
from roo_wizard.core.jsonable import to_json
from roo_wizard.core.text import is_clean
from roo_wizard.faults.catalog import catalog
from roo_wizard.presets import Base, Preset, load, preset
from roo_wizard.presets.base import EVIDENCE
from roo_wizard.presets.entry import KINDS, MODEL_FORMS, MODEL_LISTS

PRESETS = list(load().values())
BASES = [(entry, base) for entry in PRESETS for base in entry.bases]
MODES = {"code", "architect", "ask", "debug", "orchestrator"}
NATIVE = {
    "requesty": "Requesty",
    "openrouter": "OpenRouter",
    "litellm": "LiteLLM",
    "deepseek": "DeepSeek",
    "moonshot": "Moonshot",
    "zai": "Z.ai",
    "fireworks": "Fireworks AI",
    "mistral": "Mistral",
    "xai": "xAI (Grok)",
    "ollama": "Ollama",
    "lmstudio": "LM Studio",
    "vercel-ai-gateway": "Vercel AI Gateway",
}
GUIDED = ["flatkey", "finops", "tokenbay", "requesty", "openllmapi"]
PROVIDERS = ["qwen", "deepseek", "zhipu", "zai", "siliconflow", "groq", "openrouter"]
OTHERS = """litellm bifrost portkey portkey-self vllm ollama ollama-cloud lmstudio llamacpp together fireworks mistral
xai cerebras moonshot kimi-coding azure-openai azure-foundry vercel cloudflare helicone huggingface nanogpt new-api kilo
opencode-zen llmgateway venice novita deepinfra chutes aihubmix nvidia github-models qwen-coding qwen-token-plan"""


def each(test: Callable[[Preset], None]) -> Callable[[], None]:
    """Run *test* for all entries in one test: a thousand small ones took longer to begin than to run.

    A failure shows the entry among the arguments.
    """

    def of_all() -> None:
        for entry in PRESETS:
            test(entry)

    return of_all


def each_base(test: Callable[[Preset, Base], None]) -> Callable[[], None]:
    """Run *test* for all bases of all entries, as `each` does."""

    def of_all() -> None:
        for entry, base in BASES:
            test(entry, base)

    return of_all


def example(base: Base) -> str:
    """The base with every placeholder filled with a plausible value."""
    whole = {"gateway", "server", "base_url"}
    return base.filled({name: "https://gw.example.com" if name in whole else "acme" for name in base.placeholders})


def test_every_gateway_of_the_facts_is_there() -> None:
    assert {*GUIDED, *PROVIDERS, *OTHERS.split(), "custom"} == set(load())


def test_the_guides_gateways_come_first_and_custom_last() -> None:
    assert list(load())[: len(GUIDED)] == GUIDED
    assert list(load())[len(GUIDED) : len(GUIDED) + len(PROVIDERS)] == PROVIDERS
    kinds = [entry.kind for entry in PRESETS]
    assert kinds.index("local") > max(kinds.index("gateway"), kinds.index("provider"))
    assert kinds[-1] == "custom"
    assert sorted(kinds[kinds.index("local") :]) == ["custom", *["local"] * 4]


def test_names_differ() -> None:
    assert len({entry.name for entry in PRESETS}) == len(PRESETS)
    ids = set(load())
    for entry in PRESETS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.id)
        assert not (ids - {entry.id}) & set(entry.aliases)


@each
def test_an_entry_says_where_it_is_from_and_when_it_was_checked(entry: Preset) -> None:
    assert entry.sources
    assert date.fromisoformat(entry.checked) >= date(2026, 11, 20)


@each
def test_the_words_of_an_entry_are_among_the_known_ones(entry: Preset) -> None:
    assert entry.kind in KINDS
    assert entry.model_form in MODEL_FORMS
    assert entry.model_list in MODEL_LISTS
    assert entry.auth in {AuthForm.BEARER, AuthForm.API_KEY}
    assert set(entry.suggested_modes) <= MODES
    assert {base.evidence for base in entry.bases} <= set(EVIDENCE)


@each
def test_the_texts_of_an_entry_are_clean_and_short(entry: Preset) -> None:
    assert len(entry.name) <= 32
    assert len(entry.summary) <= 92
    assert not entry.summary.endswith(".")
    sentences = [entry.key_hint, *entry.model_rules, *(quirk.text for quirk in entry.quirks)]
    sentences += [base.when for base in entry.bases] + [header.why for header in entry.headers]
    for text in filter(None, sentences):
        assert is_clean(text), text
        assert text.endswith("."), text


@each
def test_a_quirk_names_a_real_fault_once(entry: Preset) -> None:
    faults = [quirk.fault for quirk in entry.quirks]
    assert set(faults) <= set(catalog())
    assert len(set(faults)) == len(faults)


@each
def test_a_keyless_gateway_has_a_placeholder_and_no_other(entry: Preset) -> None:
    assert entry.key_optional == bool(entry.placeholder)


@each
def test_pages_are_https_or_loopback_addresses(entry: Preset) -> None:
    for page in filter(None, (entry.homepage, entry.key_page, entry.usage_page, entry.mcp_url)):
        assert page.startswith(("https://", "http://localhost", "{gateway}/")), page
    assert all(item.path.startswith("/") and item.fields for item in entry.credit)
    assert not entry.model_info or entry.model_info.startswith("/")


@each
def test_the_first_base_is_the_one_for_openai_compatible(entry: Preset) -> None:
    assert entry.dialect is Dialect.OPENAI
    dialects = [base.dialect for base in entry.bases]
    assert dialects == sorted(dialects, key=[Dialect.OPENAI, Dialect.ANTHROPIC].index)


@each
def test_several_bases_of_one_dialect_have_labels_that_tell_them_apart(entry: Preset) -> None:
    for dialect in Dialect:
        labels = [base.label for base in entry.bases_of(dialect)]
        assert len(set(labels)) == len(labels)
        assert len(labels) < 2 or all(labels)


@each
def test_a_native_entry_carries_the_clients_own_label(entry: Preset) -> None:
    if entry.native:
        assert NATIVE[entry.native.provider] == entry.native.label
        assert entry.native.why.endswith(".")


@each
def test_secret_headers_carry_no_value_and_a_mark_is_no_header_name(entry: Preset) -> None:
    for header in entry.headers:
        assert re.fullmatch(r"[a-z][a-z0-9-]+", header.name)
        assert not (header.secret and header.value)


@each
def test_an_entry_has_a_json_form(entry: Preset) -> None:
    written = to_json(entry)
    assert written["id"] == entry.id
    assert written["bases"][0]["dialect"] == "openai"


@each
def test_examples_of_models_follow_the_form_of_the_gateway(entry: Preset) -> None:
    from roo_wizard.presets import model_form_remark

    if entry.model_form != "deployment":
        assert [model_form_remark(entry, model) for model in entry.model_examples] == [None] * len(entry.model_examples)


@each_base
def test_a_base_needs_no_correction(entry: Preset, base: Base) -> None:
    read = read_base_url(example(base), base.dialect)
    assert read.problem is None
    assert read.corrections == ()
    assert read.required().base_url == example(base)


@each_base
def test_every_placeholder_has_a_question_and_the_other_way_round(entry: Preset, base: Base) -> None:
    assert set(base.placeholders) == set(base.asks)
    assert len(re.findall(r"\{", base.url)) == len(base.placeholders)


@each_base
def test_an_anthropic_base_does_not_end_in_a_version(entry: Preset, base: Base) -> None:
    if base.dialect is Dialect.ANTHROPIC:
        assert not re.search(r"/v\d+$", base.url)


@each_base
def test_a_base_is_https_unless_it_is_this_machine(entry: Preset, base: Base) -> None:
    assert base.url.startswith(("https://", "{")) or urlsplit(base.url).hostname == "localhost"


def test_the_addresses_of_the_setup_guides() -> None:
    def bases(name: str) -> dict[str, str]:
        return {base.dialect.value: base.url for base in reversed(preset(name).bases)}

    assert bases("flatkey")["openai"] == "https://router.flatkey.ai/v1"
    assert bases("finops")["openai"] == "{gateway}/openai"
    assert bases("tokenbay") == {"openai": "https://api.tokenbay.com/v1", "anthropic": "https://api.tokenbay.com"}
    assert bases("requesty")["openai"] == "https://router.requesty.ai/v1"
    assert preset("openllmapi").asks_for_address


def test_what_the_guides_say_about_models_and_keys() -> None:
    assert preset("tokenbay").suggested_modes == {
        "code": "claude-sonnet-4.6",
        "architect": "claude-opus-4.8",
        "ask": "claude-haiku-4.5",
        "debug": "claude-sonnet-4.6",
    }
    assert preset("finops").placeholder == "dummy"
    assert len(preset("finops").model_prefixes) == 20
    native = preset("requesty").native
    assert native is not None
    assert native.better


def test_only_documented_credit_endpoints_of_the_same_origin_are_called() -> None:
    assert {entry.id for entry in PRESETS if entry.credit} == {"openrouter", "litellm", "deepseek", "vercel", "xai"}


@each
def test_what_is_read_of_a_credit_answer_is_documented_there(entry: Preset) -> None:
    for item in entry.credit:
        read = (item.remaining, item.limit, item.spent, item.expires, item.currency, *item.blocked)
        assert any(read)
        for path in filter(None, read):
            steps = set(path.split("."))
            assert steps & set(item.fields), path
