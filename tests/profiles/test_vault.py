import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

from roo_wizard.core.errors import KeyringProblem
from roo_wizard.core.limits import Limits
from roo_wizard.core.secret import ApiKey
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.keyring_facts import backend_facts, trouble, trouble_of, usual_commands
from roo_wizard.profiles.vault import KeyringState, NotStored, Stored, Vault

ORIGIN = "https://router.flatkey.ai"
WORK = KeyAddress(ORIGIN, "work")
KEY = ApiKey("fk-canary-7Qw9Zr2TtXk41")
QUICK = Limits(keyring=0.05, keyring_prompt=0.1)
PATIENT = Limits(keyring=20, keyring_prompt=20)

Use = Callable[[KeyringBackend], KeyringBackend]


class MemoryKeyring(KeyringBackend):
    """A keyring that works. Its module is no known one, so that it is tried and shown by its module."""

    priority = 1

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("no such password")


class FailingKeyring(MemoryKeyring):
    """Raises on writing."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


class ForgetfulKeyring(MemoryKeyring):
    """Cuts what it is given, as a field with a length limit would."""

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:10])


class FrozenKeyring(MemoryKeyring):
    """Blocks on writing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        self.let_go.wait(20)
        super().set_password(service, username, password)


class Chain(MemoryKeyring):
    """Stands in for keyring's chain: a module name and ``backends``."""

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = backends


Chain.__module__ = "keyring.backends.chainer"


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    def set_keyring(backend: KeyringBackend) -> KeyringBackend:
        monkeypatch.setattr(keyring.core, "_keyring_backend", backend)
        return backend

    return set_keyring


@pytest.fixture
def memory(use: Use) -> MemoryKeyring:
    backend = MemoryKeyring()
    use(backend)
    return backend


@pytest.fixture
def frozen(use: Use) -> Iterator[FrozenKeyring]:
    backend = FrozenKeyring()
    use(backend)
    yield backend
    backend.let_go.set()


async def kind(vault: Vault) -> str:
    state = await vault.probe()
    assert not state.usable
    assert state.trouble is not None
    return state.trouble.kind


async def test_a_working_keyring_passes_and_keeps_no_canary(memory: MemoryKeyring) -> None:
    state = await Vault(PATIENT).probe()
    assert isinstance(state, KeyringState)
    assert state.usable
    assert state.trouble is None
    assert state.backend_name == MemoryKeyring.__module__[:80]
    assert memory.entries == {}


async def test_a_key_is_stored_bare_under_the_documented_address(memory: MemoryKeyring) -> None:
    outcome = await Vault(PATIENT).save(WORK, KEY)
    assert isinstance(outcome, Stored)
    assert memory.entries == {("roo-wizard", f"{ORIGIN}#work"): KEY.reveal()}
    assert f"'{ORIGIN}#work'" in outcome.read
    assert KEY.reveal() not in repr(outcome)


async def test_a_key_is_read_only_for_its_own_origin(memory: MemoryKeyring) -> None:
    vault = Vault(PATIENT)
    await vault.save(WORK, KEY)
    assert await vault.read(WORK, ORIGIN) == KEY
    for other in ("http://router.flatkey.ai", f"{ORIGIN}:444", "https://router.flatkey.a1", ORIGIN.upper(), ""):
        with pytest.raises(KeyringProblem, match="is not sent to"):
            await vault.read(WORK, other)


async def test_a_missing_key_is_none_and_deleting_it_says_so(memory: MemoryKeyring) -> None:
    vault = Vault(PATIENT)
    assert await vault.read(WORK, ORIGIN) is None
    assert await vault.delete(WORK) is False
    await vault.save(WORK, KEY)
    assert await vault.delete(WORK) is True
    assert memory.entries == {}


async def test_a_key_with_a_line_break_is_cleaned_and_a_header_kept(memory: MemoryKeyring) -> None:
    header = KeyAddress(ORIGIN, "work", "X-Team")
    memory.entries["roo-wizard", WORK.username] = "Bearer fk-1234567\n"
    memory.entries["roo-wizard", header.username] = "Bearer a b\n"
    assert await Vault(PATIENT).read(WORK, ORIGIN) == ApiKey("fk-1234567")
    assert await Vault(PATIENT).read(header, ORIGIN) == ApiKey("Bearer a b")


@pytest.mark.parametrize("item", ["", "X-Team"])
async def test_an_entry_that_holds_no_secret_is_named_without_its_content(memory: MemoryKeyring, item: str) -> None:
    address = KeyAddress(ORIGIN, "work", item)
    memory.entries["roo-wizard", address.username] = "canaryé\u202e\r\nX: y"
    with pytest.raises(KeyringProblem) as error:
        await Vault(PATIENT).read(address, ORIGIN)
    assert "canary" not in f"{error.value.message}{error.value.hint}"


