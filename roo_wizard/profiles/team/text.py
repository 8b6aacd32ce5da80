"""Team files as text and back; what is written has always been read back first."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.exchange import Json
from roo_wizard.core.text import safe
from roo_wizard.presets.keys import looks_like_key
from roo_wizard.profiles.team.file import ASK, SCHEMA, SenderVerdict, TeamFile
from roo_wizard.profiles.team.raw import TeamBytes, TeamFileError, read_bytes, tables_of

if TYPE_CHECKING:
    from roo_wizard.profiles.team.schema import TeamTable

_HEADER = """\
# A team file of roo-wizard: where our gateway is. It holds no key; everybody gives their own.
# Open it with: roo-wizard team open FILE
# Worth adding by hand: contact, key_page, key_rules, usage_page, models_page, [modes], and headers as "ask".

"""
_SPOKEN = ("name", "base_url", "models", "key_page", "key_rules", "usage_page", "models_page", "contact")


def read_team_file(path: Path) -> tuple[TeamFile, TeamBytes]:
    """Return the team file at *path* and its bytes; raises `TeamFileError`."""
    opened = read_bytes(path)
    return from_toml(opened.data), opened


def from_toml(data: bytes) -> TeamFile:
    """Return the team file in *data*; raises `TeamFileError` with one sentence that repeats no value of it."""
    document = tables_of(data)
    _check_schema(document.get("schema"))
    from roo_wizard.profiles.team.schema import read_table

    try:
        return _team(read_table(document))
    except ValueError as error:
        hint = "ask its sender for a new one; nothing was changed"
        raise TeamFileError(f"the team file cannot be used: {safe(error, 250)}", hint) from None


def to_toml(team: TeamFile) -> bytes:
    """Return the text of *team*; raises `TeamFileError` for a value that a team file may not hold."""
    import tomli_w

    data = (_HEADER + tomli_w.dumps(table_of(team))).encode()
    if from_toml(data) != team:
        raise TeamFileError("the team file cannot be written: a value would change in it")
    return data


def table_of(team: TeamFile) -> dict[str, Json]:
    """Return *team* as the tables that stand in its file."""
    headers = dict(team.headers) | dict.fromkeys(team.asked_headers, ASK)
    verdict = team.verdict
    table: dict[str, Json] = {"schema": SCHEMA}
    for name in _SPOKEN:
        value = getattr(team, name)
        table[name] = list(value) if isinstance(value, tuple) else value
    table["dialect"] = team.dialect.value
    for name, values in (("modes", team.modes), ("headers", headers), ("settings", team.settings)):
        table[name] = dict(values)
    table["expects"] = dict(team.expects)
    if verdict is not None:
        table["verdict"] = {
            "verdict": verdict.verdict,
            "date": verdict.date,
            "model": verdict.model,
            "client": verdict.client,
        }
    return {name: value for name, value in table.items() if value not in ("", {})}


def _check_schema(version: Json) -> None:
    if version == SCHEMA:
        return
    hint = "ask its sender for one that this roo-wizard knows, or update roo-wizard"
    if not isinstance(version, str):
        raise TeamFileError(f'this is no team file: it does not begin with schema = "{SCHEMA}"', hint)
    shown = "•••" if looks_like_key(version) else safe(version, 60)
    raise TeamFileError(f"the team file has the schema “{shown}”; this roo-wizard knows {SCHEMA}", hint)


def _team(table: "TeamTable") -> TeamFile:
    sent = table.verdict
    return TeamFile(
        name=table.name,
        base_url=table.base_url,
        models=tuple(table.models),
        dialect=Dialect(table.dialect),
        modes={str(mode): model for mode, model in table.modes.items()},
        headers={name: value for name, value in table.headers.items() if value != ASK},
        asked_headers=tuple(name for name, value in table.headers.items() if value == ASK),
        settings=table.settings,
        key_page=table.key_page or "",
        key_rules=table.key_rules or "",
        usage_page=table.usage_page or "",
        models_page=table.models_page or "",
        contact=table.contact or "",
        expects=_given(table.expects.model_dump()),
        verdict=SenderVerdict(sent.verdict, sent.date, sent.model, sent.client) if sent else None,
    )


def _given(values: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in values.items() if value is not None}
