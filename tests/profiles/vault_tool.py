"""Uses the vault from a process of its own: ``vault_tool.py ACTION USERNAME [DEADLINE]``, the key on standard input.

Prints one JSON object. Tests start it with the environment of the keyring that they mean.
"""

import asyncio
import json
import sys
from dataclasses import asdict

from roo_wizard.core.errors import KeyringProblem
from roo_wizard.core.limits import Limits
from roo_wizard.core.secret import ApiKey
from roo_wizard.profiles.key_address import KeyAddress
from roo_wizard.profiles.vault import Stored, Vault


async def act(vault: Vault, action: str, address: KeyAddress) -> dict[str, object]:
    if action == "probe":
        state = await vault.probe()
        return {
            "usable": state.usable,
            "backend": state.backend_name,
            "trouble": state.trouble and asdict(state.trouble),
        }
    if action == "save":
        outcome = await vault.save(address, ApiKey(sys.stdin.read()))
        if isinstance(outcome, Stored):
            return {"stored": outcome.backend_name, "read": outcome.read, "delete": outcome.delete}
        return {"trouble": asdict(outcome.trouble)}
    try:
        if action == "delete":
            return {"deleted": await vault.delete(address)}
        key = await vault.read(address, address.origin)
    except KeyringProblem as problem:
        return {"problem": problem.message, "hint": problem.hint}
    return {"key": key and key.reveal()}


def main() -> None:
    action, username, *more = sys.argv[1:]
    origin, _, rest = username.partition("#")
    profile, _, item = rest.partition("#")
    limits = Limits(keyring=float(more[0])) if more else Limits(keyring=30)
    print(json.dumps(asyncio.run(act(Vault(limits), action, KeyAddress(origin, profile, item)))))


if __name__ == "__main__":
    main()
