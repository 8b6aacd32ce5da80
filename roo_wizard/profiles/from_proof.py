"""Making a profile of what was just proven."""

from dataclasses import replace

from roo_wizard.core.exchange import Json
from roo_wizard.core.redaction import is_masked
from roo_wizard.core.report import Report
from roo_wizard.core.secret import ApiKey
from roo_wizard.probe.target import Target
from roo_wizard.profiles.profile import KEYRING, Profile
from roo_wizard.profiles.toml_text import without_query
from roo_wizard.roo.settings import ClientSettings


def profile_of(
    name: str, target: Target, report: Report, *, key_place: str = KEYRING, context_window: int | None = None
) -> Profile:
    """Return the profile of *target* as *report* proved it: with the proven settings and the verdict.

    Public header values are kept in the profile; of a secret one only the name is, the caller gives its value
    to the vault. *context_window* is what the gateway published for the model.
    """
    settings = target.settings.with_({key: value for key, value in report.settings.items() if key != "openAiHeaders"})
    plain, public, secret = split_settings(settings)
    profile = Profile(
        name=name,
        base_url=target.endpoint.base_url,
        model=target.model,
        dialect=target.endpoint.dialect,
        client=target.client.id,
        preset=target.preset,
        settings=plain,
        headers=public,
        secret_headers=secret,
        key_place=key_place,
        allow_http=target.allow_http,
        typed_url=without_query(target.url.typed),
        context_window=context_window,
    )
    return with_verdict(profile, report)


def with_verdict(profile: Profile, report: Report) -> Profile:
    """Return *profile* with the outcome of its latest check."""
    served = report.target.served_model
    return replace(
        profile,
        served_model=served if served and not is_masked(served) else profile.served_model,
        last_verdict=report.verdict.value,
        last_cause=report.cause.id if report.cause else None,
        checked_at=report.started_at or None,
    )


def split_settings(settings: ClientSettings) -> tuple[dict[str, Json], dict[str, str], tuple[str, ...]]:
    """Return *settings* without the custom headers, the public headers, and the names of the secret ones."""
    plain = {name: settings[name] for name in settings if name != "openAiHeaders"}
    public = {name: value for name, value in settings.headers.items() if isinstance(value, str)}
    secret = tuple(name for name, value in settings.headers.items() if isinstance(value, ApiKey))
    return plain, public, secret
