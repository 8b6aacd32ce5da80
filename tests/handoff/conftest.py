"""Connections to hand over."""

from collections.abc import Callable
from typing import Any

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.finding import Owner
from roo_wizard.core.report import Cause, Client, Report, TargetFacts, Usage, Verdict
from roo_wizard.handoff.fields import Fields

Make = Callable[..., Fields]
Prove = Callable[..., Report]


@pytest.fixture
def make() -> Make:
    def fields(url: str = "https://router.flatkey.ai/v1", dialect: Dialect = Dialect.OPENAI, **more: Any) -> Fields:
        return Fields(read_base_url(url, dialect).required(), **{"model": "gpt-5.4-mini", "profile": "work", **more})

    return fields


@pytest.fixture
def prove() -> Prove:
    def report(verdict: Verdict = Verdict.READY, **more: Any) -> Report:
        cause = None
        if verdict is not Verdict.READY:
            cause = Cause("R04", "Streams break tool calls", "", Owner.GATEWAY, "")
        facts = TargetFacts("", "", "", "openai", "gpt-5.4-mini", served_model=more.pop("served_model", None))
        usage = Usage(requests=2, prompt_tokens=17_123, completion_tokens=456)
        values = {"usage": usage, "started_at": "2026-11-20T10:05:00Z", **more}
        return Report(verdict, Client("roo", "3.52.1", "run"), facts, cause, **values)

    return report
