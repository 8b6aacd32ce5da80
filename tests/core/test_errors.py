from roo_wizard.core.errors import HINT_LIMIT, KeyringProblem


def test_a_command_in_a_hint_is_whole_and_a_hostile_text_is_not() -> None:
    command = "dbus-run-session -- " + "x" * 480
    assert KeyringProblem("the keyring is locked", command).hint == command
    assert len(KeyringProblem("the keyring is locked", "y" * 10_000).hint) == HINT_LIMIT
