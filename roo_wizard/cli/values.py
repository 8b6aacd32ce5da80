"""How the words of the command line become values; each raises an error that says what was expected."""

from collections.abc import Callable


def one_of(kind: str, *choices: str) -> Callable[[str], str]:
    """Return a reader of one of *choices*; it raises `UnknownName` with the nearest one."""

    def read(word: str) -> str:
        if word not in choices:
            from roo_wizard.core.errors import UnknownName

            raise UnknownName(kind, word, list(choices))
        return word

    return read


def whole_number(what: str, lowest: int, highest: int) -> Callable[[str], int]:
    """Return a reader of a whole number between *lowest* and *highest*; it raises `UsageError`."""

    def read(word: str) -> int:
        from roo_wizard.core.errors import UsageError

        if not word.isascii() or not word.isdigit() or not lowest <= int(word[:9]) <= highest:
            raise UsageError(f"{what} is a whole number from {lowest} to {highest}, not {word!r}")
        return int(word)

    return read


def seconds(word: str) -> float:
    """Return a waiting time in seconds, above 0 and at most an hour; raises `UsageError`."""
    from roo_wizard.core.errors import UsageError

    try:
        value = float(word)
    except ValueError:
        value = 0.0
    if not 0 < value <= 3600:
        raise UsageError(f"--timeout is a number of seconds from 0.1 to 3600, not {word!r}")
    return value
