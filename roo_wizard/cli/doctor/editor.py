"""What `doctor` says about the client: where it is installed, what redirects it, and whom it will call."""

import os
from pathlib import Path

from roo_wizard.cli.doctor.line import MachineCheck
from roo_wizard.core.errors import UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.report import Status
from roo_wizard.core.text import safe


async def clients() -> MachineCheck:
    """Which installs of Roo Code and Zoo Code are on this machine."""
    from roo_wizard.roo.clients import CLIENTS
    from roo_wizard.roo.editor.installs import find_installs

    installs = find_installs(Path.home(), os.environ)
    found = [safe(f"{CLIENTS[one.product].name} {one.version} in {one.editor}", 80) for one in installs]
    if not found:
        hint = (
            "install Zoo Code, or Roo Code's last version from a VSIX file (roo-wizard explain extension-unavailable)"
        )
        return MachineCheck("clients", "Roo Code", Status.WARN, "neither Roo Code nor Zoo Code was found here", hint)
    remote = "a remote one calls the gateway from this machine" if any(one.remote for one in installs) else ""
    return MachineCheck(
        "clients", "Roo Code", Status.PASS, safe("; ".join(filter(None, (", ".join(found), remote))), 600)
    )


async def variables() -> MachineCheck:
    """Variables that change what the client's SDKs do; by name, their values are never looked at."""
    from roo_wizard.roo.editor.environment import redirecting

    title, found = "SDK variables", redirecting(os.environ)
    harmful = [variable for variable in found if variable.effect]
    if harmful:
        words = "; ".join(f"{safe(variable.name, 60)} {variable.effect}" for variable in harmful)
        hint = f"start VS Code without {', '.join(variable.name for variable in harmful)}, if that is not meant"
        return MachineCheck("sdk-variables", title, Status.WARN, safe(words, 600), hint)
    names = ", ".join(safe(variable.name, 60) for variable in found[:10])
    words = (
        f"{names}: Roo Code does not heed them once its fields are filled" if found else "no OPENAI_… or ANTHROPIC_…"
    )
    return MachineCheck("sdk-variables", title, Status.PASS, safe(f"{words} (in this terminal's environment)", 600))


async def called_host() -> MachineCheck:
    """Which address the client will call with the default profile, as it makes it from the fields."""
    from roo_wizard.faults.task import new_task
    from roo_wizard.probe.script import first_turn
    from roo_wizard.profiles.store import ProfileStore
    from roo_wizard.roo.clients import client
    from roo_wizard.roo.request import build

    title, saved = "Roo will call", ProfileStore(Places.of_user()).load()
    profile = saved.find(saved.default) if saved.default else None
    if profile is None and len(saved.profiles) == 1:
        profile = saved.profiles[0]
    if profile is None:
        if saved.profiles:
            several = f"{len(saved.profiles)} profiles are saved, and none is the default"
            return MachineCheck("called-host", title, Status.NOT_RUN, several, "see each: roo-wizard profiles")
        hint = "save a connection: roo-wizard, or roo-wizard check … --save NAME; a blank Base URL means api.openai.com"
        return MachineCheck("called-host", title, Status.NOT_RUN, "no profile is saved", hint)
    try:
        endpoint = profile.endpoint
    except UsageError as error:
        return MachineCheck("called-host", title, Status.FAIL, error.message, error.hint)
    made = build(endpoint, profile.model, profile.client_settings(), first_turn(new_task(1)), client(profile.client))
    words = f"{safe(made.url, 200)} with the profile “{safe(profile.name, 60)}”"
    if endpoint.is_plain_http_elsewhere:
        hint = "use https: everybody on the way can read the key and the code"
        return MachineCheck("called-host", title, Status.WARN, words, hint)
    return MachineCheck("called-host", title, Status.PASS, words)
