"""Does a word look like a secret? Such a word is never repeated in a message, and refused where it would be public."""

import re

_SCHEME = re.compile(r"^\s*(?:bearer|basic|token)\s+\S{6,}", re.IGNORECASE)


def looks_like_key(text: str) -> bool:
    """Whether *text* is probably a key, or the value of an Authorization header."""
    from roo_wizard.presets.keys import looks_like_key as is_key

    return _SCHEME.match(text) is not None or is_key(text)
