from dataclasses import replace

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.errors import UsageError
from roo_wizard.core.finding import Owner
from roo_wizard.core.model import Catalog, ListRefusal
from roo_wizard.core.report import Cause, Client, Report, TargetFacts, Verdict
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow import steps
from roo_wizard.flow.state import STEPS, Step, WizardState
from roo_wizard.flow.views import Base, GatewayChoice, KeyPlace, PlaceKind
from roo_wizard.probe.advice import use_instead

FLATKEY = GatewayChoice("flatkey", "Flatkey", bases=(Base("https://router.flatkey.ai/v1"),))
CUSTOM = GatewayChoice("custom", "Custom")
OLLAMA = GatewayChoice("ollama", "Ollama", bases=(Base("http://192.168.1.5:11434/v1"),), placeholder_key="ollama")
KEY = ApiKey("fk_0123456789abcdef")
LIST = Catalog("https://router.flatkey.ai/v1", "https://router.flatkey.ai/v1/models")


def report(verdict: Verdict) -> Report:
    return Report(verdict, Client("roo", "3.52.1", "run"), TargetFacts("", "", "", "openai", "m"), None)


def answered(choice: GatewayChoice = FLATKEY, url: str = "https://router.flatkey.ai/v1") -> WizardState:
    state = steps.answer_gateway(WizardState(), choice, read_base_url(url))
    state = steps.answer_key(state, KEY, KeyPlace())
    return steps.answer_model(steps.with_catalog(state, LIST), "gpt-5.4-mini")


def test_three_answers_lead_from_the_gateway_to_the_proof() -> None:
    state = steps.answer_gateway(WizardState(), FLATKEY, read_base_url(FLATKEY.bases[0].url))
    assert state.step is Step.KEY
    state = steps.answer_key(state, KEY, KeyPlace())
    assert state.step is Step.MODEL
    assert steps.answer_model(state, "m").step is Step.PROOF


def test_another_entry_of_the_client_keeps_the_key_and_asks_for_list_and_proof_again() -> None:
    done = replace(answered(), report=report(Verdict.READY))
    native = replace(FLATKEY, provider="requesty")
    state = steps.answer_gateway(done, native, read_base_url(FLATKEY.bases[0].url))
    assert state.settings["apiProvider"] == "requesty"
    assert (state.key, state.catalog, state.report) == (KEY, None, None)
    back = steps.answer_gateway(state, FLATKEY, read_base_url(FLATKEY.bases[0].url))
    assert "apiProvider" not in back.settings


def test_an_unusable_base_url_is_no_answer() -> None:
    with pytest.raises(UsageError):
        steps.answer_gateway(WizardState(), CUSTOM, read_base_url("{host}/openai"))


@pytest.mark.parametrize("verdict", [Verdict.READY, Verdict.READY_WITH_SETTINGS])
def test_fields_follow_by_themselves_after(verdict: Verdict) -> None:
    assert steps.proven(answered(), report(verdict)).step is Step.FIELDS


@pytest.mark.parametrize("verdict", [Verdict.RISKY, Verdict.BLOCKED, Verdict.INCONCLUSIVE])
def test_the_proof_stays_after(verdict: Verdict) -> None:
    assert steps.proven(answered(), report(verdict)).step is Step.PROOF


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [
        (Verdict.READY, True),
        (Verdict.READY_WITH_SETTINGS, True),
        (Verdict.RISKY, True),
        (Verdict.BLOCKED, False),
        (Verdict.INCONCLUSIVE, False),
    ],
)
def test_fields_may_be_seen(verdict: Verdict, shown: bool) -> None:
    assert steps.may_see_fields(steps.proven(answered(), report(verdict))) is shown


def test_no_fields_without_a_report() -> None:
    assert not steps.may_see_fields(answered())


def test_going_back_keeps_every_answer() -> None:
    state = steps.proven(answered(), report(Verdict.BLOCKED))
    for step in STEPS:
        assert steps.edit(state, step).at(state.step) == state


def test_the_same_model_again_keeps_the_report_and_spends_nothing() -> None:
    state = steps.proven(answered(), report(Verdict.READY))
    again = steps.answer_model(steps.edit(state, Step.MODEL), "gpt-5.4-mini")
    assert (again.report, again.step) == (state.report, Step.FIELDS)


