"""Several faults at once: what is seen agrees with the order of causes (probe.md 5.7, last paragraph of 5.8)."""

import random
from itertools import combinations

import pytest

from roo_wizard.faults.catalog import Fault, catalog
from roo_wizard.practice.server import PracticeGateway
from tests.practice.talking import Said, ask
from tests.practice.test_faults import ROWS, Sees

pytestmark = pytest.mark.exhaustive

PAIRS = 120
OVERWRITE_EACH_OTHER = {"T07", "T08", "T09", "T10", "T11", "T16"}
END_THE_STREAM = {"S04", "S05", "S06"}
LEAVE_NO_CALL = {"M02", "M04", "M08", "T07", "T08", "T09", "T10", "T11", "T13", "T14", "T15", "T19", "T20", "T22"}
NOT_DRAWN = {"R09"}

WITH_OTHERS: dict[str, Sees] = {
    "N02": lambda x: x.status == 301,
    "S01": lambda x: x.json["object"] == "chat.completion",
    "S09": lambda x: "event: error" in x.text and "[DONE]" not in x.text,
    "S04": lambda x: '"usage"' in x.text and "[DONE]" not in x.text,
}
"""What is still seen of an id beside another one, where its row expects an otherwise perfect answer."""


def drawn(first: Fault, second: Fault) -> bool:
    ids = {first.id, second.id}
    broken_off = ids & {"S05", "S06"} and ids & LEAVE_NO_CALL
    return not (ids <= OVERWRITE_EACH_OTHER or ids <= END_THE_STREAM or broken_off or first.id in {"M02", "M08"})


def pairs() -> list[tuple[str, str]]:
    blocks = [
        fault
        for fault in catalog().values()
        if fault.shown == "path" and fault.severity == "block" and not fault.full_only and fault.id not in NOT_DRAWN
    ]
    known = {row.id for row in ROWS}
    every = [(one.id, two.id) for one, two in combinations(blocks, 2) if drawn(one, two) and {one.id, two.id} <= known]
    return random.Random(7).sample(every, PAIRS)


@pytest.mark.parametrize(("lower", "higher"), pairs())
async def test_of_two_blocks_the_lower_rank_is_seen(gateway: PracticeGateway, lower: str, higher: str) -> None:
    row = next(row for row in ROWS if row.id == lower)
    sees = WITH_OTHERS.get(lower, row.sees)
    said = row.said
    if {lower, higher} & {"S04", "S06"}:
        said = Said(said.turn, said.settings, until=said.until or b"tes/")
    assert sees(await ask(gateway, f"{higher}+{lower}", said))


async def test_order_in_the_path_does_not_matter(gateway: PracticeGateway) -> None:
    answers = [await ask(gateway, path) for path in ("N17+R01", "R01+N17")]
    assert [answer.status for answer in answers] == [402, 402]


async def test_streaming_off_cures_one_of_two_faults_and_shows_the_other(gateway: PracticeGateway) -> None:
    plain = await ask(gateway, "S01+R01", Said(settings={"openAiStreamingEnabled": False}))
    assert plain.status == 400


async def test_an_id_written_twice_counts_once(gateway: PracticeGateway) -> None:
    assert (await ask(gateway, "N17+n17")).status == 402
