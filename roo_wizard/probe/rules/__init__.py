"""One small rule per fault: a pure function from what was seen to the evidence for it, or None.

A new fault is one decorated function in the module of its family; `judge` needs no change.
"""

from roo_wizard.probe.rules import calls, meaning, memory, reach, refusals, stream
from roo_wizard.probe.rules.rule import Evidence, Seen, judge

__all__ = ["Evidence", "Seen", "calls", "judge", "meaning", "memory", "reach", "refusals", "stream"]
