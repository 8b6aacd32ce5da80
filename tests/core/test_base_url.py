import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "used", "faults"),
    [
        ("https://gw.example/v1", "https://gw.example/v1", []),
        (" https://gw.example/v1 ", "https://gw.example/v1", ["N05"]),
        ('"https://gw.example/v1"', "https://gw.example/v1", ["N05"]),
        ("https://gw.example/v1/", "https://gw.example/v1", ["N05"]),
        ("https://gw.example//v1", "https://gw.example/v1", ["N05"]),
        ("gw.example/v1", "https://gw.example/v1", ["N05"]),
        ("localhost:4000/v1", "http://localhost:4000/v1", ["N05"]),
        ("https://gw.example/v1/chat/completions", "https://gw.example/v1", ["N04"]),
        ("https://gw.example/v1/chat/completions/", "https://gw.example/v1", ["N05", "N04"]),
        ("https://gw.example/v1/models", "https://gw.example/v1", ["N04"]),
        ("https://gw.example/v1?key=1#x", "https://gw.example/v1", ["N05"]),
        ("HTTPS://GW.Example:443/v1", "https://gw.example/v1", []),
        ("http://127.0.0.1:80/v1", "http://127.0.0.1/v1", []),
        ("https://[::1]:8443/v1", "https://[::1]:8443/v1", []),
        ("https://bücher.example/v1", "https://xn--bcher-kva.example/v1", []),
        ("https://finops.example/openai", "https://finops.example/openai", []),
    ],
)
def test_what_needs_no_guess_is_corrected_and_reported(typed: str, used: str, faults: list[str]) -> None:
    read = read_base_url(typed)
    assert read.required().base_url == used
    assert [correction.fault for correction in read.corrections] == faults
    assert read.typed == typed


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "empty"),
        ("{AI_GATEWAY_URL}/openai", "placeholder"),
        ("https://<host>/v1", "placeholder"),
        ("https://YOUR_HOST/v1", "placeholder"),
        ("https://user:secret@gw.example/v1", "user name or password"),
        ("ftp://gw.example", "not a web address"),
        ("https://", "no host name"),
        ("https://gw example/v1", "no blanks"),
        ("https://gw.example:notaport/v1", "not a web address"),
        ("https://-gw.example/v1", "not a host name"),
        ("https://gw.example/v1\x1b[2J", "no address can hold"),
        ("https://gw.example/\u202ev1", "no address can hold"),
    ],
)
def test_what_cannot_be_used_says_why(typed: str, word: str) -> None:
    read = read_base_url(typed)
    assert read.endpoint is None
    assert word in (read.problem or "")
    with pytest.raises(UsageError):
        read.required()


@pytest.mark.parametrize(
    ("typed", "guesses"),
    [
        ("https://gw.example", ["https://gw.example/v1", "https://gw.example/api/v1"]),
        ("https://gw.example/openai", ["https://gw.example/openai/v1"]),
        ("https://gw.example/v1/v1", ["https://gw.example/v1"]),
        ("https://gw.example/v1", ["https://gw.example"]),
    ],
)
def test_a_guess_is_only_a_candidate(typed: str, guesses: list[str]) -> None:
    read = read_base_url(typed)
    assert read.required().base_url == typed
    assert [candidate.base_url for candidate in read.candidates] == guesses


def test_the_whole_path_that_the_anthropic_provider_appends_is_removed() -> None:
    read = read_base_url("https://gw.example/api/v1/messages", Dialect.ANTHROPIC)
    assert read.required().base_url == "https://gw.example/api"
    assert [correction.fault for correction in read.corrections] == ["N04"]


def test_an_anthropic_base_with_a_version_is_kept_and_its_bare_form_is_the_candidate() -> None:
    read = read_base_url("https://api.tokenbay.com/v1", Dialect.ANTHROPIC)
    assert read.required().base_url == "https://api.tokenbay.com/v1"
    assert [candidate.base_url for candidate in read.candidates] == ["https://api.tokenbay.com"]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("http://gw.example/v1", "http:"),
        ("https://r.openai.azure.com/openai/v1", "https://r.openai.azure.com/openai here"),
        ("https://r.services.ai.azure.com", "Foundry"),
        ("https://api.x.ai/v1", "stream_options"),
        ("https://gw.example", "/v1"),
    ],
)
def test_traps_are_remarked(typed: str, word: str) -> None:
    assert any(word in remark for remark in read_base_url(typed).remarks)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:1/v1", True),
        ("http://api.localhost/v1", True),
        ("http://127.9.9.9/v1", True),
        ("http://[::1]/v1", True),
        ("http://[::ffff:127.0.0.1]/v1", True),
        ("http://10.0.0.1/v1", False),
        ("http://localhost.evil.example/v1", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, local: bool) -> None:
    assert read_base_url(url).required().is_loopback is local


@given(st.text())
def test_any_text_is_read_without_an_exception(typed: str) -> None:
    read = read_base_url(typed)
    assert (read.endpoint is None) == (read.problem is not None)


@given(st.from_regex(r"https?://[a-z]{1,9}\.example(:[1-9][0-9]{1,3})?(/[a-z0-9]{1,5}){0,3}/?", fullmatch=True))
def test_reading_is_idempotent(typed: str) -> None:
    once = read_base_url(typed).required()
    again = read_base_url(once.base_url)
    assert again.required() == once
    assert not again.corrections


def test_a_key_pasted_behind_a_question_mark_is_never_shown_again() -> None:
    assert read_base_url("https://gw.example/v1?key=sk-secret#x").typed_shown == "https://gw.example/v1?…"


@pytest.mark.parametrize(
    "host", ["a" * 64 + ".example", "gw." + "a" * 64, ".".join(["a" * 60] * 5)], ids=["label", "last", "whole"]
)
def test_a_host_name_that_no_name_server_can_be_asked_for_is_refused(host: str) -> None:
    read = read_base_url(f"https://{host}/v1")
    assert read.endpoint is None
    assert "too long" in (read.problem or "")


def test_the_longest_host_name_is_taken() -> None:
    assert read_base_url(f"https://{'a' * 63}.example/v1").endpoint is not None


def test_a_megabyte_is_refused_before_anything_is_searched_in_it() -> None:
    assert "2,000 characters" in (read_base_url("https://" + "<" * 1_000_000 + "x").problem or "")
