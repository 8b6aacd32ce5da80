"""A key that is given by the name of an environment variable; only the name is ever shown or kept."""

import re
from dataclasses import dataclass

from textual.widgets import Input

from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.flow.services import Services

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class NamedKey:
    """The key in a variable, or the ``problem`` with it."""

    variable: str = ""
    key: ApiKey | None = None
    problem: str = ""


def named_key(field: Input, services: Services) -> NamedKey:
    """Return the key in the variable that *field* names; a key that was typed there by mistake is removed."""
    name = field.value.strip().removeprefix("$")
    if services.looks_like_key(name):
        field.value = ""
        problem = "that looked like a key and was removed: this field takes the name of a variable"
        return NamedKey(problem=problem)
    if not name:
        return NamedKey(problem="no variable was named yet")
    if not _VARIABLE.fullmatch(name):
        return NamedKey(problem="a variable's name holds letters, digits and _ only, such as FLATKEY_API_KEY")
    cleaned, shown = services.key_from_environment(name), safe(name, 60)
    if cleaned is None:
        problem = f"{shown} is not set in this terminal: export it and start again, or paste the key"
        return NamedKey(name, problem=problem)
    return NamedKey(name, cleaned.key, "" if cleaned.key else f"{shown}: {cleaned.problem}")
