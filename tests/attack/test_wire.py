import json

import pytest

from roo_wizard.cli.main import main
from tests.attack.hostile import answering

pytestmark = pytest.mark.exhaustive

KEY = "sk-live-0123456789abcdefghij"


def answer(status: str, body: bytes = b"", *lines: bytes) -> bytes:
    head = [f"HTTP/1.1 {status}".encode(), *lines, b"content-length: %d" % len(body), b"connection: close"]
    return b"\r\n".join([*head, b"", body])


def stream(event: bytes) -> tuple[bytes, bytes]:
    return b"data: %s\n\ndata: [DONE]\n\n" % event, b"content-type: text/event-stream"


ABUSES = {
    "HTTP/0.9": b"<html>hello",
    "HTTP/2 preface": b"\0\0\x12\4\0\0\0\0\0\0\3\0\0\0\x64",
    "1xx before the answer": b"HTTP/1.1 100 Continue\r\n\r\n" * 50 + answer("200 OK", b'{"data":[{"id":"m"}]}'),
    "switching protocols": b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nhello",
    "status 999": answer("999 Whoa", b"{}"),
    "status -1": answer("-1 Whoa", b"{}"),
    "status 000": answer("000 Whoa", b"{}"),
    "control characters in the reason": answer("418 \x9b31m\x7f evil", b"{}"),
    "control characters in a header": answer("200 OK", b"{}", b"x: a\0b\x1b]52;c;AA\x07"),
    "a header of a megabyte": answer("200 OK", b"{}", b"x: " + b"A" * 1_000_000),
    "thousands of headers": answer("200 OK", b"{}", *(b"x-%d: 1" % number for number in range(5000))),
    "negative length": b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n{}",
    "two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 5\r\n\r\n{}",
    "a length of 5000 digits": b"HTTP/1.1 200 OK\r\ncontent-length: " + b"9" * 5000 + b"\r\n\r\n{}",
    "a length that lies": b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{}",
    "no chunk size": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "a chunk of 64 bit": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n",
    "5000 encodings": answer("200 OK", b"{}", b"content-encoding: " + b"gzip," * 5000),
    "no gzip": answer("200 OK", b"not gzip", b"content-encoding: gzip"),
    "arrays 100000 deep": answer("200 OK", b"[" * 100_000 + b"]" * 100_000),
    "NUL bytes": answer("200 OK", b"\0" * 100_000),
    "numbers that are none": answer("200 OK", b'{"data":[{"id":"m","context_length":NaN,"max_model_len":1e999}]}'),
    "numbers of 4000 digits": answer(
        "200 OK",
        *stream(
            b'{"choices":[{"index":N,"delta":{"content":"x","tool_calls":'
            b'[{"index":N,"id":"a","function":{"name":"read_file","arguments":"{}"}}]}}],'
            b'"usage":{"prompt_tokens":N,"completion_tokens":N}}'.replace(b"N", b"9" * 4000)
        ),
    ),
    "an error 900 objects deep": answer("400 Bad", b'{"error":' * 900 + b'"x"' + b"}" * 900),
    "an error message 900 lists deep": answer("400 Bad", b'{"error":{"message":' + b"[" * 900 + b"]" * 900 + b"}}"),
    "a listed model 900 deep": answer(
        "200 OK", b'{"data":[{"id":"m","pricing":' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}]}"
    ),
    "invalid UTF-8": answer("200 OK", b'{"data":[{"id":"m\xff\xfe"},{"id":"\xed\xa0\x80"}]}'),
    "a wait of ages": answer("429 Slow", b"{}", b"retry-after: 99999999999999999999999999", b"retry-after-ms: inf"),
}


UNSEEN = "\x1b]52;c;c3RvbGVu\x07\x9b31m\u202egnp\u200b\u2028\ud800"


@pytest.mark.parametrize(
    "given",
    [
        answer("307 Elsewhere", b"", b"location: /\xff\xfe/\x80\xc2\x9b31m\xe2\x80\xae"),
        answer("200 OK", *stream(json.dumps({
            "id": UNSEEN, "model": f"m\u00e4h {UNSEEN}", "system_fingerprint": UNSEEN,
            "choices": [{"index": 0, "delta": {"role": UNSEEN, "content": UNSEEN}, "finish_reason": UNSEEN}],
        }).encode())),
    ],
    ids=["a redirect", "every text of an answer"],
)  # fmt: skip
def test_no_value_of_a_report_holds_what_cannot_be_seen(
    given: bytes, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", KEY)
    with answering(lambda _port: given) as hostile:
        main(["check", "--base-url", hostile.base_url, "--model", "m", "--key-env", "K", "--timeout", "2", "--json"])
    report = json.loads(capsys.readouterr().out)
    texts = [report["target"]["served_model"] or "", *(sent["url"] for sent in report["requests"]), repr(report)]
    assert all(text.isprintable() for text in texts)
    assert report["target"]["served_model"] in {None, "m\u00e4h ]52;c;c3RvbGVu31mgnp"}


@pytest.mark.parametrize("abuse", ABUSES)
def test_abuse_of_the_protocol_ends_in_one_object_and_no_crash(
    abuse: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", KEY)
    with answering(lambda _port: ABUSES[abuse]) as hostile:
        words = ["check", "--base-url", hostile.base_url, "--model", "m", "--key-env", "K", "--timeout", "2", "--json"]
        code = main(words)
    out, err = capsys.readouterr()
    assert code in {1, 3}
    assert json.loads(out)["schema"] == "roo-wizard.check/1"
    assert not {character for character in out + err if not character.isprintable()} - {"\n"}
    assert KEY not in out + err


LOCATIONS = {
    "another port": "http://127.0.0.1:{thief}/x",
    "the origin as user": "http://127.0.0.1:{port}@127.0.0.1:{thief}/x",
    "the origin before a backslash": "http://127.0.0.1:{port}\\@127.0.0.1:{thief}/x",
    "no scheme": "//127.0.0.1:{thief}/x",
    "backslashes": "\\\\127.0.0.1:{thief}\\x",
    "the origin before a query": "http://127.0.0.1:{port}?@127.0.0.1:{thief}/",
    "the origin before a fragment": "http://127.0.0.1:{port}#@127.0.0.1:{thief}/",
    "the port as a beginning": "http://127.0.0.1:{port}0/x",
    "a broken address": "http://[::1/x",
    "a script": "javascript:alert(1)",
}


@pytest.mark.parametrize("status", ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
@pytest.mark.parametrize("location", LOCATIONS)
def test_no_redirect_takes_a_request_to_another_origin(
    location: str, status: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", KEY)
    with answering(lambda _port: answer("200 OK", b'{"data":[{"id":"m"}]}')) as thief:

        def redirect(port: int) -> bytes:
            return answer(status, b"", f"location: {LOCATIONS[location].format(port=port, thief=thief.port)}".encode())

        with answering(redirect) as hostile:
            words = ["--base-url", hostile.base_url, "--model", "m", "--key-env", "K", "--timeout", "2"]
            code = main(["check", *words])
    assert code == 1
    assert not thief.heads
    assert KEY not in "".join(capsys.readouterr())
