from dataclasses import replace

from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.team.export import share
from roo_wizard.profiles.team.file import SenderVerdict
from roo_wizard.profiles.team.text import from_toml, to_toml

WORK = Profile(
    "work",
    "https://gw.acme.example/v1",
    "acme/large",
    client="zoo",
    settings={"openAiStreamingEnabled": False, "modelTemperature": 0.6},
    headers={"X-Team": "blue"},
    secret_headers=("X-Team-Token",),
    context_window=200_000,
    last_verdict="ready-with-settings",
    checked_at="2026-11-20T10:00:00Z",
)


def test_a_saved_connection_becomes_a_file_that_can_be_opened() -> None:
    shared = share(WORK)
    team = from_toml(to_toml(shared.team))
    assert (team.name, team.base_url, team.model) == ("work", WORK.base_url, WORK.model)
    assert dict(team.settings) == dict(WORK.settings)
    assert (dict(team.headers), team.asked_headers) == ({"X-Team": "blue"}, ("X-Team-Token",))
    assert team.verdict == SenderVerdict("ready-with-settings", "2026-11-20", "acme/large", "zoo")
    assert dict(team.expects) == {"tools": True, "streaming": False, "context_window": 200_000}
    assert (shared.left_out, shared.notes) == ((), ())


def test_a_known_gateway_brings_its_pages_and_key_rules() -> None:
    team = share(Profile("r", "https://router.requesty.ai/v1", "openai/gpt-5", preset="requesty")).team
    assert (team.name, team.key_page) == ("Requesty", "https://app.requesty.ai/api-keys")
    assert team.key_rules
    assert from_toml(to_toml(team)) == team


def test_what_a_team_file_may_not_hold_is_left_out_by_name() -> None:
    profile = replace(
        WORK,
        headers={"X-Team": "ask", "Host": "gw", "X-Id": "sk-test-9f8e7d6c5b4a39281706f5e4d3c2b1a0", "X-Token": "t"},
        secret_headers=("Authorization",),
        settings={"openAiUseAzure": True},
    )
    shared = share(profile)
    assert (dict(shared.team.headers), shared.team.asked_headers, dict(shared.team.settings)) == ({}, (), {})
    named = " ".join(shared.left_out)
    assert all(name in named for name in ("X-Team", "Host", "X-Id", "X-Token", "Authorization", "Use Azure"))
    assert "sk-test" not in named
    assert from_toml(to_toml(shared.team)) == shared.team


def test_plain_http_and_a_connection_that_was_never_proven_are_mentioned() -> None:
    notes = " ".join(share(Profile("lan", "http://gw.lan:4000/v1", "m", allow_http=True)).notes)
    assert "--allow-http" in notes
    assert "check it before you send the file" in notes
    assert "allow" not in to_toml(share(Profile("lan", "http://gw.lan:4000/v1", "m", allow_http=True)).team).decode()
