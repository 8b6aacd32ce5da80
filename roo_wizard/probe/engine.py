"""The engine: one check as an async stream of typed events, ending in `Done`.

The screens and the command line are two views of this stream; neither keeps a copy of its logic. Judging is
pure and lives in `rules`; here is only the order of things: the free ground, T1, T2, and what a block asks for.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime

from roo_wizard.core.events import Done, Event, Received
from roo_wizard.core.exchange import Exchange
from roo_wizard.core.redaction import redacted, redacted_report
from roo_wizard.core.report import Report
from roo_wizard.core.secret import Redactor
from roo_wizard.gateway.client import GatewayClient
from roo_wizard.gateway.outgoing import check_plain_http
from roo_wizard.probe.kept import kept
from roo_wizard.probe.proof import Proof
from roo_wizard.probe.sender import RequestsSpent, Sender
from roo_wizard.probe.target import Options, Target
from roo_wizard.roo.request import models_request

Keep = Callable[[Report, tuple[Exchange, ...]], None]
"""Called once with the report and every exchange (each a `KeptExchange`), for the ledger."""


async def check(
    target: Target, options: Options | None = None, *, stop: asyncio.Event | None = None, keep: Keep | None = None
) -> AsyncGenerator[Event, None]:
    """Prove *target* and yield what happens; the last event is `Done` with the report.

    Setting *stop* ends the running request at once; the report then says *inconclusive* and what did not run.
    Closing the iterator does the same without a report. Raises `UsageError` for a URL that cannot be used and
    `PlainHttpRefused` for a key over http that nobody allowed, before anything is sent.
    """
    options = options or Options()
    if not target.allow_http:
        check_plain_http(models_request(target.endpoint, target.settings), target.endpoint, target.key)
    events: asyncio.Queue[Event | BaseException] = asyncio.Queue()
    work = asyncio.create_task(_work(target, options, events, keep))
    watch = asyncio.create_task(_cancel_on(stop, work)) if stop else None
    try:
        while True:
            event = await events.get()
            if isinstance(event, BaseException):
                raise event
            yield event
            if isinstance(event, Done):
                return
    finally:
        tasks = [task for task in (work, watch) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _cancel_on(stop: asyncio.Event, work: asyncio.Task[None]) -> None:
    await stop.wait()
    work.cancel()


async def _work(
    target: Target, options: Options, events: "asyncio.Queue[Event | BaseException]", keep: Keep | None
) -> None:
    redactor = Redactor()

    def emit(event: Event) -> None:
        events.put_nowait(event if isinstance(event, Received) else redacted(event, redactor))

    started_at, start = datetime.now(UTC), time.monotonic()
    try:
        async with GatewayClient(
            target.endpoint,
            target.key,
            limits=options.limits,
            allow_http=target.allow_http,
            headers_secret=target.secret_headers,
            on_bytes=lambda purpose, size, elapsed: emit(Received(purpose, size, elapsed)),
        ) as client:
            redactor = client.redactor
            sender = Sender(client, options, emit)
            proof = Proof(target, options, client, sender, emit, seed=secrets.randbits(32))
            try:
                await proof.run()
            except asyncio.CancelledError:
                proof.stopped_by("cancelled")
            except RequestsSpent as spent:
                proof.stopped_by(*(("max-requests", spent.why) if options.spend else ("no-spend",)))
            report = proof.report(
                started_at=started_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
                duration_ms=round((time.monotonic() - start) * 1000),
            )
        report = redacted_report(report, redactor)
        if keep:
            keep(report, kept(sender.exchanges, proof.trials, redactor))
        events.put_nowait(Done(report))
    except Exception as error:  # the reader of the stream is the one who must see it
        events.put_nowait(error)
