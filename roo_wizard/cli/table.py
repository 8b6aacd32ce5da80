"""The command line as a table: one entry is one command. A new command or option is one more entry here."""

from roo_wizard.cli.arguments import Command, OneOf, Option
from roo_wizard.cli.values import one_of, seconds, whole_number

PROFILE = Option("profile", nargs="?", metavar="PROFILE", help="a saved connection (default: the only or default one)")
JSON = Option("--json", action="store_true", help="print one JSON object on standard output")
CLIENT = Option(
    "--client", type=one_of("client", "roo", "zoo"), metavar="roo|zoo", help="for whom the fields are (default: roo)"
)

KEY = OneOf(
    Option("--key-stdin", action="store_true", help="read the key from standard input, or ask without showing it"),
    Option("--key-env", metavar="NAME", help="read the key from the environment variable NAME"),
    Option("--no-key", action="store_true", help="the gateway needs no key; the usual placeholder is sent"),
    Option("--practice", nargs="?", const="", metavar="IDS", help="the built-in gateway, with faults such as T02+S12"),
)

KEY_TO_GIVE = OneOf(*KEY.options[:2])
"""A key that the person gives now: neither a placeholder nor practice."""

CONNECTION = (
    Option("--preset", metavar="ID", help="a known gateway (roo-wizard presets)"),
    Option("--base-url", metavar="URL", help="the gateway's base URL"),
    Option("--model", metavar="ID", help="the model id, exactly as the gateway writes it"),
    Option("--dialect", type=one_of("dialect", "openai", "anthropic"), metavar="openai|anthropic", help="the protocol"),
    CLIENT,
    Option(
        "--setting", action="append", default=[], metavar="NAME=VALUE", help="a client setting by its import-file name"
    ),
    Option(
        "--header", action="append", default=[], metavar="'Name: value'", help="a custom header with a public value"
    ),
    Option("--header-env", action="append", default=[], metavar="NAME=ENV", help="a custom header with a secret value"),
    Option("--allow-http", action="store_true", help="send the key unencrypted to this origin"),
    KEY,
)

WIZARD = Command(
    "",
    "Connect Roo Code or Zoo Code to an LLM gateway, and prove that a coding agent will work there.",
    "wizard",
    Option("--practice", action="store_true", help="learn the way on the built-in gateway; no key, no network"),
    CLIENT,
    Option("--fresh", action="store_true", help="start with the first step, whatever is saved"),
    Option("--version", action="store_true", help="print the version"),
)

