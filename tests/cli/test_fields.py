import stat
from pathlib import Path

import pytest

from roo_wizard.handoff.formats import FORMATS
from roo_wizard.roo.settings import NATIVE_PROVIDERS
from tests.cli.conftest import Run

CONNECTION = ("--base-url", "https://gateway.example/v1", "--model", "m-1")
KEY = "sk-live-0123456789abcdef"


def test_the_card_names_address_and_model_and_never_a_key(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K", KEY)
    ran = run("fields", *CONNECTION, "--key-env", "K")
    assert ran.code == 0
    assert "https://gateway.example/v1" in ran.out
    assert "m-1" in ran.out
    assert "NOT PROVEN" in ran.out
    assert KEY not in ran.out + ran.err


def test_json_is_valid_and_leaves_the_secret_out(run: Run) -> None:
    ran = run("fields", *CONNECTION, "--format", "json")
    secrets = [row for row in ran.json["rows"] if row["secret"]]
    assert [row["value"] for row in secrets] == [None]


def test_the_key_stands_only_where_it_was_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K", KEY)
    ran = run("fields", *CONNECTION, "--format", "json", "--key-env", "K", "--with-key")
    assert [row["value"] for row in ran.json["rows"] if row["kind"] == "key"] == [KEY]


def test_a_format_without_a_place_for_the_key_refuses_it(run: Run) -> None:
    assert run("fields", *CONNECTION, "--format", "curl", "--with-key").code == 2


def test_an_unknown_format_exits_2_and_names_the_nearest(run: Run) -> None:
    ran = run("fields", *CONNECTION, "--format", "crad")
    assert ran.code == 2
    assert "card" in ran.err


@pytest.mark.parametrize("out", ["", ".", "..", "/", "a\0b"])
def test_what_names_no_file_is_refused_in_a_sentence(run: Run, out: str) -> None:
    ran = run("fields", *CONNECTION, "--out", out)
    assert (ran.code, ran.out) == (2, "")
    assert "mistake in roo-wizard" not in ran.err


def test_a_file_is_private_and_an_existing_one_is_kept(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "fields.txt"
    assert run("fields", *CONNECTION, "--out", str(out)).code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    written = out.read_text("utf-8")
    assert run("fields", *CONNECTION, "--out", str(out)).code == 2
    assert out.read_text("utf-8") == written


def test_practice_fields_are_marked(run: Run) -> None:
    ran = run("fields", "--practice")
    assert ran.code == 0
    assert "PRACTICE" in ran.out
    assert "practice-key" in ran.out


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_written_and_none_holds_a_key_unasked(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("K", KEY)
    monkeypatch.setenv("H", f"{KEY}-header")
    out = tmp_path / "out"
    words = ("fields", *CONNECTION, "--key-env", "K", "--header-env", "X-S=H", "--format", name, "--out", str(out))
    ran = run(*words)
    assert ran.code == 0
    assert KEY not in ran.out + ran.err + out.read_text("utf-8")


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
def test_the_card_of_an_own_entry_is_valid_json_with_the_other_entries_behind_it(run: Run, provider: str) -> None:
    ran = run(
        "fields", "--preset", provider, "--model", "m-1", "--setting", f"apiProvider={provider}", "--format", "json"
    )
    assert ran.code == 0, ran.err
    assert ran.json["rows"][0]["value"] == ran.json["provider"]
    assert [route["proven"] for route in ran.json["routes"]] == [False, False]


def test_an_address_that_an_own_entry_cannot_reach_exits_2_with_the_way_on(run: Run) -> None:
    ran = run("fields", *CONNECTION, "--setting", "apiProvider=zai")
    assert (ran.code, ran.out) == (2, "")
    assert "Z.ai has no Z AI Entrypoint for https://gateway.example/v1" in ran.err
    assert "use OpenAI Compatible for that address" in ran.err


def test_the_page_of_keeping_or_moving_needs_no_connection(run: Run) -> None:
    ran = run("fields", "--format", "moving")
    assert ran.code == 0
    assert "Move to Zoo Code" in ran.out


def test_the_editors_page_tells_of_this_machine_and_of_the_proxy_without_its_password(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ".windsurf" / "extensions" / "rooveterinaryinc.roo-cline-3.52.1").mkdir(parents=True)
    monkeypatch.setenv("HTTPS_PROXY", "http://person:secret-word@proxy.example:3128")
    ran = run("fields", *CONNECTION, "--key-env", "K", "--format", "editor")
    assert ran.code == 0
    assert "Roo Code 3.52.1 in Windsurf" in ran.out
    assert "- Windsurf: ~/.config/Windsurf/User/settings.json" in ran.out
    assert '"http.proxy": "http://proxy.example:3128"' in ran.out
    assert "secret-word" not in ran.out + ran.err


def test_only_the_editors_page_looks_at_the_machine(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def looked(*_: object) -> None:
        raise AssertionError("looked at the machine")

    monkeypatch.setattr("roo_wizard.roo.editor.installs.find_folders", looked)
    for name, entry in FORMATS.items():
        if not entry.of_machine:
            assert run("fields", *CONNECTION, "--key-env", "K", "--format", name).code == 0


def test_a_key_of_a_gateway_that_also_works_without_one_is_not_replaced_by_the_placeholder(run: Run) -> None:
    connection = ("--preset", "finops", "--base-url", "https://finops.example/openai", "--model", "m/1")
    ran = run("fields", *connection, "--key-env", "TEAM_KEY")
    assert "TEAM_KEY" in ran.out
    assert "dummy" not in ran.out
    assert "dummy" in run("fields", *connection).out


@pytest.mark.parametrize("more", [(), ("--with-key",), ("--out", "file"), ("--with-key", "--out", "file")])
def test_a_file_that_nobody_could_delete_is_never_written(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, more: tuple[str, ...]
) -> None:
    monkeypatch.setenv("K", KEY)
    monkeypatch.chdir(tmp_path)
    ran = run("fields", *CONNECTION, "--key-env", "K", "--format", "roo-import", "--delete-after", *more)
    assert ran.code == 2
    assert "--out FILE" in ran.err or "no terminal" in ran.err
    assert not (tmp_path / "file").exists()
