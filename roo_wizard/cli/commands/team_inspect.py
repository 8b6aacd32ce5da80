"""``team inspect``: what a team file says and who would receive the key. Nothing is sent and nothing is kept."""

from argparse import Namespace
from pathlib import Path

from roo_wizard.cli import exits
from roo_wizard.cli.output import print_json
from roo_wizard.cli.team_words import SCHEMA, content_text, receiver_text, team_object
from roo_wizard.core.paths import Places
from roo_wizard.profiles.team.pins import TeamPins
from roo_wizard.profiles.team.text import read_team_file
from roo_wizard.profiles.team.trust import receiver


def run(arguments: Namespace) -> int:
    """Print the file; raises `TeamFileError` with one sentence when it cannot be used."""
    team, opened = read_team_file(Path(arguments.file))
    history = TeamPins(Places.of_user()).history(opened, team)
    told = receiver(team)
    if arguments.json:
        print_json(SCHEMA, team_object(told, history, team, opened.sha256))
    else:
        print(f"{receiver_text(told, history)}\n\n{content_text(team)}\n\nSHA-256 {opened.sha256}")
    return exits.READY
