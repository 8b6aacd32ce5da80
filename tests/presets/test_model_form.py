import pytest

from roo_wizard.presets import model_form_remark, preset


@pytest.mark.parametrize(
    ("name", "model", "told"),
    [
        ("tokenbay", "claude-sonnet-4-6", "claude-sonnet-4.6"),
        ("tokenbay", "gpt-5-5", "gpt-5.5"),
        ("tokenbay", "anthropic/claude-sonnet-4.6", "claude-sonnet-4.6"),
        ("finops", "gpt-5", "provider/model"),
        ("requesty", "claude-sonnet-4-5", "provider/model"),
        ("fireworks", "kimi-k2", "accounts/fireworks/models/"),
        ("azure-openai", "gpt-5", "deployment"),
    ],
)
def test_a_name_in_another_form_is_remarked_on_with_the_right_form(name: str, model: str, told: str) -> None:
    remark = model_form_remark(preset(name), model)
    assert remark is not None
    assert told in remark


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("tokenbay", "claude-sonnet-4.6"),
        ("tokenbay", "gpt-5.3-codex"),
        ("finops", "anthropic/claude-sonnet-4-5-20250929"),
        ("requesty", "policy/team"),
        ("requesty", "coding/claude-4-sonnet"),
        ("cloudflare", "@cf/meta/llama"),
        ("flatkey", "gpt-5.4-mini"),
        ("custom", "anything at all"),
        ("tokenbay", ""),
    ],
)
def test_a_name_in_the_gateways_form_is_not_remarked_on(name: str, model: str) -> None:
    assert model_form_remark(preset(name), model) is None


def test_a_hostile_name_is_shown_clean() -> None:
    remark = model_form_remark(preset("finops"), "gpt\x1b[31m\u202e" + "x" * 500)
    assert remark is not None
    assert "\x1b" not in remark
    assert len(remark) < 300
