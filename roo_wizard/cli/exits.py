"""The exit codes, in one place (design, section 5); `core.report.Verdict.exit_code` maps a verdict to them.

An unforeseen failure of the program itself ends with `INCONCLUSIVE`: nothing was found out, so that neither
"ready" nor "blocked" would be honest. So does a run whose result standard output could not take (full, closed,
its reader gone): what was found out reached nobody.
"""

READY = 0
"""Ready or ready with settings; for other commands: done."""
NOT_READY = 1
"""Risky or blocked."""
USAGE = 2
"""Wrong usage or unusable input."""
INCONCLUSIVE = 3
"""It could not be found out."""
INTERRUPTED = 130
"""Stopped by ctrl+c. The wizard ends with 128 and the number of any signal that ends it (143: SIGTERM)."""
