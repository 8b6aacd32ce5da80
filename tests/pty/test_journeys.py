"""From the first screen to the fields in a terminal: once clean, once with every kind of wrong answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.conftest import Open
from tests.pty.driver import PROGRAM, Terminal
from tests.real.servers import Server

pytestmark = pytest.mark.pty

WRONG_KEY = "sk-wrong-0123456789abcdefghij"
MISPLACED_KEYS = ("sk-misplaced-9876543210zyxwvut", "sk-misplaced-5647382910qwertzu")
"""Pasted where a gateway and where a model is asked for."""

GOOD_KEY = "practice-key"
FIELDS = ("After pasting", "READY")


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[str]:
    """A gateway that nobody has told the wizard about; its base URL."""
    with Server([PROGRAM, "practice"], {}, tmp_path) as server:
        yield server.wait_ready("http://")


def step(terminal: Terminal, number: int, *texts: str) -> str:
    """Wait until the wizard stands at step *number* and shows *texts*."""
    return terminal.wait_for(f"step {number} of 5", *texts)


def over_type(terminal: Terminal, text: str, gone: str) -> None:
    """Empty the field, wait until what stood in it is gone, and type."""
    terminal.press("ctrl+u")
    terminal.wait_gone(gone)
    terminal.type(text)


def test_practice_reaches_proven_fields_with_three_enters(open_terminal: Open, home: Path) -> None:
    terminal = open_terminal("--practice")
    step(terminal, 1, "Practice gateway")
    terminal.press("enter")
    step(terminal, 2, "receives the key")
    terminal.press("enter")
    step(terminal, 3, "practice-coder", "Enter starts the proof")
    terminal.press("enter")
    step(terminal, 5, *FIELDS, "PRACTICE")
    assert terminal.presses == {"enter": 3}
    terminal.press("q")
    assert terminal.wait_exit() == 0
    assert "OpenAI Compatible" in terminal.raw.decode().rpartition("\x1b[?1049l")[2], "the card stays in the terminal"
    assert not (home / ".config" / "roo-wizard").exists()
    assert not list((home / ".local" / "state").rglob("*.toml"))


def test_every_wrong_answer_is_met_and_the_right_ones_lead_to_the_fields(
    open_terminal: Open, gateway: str, home: Path
) -> None:
    terminal = open_terminal()
    step(terminal, 1, "Flatkey")
    wrong_gateways(terminal)
    terminal.press("shift+tab")  # over the entries of the client, back to the search
    terminal.press("shift+tab")
    terminal.wait_handled()
    over_type(terminal, "http://127.0.0.1:1/v1", "AI_GATEWAY_URL")
    terminal.wait_for("exactly as it stands")
    terminal.press("enter")
    wrong_keys(terminal)
    wrong_models(terminal)
    wrong_then_right_proofs(terminal, gateway)
    terminal.press("q")
    assert terminal.wait_exit() == 0
    assert gateway in terminal.raw.decode().rpartition("\x1b[?1049l")[2]
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert not [key for key in (WRONG_KEY, GOOD_KEY, *MISPLACED_KEYS) if key.encode() in written]
    assert not [key for key in (WRONG_KEY, GOOD_KEY, *MISPLACED_KEYS) if key.encode() in terminal.raw]
    assert b"\x1b]52" not in terminal.raw


def wrong_gateways(terminal: Terminal) -> None:
    """A name that nothing has, a key in the wrong field, a placeholder: none leads on."""
    terminal.type("zzzzqq")
    terminal.wait_for("0 of")
    terminal.press("enter")
    terminal.wait_handled()
    terminal.press("ctrl+u")
    step(terminal, 1, "Flatkey")
    terminal.paste(MISPLACED_KEYS[0])
    terminal.wait_for("looked like an API key")
    terminal.press("escape")
    terminal.wait_gone("looked like an API key")
    terminal.type("https://{AI_GATEWAY_URL}/v1")
    terminal.wait_for("is a placeholder")
    terminal.press("enter")
    terminal.wait_handled()
    step(terminal, 1, "is a placeholder")


def wrong_keys(terminal: Terminal) -> None:
    """The dots of a masked field and an address are no keys; a whole shell line is cleaned."""
    step(terminal, 2, "http://127.0.0.1:1")
    terminal.paste("••••••••••••••••")
    terminal.wait_for("dots of a masked field")
    terminal.press("enter")
    terminal.wait_handled()
    step(terminal, 2, "dots of a masked field")
    terminal.press("ctrl+u")
    terminal.wait_gone("dots of a masked field")
    terminal.paste("https://gateway.example/keys")
    terminal.wait_for("web address")
    terminal.press("ctrl+u")
    terminal.wait_gone("web address")
    terminal.paste(f'export OPENAI_API_KEY="{WRONG_KEY}"\n')
    terminal.wait_for("29 characters", "ghij")
    terminal.press("enter")


def wrong_models(terminal: Terminal) -> None:
    """Without a list an id is typed; a key is none."""
    step(terminal, 3, "no list")
    terminal.paste(MISPLACED_KEYS[1])
    terminal.wait_for("looked like an API key")
    terminal.press("escape")
    terminal.wait_gone("looked like an API key")
    terminal.type("practice-coder")
    terminal.wait_for("practice-coder")
    terminal.press("enter")


def wrong_then_right_proofs(terminal: Terminal, gateway: str) -> None:
    """A closed port, then a refused key, then an unknown model: each leads back to its own answer."""
    step(terminal, 4, "BLOCKED", "N01")
    terminal.press("e")
    step(terminal, 1, "http://127.0.0.1:1/v1")
    terminal.press("ctrl+u")  # the cursor stands in the base URL
    terminal.wait_handled()
    terminal.type(f"{gateway}/chat/completions")
    terminal.wait_for("Roo Code appends it by itself")
    terminal.press("enter")
    step(terminal, 2, "receives the key")
    terminal.paste(WRONG_KEY)
    terminal.wait_for("29 characters")
    terminal.press("enter")
    step(terminal, 3, "no list", "Back to the key")
    terminal.press("enter")
    step(terminal, 2, "refused: 29 characters")
    terminal.press("enter")
    step(terminal, 3, "no list", "Back to the key")
    terminal.press("down")
    terminal.wait_for("Enter starts the proof")
    terminal.press("enter")
    step(terminal, 4, "BLOCKED", "N07")
    terminal.press("e")
    step(terminal, 2, "receives the key")
    terminal.paste(f"Bearer {GOOD_KEY}")
    terminal.wait_for("12 characters")
    terminal.press("enter")
    step(terminal, 3, "4 models")
    terminal.type("practice-codxr")
    terminal.wait_for("Nearest: practice-coder")
    terminal.press("enter")
    step(terminal, 4, "BLOCKED", "N13")
    terminal.press("e")
    step(terminal, 3, "practice-codxr")
    over_type(terminal, "practice-coder", "practice-codxr")
    terminal.wait_for("practice-coder")
    terminal.press("enter")
    step(terminal, 5, *FIELDS)