MATRIX = {
    "absent": keyring.core.load_keyring("keyring.backends.fail.Keyring"),
    "null": keyring.core.load_keyring("keyring.backends.null.Keyring"),
    "locked": FailingKeyring(KeyringLocked("Failed to unlock the collection!")),
    "refused": FailingKeyring(InitError("Failed to create the collection: Prompt dismissed..")),
    "unsafe": FailingKeyring(EOFError()),
    "too-long": FailingKeyring(OSError(1783, "The stub received bad data")),
    "lost": ForgetfulKeyring(),
    "other": FailingKeyring(RuntimeError(f"while storing {KEY.reveal()}")),
}


@pytest.mark.parametrize(("expected", "backend"), MATRIX.items(), ids=MATRIX.keys())
async def test_every_way_of_failing_ends_in_a_named_choice(use: Use, expected: str, backend: KeyringBackend) -> None:
    use(backend)
    assert await kind(Vault(PATIENT)) == expected
    outcome = await Vault(PATIENT).save(WORK, KEY)
    assert isinstance(outcome, NotStored)
    assert outcome.trouble.kind == expected
    assert outcome.trouble.meaning
    assert outcome.trouble.advice
    assert outcome.trouble.command
    assert {choice.id for choice in outcome.trouble.choices} >= {"session", "env"}
    assert KEY.reveal() not in repr(outcome)
    assert KEY.reveal() not in f"{outcome.trouble.as_error.message}{outcome.trouble.as_error.hint}"
    assert getattr(backend, "entries", {}) == {}


async def test_a_backend_that_raises_what_no_future_takes_is_named(use: Use) -> None:
    use(FailingKeyring(StopIteration()))
    assert await kind(Vault(PATIENT)) == "other"


@pytest.mark.parametrize("answer", [7, b"sk-canary", object(), ["sk-canary"]], ids=lambda answer: type(answer).__name__)
async def test_an_answer_that_is_no_text_is_never_taken_for_a_key(
    memory: MemoryKeyring, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "get_password", lambda *_: answer)
    for work in (Vault(PATIENT).read(WORK, ORIGIN), Vault(PATIENT).delete(WORK)):
        with pytest.raises(KeyringProblem) as error:
            await work
        assert "canary" not in f"{error.value.message}{error.value.hint}"
    assert isinstance(await Vault(PATIENT).save(WORK, KEY), NotStored)
    assert not (await Vault(PATIENT).probe()).usable


async def test_a_failed_write_leaves_the_key_that_was_there(use: Use) -> None:
    backend = ForgetfulKeyring()
    backend.entries["roo-wizard", WORK.username] = "old-key-1"
    use(backend)
    assert isinstance(await Vault(PATIENT).save(WORK, KEY), NotStored)
    assert backend.entries == {("roo-wizard", WORK.username): "old-key-1"}


