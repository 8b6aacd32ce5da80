import pytest

from roo_wizard.flow.addresses import is_address, start_of


@pytest.mark.parametrize("typed", ["https://a.example", "localhost:4000", "127.0.0.1/v1", "gw.example/v1"])
def test_an_address_is_told_from_a_name(typed: str) -> None:
    assert is_address(typed)


@pytest.mark.parametrize("typed", ["", "openrouter", "qwen/coder", "a pasted book. It goes on"])
def test_a_name_is_no_address(typed: str) -> None:
    assert not is_address(typed)


def test_a_template_is_a_start_unless_it_is_one_placeholder() -> None:
    assert start_of("https://{host}/openai") == "https://{host}/openai"
    assert start_of("{base_url}") == ""
