import pytest

from roo_wizard.cli.secrets_in_text import looks_like_key


@pytest.mark.parametrize(
    "text",
    [
        "sk-proj-0123456789abcdef",
        "sk-ant-api03-abcdefgh",
        "gsk_abcdefgh12345678",
        "Bearer abcdefghij",
        "AIzaSyA1234567890abcdefghijklmnopqrstu",
        "0123456789abcdef0123456789abcdef",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        " sk-live-0123456789abcdef\n",
    ],
)
def test_a_key_is_recognised(text: str) -> None:
    assert looks_like_key(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "work",
        "practice-coder",
        "anthropic/claude-sonnet-4-5-20250929",
        "Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8",
        "accounts/fireworks/models/deepseek-v3p1-terminus",
        "https://router.flatkey.ai/v1",
        "deepseek-ai/DeepSeek-V3.1-Terminus",
        "RooCode/3.52.1",
        "still calls OpenAI",
        "us.anthropic.claude-opus-4-20250514-v1:0",
    ],
)
def test_an_ordinary_word_is_not(text: str) -> None:
    assert not looks_like_key(text)