async def test_a_backend_that_cannot_be_loaded_is_named(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.nowhere.Keyring")
    state = await Vault(PATIENT).probe()
    assert state.trouble is not None
    assert state.trouble.kind == "misconfigured"
    assert state.trouble.command == "unset PYTHON_KEYRING_BACKEND" or sys.platform == "win32"
    with pytest.raises(KeyringProblem, match="cannot be loaded"):
        await Vault(PATIENT).read(WORK, ORIGIN)


class PlainFile(MemoryKeyring):
    """Stands in for keyrings.alt by its module."""


PlainFile.__module__ = "keyrings.alt.file"


class Trusted(MemoryKeyring):
    """Stands in for Windows' own keyring by its module."""


Trusted.__module__ = "keyring.backends.Windows"


async def test_a_backend_that_writes_plain_files_or_asks_on_the_terminal_is_never_called(use: Use) -> None:
    backend = PlainFile()
    use(backend)
    assert await kind(Vault(PATIENT)) == "unsafe"
    await Vault(PATIENT).save(WORK, KEY)
    assert backend.entries == {}


async def test_a_chain_is_looked_through_for_a_trusted_backend(use: Use) -> None:
    plain, trusted = PlainFile(), Trusted()
    chain = Chain(plain, MemoryKeyring(), trusted)
    use(chain)
    outcome = await Vault(PATIENT).save(WORK, KEY)
    assert isinstance(outcome, Stored)
    assert outcome.backend_name == "Windows Credential Manager"
    assert list(trusted.entries.values()) == [KEY.reveal()]
    assert plain.entries == chain.entries == {}


@pytest.mark.parametrize(("backends", "expected"), [((PlainFile(),), "unsafe"), ((), "absent")])
async def test_a_chain_without_a_usable_backend_is_named(use: Use, backends: Any, expected: str) -> None:
    use(Chain(*backends))
    assert await kind(Vault(PATIENT)) == expected


async def test_a_key_too_long_for_windows_is_refused_before_it_is_written(use: Use) -> None:
    backend = Trusted()
    use(backend)
    assert isinstance(await Vault(PATIENT).save(WORK, ApiKey("k" * 1280)), Stored)
    backend.entries.clear()
    outcome = await Vault(PATIENT).save(WORK, ApiKey("k" * 1281))
    assert isinstance(outcome, NotStored)
    assert outcome.trouble.kind == "too-long"
    assert outcome.trouble.choices[0].id == "env"
    assert backend.entries == {}


async def test_a_frozen_keyring_is_given_up_after_the_deadline(frozen: FrozenKeyring) -> None:
    assert await kind(Vault(QUICK)) == "frozen"
    outcome = await Vault(QUICK).save(WORK, KEY)
    assert isinstance(outcome, NotStored)
    assert outcome.trouble.kind == "frozen"


async def test_a_person_who_may_be_asked_is_told_and_waited_for(frozen: FrozenKeyring) -> None:
    told: list[str] = []

    def tell() -> None:
        told.append("look for its window")
        frozen.let_go.set()

    state = await Vault(Limits(keyring=0.02, keyring_prompt=20)).probe(waiting=tell)
    assert told == ["look for its window"]
    assert state.usable


async def test_waiting_for_a_person_ends_too(frozen: FrozenKeyring) -> None:
    state = await Vault(QUICK).probe(waiting=lambda: None)
    assert state.trouble is not None
    assert state.trouble.kind == "frozen"


async def test_what_was_given_up_is_undone_when_the_keyring_wakes(frozen: FrozenKeyring) -> None:
    frozen.entries["roo-wizard", WORK.username] = "old-key-1"
    before = set(threading.enumerate())
    assert isinstance(await Vault(QUICK).save(WORK, KEY), NotStored)
    await Vault(QUICK).probe()
    late = [thread for thread in threading.enumerate() if thread not in before]
    assert all(thread.daemon for thread in late)
    frozen.let_go.set()
    for thread in late:
        thread.join(20)
    assert frozen.entries == {("roo-wizard", WORK.username): "old-key-1"}


async def test_cancelling_works_while_the_keyring_is_frozen(frozen: FrozenKeyring) -> None:
    task = asyncio.create_task(Vault(PATIENT).save(WORK, KEY))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_process_ends_although_its_keyring_is_frozen() -> None:
    code = """
import asyncio, threading
import keyring.core
from keyring.backend import KeyringBackend
from roo_wizard.core.limits import Limits
from roo_wizard.profiles.vault import Vault
class Frozen(KeyringBackend):
    priority = 1
    def get_password(self, service, username): threading.Event().wait()
    set_password = delete_password = get_password
keyring.core.set_keyring(Frozen())
print(asyncio.run(Vault(Limits(keyring=0.05)).probe()).trouble.kind)
"""
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (outcome.stdout, outcome.stderr, outcome.returncode) == ("frozen\n", "", 0)


def test_importing_the_vault_does_not_import_keyring() -> None:
    code = "import sys, roo_wizard.profiles.vault, roo_wizard.profiles.store\n"
    code += "print([name for name in ('keyring', 'pydantic', 'tomli_w', 'httpx') if name in sys.modules])"
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (outcome.stdout, outcome.stderr) == ("[]\n", "")


def test_a_broken_keyring_setting_prints_nothing_over_the_screen(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "python_keyring"
    folder.mkdir()
    (folder / "keyringrc.cfg").write_text("[backend]\nother = 1\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    code = "import asyncio; from roo_wizard.profiles.vault import Vault; print(asyncio.run(Vault().probe()).usable)"
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert outcome.stderr == ""


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32", "freebsd14"])
@pytest.mark.parametrize(
    "name", ["absent", "locked", "refused", "frozen", "null", "misconfigured", "unsafe", "too-long", "lost", "other"]
)
def test_every_trouble_has_words_and_a_command_on_every_platform(name: str, platform: str) -> None:
    told = trouble(name, "a\x1b[2Jb", platform=platform)
    assert told.meaning
    assert told.advice
    assert told.command
    assert told.choices
    assert "\x1b" not in told.detail


def test_backends_are_known_by_the_longest_part_of_their_module() -> None:
    assert backend_facts("keyring.backends.macOS").standing == "trusted"
    assert backend_facts("keyrings.alt.Gnome").standing == "unsafe"
    assert backend_facts("my.own.backend").standing == "unknown"
    assert backend_facts("my.own.backend").name == "my.own.backend"


def test_commands_quote_the_entry_for_a_shell() -> None:
    read, delete = backend_facts("keyring.backends.macOS").commands(KeyAddress("https://h", "it's; rm -rf"))
    assert "'https://h#it'\"'\"'s; rm -rf'" in read
    assert delete.startswith("security delete-generic-password")


@pytest.mark.parametrize(
    ("platform", "program"), [("linux", "secret-tool"), ("darwin", "security"), ("win32", "keyring")]
)
def test_the_usual_commands_are_known_without_asking_a_keyring(platform: str, program: str) -> None:
    read, delete = usual_commands(WORK, platform)
    assert read.startswith(f"{program} ")
    assert delete.startswith(f"{program} ")
    assert f"'{ORIGIN}#work'" in read


def test_an_unknown_error_is_told_by_its_type_alone() -> None:
    told = trouble_of(RuntimeError("sk-canary-123"))
    assert (told.kind, told.detail) == ("other", "RuntimeError")
