import base64
import json
import re
from pathlib import Path

import pytest

from roo_wizard.cli.main import main
from roo_wizard.core.report import Client, Report, TargetFacts, Verdict
from roo_wizard.profiles.evidence import Evidence
from roo_wizard.profiles.from_proof import with_verdict
from roo_wizard.profiles.history import entry_of
from roo_wizard.profiles.profile import Profile
from tests.attack.hostile import answering

KEY = "sk-CANARY7x9q2w4e6r8t0y1u3i5o"
ESCAPED = "".join(f"\\u{ord(letter):04x}" for letter in KEY)
PIECES = ("CANARY7x", "9q2w4e6r", "8t0y1u3i5o")


def answer(status: str, body: str, kind: str = "application/json") -> bytes:
    data = body.encode()
    head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(data)}\r\nconnection: close\r\n\r\n"
    return head.encode() + data


def refusal(message: str, status: str = "400 Bad Request") -> bytes:
    return answer(status, '{"error":{"message":"K"}}'.replace("K", message))


def stream(*events: str) -> bytes:
    return answer("200 OK", "".join(f"data: {event}\n\n" for event in (*events, "[DONE]")), "text/event-stream")


def delta(**said: object) -> str:
    return json.dumps({"model": "m", "choices": [{"index": 0, "delta": said, "finish_reason": None}]})


def call(name: str, arguments: str, call_id: str = "c1") -> str:
    function = {"name": name, "arguments": arguments}
    return delta(tool_calls=[{"index": 0, "id": call_id, "type": "function", "function": function}])


ECHOES = {
    "JSON escapes": refusal(f"bad key {ESCAPED}"),
    "zero-width characters": refusal("\u200b".join(KEY)),
    "direction marks": refusal("\u202e".join(KEY[start : start + 5] for start in range(0, len(KEY), 5)), "404 No"),
    "blanks": refusal(" ".join(KEY), "403 No"),
    "base64 behind a word": refusal(base64.b64encode(f"Bearer {KEY}".encode()).decode(), "401 No"),
    "url-safe base64": refusal(base64.urlsafe_b64encode(f"x:{KEY}".encode()).decode(), "401 No"),
    "hex": refusal(KEY.encode().hex(), "401 No"),
    "percent": refusal("".join(f"%{ord(letter):02X}" for letter in KEY), "403 No"),
    "entities of a page": answer("200 OK", f"<title>{''.join(f'&#{ord(x)};' for x in KEY)}</title>", "text/html"),
    "an error in the stream": stream('{"error":{"message":"K","code":401}}'.replace("K", ESCAPED)),
    "the served model": stream(
        '{"id":"K","model":"K","choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"K"}]}'.replace(
            "K", ESCAPED
        )
    ),
    "a letter per delta": stream(*(delta(content=letter) for letter in KEY)),
    "four letters per delta": stream(*(delta(content=KEY[start : start + 4]) for start in range(0, len(KEY), 4))),
    "the arguments of a call": stream(*(call("read_file", piece) for piece in json.dumps({"path": KEY}))),
    "the names of calls": stream(*(call(letter, "{}", letter) for letter in KEY)),
    "ids in the model list": answer(
        "200 OK", '{"data":[{"id":"m"},{"id":"E","owned_by":"E"},{"id":"x/K"}]}'.replace("E", ESCAPED).replace("K", KEY)
    ),
}


def traces(text: str) -> list[str]:
    """Pieces of the key that can be read in *text*: as they stand, between other characters, or in base64."""
    bare = re.sub(r"[\W_]+", "", text)
    found = [piece for piece in PIECES if piece in bare]
    for run in re.findall(r"[A-Za-z0-9+/_-]{16,}", text):
        for start in range(4):
            whole = run[start : start + (len(run) - start) // 4 * 4]
            decoded = base64.urlsafe_b64decode(whole.replace("+", "-").replace("/", "_"))
            found += [f"base64 of {piece}" for piece in PIECES if piece.encode() in decoded]
    numbers = (KEY.encode().hex()[:20], "%43%41%4E", "&#67;&#65;")
    return found + [number for number in numbers if number in text]


def kept(home: Path) -> str:
    """Everything in the files below *home*, with the escapes of JSON undone as often as they were made."""
    text = "".join(path.read_text() for path in home.rglob("*") if path.is_file())
    for _ in range(3):
        text = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    said = re.findall(r'\\*"(?:content|arguments|name)\\*"\s*:\s*\\*"(.{0,6}?)\\*"[,}]', text)
    return text + "\n" + "".join(said)


@pytest.mark.parametrize(
    "words", [("check", "--model", "m"), ("check", "--model", "m", "--json"), ("models", "--json")]
)
@pytest.mark.parametrize("echo", ECHOES)
def test_no_key_comes_together_again_in_an_output_or_a_file(
    echo: str,
    words: tuple[str, ...],
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("K", KEY)
    timeout = ("--timeout", "2", "--max-requests", "2") if words[0] == "check" else ()
    with answering(lambda _port: ECHOES[echo]) as gateway:
        code = main([*words, "--base-url", gateway.base_url, "--key-env", "K", *timeout])
    out, err = capsys.readouterr()
    assert code in {0, 1, 3}
    assert "mistake" not in err
    assert traces(out) == []
    assert traces(err) == []
    assert traces(kept(home)) == []


@pytest.mark.parametrize("echo", ["JSON escapes", "blanks", "the served model", "a letter per delta"])
def test_a_secret_header_is_masked_like_the_key(
    echo: str, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEAM", KEY)
    with answering(lambda _port: ECHOES[echo]) as gateway:
        words = ["--base-url", gateway.base_url, "--no-key", "--header-env", "X-Team=TEAM", "--timeout", "2"]
        main(["check", "--model", "m", "--max-requests", "2", "--json", *words])
    assert traces("".join(capsys.readouterr())) == []
    assert traces(kept(home)) == []


@pytest.mark.parametrize("message", ["no ab12x", 'bad key \\"ab12x\\"', "no \\u0061b12x"])
def test_a_key_of_five_characters_is_masked_too(
    message: str, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", "ab12x")
    with answering(lambda _port: refusal(message, "401 No")) as gateway:
        words = ["--base-url", gateway.base_url, "--key-env", "K", "--timeout", "2"]
        main(["check", "--model", "m", "--max-requests", "2", "--json", *words])
        main(["models", *words])
    assert "ab12x" not in "".join(capsys.readouterr())


def test_a_served_model_that_is_the_key_is_kept_in_no_profile_and_no_history() -> None:
    url = "https://gateway.example/v1"
    facts = TargetFacts(url, url, "https://gateway.example", "openai", "m", served_model="•••")
    report = Report(Verdict.READY, Client("roo", "3", "run"), facts, None)
    profile = Profile("work", url, "m", served_model="before")
    assert with_verdict(profile, report).served_model == "before"
    assert entry_of(report, Evidence()).served_model is None
