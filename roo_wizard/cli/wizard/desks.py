"""What the wizard's further pages ask for: one desk each, made when its page is opened (see `wiring`)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roo_wizard.cli.wizard.outputs import WizardOutputs
    from roo_wizard.cli.wizard.team import TeamDesk
    from roo_wizard.flow.modes import ModeDesk
    from roo_wizard.flow.record import RecordDesk
    from roo_wizard.flow.rotation import RotationDesk
    from roo_wizard.flow.services import Services


class Desks:
    """One lazy attribute for each page; a desk that remembers something is made once."""

    @property
    def rotation(self) -> RotationDesk:
        """Rotating the key of a saved connection."""
        from roo_wizard.cli.wizard.rotation import Desk

        return Desk()

    @property
    def records(self) -> RecordDesk:
        """The runbooks of saved connections."""
        from roo_wizard.cli.wizard.record import RecordDesk

        return RecordDesk()

    @cached_property
    def outputs(self) -> WizardOutputs:
        """The outputs of a connection; it remembers the files with a key that it wrote."""
        from roo_wizard.cli.wizard.outputs import WizardOutputs

        return WizardOutputs()

    @property
    def modes(self: Services) -> ModeDesk:
        """The modes and what they use."""
        from roo_wizard.cli.wizard.modes import ProfileModes

        return ProfileModes(self)

    @cached_property
    def teams(self) -> TeamDesk:
        """The team files that were opened in this run."""
        from roo_wizard.cli.wizard.team import TeamDesk

        return TeamDesk()