def test_another_model_drops_the_report() -> None:
    state = steps.proven(answered(), report(Verdict.READY))
    again = steps.answer_model(state, "other")
    assert (again.report, again.step) == (None, Step.PROOF)


def test_the_same_key_again_keeps_list_and_report() -> None:
    state = steps.proven(answered(), report(Verdict.READY))
    again = steps.answer_key(state, ApiKey(KEY.reveal()), KeyPlace(PlaceKind.SESSION))
    assert (again.catalog, again.report) == (LIST, state.report)


def test_another_key_drops_list_and_report() -> None:
    state = steps.proven(answered(), report(Verdict.READY))
    again = steps.answer_key(state, ApiKey("fk_other_key_0000"), KeyPlace())
    assert (again.catalog, again.report) == (None, None)


@pytest.mark.parametrize(
    "url", ["https://router.flatkey.ai:8443/v1", "http://router.flatkey.ai/v1", "https://e.test/v1"]
)
def test_another_origin_never_gets_the_key(url: str) -> None:
    state = steps.answer_gateway(answered(), CUSTOM, read_base_url(url))
    assert (state.key, state.catalog, state.report) == (None, None, None)


def test_another_path_on_the_same_origin_keeps_the_key_but_not_the_list() -> None:
    state = steps.answer_gateway(answered(), CUSTOM, read_base_url("https://router.flatkey.ai/other/v1"))
    assert (state.key, state.catalog) == (KEY, None)


def test_http_is_allowed_for_exactly_one_origin() -> None:
    state = steps.answer_gateway(WizardState(), CUSTOM, read_base_url("http://llm.example/v1"))
    allowed = steps.allow_http(steps.answer_key(state, KEY, KeyPlace()))
    assert allowed.allow_http
    assert steps.target(steps.answer_model(allowed, "m")).allow_http
    assert not steps.answer_gateway(allowed, CUSTOM, read_base_url("http://llm.example:81/v1")).allow_http


def test_a_placeholder_is_no_secret_that_http_could_betray() -> None:
    state = steps.answer_gateway(WizardState(), OLLAMA, read_base_url(OLLAMA.bases[0].url))
    assert steps.answer_key(state, ApiKey("ollama"), KeyPlace(PlaceKind.SESSION)).allow_http
    assert not steps.answer_key(state, ApiKey("a-real-key-1234"), KeyPlace()).allow_http


def test_the_target_knows_a_presets_own_base() -> None:
    own = steps.target(answered())
    edited = steps.target(answered(url="https://router.flatkey.ai/v2"))
    assert (own.preset, own.preset_base, edited.preset_base) == ("flatkey", True, False)


def test_no_target_before_three_answers() -> None:
    with pytest.raises(ValueError, match="needs"):
        steps.target(WizardState())


def test_a_rerun_keeps_the_answers_and_drops_the_report() -> None:
    state = steps.proven(answered(), report(Verdict.BLOCKED))
    assert steps.rerun(state) == replace(state, report=None)


@pytest.mark.parametrize(
    ("cause", "step"), [("N01", Step.GATEWAY), ("N07", Step.KEY), ("N13", Step.MODEL), ("T03", Step.MODEL)]
)
def test_a_cause_leads_to_the_answer_that_owns_it(cause: str, step: Step) -> None:
    assert steps.owning_step(cause) is step


def test_a_base_that_answered_is_found_in_the_cause_and_blames_the_gateway() -> None:
    state = answered(CUSTOM, "https://gw.example.com")
    cause = Cause("N13", "", "", Owner.YOU, use_instead("https://gw.example.com/v1"))
    blocked = replace(state, report=replace(report(Verdict.BLOCKED), cause=cause))
    assert steps.found_base(blocked) == "https://gw.example.com/v1"
    assert steps.blamed_step(blocked) is Step.GATEWAY
    elsewhere = replace(cause, action=use_instead("https://other.example.com/v1"))
    other = replace(blocked, report=replace(report(Verdict.BLOCKED), cause=elsewhere))
    assert (steps.found_base(other), steps.blamed_step(other)) == ("", Step.MODEL)
    assert (steps.found_base(state), steps.blamed_step(state)) == ("", None)


def test_after_a_refused_list_the_same_key_asks_again() -> None:
    state = steps.with_catalog(answered(), replace(LIST, refusal=ListRefusal.KEY))
    assert steps.was_refused(state)
    assert steps.answer_key(state, KEY, KeyPlace()).catalog is None
    assert not steps.was_refused(answered())
