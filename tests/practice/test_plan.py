import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.faults.catalog import catalog
from roo_wizard.faults.catalog import table as fault_table
from roo_wizard.practice.plan import Draws, describe_plan, known_ids, parse_plan

IDS = [known.id for known in known_ids()]


def test_every_path_fault_of_the_catalogue_and_every_oddity_is_known() -> None:
    shown = {fault.id for fault in catalog().values() if fault.shown == "path"}
    assert set(IDS) == shown | set(fault_table("oddities.toml"))


def test_ids_stand_in_the_order_of_causes_with_their_titles() -> None:
    ranks = [known.rank for known in known_ids()]
    assert ranks == sorted(ranks)
    assert all(known.title for known in known_ids())


@given(st.lists(st.sampled_from(IDS), max_size=12, unique=True))
def test_entries_are_in_the_order_of_ranks_however_they_are_written(ids: list[str]) -> None:
    plan = parse_plan("+".join(ids))
    assert {entry.id for entry in plan.entries} == set(ids)
    assert [entry.rank for entry in plan.entries] == sorted(entry.rank for entry in plan.entries)


@given(st.text(max_size=40))
def test_any_text_is_a_plan_or_a_usage_error(text: str) -> None:
    try:
        plan = parse_plan(text)
    except UsageError:
        return
    assert describe_plan(plan)


@given(st.floats(0, 0.999).map(lambda chance: f"{chance:.3f}"), st.integers(0, 10**6))
def test_draws_repeat_exactly(chance: str, seed: int) -> None:
    plan = parse_plan(f"T10~{chance}~{seed}")
    draws, numbers = Draws(plan), random.Random(seed)
    for _ in range(20):
        assert bool(draws.next()) == (numbers.random() < float(chance))
    assert draws.count == 20


@pytest.mark.parametrize("text", ["T10~1.5~7", "T10~~7", "T10~x", "T10~0.1~7~8", "T10~-1"])
def test_what_is_no_chance_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="chance"):
        parse_plan(text)


@pytest.mark.parametrize("text", ["N01", "N04", "X", "T02+Y1"])
def test_what_no_path_can_show_is_unknown(text: str) -> None:
    with pytest.raises(UnknownName):
        parse_plan(text)


def test_too_many_ids_are_refused() -> None:
    with pytest.raises(UsageError):
        parse_plan("+".join(["T02"] * 41))


def test_description_names_ids_titles_and_chances() -> None:
    assert describe_plan(parse_plan("")) == "the correct gateway"
    described = describe_plan(parse_plan("S12+T10~0.13~7"))
    assert described.index("T10") < described.index("S12")
    assert catalog()["T10"].title in described
    assert "13%" in described
