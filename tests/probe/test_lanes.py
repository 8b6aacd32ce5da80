import asyncio

from roo_wizard.probe.lanes import Lanes


async def _stays(lanes: Lanes, count: int) -> tuple[int, list[bool]]:
    """Let *count* requests through at once; return the most at a time, and which of them met another."""
    under_way, most, shared = 0, 0, []

    async def one() -> None:
        nonlocal under_way, most
        async with lanes.enter() as stay:
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1
        shared.append(stay.shared)

    await asyncio.gather(*(one() for _ in range(count)))
    return most, shared


async def test_no_more_than_the_width_are_under_way() -> None:
    assert (await _stays(Lanes(3), 10))[0] == 3


async def test_a_narrowed_road_takes_one_at_a_time_and_nobody_meets() -> None:
    lanes = Lanes(3)
    lanes.narrow()
    assert await _stays(lanes, 5) == (1, [False] * 5)


async def test_two_that_meet_both_know_it() -> None:
    assert (await _stays(Lanes(2), 2))[1] == [True, True]


async def test_who_wants_to_be_alone_waits_and_keeps_others_out() -> None:
    lanes, order = Lanes(3), []

    async def alone() -> None:
        async with lanes.alone():
            order.append("alone")
            await asyncio.sleep(0)
            order.append("alone ends")

    async with lanes.enter():
        waiting = asyncio.create_task(alone())
        await asyncio.sleep(0)
        order.append("first ends")
    late = asyncio.create_task(_stays(lanes, 1))
    await asyncio.gather(waiting, late)
    assert order == ["first ends", "alone", "alone ends"]


async def test_a_cancelled_stay_gives_its_lane_back() -> None:
    lanes = Lanes(1)

    async def forever() -> None:
        async with lanes.enter():
            await asyncio.Event().wait()

    task = asyncio.create_task(forever())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (await _stays(lanes, 2))[0] == 1
