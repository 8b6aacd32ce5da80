"""Making a team file of a saved connection: what may be shared, and what was left out and why."""

from dataclasses import dataclass

from roo_wizard.core.exchange import Json
from roo_wizard.core.text import SafeText, is_clean, safe
from roo_wizard.presets.entry import Preset
from roo_wizard.presets.keys import looks_like_key
from roo_wizard.presets.loader import load
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.profiles.team.file import ASK, SHARED_SETTINGS, SenderVerdict, TeamFile
from roo_wizard.profiles.team.headers import header_problem, value_problem
from roo_wizard.profiles.team.modes import shared_modes
from roo_wizard.roo.settings import setting


@dataclass(frozen=True, slots=True)
class Shared:
    """The team file of a profile; ``left_out`` and ``notes`` are sentences for the person who sends it."""

    team: TeamFile
    left_out: tuple[SafeText, ...]
    notes: tuple[SafeText, ...]


def share(profile: Profile, saved: Profiles | None = None) -> Shared:
    """Return *profile* as a team file; whatever a team file may not hold is left out and named.

    With the *saved* profiles it carries the modes too, and the models that they use at this gateway.
    """
    preset = load().get(profile.preset or "")
    headers, asked, left_out = _headers(profile)
    settings = {name: value for name, value in profile.settings.items() if name in SHARED_SETTINGS}
    left_out += [
        f"{setting(name).label}: a team file does not carry it" for name in profile.settings if name not in settings
    ]
    modes = shared_modes(profile, saved or Profiles((profile,)))
    team = TeamFile(
        name=preset.name if preset and preset.kind != "custom" else profile.name,
        base_url=profile.base_url,
        models=(profile.model, *modes.models),
        dialect=profile.dialect,
        modes=modes.modes,
        headers=headers,
        asked_headers=tuple(asked),
        settings=settings,
        key_page=preset.key_page if preset else "",
        key_rules=preset.key_hint if preset else "",
        usage_page=_usage_page(profile, preset),
        expects=_expected(profile),
        verdict=_verdict(profile),
    )
    return Shared(
        team,
        left_out=tuple(map(safe, (*left_out, *modes.left_out))),
        notes=tuple(map(safe, (*_notes(profile), *modes.notes))),
    )


def _headers(profile: Profile) -> tuple[dict[str, str], list[str], list[str]]:
    """Return the public headers, the names of those that everybody fills in, and what was left out."""
    public: dict[str, str] = {}
    asked: list[str] = []
    left_out: list[str] = []
    for name, value in profile.headers.items():
        problem = header_problem(name) or value_problem(name, value)
        if not problem and (value == ASK or not is_clean(value) or looks_like_key(value)):
            problem = "has a value that a team file may not hold"
        if problem:
            left_out.append(f"header {name}: {problem}")
        else:
            public[name] = value
    for name in profile.secret_headers:
        problem = header_problem(name)
        if problem:
            left_out.append(f"header {name}: {problem}")
        else:
            asked.append(name)
    return public, asked, left_out


def _usage_page(profile: Profile, preset: Preset | None) -> str:
    page = preset.page_at(preset.usage_page, profile.base_url) if preset else ""
    return page if page.startswith(("https://", "http://")) else ""


def _expected(profile: Profile) -> dict[str, Json]:
    expected: dict[str, Json] = {
        "tools": True,
        "streaming": profile.client_settings()["openAiStreamingEnabled"],
    }
    return expected | ({"context_window": profile.context_window} if profile.context_window else {})


def _verdict(profile: Profile) -> SenderVerdict | None:
    if not profile.last_verdict or not profile.checked_at:
        return None
    return SenderVerdict(profile.last_verdict, profile.checked_at[:10], profile.model, profile.client)


def _notes(profile: Profile) -> list[str]:
    endpoint = profile.endpoint
    notes = []
    if endpoint.is_loopback:
        notes.append(f"{endpoint.netloc} is this machine: for somebody else it is theirs")
    if endpoint.is_plain_http_elsewhere:
        notes.append("plain http: the file cannot allow it; everybody who opens it has to, with --allow-http")
    if profile.last_verdict not in {"ready", "ready-with-settings"}:
        notes.append(f"the last verdict was {profile.last_verdict or 'none'}: check it before you send the file")
    return notes
