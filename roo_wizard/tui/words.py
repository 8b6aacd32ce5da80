"""Texts of the screens that are longer than a label, and the way numbers are written."""

from roo_wizard.flow.state import Step

PROOF_REQUESTS = 2
PROOF_PROMPT_TOKENS = 17_000
PROOF_COMPLETION_TOKENS = 1_000
"""What a proof sends when all is well (design, section 6); the answer's size is an upper guess."""

SHUTDOWN_LINE = "Roo Code was shut down on 15 May 2026"

SHUTDOWN: tuple[tuple[str, str], ...] = (
    (
        "What happened",
        "The extension, its cloud and its router ended on 15 May 2026. The code is open (Apache 2.0) and archived; "
        "the last release is 3.54.0.",
    ),
    (
        "You have it installed",
        "It goes on working with your own gateway and key: no licence server is asked. Only “Roo Code Router” and "
        "cloud sign-in are dead. Treat it as maintenance and keep the way back written down.",
    ),
    (
        "A new rollout",
        "Choose a living client. Zoo Code is a fork of the same code with the same fields and the same import file "
        "(ZooCodeOrganization.zoo-code); Cline is the origin. This wizard proves for Roo Code and Zoo Code: "
        "start it with --client zoo.",
    ),
    (
        "No install found",
        "The marketplace may no longer list it. Take roo-cline-3.54.0.vsix from the project's GitHub releases, then "
        "Extensions view, … menu, “Install from VSIX…”. To move: install Zoo Code and paste the same fields there.",
    ),
)

HELP: dict[Step, tuple[str, ...]] = {
    Step.GATEWAY: (
        "Type a few letters of your gateway's name, then Enter. The arrows move in the list.",
        "A gateway that is not listed: choose Custom, or type its web address into the search field.",
        "Tab goes to the base URL. It is read while you type: what was typed, what will be used, and why. "
        "Blanks, quotes and a pasted /chat/completions are taken away; a missing /v1 is only ever suggested.",
        "c and Enter: re-check a saved connection. t and Enter: team file. d, here or with Enter there: this machine.",
    ),
    Step.KEY: (
        "Paste the key, then Enter. Line breaks, quotes, “Bearer ” and “export X=” are removed, and you are told.",
        "The large name is the host that will receive the key: no other address does.",
        "The key stays in memory until a request that needs it was accepted; then it goes to the place below. "
        "Tab or ↓ goes there, k changes it.",
        "There is no clear text to show or copy here; length and last four characters let you compare.",
    ),
    Step.MODEL: (
        "Type a part of the model's name; words may come in any order. Enter starts the proof at once.",
        "An id that is not listed can be typed: the row “use as typed” sends exactly those letters. Enter before the "
        "list has come waits for it; Enter once more does not.",
        "Tools “yes” or “no” is what the gateway's list says, with the field that says so; unknown is not no. "
        "The proof decides.",
        "Tab goes to the line above the list: t shows all models, those not said to take no tools, or only “yes”; "
        "o turns the order, c puts the largest context first, p the lowest price as an agent uses it. Tab goes back.",
    ),
    Step.PROOF: (
        "The wizard sends what Roo Code will send: two streamed turns of about 39 KB with 13 tools, with Roo's own "
        "headers, and judges the answers as Roo would.",
        "A failed check names the cause, the evidence, who can fix it, and the next step.",
        "r runs every check of the quick proof again and bills its requests again; one check alone cannot be run. "
        "e changes the answer that owns the cause, esc stops at once.",
        "F (with shift) runs the full proof: long context, long answers, errors, images … It says what it costs first.",
        "f shows the fields in spite of a risk. After a block there are none to show.",
    ),
    Step.FIELDS: (
        "Each row is one field of the settings page, by its own label and in its own order.",
        "Enter copies the row and goes on to the next one to paste; what was copied has a mark. y or space copies it "
        "and stays there. What is chosen from a list, or ticked, is passed over.",
        "K copies the key, after one more question: clipboard managers may keep it.",
        "o shows everything else: import files, other agents, the editor's own settings, runbook, curl, bundle.",
        "q finishes; the card is then printed to the terminal, without the key.",
    ),
}


def duration(milliseconds: float) -> str:
    """Return a time as a person says it: "340 ms", "4.2 s", "2 min 05 s"."""
    if milliseconds < 1000:
        return f"{milliseconds:.0f} ms"
    seconds = milliseconds / 1000
    return f"{seconds:.1f} s" if seconds < 100 else f"{int(seconds // 60)} min {int(seconds % 60):02d} s"


def size(count: int) -> str:
    """Return a number of bytes: "812 B", "38.9 KB", "1.2 MB"."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.1f} KB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def tokens(count: int | None) -> str:
    """Return a context window: "128k", "1M", "–" when not published."""
    if not count:
        return "–"
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f}M".replace(".0M", "M")
    return f"{round(count / 1000)}k" if count >= 1000 else str(count)


def dollars(amount: float | None) -> str:
    """Return an amount of dollars with as many digits as matter; "–" when unknown."""
    if amount is None:
        return "–"
    if amount == 0 or amount >= 0.1:
        return f"${amount:.2f}"
    return f"${amount:.3f}" if amount >= 0.001 else "< $0.001"
