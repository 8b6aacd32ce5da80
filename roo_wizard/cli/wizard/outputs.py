"""The outputs for the wizard: the same formats as the command ``fields``, for a proven or a saved connection."""

import asyncio
import os
from pathlib import Path

from roo_wizard.cli.handing import handed_over, with_machine
from roo_wizard.cli.keys import key_of_profile
from roo_wizard.cli.mode_cards import as_kept, fields_of
from roo_wizard.cli.wizard.profiles import context_window, key_place, profile_name
from roo_wizard.core.errors import RooWizardError, UsageError
from roo_wizard.core.paths import Places
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.flow import steps
from roo_wizard.flow.outputs import Connection, MovingWay, OutputChoice, OutputFile, OutputView
from roo_wizard.flow.state import WizardState
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import FORMATS, Format, output_format, render
from roo_wizard.handoff.moving import ways
from roo_wizard.handoff.output import Written, delete_written, refuse_version_control, write_private
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.vault import Vault


class WizardOutputs:
    """Implements `flow.outputs.OutputDesk`; files and renderers are worked on in threads."""

    def __init__(self) -> None:
        self._written: dict[Path, Written] = {}
        self._with_key: list[OutputFile] = []

    @property
    def left(self) -> OutputFile | None:
        """Return the last file with the key that was written here and not deleted."""
        return next(reversed(self._with_key), None)

    @property
    def all_left(self) -> tuple[OutputFile, ...]:
        """Return every such file that is still there."""
        return tuple(file for file in self._with_key if os.path.lexists(file.path))

    def formats(self) -> tuple[OutputChoice, ...]:
        """Return every format of the command line."""
        return tuple(
            OutputChoice(one.name, one.title, one.purpose, one.file_name, one.holds_key) for one in FORMATS.values()
        )

    def ways(self) -> tuple[MovingWay, ...]:
        """Return the decision table."""
        return tuple(MovingWay(one.situation, one.do, one.because, one.outputs) for one in ways())

    async def render(self, connection: Connection, name: str) -> OutputView:
        """Return the output without the key."""
        return await asyncio.to_thread(_view, connection, output_format(name))

    async def write(self, connection: Connection, name: str, path: str, *, with_key: bool = False) -> OutputFile:
        """Write the output; a key is read only once the place is known to be a fit one."""
        chosen, target = output_format(name), _path(path)
        if with_key and not chosen.holds_key:
            raise UsageError(f"{chosen.title} has no place for the key")
        if with_key:
            await asyncio.to_thread(refuse_version_control, target)
        key = await _key(connection) if with_key else None
        return await asyncio.to_thread(self._write, connection, chosen, target, key)

    def _write(self, connection: Connection, chosen: Format, path: Path, key: ApiKey | None) -> OutputFile:
        """In one piece: who stops waiting for the thread does not stop it, and the file must be known all the same."""
        written = write_private(path, render(chosen.name, _fields(connection, chosen), key))
        file = OutputFile(written.path, key is not None)
        self._written[file.path] = written
        self._with_key += [file] if file.with_key else []
        return file

    async def delete(self, file: OutputFile) -> None:
        """Delete a file that was written here, and no other; one that could not be deleted may be tried again."""
        try:
            await asyncio.to_thread(delete_written, self._written[file.path])
        finally:
            if file in self._with_key and not os.path.lexists(file.path):
                self._with_key.remove(file)


def _path(typed: str) -> Path:
    """The path as typed; raises `UsageError` for "~name" of nobody, and for nothing."""
    text = typed.strip()
    if not text:
        raise UsageError("a file needs a name")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise UsageError(f"{safe(text, 100)!r} names no home folder", "write the path out") from None


def _view(connection: Connection, chosen: Format) -> OutputView:
    try:
        fields = _fields(connection, chosen)
        return OutputView(render(chosen.name, fields), tuple(chosen.told(fields, False)))
    except RooWizardError as error:
        return OutputView("", problem=": ".join(filter(None, (error.message, error.hint))))


def _fields(connection: Connection, chosen: Format) -> Fields:
    saved = ProfileStore(Places.of_user()).load()
    fields = fields_of(saved.get(connection)) if isinstance(connection, str) else _proven(connection)
    profile = saved.find(fields.profile) if isinstance(connection, str) or connection.profile else None
    if profile is not None:
        fields = as_kept(fields, profile, saved)
    return with_machine(fields) if chosen.of_machine else fields


def _proven(state: WizardState) -> Fields:
    return handed_over(
        steps.target(state),
        name=profile_name(state),
        key_place=key_place(state),
        report=state.report,
        context_window=context_window(state),
        practice=state.practice,
    )


async def _key(connection: Connection) -> ApiKey:
    """The key in hand, else that of the saved connection from its own place; raises `RooWizardError`."""
    if not isinstance(connection, str):
        if connection.key is None:
            raise UsageError("there is no key in hand", "go back to the key")
        return connection.key
    saved = ProfileStore(Places.of_user()).load()
    return (await key_of_profile(saved.get(connection), Vault())).key
