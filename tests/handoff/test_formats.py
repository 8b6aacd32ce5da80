import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.handoff.curl import curl, first_request
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import FORMATS, fields_json, output_format, render
from roo_wizard.roo.settings import ClientSettings

Make = Callable[..., Fields]
CANARY = "sk-canary-7Qw9Zr2TtXk41"


class Listener(HTTPServer):
    """Keeps what was sent to it: path, headers, body."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, dict[str, str], bytes]] = []


class Handler(BaseHTTPRequestHandler):
    """Answers 204 to everything."""

    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, dict(self.headers.items()), body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def gateway() -> Iterator[tuple[str, list[tuple[str, dict[str, str], bytes]]]]:
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", server.seen
        server.shutdown()
        thread.join()


def run(script: str, **environ: str) -> None:
    environment = {"PATH": "/usr/bin:/bin", **environ}
    subprocess.run(["sh", "-eu", "-c", script], env=environment, check=True, capture_output=True, timeout=30)


needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="no curl: apt-get install curl")


def test_json_names_every_field_and_holds_no_key_unless_asked(make: Make) -> None:
    chosen = ClientSettings(
        {"openAiStreamingEnabled": False, "openAiHeaders": {"X-A": "b", "X-S": ApiKey(f"{CANARY}-header")}}
    )
    fields = make(settings=chosen)
    told = json.loads(render("json", fields))
    assert told["schema"] == "roo-wizard.fields/1"
    assert (told["profile"], told["provider"], told["dialect"]) == ("work", "OpenAI Compatible", "openai")
    assert told["settings"] == {"openAiStreamingEnabled": False}
    assert [(row["name"], row["value"]) for row in told["rows"]] == [
        ("apiProvider", "OpenAI Compatible"),
        ("openAiBaseUrl", "https://router.flatkey.ai/v1"),
        ("openAiApiKey", None),
        ("openAiModelId", "gpt-5.4-mini"),
        ("openAiStreamingEnabled", "off"),
        ("openAiHeaders.X-A", "X-A: b"),
        ("openAiHeaders.X-S", None),
    ]
    assert "canary" not in json.dumps(told)
    assert fields_json(fields, ApiKey(CANARY))["rows"][2]["value"] == CANARY


@pytest.mark.parametrize("name", FORMATS)
def test_only_a_format_with_a_key_field_ever_holds_the_key(make: Make, name: str) -> None:
    secret = ClientSettings({"openAiHeaders": {"X-S": ApiKey(f"{CANARY}-header")}})
    text = render(name, make(settings=secret), ApiKey(CANARY))
    assert (CANARY in text) is FORMATS[name].holds_key
    assert f"{CANARY}-header" not in text
    assert CANARY not in render(name, make(settings=secret))


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(UnknownName) as error:
        output_format("crad")
    assert "card" in error.value.hint


@needs_curl
@pytest.mark.parametrize("dialect", Dialect)
def test_the_command_sends_what_the_client_would_send(make: Make, gateway: Any, dialect: Dialect) -> None:
    base, seen = gateway
    headers = {"X-Team": 'it\'s "$HOME" `id`', "X-Config": ApiKey("unused-here")}
    fields = make(base, dialect, settings=ClientSettings({"openAiHeaders": headers, "modelTemperature": 1}))
    run(curl(fields), ROO_WIZARD_KEY="a'b\"c$d`e", ROO_WIZARD_X_CONFIG="team secret")
    path, sent, body = seen[0]
    request = first_request(fields)
    assert request.url == base + path
    assert json.loads(body) == request.body
    assert sent["User-Agent"]
    for name, value in request.headers:
        assert sent[name] == ("team secret" if isinstance(value, ApiKey) else value)
    if dialect is Dialect.OPENAI:
        assert sent["Authorization"] == "Bearer a'b\"c$d`e"
        assert sent["X-Team"] == headers["X-Team"]
        assert (json.loads(body)["tool_choice"], json.loads(body)["stream"]) == ("auto", True)
    else:
        assert "a'b\"c$d`e" in sent.values()


@needs_curl
def test_a_keyless_gateway_gets_the_placeholder_and_an_own_variable_is_used(make: Make, gateway: Any) -> None:
    base, seen = gateway
    run(curl(make(base, placeholder="dummy")))
    run(curl(make(base, key_variable="TEAM_KEY")), TEAM_KEY="k-1")
    assert [sent["Authorization"] for _, sent, _ in seen] == ["Bearer dummy", "Bearer k-1"]


@needs_curl
@given(model=st.text(min_size=1, max_size=40))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_model_name_can_break_out_of_the_command(make: Make, gateway: Any, model: str) -> None:
    base, seen = gateway
    run(curl(make(base, model=model)), ROO_WIZARD_KEY="k")
    assert json.loads(seen[-1][2]) == first_request(make(base, model=model)).body


def test_the_command_is_printable_and_refuses_what_is_not(make: Make) -> None:
    text = curl(make(model="a\x1b]52;c;x\x07\u202eb"))
    assert all(character.isprintable() or character == "\n" for character in text)
    with pytest.raises(UsageError):
        curl(make(settings=ClientSettings({"openAiHeaders": {"X-A": "a\x1b[2J"}})))
    with pytest.raises(UsageError):
        curl(make(key_variable="A;id"))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("place", ["keyring", "env"])
def test_no_piece_of_the_key_is_in_an_output_or_in_what_is_told_beside_it(
    make: Make, name: str, dialect: Dialect, place: str
) -> None:
    headers = {"X-Public": "fine", "X-S": ApiKey(f"{CANARY}-header")}
    fields = make(
        "https://gw.example",
        dialect,
        settings=ClientSettings({"openAiHeaders": headers, "modelTemperature": 1, "contextWindow": 64_000}),
        key_where="in your keyring" if place == "keyring" else "in the environment variable TEAM_KEY",
        key_variable="TEAM_KEY" if place == "env" else "ROO_WIZARD_KEY",
    )
    chosen = FORMATS[name]
    shown = chosen.render(fields, None) + "\n".join([*chosen.told(fields, False), *chosen.told(fields, True)])
    pieces = {CANARY[start : start + 8] for start in range(len(CANARY) - 7)}
    assert [piece for piece in pieces if piece in shown] == []
    if chosen.holds_key:
        keyed = chosen.render(fields, ApiKey(CANARY))
        assert keyed.count(CANARY) == 1
        assert f"{CANARY}-header" not in keyed
