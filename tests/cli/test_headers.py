import pytest

from roo_wizard.cli.headers import custom_headers
from roo_wizard.core.errors import UsageError
from roo_wizard.core.secret import ApiKey


def test_a_public_header_is_read_as_it_stands() -> None:
    assert custom_headers(["X-Team: blue: green"], []) == {"X-Team": "blue: green"}


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abcdefghijk",
        "authorization: x",
        "Proxy-Authorization: x",
        "Cookie: a=b",
        "x-api-key: x",
        "api-key: x",
        "X-Goog-Api-Key: x",
        "X-Auth-Token: x",
        "X-Team: sk-live-0123456789abcdef",
        "Host: elsewhere.example",
        "Content-Length: 3",
        "no colon",
        "X Team: blue",
        "X-Team: a\r\nX-Other: b",
        ": value",
    ],
)
def test_a_credential_or_a_broken_header_is_refused_without_repeating_the_value(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        custom_headers([text], [])
    assert "0123456789" not in refused.value.message + refused.value.hint


def test_a_secret_header_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAM", "sk-live-0123456789abcdef")
    headers = custom_headers([], ["X-Api-Key=TEAM"])
    assert headers == {"X-Api-Key": ApiKey("sk-live-0123456789abcdef")}
    assert "0123" not in repr(headers)


@pytest.mark.parametrize("text", ["X-Team", "X-Team=", "X-Team=UNSET_VARIABLE", "Host=TEAM"])
def test_a_secret_header_without_a_value_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAM", "x")
    monkeypatch.delenv("UNSET_VARIABLE", raising=False)
    with pytest.raises(UsageError):
        custom_headers([], [text])
