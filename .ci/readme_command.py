"""Print the README's command that stands between ``<!-- NAME-command -->`` marks, so that CI cannot drift from it."""

import re
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def command(name: str) -> str:
    """Return the one line between the marks of *name* ("start" or "test"); exits with a message without it."""
    pattern = rf"<!-- {name}-command -->\n```sh\n([^\n]+)\n```\n<!-- /{name}-command -->"
    found = re.findall(pattern, README.read_text("utf-8"))
    if len(found) != 1:
        sys.exit(f"README.md holds {len(found)} commands marked {name!r}, not one")
    return str(found[0])


if __name__ == "__main__":
    print(command(sys.argv[1]))
