from pathlib import Path

import pytest

from roo_wizard.core.paths import Places
from roo_wizard.profiles.keyring_facts import backend_facts
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import KeyringState, Vault
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


def remedies(run: Run) -> dict[str, str]:
    return {check["id"]: check["remediation"] for check in run("doctor", "--json").json["checks"]}


def summaries(run: Run) -> dict[str, str]:
    return {check["id"]: check["summary"] for check in run("doctor", "--json").json["checks"]}


def test_whatever_is_not_a_pass_has_a_remedy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://proxy.example:1080")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-x")
    checks = run("doctor", "--json").json["checks"]
    assert {check["id"] for check in checks if check["status"] != "pass" and not check["remediation"]} == set()
    assert len({check["id"] for check in checks}) == len(checks) == 12


def test_a_keyring_says_whether_it_is_trusted(run: Run) -> None:
    assert summaries(run)["keyring"].startswith("not trusted: ")


@pytest.mark.parametrize(
    ("module", "status", "says"),
    [
        ("keyring.backends.SecretService", "pass", "Secret Service: trusted"),
        ("some.unknown.backend", "warn", "some.unknown.backend: not known to this program, so not trusted"),
    ],
)
def test_a_keyring_that_works_is_trusted_only_when_it_is_known(
    module: str, status: str, says: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def probe(_vault: Vault) -> KeyringState:
        facts = backend_facts(module)
        return KeyringState(True, facts.name, backend=facts)

    monkeypatch.setattr(Vault, "probe", probe)
    assert statuses(run)["keyring"] == status
    assert summaries(run)["keyring"].startswith(says)


@pytest.mark.parametrize("name", ["OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "ANTHROPIC_BASE_URL", "ANTHROPIC_AUTH_TOKEN"])
def test_variables_that_redirect_the_client_are_named_and_their_values_never_shown(
    name: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "value-that-may-be-a-key")
    ran = run("doctor", "--json")
    check = next(check for check in ran.json["checks"] if check["id"] == "sdk-variables")
    assert check["status"] == "warn"
    assert name in check["summary"]
    assert name in check["remediation"]
    assert "value-that-may-be-a-key" not in ran.out


def test_a_key_in_the_environment_is_mentioned_without_alarm(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-value")
    assert statuses(run)["sdk-variables"] == "pass"
    assert "OPENAI_API_KEY" in summaries(run)["sdk-variables"]
    assert "sk-value" not in run("doctor").out


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("https://gw.example/v1", "https://gw.example/v1/chat/completions"),
        (
            "https://r.openai.azure.com/openai",
            "https://r.openai.azure.com/openai/deployments/m/chat/completions?api-version=",
        ),
    ],
)
def test_the_address_that_roo_will_call_is_that_of_the_default_profile(run: Run, typed: str, called: str) -> None:
    store = ProfileStore(Places.of_user())
    store.save(Profile("other", "https://other.example/v1", "m"))
    store.save(Profile("work", typed, "m"), make_default=True)
    summary = summaries(run)["called-host"]
    assert summary.startswith(called)
    assert "“work”" in summary


def test_without_a_saved_connection_nobody_knows_whom_roo_will_call(run: Run) -> None:
    assert statuses(run)["called-host"] == "not-run"
    assert "api.openai.com" in remedies(run)["called-host"]


def test_several_connections_without_a_default_are_not_told_to_be_saved(run: Run) -> None:
    store = ProfileStore(Places.of_user())
    store.save(Profile("other", "https://other.example/v1", "m"))
    store.save(Profile("work", "https://gw.example/v1", "m"))
    assert "2 profiles are saved" in summaries(run)["called-host"]
    assert "save a connection" not in remedies(run)["called-host"]


def test_a_proxy_that_the_editor_does_not_know_is_a_warning(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret-word@proxy.example:3128")
    assert statuses(run)["editor-proxy"] == "warn"
    settings = home / ".config" / "Code" / "User" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{\n  "http.proxy": "http://other:hidden-word@proxy.example:3128"\n}\n')
    ran = run("doctor")
    assert statuses(run)["editor-proxy"] == "pass"
    assert "http.proxy = http://proxy.example:3128" in ran.out
    assert "hidden-word" not in ran.out


def test_an_editor_that_trusts_anybody_is_a_warning(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = home / ".config" / "Code" / "User" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{\n  "http.proxyStrictSSL": false\n}\n')
    assert "http.proxyStrictSSL" in remedies(run)["editor-proxy"]
    monkeypatch.setenv("NODE_TLS_REJECT_UNAUTHORIZED", "0")
    assert statuses(run)["certificates"] == "warn"


@pytest.mark.parametrize(
    ("name", "other"), [("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"), ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE")]
)
def test_a_ca_that_only_one_of_the_two_programs_is_told_of_is_a_warning(
    name: str, other: str, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home / "ca.pem"
    path.write_text("")
    monkeypatch.setenv(name, str(path))
    assert statuses(run)["certificates"] == "warn"
    assert other in remedies(run)["certificates"]
    monkeypatch.setenv(other, str(path))
    assert statuses(run)["certificates"] == "pass"


def test_installs_are_listed_with_version_and_editor(run: Run, home: Path) -> None:
    folder = home / ".vscode" / "extensions" / "rooveterinaryinc.roo-cline-3.52.1"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"version": "3.52.1"}')
    assert summaries(run)["clients"] == "Roo Code 3.52.1 in VS Code"
