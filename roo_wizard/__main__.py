"""``python -m roo_wizard``: the same program as the ``roo-wizard`` command."""

import sys

from roo_wizard.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
