"""The one question of a rotation: the new key, pasted, or by the name of the variable that holds it."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.flow.rotation import RotationStart
from roo_wizard.flow.services import Services
from roo_wizard.tui import words
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.choice_bar import Alternative, ChoiceBar
from roo_wizard.tui.widgets.field import Field
from roo_wizard.tui.widgets.host_banner import HostBanner
from roo_wizard.tui.widgets.key_status import described
from roo_wizard.tui.widgets.named_key import named_key
from roo_wizard.tui.widgets.rotation_result import LONGEST
from roo_wizard.tui.widgets.secret_input import SecretInput
from roo_wizard.tui.widgets.text import SafeStatic, line, lines

_WAYS = (Alternative("in another variable"), Alternative("pasted here, kept in the keyring"))
_COST = (
    f"Proven before it is used, the new key first, then the old one: {words.PROOF_REQUESTS} billed requests each, "
    f"≈ {words.PROOF_PROMPT_TOKENS:,} tokens. Only a proven key takes the place of the old one."
)


class PreviousKey(SafeStatic, can_focus=True):
    """The key of the last rotation, as long as it is kept."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "screen.prove_revoked", show=False),
        Binding("up", "screen.field", show=False),
    ]


class NewKeyForm(Vertical):
    """Whose key it is, the field, what the field holds, and what happens next. No message carries the key."""

    class Answered(Message):
        """A key that may be proven was given; ask the form for its `answer`."""

    def __init__(self) -> None:
        super().__init__(id="new-key")
        self._start: RotationStart | None = None
        self._services: Services | None = None
        self._warning = ""
        self._warned_of: ApiKey | None = None
        self.answer: tuple[ApiKey, str] | None = None
        """The new key, and the name of its variable ("" when it was pasted)."""

    def compose(self) -> ComposeResult:
        """Heading, host, field, status, place, cost, the key of before."""
        yield SafeStatic("Looking at the keyring …", classes="heading")
        yield HostBanner()
        yield SafeStatic("", css_id="road")
        yield SecretInput("paste the new key here", css_id="secret")
        yield Field("NAME_OF_ANOTHER_VARIABLE", css_id="variable")
        yield SafeStatic("", css_id="key-status")
        yield ChoiceBar("The new key is", css_id="place")
        yield SafeStatic("", css_id="place-note")
        yield PreviousKey("", css_id="previous")

    def on_mount(self) -> None:
        """Nothing is asked for before it is known that it can be kept."""
        for name in (HostBanner, SecretInput, Field, ChoiceBar, PreviousKey):
            self.query_one(name).display = False
        self.query_one(Field).refuses = self._refuses_key

    def refuse(self, problem: str) -> None:
        """Say why there is nothing to ask for."""
        self.query_one(".heading", SafeStatic).update("Its key cannot be rotated now. Nothing was sent or changed.")
        self.say(problem)

    def _refuses_key(self, text: str) -> bool:
        """Whether a key is being pasted where a variable's name belongs, which would show it."""
        refused = self._services is not None and self._services.looks_like_key(text)
        if refused:
            self.say("that looked like a key and was removed: this field takes the name of a variable")
        return refused

    def show(self, start: RotationStart, services: Services) -> None:
        """Ask for the new key of the connection in *start*."""
        self._start, self._services = start, services
        banner = self.query_one(HostBanner)
        banner.show(start.endpoint)
        banner.display = True
        proxy = services.proxy_for(start.endpoint)
        road = line((f"{glyphs().warned} through the proxy {safe(proxy, 120)}", "$warning")) if proxy else ""
        self.query_one("#road", SafeStatic).update(road)
        bar = self.query_one(ChoiceBar)
        bar.offer(_WAYS)
        bar.display = bool(start.variable)
        previous = self.query_one("#previous", SafeStatic)
        which = "newer key, which undo took back, is" if start.taken_back else "key before the last rotation is still"
        previous.update(f"The {which} kept. ↓ then x: is it refused now?")
        previous.display = start.previous
        self.show_field()

    @property
    def by_name(self) -> bool:
        """Whether the name of a variable is asked for: only where the key in use is in one."""
        return bool(self._start and self._start.variable) and self.query_one(ChoiceBar).position == 0

    @property
    def field(self) -> Widget:
        """The field that is asked for."""
        return self.query_one("#variable" if self.by_name else "#secret")

    def show_field(self) -> None:
        """Show the field that is asked for, with the focus in it."""
        if self._start is not None:
            asked = "Name the variable of" if self.by_name else "Paste"
            heading = f"{asked} the new key of {safe(self._start.profile, 40)} ({safe(self._start.choice.name, 40)})"
            self.query_one(".heading", SafeStatic).update(heading)
        secret, variable = self.query_one(SecretInput), self.query_one("#variable", Field)
        secret.display, variable.display = not self.by_name, self.by_name
        if not self.query_one(ChoiceBar).has_focus:
            self.field.focus()
        self._show_status()
        self.query_one("#place-note", SafeStatic).update(line((f"{self._kept()} {_COST}", "$secondary")))

    def _kept(self) -> str:
        start = self._start
        if start is None or not start.variable:
            return f"It will be kept {safe(start.kept)}." if start else ""
        return f"Today the key is read from the variable {safe(start.variable, 60)}."

    def say(self, problem: str) -> None:
        """Tell why there is no going on; what was typed stays."""
        text = line((f"{glyphs().failed} {safe(problem, LONGEST)}", "$error"))
        self.query_one("#key-status", SafeStatic).update(text)

    def forget(self) -> None:
        """Drop the key: it is in its place now, or the person is leaving."""
        self.answer = self._warned_of = None
        self.query_one(SecretInput).empty()

    @on(ChoiceBar.Changed)
    def _turned(self) -> None:
        self.show_field()

    @on(SecretInput.Changed)
    def _key_changed(self) -> None:
        key = self.query_one(SecretInput).cleaned.key
        self._warning = self._foreign(key) if key else ""
        self._show_status()

    def _foreign(self, key: ApiKey) -> str:
        return self._services.key_warning(self._start.choice, key) if self._services and self._start else ""

    def _show_status(self) -> None:
        field, status = self.query_one(SecretInput), self.query_one("#key-status", SafeStatic)
        if self.by_name:
            status.update(line(("Enter reads the new key from this variable; only its name is kept.", "$secondary")))
        elif field.is_empty:
            page = self._start.choice.key_page if self._start else ""
            status.update(line((f"A new one is made here: {safe(page, 120)}" if page else "", "$secondary")))
        else:
            status.update(lines(described(field.cleaned, self._warning)))

    @on(Input.Submitted)
    @on(SecretInput.Submitted)
    @on(ChoiceBar.Submitted)
    def _submitted(self) -> None:
        """Hand the key over, unless there is none or it is another vendor's; that one goes only when insisted on."""
        problem, key, variable = self._given()
        if key is None:
            self.say(problem)
            self.field.focus()
            return
        foreign = self._foreign(key)
        if foreign and self._warned_of != key:
            self._warned_of = key
            self.say(f"{foreign} Nothing was sent; Enter once more sends it all the same.")
            return
        self.answer = key, variable
        self.post_message(self.Answered())

    def _given(self) -> tuple[str, ApiKey | None, str]:
        """What is wrong with the answer, the key, and the variable that it is from."""
        if self.by_name and self._services is not None:
            named = named_key(self.query_one("#variable", Field), self._services)
            return named.problem, named.key, named.variable
        field = self.query_one(SecretInput)
        problem = "nothing was pasted yet" if field.is_empty else field.cleaned.problem or ""
        return problem, field.cleaned.key, ""
