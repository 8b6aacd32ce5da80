"""``practice``: run the practice gateway until ctrl+c, or list what it can show."""

import asyncio
from argparse import Namespace

from roo_wizard.cli import exits
from roo_wizard.cli.interrupt import ctrl_c_sets
from roo_wizard.cli.output import narrate, print_json, table

SCHEMA = "roo-wizard.practice/1"
LIST_SCHEMA = "roo-wizard.faults/1"


def run(arguments: Namespace) -> int:
    """Serve until ctrl+c (130); the base URL is the first line of standard output once it listens."""
    if arguments.list:
        return _list(as_json=arguments.json)
    return asyncio.run(_serve(arguments))


async def _serve(arguments: Namespace) -> int:
    from roo_wizard.practice.models import MODELS
    from roo_wizard.practice.plan import describe_plan, parse_plan
    from roo_wizard.practice.server import PracticeGateway

    plan = describe_plan(parse_plan(arguments.fault))
    stop = asyncio.Event()
    with ctrl_c_sets(stop):
        async with PracticeGateway(port=arguments.port, faults=arguments.fault) as gateway:
            if arguments.json:
                place = {"base_url": gateway.base_url, "anthropic_base_url": gateway.anthropic_base_url}
                keys = {"key": gateway.key, "second_key": gateway.second_key, "revoke_url": gateway.revoke_url}
                print_json(SCHEMA, {**place, **keys, "models": list(MODELS)})
            else:
                print(gateway.base_url, flush=True)
                narrate(f"key: {gateway.key}; model: {MODELS[0]}; Anthropic: {gateway.anthropic_base_url}")
                narrate(f"second key: {gateway.second_key}; POST {gateway.revoke_url} revokes the key it is sent with")
                narrate(f"shows: {plan}")
                narrate("a fault is part of the path: /f/R04/v1 (roo-wizard practice --list); ctrl+c stops")
            await stop.wait()
    return exits.INTERRUPTED


def _list(*, as_json: bool) -> int:
    from roo_wizard.practice.plan import known_ids

    rows = [(known.id, known.title) for known in known_ids()]
    if as_json:
        print_json(LIST_SCHEMA, {"faults": [{"id": name, "title": title} for name, title in rows]})
    else:
        print(table(rows))
    return exits.READY
