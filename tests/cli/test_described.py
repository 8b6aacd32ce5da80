from argparse import Namespace

import pytest

from roo_wizard.cli.arguments import parse
from roo_wizard.cli.described import described, is_described, refuse_leftovers
from roo_wizard.cli.table import COMMANDS
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UnknownName, UsageError

CHECK = next(command for command in COMMANDS if command.name == "check")
URL = "https://gateway.example/v1"


def words(*given: str) -> Namespace:
    return parse(CHECK, "roo-wizard check", given)


def test_a_typed_base_url_is_kept_and_corrected() -> None:
    target = described(words("--base-url", f" {URL}/chat/completions ", "--model", "m"))
    assert target.url.typed == f" {URL}/chat/completions "
    assert target.endpoint.base_url == URL
    assert not target.preset_base


def test_a_preset_brings_its_own_base_that_is_never_second_guessed() -> None:
    target = described(words("--preset", "flatkey", "--model", "m"))
    assert target.preset == "flatkey"
    assert target.preset_base
    assert not target.url.candidates


def test_a_known_origin_names_its_preset() -> None:
    base = described(words("--preset", "openrouter", "--model", "m")).endpoint.base_url
    target = described(words("--base-url", base, "--model", "m"))
    assert target.preset == "openrouter"
    assert not target.preset_base


def test_the_clients_own_entry_brings_the_base_that_it_wants() -> None:
    target = described(words("--preset", "litellm", "--setting", "apiProvider=litellm", "--model", "m"))
    assert target.endpoint.base_url == "http://localhost:4000"
    assert target.preset_base
    with pytest.raises(UsageError) as refused:
        described(words("--preset", "flatkey", "--setting", "apiProvider=litellm", "--model", "m"))
    assert "openai" in refused.value.hint


def test_a_preset_without_an_address_asks_for_one() -> None:
    with pytest.raises(UsageError) as refused:
        described(words("--preset", "custom", "--model", "m"))
    assert "--base-url" in refused.value.hint


def test_an_unknown_preset_names_the_nearest() -> None:
    with pytest.raises(UnknownName) as refused:
        described(words("--preset", "flatky", "--model", "m"))
    assert "flatkey" in refused.value.hint


def test_settings_and_headers_become_client_settings() -> None:
    target = described(
        words(
            *("--base-url", URL, "--model", "m", "--client", "zoo", "--dialect", "anthropic"),
            *("--setting", "modelTemperature=1", "--setting", "openAiStreamingEnabled=false", "--header", "X-Team: a"),
        )
    )
    assert target.settings["modelTemperature"] == 1
    assert target.settings["openAiStreamingEnabled"] is False
    assert target.settings.headers == {"X-Team": "a"}
    assert target.client.id == "zoo"
    assert target.endpoint.dialect is Dialect.ANTHROPIC


@pytest.mark.parametrize(
    "given",
    [
        ("--base-url", URL),
        ("--base-url", URL, "--model", ""),
        ("--base-url", URL, "--model", "sk-live-0123456789abcdef"),
        ("--base-url", URL, "--model", "m\x1b[31m"),
        ("--base-url", "", "--model", "m"),
        ("--base-url", "ftp://gateway.example", "--model", "m"),
        ("--base-url", "https://{AI_GATEWAY_URL}/v1", "--model", "m"),
        ("--base-url", URL, "--model", "m", "--setting", "nothing"),
        ("--base-url", URL, "--model", "m", "--setting", "modelTemprature=1"),
        ("work", "--base-url", URL, "--model", "m"),
    ],
)
def test_unusable_input_is_a_usage_error(given: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as refused:
        described(words(*given))
    assert "0123456789" not in refused.value.message


@pytest.mark.parametrize(
    "given", [("--model", "m"), ("--setting", "a=b"), ("--header", "X-A: b"), ("work", "--model", "m")]
)
def test_options_of_a_described_connection_need_its_address(given: tuple[str, ...]) -> None:
    arguments = words(*given)
    assert not is_described(arguments)
    with pytest.raises(UsageError):
        refuse_leftovers(arguments)


@pytest.mark.parametrize(
    ("name", "entry", "base"),
    [
        ("litellm", "litellm", "http://localhost:4000"),
        ("deepseek", "deepseek", "https://api.deepseek.com"),
        ("requesty", "requesty", "https://router.requesty.ai/v1"),
        ("zhipu", "zai", "https://open.bigmodel.cn/api/paas/v4"),
    ],
)
def test_a_preset_brings_the_base_of_the_chosen_entry(name: str, entry: str, base: str) -> None:
    target = described(words("--preset", name, "--model", "m", "--setting", f"apiProvider={entry}"))
    assert (target.endpoint.base_url, target.preset_base) == (base, True)


def test_an_address_that_the_chosen_entry_does_not_offer_is_refused_before_anything_is_sent() -> None:
    asked = ("--model", "m", "--setting", "apiProvider=moonshot")
    with pytest.raises(UsageError) as refused:
        described(words("--base-url", URL, *asked))
    assert "Moonshot has no Moonshot Entrypoint" in refused.value.message
    assert "OpenAI Compatible" in refused.value.hint
    assert described(words("--base-url", "https://api.moonshot.cn/v1", *asked)).endpoint.host == "api.moonshot.cn"
    assert described(words("--base-url", "http://127.0.0.1:9/v1", *asked)).endpoint.is_loopback


def test_an_own_entry_of_the_client_goes_with_one_dialect_only() -> None:
    with pytest.raises(UsageError, match="Requesty speaks no --dialect anthropic"):
        described(
            words("--base-url", URL, "--model", "m", "--dialect", "anthropic", "--setting", "apiProvider=requesty")
        )
