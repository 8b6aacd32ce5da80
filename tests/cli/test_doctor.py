from pathlib import Path

import pytest

from tests.cli.conftest import Run


def statuses(run: Run) -> dict[str, str]:
    return {check["id"]: check["status"] for check in run("doctor", "--json").json["checks"]}


def test_an_empty_machine_is_described(run: Run) -> None:
    found = statuses(run)
    assert found["folders"] == found["profiles"] == found["python"] == "pass"
    assert found["keyring"] == "warn"
    assert found["terminal"] == "not-run"


def test_a_keyring_that_cannot_be_used_comes_with_its_remedy(run: Run) -> None:
    ran = run("doctor")
    assert ran.code == 0
    keyring = ran.out.partition("Keyring: ")[2]
    assert keyring.splitlines()[1].strip().startswith("→")


def test_a_proxy_is_named_without_its_password(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret-word@proxy.example:3128")
    ran = run("doctor")
    assert "proxy.example:3128" in ran.out
    assert "secret-word" not in ran.out


def test_a_missing_ca_file_fails(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    assert statuses(run)["certificates"] == "fail"
    assert run("doctor").code == 1


def test_a_folder_that_others_can_look_into_is_a_warning(run: Run, home: Path) -> None:
    folder = home / ".config" / "roo-wizard"
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    assert statuses(run)["folders"] == "warn"


def test_a_damaged_profiles_file_is_named_and_set_aside(run: Run, home: Path) -> None:
    folder = home / ".config" / "roo-wizard"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "profiles.toml").write_text("[[[")
    assert statuses(run)["profiles"] == "fail"
    assert [path.read_text() for path in folder.glob("profiles.toml.damaged-*")] == ["[[["]
    assert statuses(run)["profiles"] == "warn"
