"""The settings file that Roo Code and Zoo Code import: a connection, those of its modes, nothing else (roo-code.md 3).

Import merges by profile name and replaces a profile of that name whole, so that the file never uses a name that
a person may have given: a short mark of the connection and of its proof makes it a fresh one.
"""

import hashlib
import json
import re
from collections.abc import Iterator

from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import Json
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import is_clean, safe
from roo_wizard.handoff.advice import verdict_line
from roo_wizard.handoff.fields import Fields
from roo_wizard.roo import labels
from roo_wizard.roo.clients import ClientProfile
from roo_wizard.roo.model_ids import warnings
from roo_wizard.roo.settings import ClientSettings, to_import

MODEL_INFO: dict[str, Json] = {
    "maxTokens": -1,
    "contextWindow": 128_000,
    "supportsImages": True,
    "supportsPromptCache": False,
    "inputPrice": 0,
    "outputPrice": 0,
}
"""The client's own description of a model. An imported one takes its place as a whole: what is missing is off."""

_INFO = "openAiCustomModelInfo"
_MARK = 6


def import_file(fields: Fields, key: ApiKey | None = None) -> str:
    """Return the file as ASCII JSON, so that no byte order mark, escape or reading of it can spoil a name.

    *key* and errors are those of `import_document`.
    """
    return json.dumps(import_document(fields, key), indent=2, ensure_ascii=True) + "\n"


def import_document(fields: Fields, key: ApiKey | None = None) -> dict[str, Json]:
    """Return what the file holds.

    *key* is that of *fields* alone; a profile without one gets it from the person after the import. Raises
    `UsageError` for a profile name that a person could not see.
    """
    others = {import_name(one): {"id": import_id(one), **_profile(one, None)} for one in fields.team}
    return {
        "providerProfiles": {
            "currentApiConfigName": import_name(fields),
            "apiConfigs": {import_name(fields): {"id": import_id(fields), **_profile(fields, key)}, **others},
            "modeApiConfigs": {mode: import_id(one) for mode, one in _bound(fields).items()},
        }
    }


def import_name(fields: Fields) -> str:
    """Return the name of the profile in the file: the proposed one and a mark, fresh with every change and proof."""
    name = fields.profile or (fields.preset.id if fields.preset else fields.endpoint.netloc)
    if not is_clean(name):
        raise UsageError(
            f"the profile name {safe(name, 60)!r} holds control or invisible characters", "name the profile anew"
        )
    return f"{name}-{_mark(fields)}"


def import_id(fields: Fields) -> str:
    """Return the id that the modes are bound to: the same for the same profile at the same origin.

    It follows the name in the file, because two profiles of one id would send the modes to the older one.
    """
    name = import_name(fields)
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"{slug}-{_digest(fields.endpoint.origin, name)[:8]}"


def _bound(fields: Fields) -> dict[str, Fields]:
    """Return what each mode is bound to; *fields* itself where nothing else is said, since none may be left out."""
    members = {one.profile: one for one in (*fields.team, fields)}
    named = {row.mode: members.get(row.profile.name, fields) for row in fields.modes}
    return dict.fromkeys(labels.modes(), fields) | named


def told(fields: Fields, client: ClientProfile, *, with_key: bool) -> Iterator[str]:
    """Yield what a person must know when the file is handed over: how to import it, and its traps (roo-code.md 3.3)."""
    if fields.practice:
        yield "PRACTICE: the profile works only while the practice gateway runs"
    yield verdict_line(fields)
    for one in fields.team:
        yield f"profile “{safe(import_name(one))}”: {verdict_line(one)}"
    if fields.client.id != client.id:
        yield f"the proof is for {fields.client.name}, the file for {client.name}: check with --client {client.id}"
    yield (
        f"import it in {client.name}: Settings, tab {labels.about_tab(client)}, {labels.word('import_heading')}, "
        f"{labels.word('import_button')}; {_added(fields)}"
    )
    yield from _told_of_key(fields, import_name(fields), with_key=with_key)
    for one in fields.team:
        yield from _told_of_key(one, import_name(one), with_key=False)
    yield (
        f"do not name this file in {client.settings_prefix}.autoImportSettingsPath: it would be imported again at "
        "every start, and take back the key and every change you made"
    )
    for one in (fields, *fields.team):
        yield from _told_of_headers(one)
        yield from warnings(one.model, one.endpoint.dialect, client, settings=one.proven_settings)


def _added(fields: Fields) -> str:
    """What the import changes, in words."""
    if not fields.team:
        return f"it adds the profile “{safe(import_name(fields))}” and binds all five modes to it"
    names = ", ".join(f"“{safe(import_name(one))}”" for one in (fields, *fields.team))
    modes = ", ".join(f"{labels.modes()[mode]} to “{safe(one.profile)}”" for mode, one in _bound(fields).items())
    return f"it adds the profiles {names} and binds {modes}"


def _told_of_headers(fields: Fields) -> Iterator[str]:
    if fields.unplaced_headers:
        entry = labels.provider_name(fields.provider)
        yield f"the entry {entry} has no place for the custom headers {safe(', '.join(fields.unplaced_headers))}"
        return
    hidden = [header for header, value in fields.settings.headers.items() if isinstance(value, ApiKey)]
    if hidden:
        yield f"secret headers are not in the file, add them under Custom Headers: {safe(', '.join(hidden))}"


def _told_of_key(fields: Fields, name: str, *, with_key: bool) -> Iterator[str]:
    if fields.placeholder is not None:
        return
    if with_key:
        yield "the file holds your key in clear text: delete it once it is imported, and commit it nowhere"
        return
    yield f"no key of “{safe(name)}” is in the file: paste it after the import, then press {labels.word('save')}"
    yield f"import it once: importing it again wipes the key that “{safe(name)}” holds by then"


def _profile(fields: Fields, key: ApiKey | None) -> dict[str, Json]:
    """The profile: provider, base URL, model, the key if there is one, and the settings that this provider has."""
    profile: dict[str, Json] = {
        "apiProvider": fields.provider,
        **_base(fields),
        labels.holder(fields.provider, "model").key: fields.model,
    }
    secret = labels.holder(fields.provider, "key").key
    if key is not None:
        profile[secret] = key.reveal()
    elif fields.placeholder is not None:
        profile[secret] = fields.placeholder
    return profile | _settings(fields)


def _base(fields: Fields) -> dict[str, Json]:
    """The base URL, or the choice that stands for it; nothing where it is the provider's own."""
    field, url = labels.holder(fields.provider, "base"), fields.endpoint.base_url
    if field.choices:
        return {field.key: labels.required_choice(fields.provider, url).value}
    return {} if url == field.default else {field.key: url}


def _settings(fields: Fields) -> dict[str, Json]:
    """The settings that this provider has; what describes the model stands beside the others where it is no object."""
    known = {field.key for field in labels.fields(fields.provider) if not field.holds}
    chosen = {name: value for name, value in fields.shown_settings.items() if name in known}
    settings = to_import(ClientSettings(chosen))
    if not settings.get("openAiHeaders", True):
        del settings["openAiHeaders"]
    about = settings.pop(_INFO, {})
    if about and "contextWindow" in known:
        return settings | {_INFO: MODEL_INFO | about}
    return settings | {name: value for name, value in about.items() if name in chosen}


def _mark(fields: Fields) -> str:
    endpoint = fields.endpoint
    settings = json.dumps(to_import(fields.shown_settings), sort_keys=True)
    return _digest(endpoint.base_url, endpoint.dialect.value, fields.model, settings, fields.proven_at or "")[:_MARK]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
