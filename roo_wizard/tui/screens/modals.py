"""The small screens on top: leaving, help, the shutdown, a notice, plain http, copying the key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.flow.state import Step
from roo_wizard.flow.views import InstallView
from roo_wizard.tui import words
from roo_wizard.tui.widgets.field import Field
from roo_wizard.tui.widgets.frame import KeyHint, key_hints
from roo_wizard.tui.widgets.text import SafeStatic, line, lines

if TYPE_CHECKING:
    from roo_wizard.probe.estimate import Estimate
    from roo_wizard.probe.target import Options
    from roo_wizard.tui.app import RooWizardApp


class AskScreen(ModalScreen[bool]):
    """A question with a yes and a no; subclasses give the text."""

    CSS_PATH = "modals.tcss"
    TITLE_TEXT: ClassVar[str] = ""
    SENTENCES: ClassVar[Sequence[str]] = ()
    YES: ClassVar[str] = "y"
    YES_MEANS: ClassVar[str] = "yes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", show=False),
        Binding("n,escape", "answer(False)", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        with Vertical(classes="dialog"):
            yield SafeStatic(self.TITLE_TEXT, classes="dialog-title")
            yield SafeStatic(self.text, classes="dialog-text")
            yield SafeStatic(
                line(
                    (self.YES, "bold $foreground"),
                    f" {self.YES_MEANS}   ",
                    ("n", "bold $foreground"),
                    " or ",
                    ("esc", "bold $foreground"),
                    " no",
                ),
                classes="dialog-keys",
            )

    @property
    def text(self) -> str:
        """What has to be known before the answer."""
        return " ".join(self.SENTENCES)

    def action_answer(self, sure: bool) -> None:
        """Hand the answer back."""
        self.dismiss(sure)


class QuitScreen(AskScreen):
    """Asks before leaving."""

    TITLE_TEXT = "Leave the wizard?"
    SENTENCES = ("Your answers are kept for the next start, except the key: it is only in memory.",)
    YES = "y or ctrl+c"
    YES_MEANS = "leave"


class CopyKeyScreen(AskScreen):
    """Asks before the key is copied."""

    TITLE_TEXT = "Copy the API key?"
    SENTENCES = (
        "Clipboard managers may keep what is copied, and over SSH it goes to the terminal that you sit at.",
        "Paste it into the settings page at once, then copy something else.",
    )
    YES_MEANS = "copy the key"


class WriteKeyScreen(AskScreen):
    """Asks before the key is written into a file."""

    TITLE_TEXT = "Write the key into a file?"
    SENTENCES = (
        "The file holds the key in clear text. Only you can read it, and it is never written where it could be "
        "committed.",
        "Import it, then press x: the file is deleted.",
    )
    YES_MEANS = "go on, and name the file"


class FullProofScreen(AskScreen):
    """Says what the full proof costs, and asks once before it is spent."""

    TITLE_TEXT = "Run the full proof?"
    YES_MEANS = "run it"

    def __init__(self, estimate: Estimate, options: Options) -> None:
        super().__init__()
        self._estimate = estimate
        self._options = options

    @property
    def text(self) -> str:
        """What is looked at besides, what it costs when all is well, and where it stops at the latest."""
        cost, options = self._estimate, self._options
        price = "price not published" if cost.cost_usd is None else f"about {words.dollars(cost.cost_usd)}"
        tokens = f"about {cost.prompt_tokens:,} prompt and {cost.completion_tokens:,} completion tokens"
        most = f" or {options.token_cap:,} tokens" if options.token_cap else ""
        return (
            "Both turns again, and then: a third turn, nested arguments, a long context, the same without streaming, "
            "a long answer, errors, an image, optional fields, two requests at once.\n\n"
            f"When all is well: {cost.requests} requests, {tokens}, {price}.\n"
            f"It stops at {options.request_cap} requests{most} at the latest; at most three run at once. "
            "Esc stops it at any time, and the proof so far is kept."
        )


class TextScreen(ModalScreen[None]):
    """Something to read; esc, Enter or q closes it."""

    KEYS: ClassVar[Sequence[KeyHint]] = (("esc", "close"),)
    CSS_PATH = "modals.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q,question_mark", "close", show=False)]

    def __init__(self, title: str, text: SafeStatic) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Title, text that scrolls, keys."""
        with Vertical(classes="dialog"):
            yield SafeStatic(self._title, classes="dialog-title")
            with VerticalScroll(classes="dialog-scroll"):
                yield self._text
            yield SafeStatic(key_hints(self.KEYS), classes="dialog-keys")

    def action_close(self) -> None:
        """Close it."""
        self.dismiss(None)


