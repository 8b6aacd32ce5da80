import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.secret import ApiKey
from roo_wizard.presets import foreign_key_warning, load, looks_like_key, preset, vendor_of_key
from roo_wizard.presets.keys import key_vendors

TAIL = "A1b2C3d4E5f6G7h8J9k0L1m2"


def test_prefixes_name_real_presets_and_agree_with_them() -> None:
    for vendor in key_vendors():
        assert set(vendor.presets) <= set(load())
        for name in vendor.presets:
            assert vendor.prefix in preset(name).key_prefixes


def test_a_prefix_that_many_gateways_share_tells_nothing() -> None:
    for prefix in ("sk-", "", "abc"):
        assert vendor_of_key(ApiKey(prefix + TAIL)) is None


def test_the_longest_prefix_decides() -> None:
    for prefix, vendor in (("sk-or-v1-", "OpenRouter"), ("sk-ant-", "Anthropic"), ("sk-proj-", "OpenAI")):
        found = vendor_of_key(ApiKey(prefix + TAIL))
        assert found is not None
        assert found.vendor == vendor


@pytest.mark.parametrize("name", list(load()))
def test_a_gateways_own_key_is_never_warned_of(name: str) -> None:
    entry = preset(name)
    for prefix in (*entry.key_prefixes, "sk-"):
        assert foreign_key_warning(entry, ApiKey(prefix + TAIL)) is None


@pytest.mark.parametrize(
    ("name", "prefix", "vendor"),
    [
        ("flatkey", "sk-or-v1-", "OpenRouter"),
        ("tokenbay", "sk-ant-", "Anthropic"),
        ("requesty", "gsk_", "Groq"),
        ("openrouter", "sk-proj-", "OpenAI"),
        ("qwen", "sk-sp-", "Alibaba's coding plan"),
        ("litellm", "xai-", "xAI"),
    ],
)
def test_another_vendors_key_is_warned_of_by_name_and_never_shown(name: str, prefix: str, vendor: str) -> None:
    warning = foreign_key_warning(preset(name), ApiKey(prefix + TAIL))
    assert warning is not None
    assert vendor in warning
    assert preset(name).name in warning
    assert TAIL not in warning


def test_a_custom_gateway_is_named_by_its_host() -> None:
    warning = foreign_key_warning(preset("custom"), ApiKey(f"sk-ant-{TAIL}"), "https://gateway.example:8443")
    assert warning is not None
    assert "gateway.example:8443" in warning


@pytest.mark.parametrize("origin", ["https://api.anthropic.com", "https://anthropic.com"])
def test_a_vendors_own_host_is_never_warned_of(origin: str) -> None:
    assert foreign_key_warning(preset("custom"), ApiKey(f"sk-ant-{TAIL}"), origin) is None
    assert foreign_key_warning(None, ApiKey(f"sk-ant-{TAIL}"), origin) is None


def test_a_host_that_only_ends_like_the_vendors_is_warned_of() -> None:
    assert foreign_key_warning(None, ApiKey(f"sk-ant-{TAIL}"), "https://notanthropic.com")


@pytest.mark.parametrize("name", ["portkey-self", "cloudflare"])
def test_gateways_that_pass_keys_on_take_any(name: str) -> None:
    assert foreign_key_warning(preset(name), ApiKey(f"sk-ant-{TAIL}")) is None


@pytest.mark.parametrize(
    "text",
    [
        f"sk-or-v1-{TAIL}",
        f"sk-{TAIL}",
        f"Bearer gsk_{TAIL}",
        f'export FLATKEY_API_KEY="sk-{TAIL}"',
        f"https://gateway.example/v1?key=sk-{TAIL}",
        "0f3a9c5e7b1d2f4a6c8e0b2d4f6a8c0e",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
        "0123456789abcdef0123456789abcdef.AbCdEfGhIjKlMnOp",
        f"AIza{TAIL}",
    ],
)
def test_keys_in_other_fields_are_recognised(text: str) -> None:
    assert looks_like_key(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "claude-sonnet-4-5-20250929",
        "accounts/fireworks/models/deepseek-v3p1-terminus",
        "hf.co/unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF:Q4_K_M",
        "@cf/meta/llama-3.3-70b-instruct-fp8-fast",
        "https://coding-intl.dashscope.aliyuncs.com/v1",
        "risk-assessment-of-a-very-long-model-name",
        "sk-model",
        "solar-pro3-experimental-2026-11-20",
        "550e8400-e29b-41d4-a716-446655440000",
        "11111111111111111111111111111111",
    ],
)
def test_models_and_addresses_are_no_keys(text: str) -> None:
    assert not looks_like_key(text)


@pytest.mark.parametrize("name", list(load()))
def test_nothing_in_the_presets_looks_like_a_key(name: str) -> None:
    entry = preset(name)
    assert not any(map(looks_like_key, (*entry.model_examples, *(base.url for base in entry.bases))))


@given(st.text(max_size=200))
def test_any_text_can_be_asked_about(text: str) -> None:
    assert looks_like_key(text) in {True, False}
