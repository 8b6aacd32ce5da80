"""Base URLs as a person begins to type them. Pure; imported before the first paint."""

from urllib.parse import urlsplit


def start_of(template: str) -> str:
    """Return what a field for a base URL begins with: the *template*, unless all of it is a placeholder."""
    return "" if template.startswith("{") and template.endswith("}") else template


def is_address(typed: str) -> bool:
    """Whether the text of a search is an address rather than a name."""
    return (
        "://" in typed
        or typed.startswith(("localhost", "127.0.0.1"))
        or bool("/" in typed and "." in urlsplit(f"//{typed}").netloc)
    )
