import json
from pathlib import Path

import pytest

from roo_wizard.cli.main import main
from tests.attack.hostile import answering
from tests.attack.test_rebuilt_keys import KEY, call, stream

TEMPTATIONS = {
    "a command": ("execute_command", {"command": "touch HERE", "cwd": None}),
    "a file to write": ("write_to_file", {"path": "HERE", "content": "got you"}),
    "a tool of an MCP server": ("use_mcp_tool", {"server_name": "x", "tool_name": "touch", "arguments": "HERE"}),
}
CALLED = json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]})


@pytest.mark.parametrize("words", [(), ("--full",)], ids=["quick", "full"])
@pytest.mark.parametrize("temptation", TEMPTATIONS)
def test_no_call_of_a_model_is_ever_carried_out(
    temptation: str,
    words: tuple[str, ...],
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(home)
    monkeypatch.setenv("K", KEY)
    name, arguments = TEMPTATIONS[temptation]
    here = tmp_path / "carried-out"
    answer = stream(call(name, json.dumps(arguments).replace("HERE", str(here))), CALLED)
    with answering(lambda _port: answer) as gateway:
        main(["check", "--base-url", gateway.base_url, "--model", "m", "--key-env", "K", "--timeout", "2", *words])
    assert [head for head in gateway.heads if head.startswith("POST")], "it was asked, and called a tool"
    assert capsys.readouterr().out
    assert not here.exists()
    assert {path.relative_to(home).parts[0] for path in home.rglob("*")} <= {".local", ".config"}