class NoticeScreen(TextScreen):
    """One thing to know before going on."""

    def __init__(self, title: str, sentences: Sequence[str]) -> None:
        super().__init__(title, SafeStatic("\n".join(sentence for sentence in sentences if sentence)))


class HelpScreen(TextScreen):
    """What a step is for and which keys it has."""

    def __init__(self, step: Step) -> None:
        super().__init__(f"{step.label}: step {step.number} of 5", SafeStatic("\n\n".join(words.HELP[step])))


class ShutdownScreen(TextScreen):
    """What the end of Roo Code means for an install that exists, for a new rollout, and without any."""

    KEYS = (("d", "look at this machine"), ("m", "keep or move"), ("esc", "close"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "machine", show=False),
        Binding("m", "moving", show=False),
    ]

    def __init__(self, installs: Sequence[InstallView] | None) -> None:
        rows = [line((f"{title}\n", "bold $primary"), text) for title, text in words.SHUTDOWN]
        rows.insert(1, line(("On this machine\n", "bold $primary"), _found(installs)))
        rows.append(line(("This step\n", "bold $primary"), "\n".join(words.HELP[Step.GATEWAY])))
        super().__init__(words.SHUTDOWN_LINE, SafeStatic(lines(_spaced(rows))))

    def action_machine(self) -> None:
        """Close this, and look at the machine."""
        app = cast("RooWizardApp", self.app)
        self.dismiss(None)
        app.open_machine()

    def action_moving(self) -> None:
        """Close this, and show the table of keeping or moving."""
        app = cast("RooWizardApp", self.app)
        self.dismiss(None)
        app.open_moving()


class AllowHttpScreen(ModalScreen[bool]):
    """Plain http to another machine: the host has to be typed once before a key goes there."""

    CSS_PATH = "modals.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "refuse", show=False)]

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        self._host = endpoint.host
        self._origin = endpoint.origin

    def compose(self) -> ComposeResult:
        """Who can read the key, and the field for the host."""
        with Vertical(classes="dialog"):
            yield SafeStatic("This key would travel unencrypted", classes="dialog-title")
            yield SafeStatic(
                f"{self._origin} is http: everybody on the way can read the key and the code – "
                "this network, its router and any proxy. Use https if the gateway has it.\n\n"
                f"To send it all the same, type the host once: {self._host}",
                classes="dialog-text",
            )
            yield Field("host")
            yield SafeStatic("", classes="dialog-problem")
            yield SafeStatic(
                line(("enter", "bold $foreground"), " allow for this host   ", ("esc", "bold $foreground"), " back"),
                classes="dialog-keys",
            )

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip().lower() == self._host:
            self.dismiss(True)
        else:
            self.query_one(".dialog-problem", SafeStatic).update("That is not the host. Nothing was sent.")

    def action_refuse(self) -> None:
        """Send nothing."""
        self.dismiss(False)


def _found(installs: Sequence[InstallView] | None) -> str:
    if installs is None:
        return "still looking …"
    if not installs:
        return "no Roo Code or Zoo Code was found."
    return "\n".join(f"{install.client} {install.version} in {install.editor}" for install in installs)


def _spaced(rows: Sequence[Content]) -> list[Content]:
    """The rows with an empty line between each two."""
    return [part for row in rows for part in (row, Content(""))][:-1]
