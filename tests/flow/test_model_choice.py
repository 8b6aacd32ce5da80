import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.model import Model, ToolSupport
from roo_wizard.flow.model_choice import ModelChoice, Order, ToolFilter, nearest_ids, working_price

MODELS = (
    Model("a", ToolSupport.UNKNOWN, context_window=8_000, input_price=1.0, output_price=2.0),
    Model("b", ToolSupport.YES, context_window=200_000, input_price=3.0, output_price=15.0),
    Model("c", ToolSupport.NO),
    Model("d", ToolSupport.YES, context_window=32_000, input_price=0.0, output_price=0.0),
    Model("e", ToolSupport.UNKNOWN, input_price=0.1),
)
CHOICE = ModelChoice(MODELS)


def ids(*positions: int) -> str:
    return "".join(MODELS[position].id for position in positions)


@pytest.mark.parametrize(
    ("order", "wanted"), [(Order.LISTED, "abcde"), (Order.CONTEXT, "bdace"), (Order.PRICE, "dabce")]
)
def test_what_the_list_says_nothing_about_comes_last_in_its_own_order(order: Order, wanted: str) -> None:
    assert ids(*CHOICE.positions(order)) == wanted


@pytest.mark.parametrize(
    ("tools", "wanted"), [(ToolFilter.ALL, "abcde"), (ToolFilter.POSSIBLE, "abde"), (ToolFilter.SAID, "bd")]
)
def test_unknown_is_not_hidden_with_no(tools: ToolFilter, wanted: str) -> None:
    assert ids(*CHOICE.positions(tools=tools)) == wanted
    assert CHOICE.count(tools) == len(wanted)


def test_a_search_keeps_its_order_until_another_one_is_asked_for() -> None:
    assert ids(*CHOICE.positions(among=[3, 1, 0])) == "dba"
    assert ids(*CHOICE.positions(Order.CONTEXT, ToolFilter.SAID, among=[3, 1, 0])) == "bd"


def test_an_order_that_says_nothing_is_known_as_such() -> None:
    silent = ModelChoice((Model("x"), Model("y", input_price=1.0)))
    assert silent.has(Order.LISTED)
    assert not silent.has(Order.CONTEXT)
    assert not silent.has(Order.PRICE)
    assert CHOICE.has(Order.PRICE)


def test_the_price_is_that_of_an_agents_traffic() -> None:
    assert working_price(MODELS[0]) == pytest.approx(20 / 19)
    assert working_price(MODELS[4]) is None
    assert working_price(MODELS[3]) == 0


def test_an_empty_list_has_nothing_to_show() -> None:
    assert ModelChoice(()).positions(Order.PRICE, ToolFilter.SAID) == []


LISTED = [
    "claude-sonnet-4.6",
    "claude-opus-4.8",
    "claude-haiku-4.5",
    "gpt-5.4-mini",
    "gpt-5.4",
    "anthropic/claude-sonnet-4.6",
    "Qwen/Qwen3-Coder-480B-A35B-Instruct",
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("claude-sonnet-4-6", "claude-sonnet-4.6"),
        ("Claude Sonnet 4.6", "claude-sonnet-4.6"),
        ("openai/gpt-5.4", "gpt-5.4"),
        ("gpt-5.4-min", "gpt-5.4-mini"),
        ("gpt5.4", "gpt-5.4"),
        ("qwen3-coder-480b-a35b-instruct", "Qwen/Qwen3-Coder-480B-A35B-Instruct"),
        ("claude-opus-4.7", "claude-opus-4.8"),
    ],
)
def test_what_was_probably_meant_comes_first(typed: str, first: str) -> None:
    assert nearest_ids(typed, LISTED)[0] == first


@pytest.mark.parametrize("typed", ["gpt-5.4", "", "   ", "zzzzzz", "///"])
def test_nothing_is_said_of_a_listed_id_or_of_something_else_altogether(typed: str) -> None:
    assert nearest_ids(typed, LISTED) == []


def test_at_most_so_many_are_named() -> None:
    assert len(nearest_ids("claude-4", LISTED, limit=2)) <= 2
    assert nearest_ids("claude-sonnet-4-6", LISTED, limit=2) == ["claude-sonnet-4.6", "anthropic/claude-sonnet-4.6"]


@given(st.text(max_size=30), st.lists(st.text(max_size=12), max_size=20))
def test_nearest_ids_are_listed_and_differ(typed: str, listed: list[str]) -> None:
    found = nearest_ids(typed, listed)
    assert set(found) <= set(listed)
    assert len(set(found)) == len(found) <= 3


def test_an_id_that_is_listed_more_than_once_is_named_once() -> None:
    assert nearest_ids("GPT-9", ["gpt-9"] * 3) == ["gpt-9"]


def test_a_name_of_one_letter_repeated_is_no_trap() -> None:
    assert len(nearest_ids("a" * 100_000, ["a" * 299, *LISTED])) <= 3


@given(st.lists(st.builds(Model, st.text(max_size=3), context_window=st.none() | st.integers(1, 9)), max_size=20))
def test_every_order_shows_every_model_once(models: list[Model]) -> None:
    choice = ModelChoice(models)
    for order in Order:
        assert sorted(choice.positions(order)) == list(range(len(models)))
