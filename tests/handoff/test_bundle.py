import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.finding import Finding, Owner, Severity
from roo_wizard.core.report import CheckResult, Report, RequestRecord, Status, Verdict
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import render
from roo_wizard.handoff.redaction import public_text
from roo_wizard.presets.loader import preset
from roo_wizard.roo.settings import ClientSettings

Make = Callable[..., Fields]
Prove = Callable[..., Report]
PRIVATE = "https://llm.acme-bank.example:8443/team-7351/v1"


def told(prove: Prove, evidence: str = "502 Bad Gateway") -> Report:
    url = f"{PRIVATE}/chat/completions"
    return prove(
        Verdict.BLOCKED,
        findings=(Finding("R04", Severity.BLOCK, "Streams break", safe(evidence), Owner.GATEWAY, "Fix it"),),
        checks=(CheckResult("C06", "Streams", Status.FAIL, Severity.BLOCK, safe(evidence), 12),),
        requests=(RequestRecord("T1", "POST", url, 502, 3, 1234),),
        timing={"ttft": 312.4, "note": "never shown", "total": None},
    )


def test_verdict_cause_evidence_timing_versions_and_curl_are_in_it(make: Make, prove: Prove) -> None:
    text = render("bundle", make(preset=preset("flatkey"), report=told(prove)))
    for row in (
        "| verdict | blocked |",
        "| cause: id | R04 |",
        "| cause: owner | gateway |",
        "| client | Roo Code 3.52.1 |",
        "| base URL | https://router.flatkey.ai/v1 |",
        "| R04 | block | Streams break | 502 Bad Gateway | gateway | Fix it |",
        "| C06 | fail | Streams | 502 Bad Gateway | 12 |",
        "| T1 | POST | 502 | 3 | 1234 |",
        "| ttft | 312 ms |",
    ):
        assert row in text
    assert "| roo-wizard | " in text
    assert "curl -sS -N -i -X POST https://router.flatkey.ai/v1/chat/completions" in text
    assert "never shown" not in text


def test_a_kept_run_tells_the_same_and_damage_in_it_does_no_harm(make: Make) -> None:
    run: dict[str, Any] = {"verdict": "risky", "findings": [{"id": "T10", "evidence": "a|b\n# c"}, 5], "checks": "x"}
    text = render("bundle", make(last_run=run | {"cause": [], "timing": {"a": "b"}, "api_key": "sk-never"}))
    assert "| verdict | risky |" in text
    assert "| T10 |" in text
    assert "sk-never" not in text
    assert "never checked" in render("bundle", make())


def test_a_private_gateway_a_profile_and_header_values_stay_private(make: Make, prove: Prove) -> None:
    evidence = "llm.acme-bank.example:8443 says: team-7351 is out, ask jane@acme-bank.example, X-Team tiger-lily"
    headers = {"X-Team": "tiger-lily", "X-S": ApiKey("s3cret-header-value")}
    fields = make(
        PRIVATE,
        profile="acme-jane",
        settings=ClientSettings({"openAiHeaders": headers}),
        report=told(prove, evidence),
        key_where="in your keyring: service roo-wizard, user name https://llm.acme-bank.example#acme-jane",
        key_variable="ACME_KEY",
    )
    text = render("bundle", fields, ApiKey("sk-canary-0123456789"))
    for word in ("acme", "team-7351", "jane", "tiger", "s3cret", "canary", "8443"):
        assert word not in text.lower()
    assert "https://your-gateway.example/hidden/v1/chat/completions" in text
    assert "X-Team" in text


@pytest.mark.parametrize(
    "evidence",
    [
        "Incorrect API key provided: sk-pr***9xQ2",
        "Authorization: Bearer 9xQ2secretsecret",
        'api_key="9xQ2secretsecret"',
        "key 9xQ2aB7cD8eF1gH2iJ3kL4mN5oP6 refused",
        "see https://9xQ2.acme.example/login?token=9xQ2",
        "proxy 9xQ2.acme.corp:3128 refused",
        "upstream 10.9.8.7 refused",
        "open /home/9xQ2/.config failed",
        "C:\\Users\\9xQ2\\x",
        "org-9xQ2secretsecret has no credit",
        "write to 9xQ2@acme.example",
    ],
)
def test_what_an_answer_quotes_of_a_person_or_a_key_goes(make: Make, evidence: str) -> None:
    line = public_text(make())(evidence)
    assert "9xQ2" not in line
    assert "10.9.8.7" not in line


@pytest.mark.parametrize(
    "line",
    [
        "temperature does not support 0, only the default (1)",
        "request 0f8fad5b-d9cb-469f-a165-70867728950e failed",
        "Invalid model name passed in model=gpt-5.4-mini-2026-01-12",
        "401 Unauthorized: No connected db.",
        "no Authorization header was sent",
    ],
)
def test_what_an_operator_needs_stays(make: Make, line: str) -> None:
    assert public_text(make())(line) == line


def test_an_azure_host_is_hidden_and_keeps_the_form_of_its_requests(make: Make) -> None:
    text = render("bundle", make("https://acme.openai.azure.com/openai", model="d-1"))
    assert "https://your-gateway.openai.azure.com/openai/deployments/d-1/chat/completions" in text
    assert "acme" not in text


def test_a_key_pasted_as_a_model_is_not_repeated(make: Make) -> None:
    assert "Zz9" not in render("bundle", make(model="sk-ant-api03-Zz9aB8cD7eF6gH5iJ4kL3"))


@pytest.mark.parametrize("dialect", Dialect)
@given(model=st.text(min_size=1, max_size=40), evidence=st.text(max_size=80))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_foreign_text_stays_text(make: Make, prove: Prove, dialect: Dialect, model: str, evidence: str) -> None:
    fields = make("https://gw.example", dialect, model=model, report=told(prove, evidence))
    text = render("bundle", fields)
    assert all(character.isprintable() or character == "\n" for character in text)
    head, fence, _ = re.split(r"^(`{3,})sh$", text, maxsplit=1, flags=re.MULTILINE)
    assert text.count(f"\n{fence}\n") == 1
    assert not re.search(r"(?<!\\)(?:\\\\)*<", head)
    assert "@" not in head
