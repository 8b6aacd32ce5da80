import pytest

from roo_wizard.core.endpoint import Dialect
from roo_wizard.roo.clients import ROO, ZOO
from roo_wizard.roo.model_ids import is_o_family, is_r1_form, o_mark, sent_anthropic_id, warnings
from roo_wizard.roo.settings import ClientSettings


@pytest.mark.parametrize(
    ("model", "mark"), [("o1", "o1"), ("solar-pro3", "o3"), ("nano3", "o3"), ("turbo1", "o1"), ("gpt-5.5", None)]
)
def test_the_marks_of_o_models_are_found_anywhere(model: str, mark: str | None) -> None:
    assert o_mark(model) == mark
    assert is_o_family(model) is (mark is not None)


def test_a_warning_says_what_the_client_does() -> None:
    (line,) = warnings("solar-pro3")
    assert "“o3”" in line
    assert "developer" in line
    assert warnings("gpt-5.5") == ()
    assert "R1 form" in warnings("deepseek-reasoner")[0]


def test_an_unknown_anthropic_id_is_named_with_what_is_sent_instead() -> None:
    lines = warnings("claude-sonnet-4.6", Dialect.ANTHROPIC)
    assert "claude-sonnet-4-5 instead" in lines[0]
    assert "hyphens" in lines[1]
    assert warnings("claude-sonnet-4-6", Dialect.ANTHROPIC) == ()
    assert len(warnings("claude-sonnet-4.6", Dialect.ANTHROPIC, ZOO)) == 1


def test_a_version_with_hyphens_is_pointed_out_for_other_gateways() -> None:
    assert "dot" in warnings("claude-sonnet-4-6")[0]
    assert warnings("claude-sonnet-4-20250514") == ()
    assert warnings("claude-sonnet-4.6") == ()


def test_the_thinking_id_goes_out_without_its_suffix() -> None:
    assert sent_anthropic_id("claude-3-7-sonnet-20250219:thinking", ROO) == "claude-3-7-sonnet-20250219"
    assert warnings("claude-3-7-sonnet-20250219:thinking", Dialect.ANTHROPIC) == ()


def test_the_r1_form_follows_the_box_and_the_id() -> None:
    assert is_r1_form("model-x", True)
    assert is_r1_form("x/deepseek-reasoner-2", False)
    assert not is_r1_form("o3", True)
    assert not is_r1_form("model-x", False)


def test_an_id_that_the_gateway_lists_is_not_called_misspelt() -> None:
    assert warnings("claude-sonnet-4-5")
    assert warnings("claude-sonnet-4-5", listed=True) == ()
    assert warnings("practice-o3", listed=True)


OWN = [
    ("zai", "glm-9", "sends glm-4.6 instead"),
    ("litellm", "typed-id", "claude-3-7-sonnet-20250219 in place of an id that /v1/model/info does not list"),
    ("deepseek", "deepseek-v4", "fails in turn 2"),
]


@pytest.mark.parametrize(("provider", "model", "trap"), OWN)
def test_the_clients_own_entries_have_traps_of_their_own(provider: str, model: str, trap: str) -> None:
    (line,) = warnings(model, settings=ClientSettings({"apiProvider": provider}))
    assert trap in line


@pytest.mark.parametrize(
    ("provider", "model"),
    [("zai", "glm-4.7"), ("requesty", "o3"), ("deepseek", "deepseek-reasoner"), ("moonshot", "kimi-o1")],
)
def test_what_the_own_entry_sends_as_it_is_needs_no_word(provider: str, model: str) -> None:
    assert warnings(model, settings=ClientSettings({"apiProvider": provider})) == ()


def test_an_id_that_litellm_lists_is_not_replaced() -> None:
    assert warnings("gw/x", listed=True, settings=ClientSettings({"apiProvider": "litellm"})) == ()
