"""Frozen values as JSON objects: a dataclass becomes an object with its field names, in their order."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

from roo_wizard.core.exchange import Json
from roo_wizard.core.finding import Severity
from roo_wizard.core.secret import ApiKey


def to_json(value: object) -> Json:
    """Return *value* as plain dicts, lists, strings and numbers.

    Secrets raise `TypeError`: a value that may hold one has no JSON form. `Severity.INCONCLUSIVE` is written
    as "warn", since the contract's severities are four and the verdict already says "inconclusive".
    """
    if isinstance(value, ApiKey):
        raise TypeError("a secret has no JSON form")
    if value is Severity.INCONCLUSIVE:
        return Severity.WARN.value
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_json(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(item) for item in value]
    return value
