from dataclasses import replace

import pytest

from roo_wizard.core.exchange import AuthForm, Ending, Exchange, Request
from roo_wizard.core.model import Catalog
from roo_wizard.core.report import CheckResult, Status
from roo_wizard.gateway.listing.catalog import Fetched
from roo_wizard.probe.ground import Ground
from roo_wizard.probe.results import ground_results
from tests.probe.runs import run, target

URL = "https://gateway.example/v1/models"
WITH_KEY = Request("models", "GET", URL, auth=AuthForm.BEARER)
LISTED = Exchange(WITH_KEY, 200)
MISSING = Exchange(WITH_KEY, 404)
SILENT = Exchange(WITH_KEY, None, ending=Ending.FAILED)
REFUSED = Exchange(replace(WITH_KEY, auth=AuthForm.NONE), 401)


def control(listed: Exchange, keyless: Exchange | None) -> CheckResult:
    fetched = Fetched(Catalog("https://gateway.example/v1", URL), listed, keyless)
    results = ground_results(Ground(fetched=fetched), target("https://gateway.example/v1").endpoint)
    return next(result for result in results if result.id == "C05")


@pytest.mark.parametrize(("listed", "keyless"), [(SILENT, None), (LISTED, replace(SILENT, request=REFUSED.request))])
def test_a_control_that_got_no_answer_did_not_run(listed: Exchange, keyless: Exchange | None) -> None:
    assert control(listed, keyless).status is Status.NOT_RUN


@pytest.mark.parametrize(("listed", "keyless"), [(MISSING, None), (LISTED, REFUSED), (LISTED, LISTED)])
def test_a_control_with_an_answer_or_without_a_list_passes(listed: Exchange, keyless: Exchange | None) -> None:
    assert control(listed, keyless).status is Status.PASS


async def test_a_gateway_without_a_list_is_still_ready() -> None:
    assert (await run("N12")).report.verdict == "ready"


def test_what_an_unusable_base_leaves_undone_did_not_run() -> None:
    results = {entry.id: entry.status for entry in ground_results(Ground(), target(URL).endpoint)}
    assert {results[check] for check in ("C02", "C03", "C04", "C05")} == {Status.NOT_RUN}
