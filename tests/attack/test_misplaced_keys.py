from pathlib import Path

import pytest

from roo_wizard.cli.main import main
from tests.attack.hostile import answering
from tests.attack.test_rebuilt_keys import answer, traces

KEY = "sk-CANARY7x9q2w4e6r8t0y1u3i5o"
BARE = "CANARY7x9q2w4e6r8t0y1u3i5oP7a5Z8"
BASE = ("--base-url", "BASE", "--model", "m", "--no-spend", "--timeout", "2")
MISPLACED = {
    "the variable of the key": ("check", *BASE, "--key-env", "KEY"),
    "the variable of a header": ("check", *BASE, "--no-key", "--header-env", "X-Team=KEY"),
    "the name of a header": ("check", *BASE, "--no-key", "--header", "KEY: 1"),
    "the name of a secret header": ("check", *BASE, "--no-key", "--header-env", "KEY=HOME"),
    "the profile": ("check", "KEY"),
    "the preset": ("check", "--preset", "KEY"),
    "the dialect": ("check", *BASE, "--dialect", "KEY"),
    "the client": ("check", *BASE, "--client", "KEY", "--no-key"),
    "a setting": ("check", *BASE, "--setting", "KEY=1", "--no-key"),
    "a setting's value": ("check", *BASE, "--setting", "modelMaxTokens=KEY", "--no-key"),
    "a format": ("fields", *BASE[:4], "--format", "KEY", "--no-key"),
    "a fault to explain": ("explain", "KEY"),
    "a preset to search": ("presets", "KEY"),
    "a run to replay": ("check", "--replay", "KEY"),
    "a file to write": ("fields", *BASE[:4], "--no-key", "--format", "env", "--out", "KEY"),
    "the name to save under": ("check", *BASE, "--no-key", "--save", "KEY"),
    "the base URL": ("check", "--base-url", "KEY", "--model", "m", "--no-key"),
    "the host of the base URL": ("check", "--base-url", "https://KEY.example/v1", "--model", "m", "--no-key"),
    "the path of the base URL": ("check", "--base-url", "BASE/KEY", "--model", "m", "--no-key"),
    "the model": ("check", *BASE[:2], "--model", "KEY", "--no-key"),
    "no command": ("KEY",),
    "a number": ("check", *BASE, "--no-key", "--max-requests", "KEY"),
    "an option": ("check", "--KEY"),
}


@pytest.mark.parametrize("as_json", [(), ("--json",)])
@pytest.mark.parametrize("key", [KEY, BARE])
@pytest.mark.parametrize("place", MISPLACED)
def test_a_key_in_the_wrong_place_is_refused_and_repeated_nowhere(
    place: str,
    key: str,
    as_json: tuple[str, ...],
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if key == BARE and "URL" in place and place != "the base URL":
        pytest.skip("addresses hold long account numbers: only what begins like a key is taken for one")
    monkeypatch.chdir(home)
    with answering(lambda _port: answer("200 OK", '{"data":[{"id":"m"}]}')) as gateway:
        code = main(
            [word.replace("BASE", gateway.base_url).replace("KEY", key) for word in (*MISPLACED[place], *as_json)]
        )
    out, err = capsys.readouterr()
    assert code == 2
    assert traces(out) == []
    assert traces(err) == []
    assert gateway.heads == []
    assert not any(traces(path.name + (path.read_text() if path.is_file() else "")) for path in home.rglob("*"))
