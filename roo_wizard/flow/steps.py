"""Moving through the wizard: pure functions from one state to the next.

An answer that changes what a later answer was given for drops only what can no longer be true: another base
URL drops key, list and report; another model drops the report. Everything else is kept for going back.
"""

from dataclasses import replace

from roo_wizard.core.base_url import BaseUrl
from roo_wizard.core.model import Catalog, ListRefusal
from roo_wizard.core.report import Report, Verdict
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.views import GatewayChoice, KeyPlace
from roo_wizard.probe.target import Target

READY = frozenset({Verdict.READY, Verdict.READY_WITH_SETTINGS})
"""The verdicts after which the fields follow by themselves."""

_CUSTOM = "custom"
"""The row that stands for no known gateway."""


def answer_gateway(state: WizardState, choice: GatewayChoice, url: BaseUrl, region: int = 0) -> WizardState:
    """Return *state* with the first answer; a key given for another origin is dropped, never sent elsewhere.

    Another entry of the client's list sends other requests, so that a report does not outlive it.
    """
    endpoint = url.required()
    settings = state.settings.with_({"apiProvider": choice.provider})
    moved = replace(
        state, step=Step.KEY, gateway=choice, region=region, url=url, settings=settings, practice=choice.practice
    )
    if state.endpoint == endpoint and state.settings == settings:
        return moved
    same_origin = state.endpoint is not None and state.endpoint.origin == endpoint.origin
    return replace(
        moved,
        key=state.key if same_origin else None,
        catalog=None,
        report=None,
        profile=state.profile if same_origin else None,
        team=state.team if same_origin else "",
    )


def edit(state: WizardState, step: Step) -> WizardState:
    """Return *state* at an earlier (or later) *step* with every answer kept."""
    return state.at(step)


def rerun(state: WizardState) -> WizardState:
    """Return *state* at the proof without a report, so that it runs again."""
    return replace(state, step=Step.PROOF, report=None, changes=())


def allow_http(state: WizardState) -> WizardState:
    """Return *state* with plain http allowed for exactly the origin that was answered."""
    return replace(state, http_allowed_for=state.endpoint.origin if state.endpoint else "")


def answer_key(state: WizardState, key: ApiKey, place: KeyPlace) -> WizardState:
    """Return *state* with the second answer; another key may see other models, so that the list is asked again, as
    after a refusal.

    Where a team file has answered the model, the proof follows at once.
    """
    same = state.key == key
    has_list = state.catalog is not None and state.catalog.refusal is None
    return replace(
        state,
        step=Step.PROOF if state.team and state.model else Step.MODEL,
        key=key,
        key_place=place,
        catalog=state.catalog if same and has_list else None,
        report=state.report if same else None,
    )


def was_refused(state: WizardState) -> bool:
    """Whether the gateway has refused the key that was given, for its list or in the proof."""
    for_list = state.catalog is not None and state.catalog.refusal is ListRefusal.KEY
    return for_list or (state.report is not None and state.report.cause is not None and state.report.cause.id == "N07")


def with_catalog(state: WizardState, catalog: Catalog) -> WizardState:
    """Return *state* with the gateway's list (no answer: the step stays)."""
    return replace(state, catalog=catalog)


def answer_model(state: WizardState, model: str) -> WizardState:
    """Return *state* with the third answer, at the proof, which starts at once.

    The same answer keeps a finished report: going back and forth never spends twice.
    """
    report = state.report if model == state.model else None
    step = Step.FIELDS if report is not None and report.verdict in READY else Step.PROOF
    return replace(state, step=step, model=model, report=report)


def proven(state: WizardState, report: Report) -> WizardState:
    """Return *state* with the report: at the fields when ready, else still at the proof.

    The proven settings stay in the report: another model must not inherit this one's rescue.
    """
    step = Step.FIELDS if report.verdict in READY else Step.PROOF
    return replace(state, step=step, report=report, changes=())


def with_changes(state: WizardState, changes: tuple[str, ...]) -> WizardState:
    """Return *state* with what its report found other than the check before (no answer: the step stays)."""
    return replace(state, changes=changes)


def may_see_fields(state: WizardState) -> bool:
    """Whether the fields may be shown: proven, or risky and asked for; never after a block or half a proof."""
    return state.report is not None and (state.report.verdict in READY or state.report.verdict is Verdict.RISKY)


def target(state: WizardState) -> Target:
    """Return what the proof runs on; raises `ValueError` before three answers were given."""
    if state.url is None or state.key is None or not state.model:
        raise ValueError("the proof needs a base URL, a key and a model")
    choice = state.gateway
    return Target(
        url=state.url,
        key=state.key,
        model=state.model,
        client=state.client,
        settings=state.settings,
        preset=choice.id if choice and not choice.practice and choice.id != _CUSTOM else None,
        profile=state.profile,
        preset_base=bool(
            choice and any(state.url.endpoint and base.url == state.url.endpoint.base_url for base in choice.bases)
        ),
        allow_http=state.allow_http,
    )


OWNING_STEPS = {
    "N01": Step.GATEWAY,
    "N02": Step.GATEWAY,
    "N03": Step.GATEWAY,
    "N04": Step.GATEWAY,
    "N05": Step.GATEWAY,
    "N06": Step.KEY,
    "N07": Step.KEY,
    "N08": Step.KEY,
    "N09": Step.KEY,
    "N13": Step.MODEL,
    "N14": Step.MODEL,
    "N15": Step.MODEL,
    "N17": Step.KEY,
    "N18": Step.MODEL,
}
"""Which answer to change for a cause; any other fault is best met with another model."""


def owning_step(cause_id: str) -> Step:
    """Return the step whose answer a person would change to get rid of the cause."""
    return OWNING_STEPS.get(cause_id, Step.MODEL)


def found_base(state: WizardState) -> str:
    """Return the base URL that the proof found instead of the typed one, "" without one.

    It is a guess whose model list has answered, so that it is offered, and a person confirms it (design, section 4).
    """
    cause = state.report.cause if state.report else None
    if cause is None or state.url is None:
        return ""
    from roo_wizard.probe.advice import use_instead

    bases = (guess.base_url for guess in state.url.candidates)
    return next((base for base in bases if cause.action == use_instead(base)), "")


def blamed_step(state: WizardState) -> Step | None:
    """Return the step whose answer the proof blames, None without a cause; a found base blames the typed one."""
    cause = state.report.cause if state.report else None
    if cause is None:
        return None
    return Step.GATEWAY if found_base(state) else owning_step(cause.id)


def blames(state: WizardState, step: Step) -> bool:
    """Whether the proof has found its cause in the answer to *step*."""
    return blamed_step(state) is step