COMMANDS = (
    Command(
        "check",
        "Prove a connection: does the gateway do what the client needs?",
        "check",
        PROFILE,
        *CONNECTION,
        Option("--all", action="store_true", help="check every saved connection, at most three at once"),
        Option("--replay", metavar="FILE|FOLDER", help="judge recordings again, offline; takes no connection"),
        Option("--full", action="store_true", help="the full set: third turn, long context, long answer, and more"),
        Option(
            "--repeat",
            type=whole_number("--repeat", 1, 200),
            default=1,
            metavar="N",
            help="run both turns N times in all, and say how often they work",
        ),
        Option("--no-spend", action="store_true", help="stop before the first billed request"),
        Option(
            "--max-requests",
            type=whole_number("--max-requests", 1, 1000),
            metavar="N",
            help="never send more billed requests (default: 14; full set 44; 4 more for each repetition)",
        ),
        Option("--timeout", type=seconds, metavar="S", help="wait at most S seconds where a limit is longer"),
        Option("--save", metavar="NAME", help="save the connection as a profile if it is ready"),
        JSON,
    ),
    Command(
        "models",
        "List the gateway's models and what it says about tools.",
        "models",
        PROFILE,
        *CONNECTION,
        Option("--tools-only", action="store_true", help="only models whose list says that they take tools"),
        JSON,
    ),
    Command(
        "fields",
        "Print the fields to paste, in the client's own words and order.",
        "fields",
        PROFILE,
        *CONNECTION,
        Option(
            "--format",
            default="card",
            metavar="FORMAT",
            help="card (default), json, roo-import, zoo-import, editor, cline, kilo, opencode, env, runbook, rollback, "
            "curl, curl-full, bundle or moving",
        ),
        Option("--with-key", action="store_true", help="write the key where the format has a place for it"),
        Option("--out", metavar="FILE", help="write to FILE (only you can read it) instead of standard output"),
        Option(
            "--record",
            action="append",
            default=[],
            metavar="NAME=TEXT",
            help="write a fact such as key_owner into the runbook of a saved connection first",
        ),
        Option("--compare", metavar="FILE", help="show what importing would change in the client's own export FILE"),
        Option("--json", action="store_true", help="with --compare: print one JSON object"),
        Option("--delete-after", action="store_true", help="wait for Enter after the import, then delete FILE"),
    ),
    Command(
        "profiles",
        "List the saved connections.",
        "profiles",
        Option("--default", metavar="PROFILE", help="first make PROFILE the one that commands take when none is named"),
        JSON,
    ),
    Command(
        "modes",
        "Show which saved connection each mode uses, and the fallback; bind them.",
        "modes",
        Option("profile", nargs="?", metavar="PROFILE", help="the connection whose gateway suggests models for modes"),
        Option("--bind", action="append", default=[], metavar="MODE=PROFILE", help="let MODE use PROFILE"),
        Option("--unbind", action="append", default=[], metavar="MODE", help="give MODE nothing of its own again"),
        OneOf(
            Option("--fallback", metavar="PROFILE", help="the connection to turn to when another fails"),
            Option("--no-fallback", action="store_true", help="keep no fallback"),
        ),
        JSON,
    ),
    Command(
        "rotate",
        "Replace the key of a saved connection: prove the new one first, beside the old one.",
        "rotate",
        Option("profile", metavar="PROFILE", help="the saved connection"),
        OneOf(
            Option("--key-stdin", action="store_true", help="read the new key from standard input, or ask for it"),
            Option("--key-env", metavar="NAME", help="read the new key from the environment variable NAME"),
            Option("--revoked", action="store_true", help="prove that the previous key is refused now, and delete it"),
        ),
        JSON,
    ),
    Command("undo", "Take back the last change of a saved connection, and print its card.", "undo", PROFILE),
    Command(
        "forget",
        "Delete a saved connection: its keys, its history and its runs.",
        "forget",
        Option("profile", metavar="PROFILE", help="the saved connection"),
    ),
    Command(
        "team export",
        "Write a saved connection as a team file: data only, no key.",
        "team_export",
        Option("profile", metavar="PROFILE", help="the saved connection"),
        Option("file", metavar="FILE", help="the file to write; an existing one is never overwritten"),
    ),
    Command(
        "team inspect",
        "Show a team file and who would receive the key. Sends nothing.",
        "team_inspect",
        Option("file", metavar="FILE", help="the team file"),
        JSON,
    ),
    Command(
        "team open",
        "Join a team: confirm the host, give your own key, prove it, save it.",
        "team_open",
        Option("file", metavar="FILE", help="the team file"),
        Option("--confirm-host", metavar="HOST", help="the host that may receive your key, exactly as shown"),
        KEY_TO_GIVE,
        Option("--save", metavar="NAME", help="save the connection as a profile if it is ready"),
        CLIENT,
        Option("--header-env", action="append", default=[], metavar="NAME=ENV", help="a header that the file asks for"),
        Option("--internal", action="store_true", help="the host is in our own network, and is our gateway"),
        Option("--allow-http", action="store_true", help="send the key unencrypted to this origin"),
        JSON,
    ),
    Command(
        "presets",
        "List the known gateways, or show one.",
        "presets",
        Option("preset", nargs="?", metavar="ID", help="one gateway"),
        JSON,
    ),
    Command(
        "practice",
        "Run the practice gateway: a correct one, and one for every fault.",
        "practice",
        Option("--port", type=whole_number("--port", 0, 65535), default=0, metavar="N", help="default: a free port"),
        Option("--fault", default="", metavar="IDS", help="show these faults below the plain /v1, such as T02+S12"),
        Option("--list", action="store_true", help="print the faults that it can show"),
        JSON,
    ),
    Command("doctor", "Look at this machine: files, keyring, proxy, clients. Sends nothing.", "doctor", JSON),
    Command(
        "explain",
        "Explain a fault, by its id or by what was seen.",
        "explain",
        Option("words", nargs="+", metavar="FAULT_ID|TEXT", help="R04, or words such as 'still calls OpenAI'"),
        JSON,
    ),
)

EXIT_CODES = """\
exit codes:
  0  ready, or ready with settings
  1  risky or blocked
  2  wrong usage or unusable input
  3  inconclusive: it could not be found out
  130  interrupted"""


def overview() -> str:
    """Return the part of ``--help`` that lists the commands and exit codes."""
    width = max(len(command.name) for command in COMMANDS) + 2
    lines = [f"  {command.name:<{width}}{command.summary}" for command in COMMANDS]
    return "\n".join(["commands (each takes --help):", *lines, "", EXIT_CODES])
