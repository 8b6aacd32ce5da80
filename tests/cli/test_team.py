import asyncio
import io
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from roo_wizard.cli import team_opening
from roo_wizard.core.errors import ProfileError
from roo_wizard.core.paths import Places
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.pins import TeamPins
from roo_wizard.profiles.team.raw import TeamBytes
from roo_wizard.profiles.team.text import from_toml, to_toml
from tests.cli.conftest import Run

KEY = "practice-key"


@pytest.fixture
def gateway() -> Iterator[PracticeGateway]:
    """A practice gateway on a loop of its own, so that commands may run theirs in this thread."""
    ready, stop = threading.Event(), asyncio.Event()
    started: list[tuple[asyncio.AbstractEventLoop, PracticeGateway]] = []

    async def serve() -> None:
        async with PracticeGateway() as server:
            started.append((asyncio.get_running_loop(), server))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    loop, server = started[0]
    yield server
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)


@pytest.fixture
def team_file(tmp_path: Path, gateway: PracticeGateway, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("K", KEY)
    return written(tmp_path / "team.toml", TeamFile("Acme", gateway.base_url, (gateway.model,)))


def written(path: Path, team: TeamFile) -> Path:
    path.write_bytes(to_toml(team))
    return path


def at(tmp_path: Path, base_url: str, name: str = "Acme") -> Path:
    return written(tmp_path / "elsewhere.toml", TeamFile(name, base_url, ("m",)))


def host_of(gateway: PracticeGateway) -> str:
    return gateway.base_url.removeprefix("http://").removesuffix("/v1")


def profiles() -> tuple[Profile, ...]:
    return ProfileStore(Places.of_user()).load().profiles


def stdin_with(monkeypatch: pytest.MonkeyPatch, text: str) -> io.StringIO:
    stream = io.StringIO(text)
    monkeypatch.setattr(sys, "stdin", stream)
    return stream


def joined(run: Run, file: Path, gateway: PracticeGateway, *more: str) -> tuple[int, str, str]:
    ran = run("team", "open", str(file), "--confirm-host", host_of(gateway), "--key-env", "K", *more)
    return ran.code, ran.out, ran.err


def test_a_teammate_joins_with_the_host_confirmed_and_a_key(
    run: Run, team_file: Path, gateway: PracticeGateway
) -> None:
    code, out, err = joined(run, team_file, gateway, "--save", "acme")
    assert code == 0, err
    assert out.startswith("READY")
    assert [(one.name, one.base_url, one.key_place) for one in profiles()] == [("acme", gateway.base_url, "env:K")]
    assert "roo-wizard fields acme" in err
    assert {request.headers.get("authorization") for request in gateway.received} <= {f"Bearer {KEY}", None}


def test_the_proof_of_a_joined_team_is_one_check_object(run: Run, team_file: Path, gateway: PracticeGateway) -> None:
    ran = run("team", "open", str(team_file), "--confirm-host", host_of(gateway), "--key-env", "K", "--json")
    assert (ran.code, ran.json["schema"], ran.json["verdict"]) == (0, "roo-wizard.check/1", "ready")
    assert profiles() == ()


def test_without_a_confirmed_host_it_is_told_who_would_receive_the_key_and_what_to_add(
    run: Run, team_file: Path, gateway: PracticeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = stdin_with(monkeypatch, KEY)
    ran = run("team", "open", str(team_file), "--key-stdin", "--save", "acme", "--json")
    error = ran.json["error"]
    assert ran.code == 2
    assert host_of(gateway) in error["message"]
    assert f"--confirm-host {host_of(gateway)}" in error["hint"]
    assert " ".join(host_of(gateway)) in ran.err
    assert (stream.tell(), gateway.received, profiles()) == (0, [], ())


@pytest.mark.parametrize("wrong", ["127.0.0.1", "localhost", "gw.acme.example", "https://127.0.0.1:1", ""])
def test_another_host_than_the_files_stops_before_the_key_is_read_and_anything_is_sent(
    run: Run, team_file: Path, gateway: PracticeGateway, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    stream = stdin_with(monkeypatch, KEY)
    ran = run("team", "open", str(team_file), "--confirm-host", wrong, "--key-stdin", "--json")
    assert ran.code == 2
    assert ran.json["error"]["id"] == "usage"
    assert (stream.tell(), gateway.received) == (0, [])


def test_no_key_ever_reaches_another_host_than_the_confirmed_one(
    run: Run, tmp_path: Path, gateway: PracticeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", KEY)
    pages = f"{gateway.base_url}/keys"
    team = TeamFile("Acme", "http://127.0.0.1:9/v1", ("m",), key_page=pages, usage_page=pages, models_page=pages)
    file = written(tmp_path / "team.toml", team)
    ran = run("team", "open", str(file), "--confirm-host", "127.0.0.1:9", "--key-env", "K", "--save", "acme")
    assert ran.code == 1, "nothing listens there"
    assert "another host" in ran.err
    assert gateway.received == []
    assert profiles() == ()


def test_the_same_file_opened_twice_does_nothing_new(run: Run, team_file: Path, gateway: PracticeGateway) -> None:
    assert joined(run, team_file, gateway, "--save", "acme")[0] == 0
    before, saved = len(gateway.received), profiles()
    for words in ((), ("--confirm-host", host_of(gateway), "--key-env", "K", "--save", "acme")):
        ran = run("team", "open", str(team_file), *words)
        assert (ran.code, len(gateway.received), profiles()) == (0, before, saved)
        assert "nothing new: this file is already the connection acme" in ran.out
    ran = run("team", "open", str(team_file), "--json")
    assert (ran.json["standing"], ran.json["profile"]) == ("same", "acme")


def test_the_modes_of_a_file_are_bound_to_what_is_saved_from_it(
    run: Run, tmp_path: Path, gateway: PracticeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", KEY)
    modes = {"code": gateway.model, "ask": "another"}
    file = written(tmp_path / "team.toml", TeamFile("Acme", gateway.base_url, (gateway.model, "another"), modes=modes))
    code, _, err = joined(run, file, gateway, "--save", "acme")
    assert (code, dict(ProfileStore(Places.of_user()).load().modes)) == (0, {"code": "acme"})
    assert "another (Ask) has no profile yet" in err
    assert run("team", "export", "acme", str(tmp_path / "sent.toml")).code == 0
    assert from_toml((tmp_path / "sent.toml").read_bytes()).modes["code"] == gateway.model


def test_a_disk_that_is_full_at_the_end_costs_only_the_memory_of_the_file(
    run: Run, team_file: Path, gateway: PracticeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = TeamPins.keep

    def full_at_the_end(self: TeamPins, opened: TeamBytes, team: TeamFile, profile: str = "") -> None:
        if profile:
            raise ProfileError("team.toml cannot be written: No space left on device")
        keep(self, opened, team, profile)

    monkeypatch.setattr(TeamPins, "keep", full_at_the_end)
    words = ("--confirm-host", host_of(gateway), "--key-env", "K", "--save", "acme", "--json")
    ran = run("team", "open", str(team_file), *words)
    assert (ran.code, ran.json["verdict"], len(profiles())) == (0, "ready", 1)
    assert "the file was not remembered: team.toml cannot be written" in ran.err


def test_a_place_that_cannot_be_written_stops_before_the_key_is_read(
    run: Run, team_file: Path, gateway: PracticeGateway, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = stdin_with(monkeypatch, KEY)
    state = Places.of_user().state
    state.parent.mkdir(parents=True)
    state.write_text("a file where the folder should be")
    ran = run("team", "open", str(team_file), "--confirm-host", host_of(gateway), "--key-stdin", "--json")
    assert (ran.code, ran.json["error"]["id"]) == (2, "profile-file")
    assert (stream.tell(), gateway.received) == (0, [])


def test_a_file_opened_again_after_its_profile_was_forgotten_is_asked_for_anew(
    run: Run, team_file: Path, gateway: PracticeGateway
) -> None:
    assert joined(run, team_file, gateway, "--save", "acme")[0] == 0
    ProfileStore(Places.of_user()).forget("acme")
    assert run("team", "open", str(team_file)).code == 2


CHANGES: dict[str, Callable[[str], str]] = {
    "host": lambda url: url.replace("127.0.0.1", "127.0.0.2"),
    "port": lambda _: "http://127.0.0.1:9/v1",
    "scheme": lambda url: url.replace("http:", "https:"),
    "path": lambda url: url.replace("/v1", "/v2"),
}


@pytest.mark.parametrize("part", CHANGES)
def test_a_file_changed_later_is_shown_field_by_field_and_its_host_is_asked_for_again(
    run: Run, team_file: Path, gateway: PracticeGateway, part: str
) -> None:
    assert joined(run, team_file, gateway, "--save", "acme")[0] == 0
    before = len(gateway.received)
    base_url = CHANGES[part](gateway.base_url)
    written(team_file, TeamFile("Acme", base_url, (gateway.model,)))
    ran = run("team", "open", str(team_file), "--key-env", "K", "--save", "acme")
    assert ran.code == 2
    assert f"base_url: {gateway.base_url} → {base_url}" in ran.err
    assert "the file has changed; is this still where your key may go?" in ran.err
    if part in {"host", "port"}:
        assert joined(run, team_file, gateway, "--save", "acme")[0] == 2
    assert len(gateway.received) == before
    assert profiles()[0].base_url == gateway.base_url


def test_a_kept_key_is_never_taken_for_a_team_file(run: Run, team_file: Path, gateway: PracticeGateway) -> None:
    assert joined(run, team_file, gateway, "--save", "acme")[0] == 0
    before = len(gateway.received)
    written(team_file, TeamFile("Acme", gateway.base_url, (gateway.model,), contact="Jo"))
    ran = run("team", "open", str(team_file), "--confirm-host", host_of(gateway), "--save", "acme")
    assert (ran.code, len(gateway.received)) == (2, before)
    assert "your key for" in ran.err


def test_a_changed_file_updates_the_connection_that_came_from_it(
    run: Run, team_file: Path, gateway: PracticeGateway
) -> None:
    assert joined(run, team_file, gateway, "--save", "acme")[0] == 0
    written(team_file, TeamFile("Acme", gateway.base_url, (gateway.model,), headers={"X-Team": "blue"}))
    assert joined(run, team_file, gateway, "--save", "acme")[0] == 0
    assert [dict(profile.headers) for profile in profiles()] == [{"X-Team": "blue"}]


def test_inspecting_a_changed_file_lists_its_changes(run: Run, team_file: Path, gateway: PracticeGateway) -> None:
    assert joined(run, team_file, gateway)[0] == 0
    written(team_file, TeamFile("Acme", gateway.base_url, (gateway.model, "more"), contact="Jo"))
    value = run("team", "inspect", str(team_file), "--json").json
    assert (value["standing"], value["profile"]) == ("changed", None)
    assert [one["field"] for one in value["changes"]] == ["models", "contact"]


def test_a_profile_that_did_not_come_from_the_file_is_never_replaced(
    run: Run, team_file: Path, gateway: PracticeGateway
) -> None:
    own = Profile("acme", "https://api.mistral.ai/v1", "codestral")
    ProfileStore(Places.of_user()).save(own)
    code, _, err = joined(run, team_file, gateway, "--save", "ACME")
    assert code == 2
    assert "choose another name" in err
    assert (profiles(), gateway.received) == ((own,), [])


def test_a_blocked_connection_of_a_team_is_not_saved(
    run: Run, tmp_path: Path, gateway: PracticeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", KEY)
    file = written(tmp_path / "t.toml", TeamFile("Acme", gateway.url("R01"), (gateway.model,)))
    code, out, _ = joined(run, file, gateway, "--save", "acme")
    assert (code, out.partition("\n")[0][:7]) == (1, "BLOCKED")
    assert profiles() == ()


@pytest.mark.parametrize(
    ("base_url", "words"),
    [
        ("https://169.254.169.254/v1", "where cloud machines keep their own credentials"),
        ("https://[::ffff:169.254.169.254]/v1", "not recognised"),
        ("https://2852039166/v1", "not recognised"),
        ("https://0xa9.0xfe.0xa9.0xfe/v1", "not recognised"),
        ("https://2130706433/v1", "not recognised"),
        ("https://metadata.google.internal/v1", "where cloud machines keep their own credentials"),
        ("https://0.0.0.0/v1", "no address of a gateway"),
    ],
)
def test_an_address_that_no_gateway_has_is_refused_even_when_confirmed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base_url: str, words: str
) -> None:
    stream = stdin_with(monkeypatch, KEY)
    file, host = at(tmp_path, base_url), base_url.removeprefix("https://").removesuffix("/v1")
    ran = run("team", "open", str(file), "--confirm-host", host, "--internal", "--key-stdin", "--json")
    assert ran.code == 2
    assert words in ran.json["error"]["message"]
    assert stream.tell() == 0


def test_a_private_address_needs_the_word_that_it_is_ones_own(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = stdin_with(monkeypatch, KEY)
    file = at(tmp_path, "https://10.1.2.3/v1")
    ran = run("team", "open", str(file), "--confirm-host", "10.1.2.3", "--key-stdin", "--json")
    assert ran.code == 2
    assert ran.json["error"]["hint"] == "if it is your own gateway, add: --internal"
    assert stream.tell() == 0


@pytest.mark.parametrize(
    ("address", "internal", "words"),
    [
        ("169.254.169.254", True, "where no gateway is"),
        ("::ffff:169.254.169.254", True, "where no gateway is"),
        ("10.0.0.7", False, "in your own network"),
        ("127.0.0.1", False, "in your own network"),
        ("fd12::7", False, "in your own network"),
    ],
)
def test_a_name_that_leads_into_the_inner_network_is_seen_before_the_key_is_read(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, internal: bool, words: str
) -> None:
    async def found(_: object) -> list[str]:
        return [address]

    monkeypatch.setattr(team_opening, "_addresses", found)
    stream = stdin_with(monkeypatch, KEY)
    more = ["--internal"] if internal else []
    file = at(tmp_path, "https://gw.acme.example/v1")
    ran = run("team", "open", str(file), "--confirm-host", "gw.acme.example", "--key-stdin", "--json", *more)
    assert ran.code == 2
    assert words in ran.json["error"]["message"]
    assert stream.tell() == 0


def test_plain_http_is_allowed_by_the_person_and_never_by_the_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = stdin_with(monkeypatch, KEY)
    file = at(tmp_path, "http://gw.acme.example/v1")
    ran = run("team", "open", str(file), "--confirm-host", "gw.acme.example", "--key-stdin", "--json")
    assert (ran.code, ran.json["error"]["id"]) == (2, "plain-http")
    assert "--allow-http" in ran.json["error"]["hint"]
    assert stream.tell() == 0


def test_an_official_key_is_not_sent_to_a_foreign_host(
    run: Run, team_file: Path, gateway: PracticeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin_with(monkeypatch, "sk-ant-api03-abcdefghijklmnop")
    ran = run("team", "open", str(team_file), "--confirm-host", host_of(gateway), "--key-stdin", "--save", "acme")
    assert ran.code == 2
    assert "key of Anthropic" in ran.err
    assert "abcdefghijklmnop" not in ran.err + ran.out
    assert gateway.received == []


def test_a_header_that_everybody_gives_comes_from_the_environment_and_only_if_asked_for(
    run: Run, tmp_path: Path, gateway: PracticeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", KEY)
    monkeypatch.setenv("TEAM_TOKEN", "secret-of-jo")
    monkeypatch.setenv("OTHER", "not asked for")
    team = TeamFile("A", gateway.base_url, (gateway.model,), headers={"X-Team": "b"}, asked_headers=("X-Team-Token",))
    file = written(tmp_path / "team.toml", team)
    code, _, err = joined(run, file, gateway)
    assert (code, gateway.received) == (2, [])
    assert "add: --header-env X-Team-Token=VARIABLE" in err
    code, _, err = joined(run, file, gateway, "--header-env", "X-Team-Token=TEAM_TOKEN", "--header-env", "X-Y=OTHER")
    assert (code, gateway.received) == (2, [])
    code, out, err = joined(run, file, gateway, "--header-env", "X-Team-Token=TEAM_TOKEN")
    assert code == 0, err
    posted = [request.headers for request in gateway.received if request.method == "POST"]
    assert {(one["x-team"], one["x-team-token"]) for one in posted} == {("b", "secret-of-jo")}
    assert "secret-of-jo" not in out + err


def test_an_exported_connection_is_opened_by_a_teammate_with_two_answers(
    run: Run, tmp_path: Path, gateway: PracticeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("K", KEY)
    target = ("--base-url", gateway.base_url, "--model", gateway.model)
    assert run("check", *target, "--key-env", "K", "--save", "work").code == 0
    file = tmp_path / "team.toml"
    ran = run("team", "export", "work", str(file))
    assert ran.code == 0, ran.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert KEY not in file.read_text()
    sent = from_toml(file.read_bytes()).verdict
    assert sent is not None
    assert sent.verdict == "ready"
    assert joined(run, file, gateway, "--save", "theirs")[0] == 0
    assert [profile.name for profile in profiles()] == ["work", "theirs"]


def test_export_never_writes_over_a_file_or_through_a_link(run: Run, tmp_path: Path) -> None:
    ProfileStore(Places.of_user()).save(Profile("work", "https://gw.acme.example/v1", "m"))
    kept, link = tmp_path / "kept.toml", tmp_path / "link.toml"
    kept.write_text("mine")
    link.symlink_to(tmp_path / "target.toml")
    for path in (kept, link, tmp_path / "no" / "folder.toml"):
        assert run("team", "export", "work", str(path)).code == 2
    assert kept.read_text() == "mine"
    assert not (tmp_path / "target.toml").exists()


HOSTILE = {
    "binary": b"\x00\x01\x02",
    "oversized": b"#" * 70_000,
    "deep": b"x = " + b"[" * 3000,
    "duplicate": b'schema = "a"\nschema = "b"\n',
    "unknown field": b'schema = "roo-wizard.team-file/1"\ncommand = "rm"\n',
    "wrong type": b'schema = "roo-wizard.team-file/1"\nname = 5\nbase_url = "https://a.b"\nmodels = ["m"]\n',
    "other version": b'schema = "roo-wizard.team-file/9"\n',
    "utf-16": b"\xff\xfea\x00",
    "empty": b"",
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("command", ["inspect", "open"])
def test_a_file_that_cannot_be_used_is_one_sentence_and_nothing_is_lost(
    run: Run, tmp_path: Path, kind: str, command: str
) -> None:
    own = Profile("work", "https://api.mistral.ai/v1", "codestral")
    ProfileStore(Places.of_user()).save(own)
    file = tmp_path / "team.toml"
    file.write_bytes(HOSTILE[kind])
    ran = run("team", command, str(file), "--json")
    assert (ran.code, ran.json["error"]["id"]) == (2, "team-file")
    assert len(ran.err.splitlines()) == 2
    assert file.read_bytes() == HOSTILE[kind]
    assert profiles() == (own,)


def test_a_missing_file_is_named(run: Run) -> None:
    ran = run("team", "inspect", "gone.toml", "--json")
    assert (ran.code, ran.json["error"]["message"]) == (2, "gone.toml cannot be read: No such file or directory")


def test_inspect_tells_people_the_host_in_large_and_everything_odd(run: Run, tmp_path: Path) -> None:
    file = at(tmp_path, f"https://{'оpenai.com'.encode('idna').decode()}:8443/v1", "OpenAI")
    out = run("team", "inspect", str(file)).out
    assert "“OpenAI” (not the official host): your key would be sent to" in out
    assert "x n - - " in out
    assert "shown elsewhere as оpenai.com" in out
    assert "looks like OpenAI and is not" in out
    assert "port 8443" in out


def test_inspect_says_what_is_refused_and_what_is_internal(run: Run, tmp_path: Path) -> None:
    told = run("team", "inspect", str(at(tmp_path, "https://169.254.169.254/v1")), "--json").json["receiver"]
    assert (told["refused"], told["internal"]) == (True, False)
    told = run("team", "inspect", str(at(tmp_path, "https://llm.corp/v1")), "--json").json["receiver"]
    assert (told["refused"], told["internal"]) == (False, True)


def test_no_file_is_ever_read_from_an_address_on_the_web(run: Run, gateway: PracticeGateway) -> None:
    assert run("team", "inspect", f"{gateway.base_url}/team.toml").code == 2
    assert gateway.received == []
