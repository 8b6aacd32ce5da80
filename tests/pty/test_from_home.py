"""Setting up another connection from Home, in a terminal and with a real keyring: three answers."""

import json
from pathlib import Path

from tests.pty import test_rotation as rotation
from tests.pty.driver import PROGRAM, Terminal

pytestmark = rotation.pytestmark
no_bus, session, machine = rotation.no_bus, rotation.session, rotation.machine
home, terminal = rotation.home, rotation.terminal


def test_another_connection_is_set_up_with_three_enters_and_has_a_key_of_its_own(
    terminal: Terminal, machine: rotation.Machine, home: Path
) -> None:
    terminal.press("n")
    terminal.wait_for("step 1 of 5", "Flatkey")
    terminal.paste(machine.base_url)
    terminal.wait_for("Use this address", "exactly as it stands")
    terminal.press("enter")
    terminal.wait_for("step 2 of 5", "receives the key", "tested just now")
    terminal.paste(rotation.SECOND)
    terminal.wait_for("characters")
    terminal.press("enter")
    terminal.wait_for("step 3 of 5", "practice-coder", "Enter starts the proof")
    terminal.press("enter")
    terminal.wait_for("step 5 of 5", "READY")
    assert terminal.presses["enter"] == 3
    terminal.press("q")
    assert terminal.wait_exit() == 0
    assert machine.key() == rotation.FIRST, "the first connection keeps its own"
    listed = json.loads(machine.session.run(str(PROGRAM), "profiles", "--json").stdout)["profiles"]
    name = next(profile["name"] for profile in listed if profile["name"] != "work")
    address = f"{machine.base_url.removesuffix('/v1')}#{name}"
    stored = machine.session.run("secret-tool", "lookup", "service", "roo-wizard", "username", address).stdout
    assert stored == rotation.SECOND
    assert rotation.SECOND.encode() not in machine.written(home) + bytes(terminal.raw)
