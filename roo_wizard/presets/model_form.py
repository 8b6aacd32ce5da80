"""How a gateway writes model names, and what to say about a name that is written otherwise.

A remark only: an alias may be called anything, and the proof decides.
"""

import re
from collections.abc import Callable, Mapping

from roo_wizard.core.text import safe
from roo_wizard.presets.entry import Preset

_HYPHEN_VERSION = re.compile(r"(?<![\d.])(\d)-(\d)(?!\d)")


def model_form_remark(preset: Preset, model: str) -> str | None:
    """Return a sentence when *model* is not written the way *preset* writes its names, else None."""
    check = _CHECKS.get(preset.model_form)
    return check(preset, safe(model, 80)) if check and model else None


def _wants_prefix(preset: Preset, model: str) -> str | None:
    if "/" in model or model.startswith("@"):
        return None
    example = preset.model_examples[0] if preset.model_examples else "openai/gpt-5"
    return f"{preset.name} writes models as provider/model, for example {example}; {model} has no provider in front."


def _wants_dots(preset: Preset, model: str) -> str | None:
    if "/" in model:
        return f"{preset.name} writes models without a provider in front: {model.rsplit('/', 1)[-1]}."
    dotted = _HYPHEN_VERSION.sub(r"\1.\2", model)
    return f"{preset.name} writes versions with a dot: {dotted} instead of {model}." if dotted != model else None


def _wants_accounts(preset: Preset, model: str) -> str | None:
    if model.startswith("accounts/"):
        return None
    return f"{preset.name} wants the full path, for example {preset.model_examples[0]}."


def _wants_deployment(preset: Preset, model: str) -> str | None:
    return f"On {preset.name} this must be the name of your deployment, which may differ from the model's name."


_CHECKS: Mapping[str, Callable[[Preset, str], str | None]] = {
    "provider/model": _wants_prefix,
    "dotted": _wants_dots,
    "accounts": _wants_accounts,
    "deployment": _wants_deployment,
}
