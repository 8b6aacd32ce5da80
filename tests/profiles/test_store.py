import json
import multiprocessing
import os
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import ProfileError, UnknownName, UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import is_clean
from roo_wizard.profiles.lock import locked
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.toml_text import from_toml, to_toml

WORK = Profile("work", "https://router.flatkey.ai/v1", "gpt-5.4-mini", preset="flatkey")
HOME = Profile("home", "http://127.0.0.1:11434/v1", "qwen3", key_place="none")
FULL = Profile(
    "Full one",
    "http://gateway.lan:8080/openai",
    "anthropic/claude:free",
    dialect=Dialect.ANTHROPIC,
    client="zoo",
    preset="finops",
    settings={"openAiStreamingEnabled": False, "modelTemperature": 0.6, "excludedTools": ("skill",)},
    headers={"X-Team": "core = \"a\" # 'b'"},
    secret_headers=("X-Portkey-Config",),
    key_place="env:TEAM_KEY",
    allow_http=True,
    typed_url="gateway.lan:8080/openai/ ",
    context_window=200_000,
    served_model="claude-2026",
    last_verdict="ready-with-settings",
    last_cause="R04",
    checked_at="2026-11-20T10:00:00Z",
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nothing_saved_is_no_problem(store: ProfileStore) -> None:
    assert store.load() == Profiles()


def test_what_was_saved_is_loaded_in_its_order(store: ProfileStore) -> None:
    for profile in (WORK, HOME, FULL):
        store.save(profile)
    loaded = store.load()
    assert loaded.names == ("work", "home", "Full one")
    assert loaded.get("FULL ONE") == replace(FULL, typed_url="gateway.lan:8080/openai/")


def test_saving_the_same_name_in_any_case_replaces_in_place(store: ProfileStore) -> None:
    store.save(WORK, make_default=True)
    store.save(HOME)
    store.save(replace(WORK, name="Work", model="other"))
    loaded = store.load()
    assert loaded.names == ("Work", "home")
    assert loaded.default == "Work"
    assert loaded.get("work").model == "other"


def test_the_only_profile_is_meant_then_the_default_one(store: ProfileStore) -> None:
    with pytest.raises(UsageError, match="no profile"):
        store.load().choose()
    store.save(WORK)
    assert store.load().choose().name == "work"
    store.save(HOME)
    with pytest.raises(UsageError) as error:
        store.load().choose()
    assert "work, home" in error.value.hint
    store.save(HOME, make_default=True)
    assert store.load().choose().name == "home"
    assert store.load().choose("WORK").name == "work"
    with pytest.raises(UnknownName) as unknown:
        store.load().choose("wrok")
    assert "work" in unknown.value.hint


def test_forgetting_removes_the_profile_and_its_being_default(store: ProfileStore) -> None:
    store.save(WORK, make_default=True)
    store.save(HOME)
    assert store.forget("WORK").name == "work"
    assert store.load() == Profiles((HOME,))
    with pytest.raises(UnknownName):
        store.forget("work")


def test_profiles_at_one_origin_are_found_whatever_their_path(store: ProfileStore) -> None:
    store.save(WORK)
    store.save(replace(WORK, name="second", base_url="https://router.flatkey.ai/other"))
    store.save(HOME)
    assert store.names_for_origin("https://router.flatkey.ai") == ("work", "second")
    assert store.names_for_origin("http://router.flatkey.ai") == ()


def test_the_addresses_of_a_profile_cover_key_headers_and_the_previous_key() -> None:
    assert [address.username for address in FULL.addresses] == [
        "http://gateway.lan:8080#Full one",
        "http://gateway.lan:8080#Full one#X-Portkey-Config",
        "http://gateway.lan:8080#Full one#previous",
        "http://gateway.lan:8080#Full one#previous/undo",
    ]
    assert (FULL.key_kind, FULL.key_variable) == ("env", "TEAM_KEY")
    assert (WORK.key_kind, WORK.key_variable) == ("keyring", None)


def test_the_settings_of_a_check_carry_all_headers_again() -> None:
    settings_ = FULL.client_settings({"X-Portkey-Config": ApiKey("hidden")})
    assert settings_["openAiStreamingEnabled"] is False
    assert set(settings_.headers) == {"X-Team", "X-Portkey-Config"}
    assert "hidden" not in repr(settings_)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_files_and_folders_are_private_whatever_the_umask(store: ProfileStore, places: Places) -> None:
    places.config.mkdir(parents=True, mode=0o755)
    store.save(WORK)
    assert mode(store.path) == 0o600
    assert mode(places.config) == mode(places.state) == 0o700
    assert mode(places.state / "lock") == 0o600


def test_leftovers_of_a_killed_process_are_removed(store: ProfileStore) -> None:
    store.save(WORK)
    (store.path.parent / ".profiles.toml.abc.tmp").write_text("half")
    store.save(HOME)
    assert [path.name for path in store.path.parent.iterdir()] == ["profiles.toml"]


def test_a_failed_write_leaves_the_old_file_and_no_other(store: ProfileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save(WORK)
    before = store.path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProfileError, match="No space left"):
        store.save(HOME)
    assert store.path.read_bytes() == before
    assert [path.name for path in store.path.parent.iterdir()] == ["profiles.toml"]


GOOD = '[profiles.work]\nbase_url = "https://h/v1"\nmodel = "m"\n'
DAMAGED = {
    "no TOML": "schema = = 1",
    "no schema": GOOD,
    "text schema": f'schema = "1"\n{GOOD}',
    "old schema": f"schema = 0\n{GOOD}",
    "unknown key": f"schema = 1\n{GOOD}colour = 1",
    "unknown key at the top": f"schema = 1\nplugins = []\n{GOOD}",
    "no model": 'schema = 1\n[profiles.work]\nbase_url = "https://h/v1"',
    "duplicate": f"schema = 1\n{GOOD}{GOOD}",
    "duplicate in other case": f"schema = 1\n{GOOD}{GOOD.replace('work', 'WORK')}",
    "bad name": "schema = 1\n" + GOOD.replace("work", "'a#b'"),
    "URL not normalised": f"schema = 1\n{GOOD.replace('/v1', '/v1/')}",
    "URL with credentials": f"schema = 1\n{GOOD.replace('//h', '//u:p@h')}",
    "escape in model": "schema = 1\n" + GOOD.replace('"m"', '"\\u001b[2J"'),
    "unknown client": f'schema = 1\n{GOOD}client = "cursor"',
    "unknown setting": f"schema = 1\n{GOOD}settings = {{ openAiApiKey = 'x' }}",
    "setting of the wrong kind": f"schema = 1\n{GOOD}settings = {{ openAiStreamingEnabled = 'no' }}",
    "bool as number": f"schema = 1\n{GOOD}settings = {{ modelTemperature = true }}",
    "secret header value": f"schema = 1\n{GOOD}headers = {{ Authorization = 'Bearer x' }}",
    "header injection": f'schema = 1\n{GOOD}headers = {{ X-A = "a\\r\\nB: c" }}',
    "key in the file": f'schema = 1\n{GOOD}key_place = "sk-canary-1234567890"',
    "key as a name": f'schema = 5\n{GOOD}"sk-canary0123456789abcdefgh" = 1',
    "key as a setting": f'schema = 5\n{GOOD}settings = {{ "sk-canary0123456789abcdefgh" = 1 }}',
    "key as a header": f'schema = 5\n{GOOD}headers = {{ "sk-canary0123456789abcdefgh x" = "a" }}',
    "number that JSON lacks": f"schema = 5\n{GOOD}settings = {{ modelTemperature = nan }}",
    "entry of another dialect": f'schema = 5\n{GOOD}dialect = "anthropic"\nsettings = {{ apiProvider = "zai" }}',
    "default that does not exist": f'schema = 1\ndefault = "x"\n{GOOD}',
    "deep": "schema = 1\nx = " + "[" * 5000,
    "wrong type": "schema = 1\nprofiles = 3",
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_named_and_set_aside_whole(store: ProfileStore, text: str) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_text(text)
    loaded = store.load()
    aside = store.path.with_name("profiles.toml.damaged-1")
    assert loaded.profiles == ()
    assert loaded.problem is not None
    assert "profiles.toml.damaged-1" in loaded.problem.message
    assert "canary" not in loaded.problem.message
    assert aside.read_text() == text
    assert store.set_aside_files() == (aside,)
    assert store.load() == Profiles()


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x00" * 100, b"#" * (5 * 1024 * 1024)])
def test_binary_and_huge_files_are_set_aside_too(store: ProfileStore, data: bytes) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(data)
    assert store.load().problem is not None
    assert store.path.with_name("profiles.toml.damaged-1").read_bytes() == data


def test_nothing_that_was_set_aside_is_ever_overwritten(store: ProfileStore) -> None:
    store.path.parent.mkdir(parents=True)
    for text in ("one =", "two ="):
        store.path.write_text(text)
        saved = store.save(WORK)
        assert saved.problem is not None
        assert saved.names == ("work",)
    assert [path.read_text() for path in store.set_aside_files()] == ["one =", "two ="]
    assert store.load() == Profiles((WORK,))


def test_a_file_with_byte_order_mark_and_windows_lines_is_read(store: ProfileStore) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(b"\xef\xbb\xbf" + f"schema = 1\n{GOOD}".replace("\n", "\r\n").encode())
    assert store.load().names == ("work",)


def test_a_default_is_chosen_by_name_and_an_unknown_one_changes_nothing(store: ProfileStore) -> None:
    store.save(WORK)
    store.save(replace(WORK, name="home"))
    assert store.make_default("HOME").default == "home"
    assert store.load().choose().name == "home"
    before = store.path.read_bytes()
    with pytest.raises(UnknownName):
        store.make_default("hmoe")
    assert store.path.read_bytes() == before


@pytest.mark.parametrize("schema", ["6", "roo-wizard.profiles/99"])
def test_a_file_of_a_newer_program_is_left_alone(store: ProfileStore, schema: str) -> None:
    text = f"schema = {schema if schema.isdecimal() else repr(schema)}\nnews = true\n"
    store.path.parent.mkdir(parents=True)
    store.path.write_text(text)
    loaded = store.load()
    assert loaded.problem is not None
    assert f"schema {schema}" in loaded.problem.message
    with pytest.raises(ProfileError, match=f"schema {schema}"):
        store.save(WORK)
    assert store.path.read_text() == text
    assert store.set_aside_files() == ()


def test_a_symbolic_link_is_refused_and_its_target_untouched(store: ProfileStore, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("precious")
    store.path.parent.mkdir(parents=True)
    store.path.symlink_to(target)
    assert store.load().problem is not None
    with pytest.raises(ProfileError, match="symbolic link"):
        store.save(WORK)
    assert target.read_text() == "precious"
    assert store.path.is_symlink()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = ProfileStore(Places(tmp_path / "file" / "c", tmp_path / "file" / "s"))
    assert store.load().problem is not None
    with pytest.raises(ProfileError, match="cannot be"):
        store.save(WORK)


@pytest.mark.parametrize(
    "change",
    [
        {"model": "a\x1b[2J"},
        {"base_url": "https://h/v1/"},
        {"settings": {"openAiHeaders": {"A": "b"}}},
        {"headers": {"Cookie": "x"}},
        {"secret_headers": ("previous",)},
        {"key_place": "sk-canary-1234567890"},
        {"model": "\ud800"},
        {"client": "cursor"},
    ],
)
def test_a_profile_that_could_not_be_read_back_is_not_written(store: ProfileStore, change: dict[str, Any]) -> None:
    store.save(WORK)
    before = store.path.read_bytes()
    with pytest.raises(ProfileError) as error:
        store.save(replace(HOME, **change))
    assert "canary" not in f"{error.value.message} {error.value.hint}"
    assert store.path.read_bytes() == before


def test_a_key_behind_the_address_and_control_characters_of_answers_are_not_kept(store: ProfileStore) -> None:
    store.save(replace(WORK, typed_url="https://h/v1?key=sk-canary-1", served_model="m\x1b]52;c;x\x07", last_cause=""))
    text = store.path.read_text()
    assert "canary" not in text
    assert "\\u001b" not in text
    assert store.load().get("work").typed_url == "https://h/v1?…"


def test_the_lock_is_waited_for_and_then_named(store: ProfileStore, places: Places) -> None:
    with locked(places.state / "lock"), pytest.raises(ProfileError, match="another roo-wizard"):
        store.save(WORK)
    store.save(WORK)


def _save_many(places: Places, start: int) -> None:
    for number in range(start, start + 5):
        ProfileStore(places).save(replace(WORK, name=f"p{number}"))


@pytest.mark.skipif(sys.platform == "win32", reason="fork")
def test_processes_at_once_lose_no_profile(places: Places) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_save_many, args=(places, start)) for start in (0, 10)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    assert len(ProfileStore(places).load().names) == 10


LINES = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn")), min_size=1, max_size=40).filter(
    is_clean
)
PROFILES = st.builds(
    Profile,
    name=LINES.filter(lambda name: "#" not in name and not name.startswith("-")),
    base_url=st.sampled_from(["https://h/v1", "http://127.0.0.1:1", "https://[fd00::1]:8/a/b", "https://x.ai/%20é"]),
    model=LINES,
    dialect=st.sampled_from(Dialect),
    client=st.sampled_from(["roo", "zoo"]),
    preset=st.none() | LINES,
    settings=st.fixed_dictionaries(
        {},
        optional={
            "openAiStreamingEnabled": st.booleans(),
            "modelTemperature": st.floats(0, 2),
            "contextWindow": st.integers(0, 10**7),
            "azureApiVersion": LINES,
            "reasoningEffort": st.sampled_from(["low", "xhigh"]),
        },
    ),
    headers=st.dictionaries(st.from_regex(r"X-[A-Za-z0-9!$%&'*+.^_`|~-]{1,20}", fullmatch=True), LINES, max_size=3),
    secret_headers=st.lists(st.from_regex(r"S-[A-Za-z0-9-]{1,20}", fullmatch=True), max_size=2).map(tuple),
    key_place=st.sampled_from(["keyring", "session", "none", "env:A_1"]),
    allow_http=st.booleans(),
    context_window=st.none() | st.integers(1, 10**7),
)


@given(st.lists(PROFILES, max_size=4, unique_by=lambda profile: profile.name.casefold()))
@settings(max_examples=60)
def test_every_profile_survives_the_file(profiles: list[Profile]) -> None:
    try:
        data = to_toml(Profiles(tuple(profiles)))
    except ProfileError:
        return  # names that are equal only after normalisation
    assert from_toml(data).profiles == tuple(profiles)


def test_a_profile_is_made_of_what_was_proven_without_any_secret(store: ProfileStore) -> None:
    from roo_wizard.core.base_url import read_base_url
    from roo_wizard.core.report import Client, Report, TargetFacts, Verdict
    from roo_wizard.probe.target import Target
    from roo_wizard.profiles.from_proof import profile_of
    from roo_wizard.roo.settings import ClientSettings

    url = read_base_url("https://h/v1/?k=sk-canary-1")
    headers = {"X-Team": "core", "X-Config": ApiKey("canary-header-1")}
    target = Target(url, ApiKey("sk-canary-2"), "m", settings=ClientSettings({"openAiHeaders": headers}))
    facts = TargetFacts(url.typed, "https://h/v1", "https://h", "openai", "m", served_model="m-2026")
    report = Report(
        Verdict.READY_WITH_SETTINGS,
        Client("roo", "3", "run"),
        facts,
        None,
        settings={"openAiStreamingEnabled": False, "openAiHeaders": {"X-Team": "core"}},
        started_at="2026-11-20T10:00:00Z",
    )
    store.save(profile_of("work", target, report, context_window=1000))
    loaded = store.load().get("work")
    assert loaded.settings == {"openAiStreamingEnabled": False}
    assert (loaded.headers, loaded.secret_headers) == ({"X-Team": "core"}, ("X-Config",))
    assert (loaded.last_verdict, loaded.served_model) == ("ready-with-settings", "m-2026")
    assert "canary" not in store.path.read_text() + json.dumps(str(loaded))
