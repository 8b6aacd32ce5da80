from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.cli.wizard.choices import gateway_choices, read_url
from roo_wizard.cli.wizard.progress import progress_of, state_of
from roo_wizard.core.secret import ApiKey
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.views import KeyPlace, PlaceKind
from roo_wizard.profiles.resume import Progress
from roo_wizard.roo.clients import ZOO
from roo_wizard.roo.settings import ClientSettings

FLATKEY = next(row for row in gateway_choices() if row.id == "flatkey")
STATE = WizardState(
    step=Step.PROOF,
    client=ZOO,
    settings=ClientSettings({"modelTemperature": 1}),
    gateway=FLATKEY,
    url=read_url(FLATKEY.bases[0].url, FLATKEY),
    http_allowed_for="http://gateway.example",
    key=ApiKey("sk-live-0123456789abcdef"),
    key_place=KeyPlace(PlaceKind.ENV, "K"),
    model="m-1",
    profile="work",
)


def test_every_answer_but_the_key_comes_back_at_the_key_step() -> None:
    assert state_of(progress_of(STATE)) == replace(STATE, step=Step.KEY, key=None, http_allowed_for="")


def test_the_entry_of_the_client_that_was_chosen_comes_back() -> None:
    requesty = next(row for row in gateway_choices() if row.id == "requesty")
    for route in requesty.routes:
        choice = requesty.on(route)
        settings = ClientSettings({"apiProvider": route.provider})
        state = replace(STATE, gateway=choice, url=read_url(choice.bases[0].url, choice), settings=settings)
        assert state_of(progress_of(state)) == replace(state, step=Step.KEY, key=None, http_allowed_for="")


def test_no_secret_is_among_the_answers() -> None:
    assert "0123456789" not in repr(progress_of(STATE))


def test_a_key_that_was_typed_as_a_model_is_not_written_down() -> None:
    assert "0123456789" not in repr(progress_of(replace(STATE, key=None, model="sk-live-0123456789abcdef")))


def test_a_keyless_gateway_goes_on_at_the_model() -> None:
    ollama = next(row for row in gateway_choices() if row.id == "ollama")
    key = ApiKey(ollama.placeholder_key)
    state = replace(STATE, gateway=ollama, url=read_url(ollama.bases[0].url, ollama), key=key)
    resumed = state_of(progress_of(state))
    assert resumed is not None
    assert (resumed.step, resumed.key) == (Step.MODEL, key)
    with_a_key = state_of(progress_of(replace(state, key=STATE.key)))
    assert with_a_key is not None
    assert (with_a_key.step, with_a_key.key) == (Step.KEY, None)


ELSEWHERE = {"gateway": "custom", "url": "https://gateway.example"}


@pytest.mark.parametrize(
    "progress",
    [
        Progress("key", {}),
        Progress("key", {"gateway": "flatkey"}),
        Progress("key", {"gateway": "gone", "url": "https://gateway.example"}),
        Progress("key", {"gateway": "custom", "url": ""}),
        Progress("key", {"gateway": "custom", "url": "https://gateway.example", "client": "kilo"}),
        Progress("key", {"gateway": "custom", "url": "https://gateway.example", "settings": {"nothing": 1}}),
        Progress("key", {"gateway": "custom", "url": "https://gateway.example", "settings": {"apiProvider": "none"}}),
        Progress("key", {**ELSEWHERE, "dialect": "anthropic", "settings": {"apiProvider": "litellm"}}),
    ],
)
def test_answers_that_do_not_fit_are_as_good_as_none(progress: Progress) -> None:
    assert state_of(progress) is None


@given(
    st.text(),
    st.dictionaries(
        st.sampled_from(
            ["gateway", "region", "url", "key_place", "keyless", "model", "client", "dialect", "profile", "settings"]
        ),
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.lists(st.text())
        | st.sampled_from(["custom", "roo"]),
    ),
)
def test_an_edited_file_never_stops_the_wizard(step: str, answers: dict[str, object]) -> None:
    state = state_of(Progress(step, answers))
    assert state is None or state.step in {Step.GATEWAY, Step.KEY, Step.MODEL}
