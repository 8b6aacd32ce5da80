import pytest

from roo_wizard.core.exchange import Exchange, Request
from roo_wizard.gateway.key_limits import LABELS, LIMIT_HEADERS, stated_limits


def answer(**headers: str) -> Exchange:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Exchange(Request("T1", "POST", "https://gw.example/v1/chat/completions"), 200, named)


def test_each_family_of_gateways_is_read() -> None:
    openai = answer(x_ratelimit_limit_requests="500", x_ratelimit_limit_tokens="200000")
    assert stated_limits([openai]) == {"requests": 500, "tokens": 200_000}
    anthropic = answer(anthropic_ratelimit_requests_limit="50", anthropic_ratelimit_output_tokens_limit="8000")
    assert stated_limits([anthropic]) == {"requests": 50, "output tokens": 8_000}
    litellm = answer(x_litellm_key_tpm_limit="None", x_litellm_key_rpm_limit="120", x_litellm_key_max_budget="12.5")
    assert stated_limits([litellm]) == {"requests per minute": 120, "budget in USD": 12.5}
    assert stated_limits([answer(ratelimit_limit="100, 100;w=60")]) == {"rate limit": 100}


@pytest.mark.parametrize(
    "odd", ["", "None", "unlimited", "-5", "1e9", "9" * 16, "0x10", "1.2.3", "12abc", "\x1b[31m5", "nan", "inf", "٣"]
)
def test_what_is_no_plain_number_is_left_out(odd: str) -> None:
    assert stated_limits([answer(x_ratelimit_limit_requests=odd)]) == {}


def test_the_earlier_answer_counts_and_a_later_one_fills_up() -> None:
    turn, listed = (
        answer(x_ratelimit_limit_requests="5"),
        answer(x_ratelimit_limit_requests="9", x_tokenlimit_limit="7"),
    )
    assert stated_limits([turn, listed]) == {"requests": 5, "tokens": 7}


def test_there_are_no_more_limits_than_labels() -> None:
    every = answer(**{name.replace("-", "_"): "1" for name, _ in LIMIT_HEADERS if "_" not in name})
    assert set(stated_limits([every])) == LABELS
