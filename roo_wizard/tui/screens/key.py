"""Step 2: the key. To whom it goes, what was pasted, and where it is kept once it was accepted."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from roo_wizard.core.errors import HINT_LIMIT
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import safe
from roo_wizard.flow.state import Step, WizardState
from roo_wizard.flow.steps import allow_http, answer_key, was_refused
from roo_wizard.flow.views import GatewayChoice, KeyPlace, KeyringState, PlaceKind
from roo_wizard.tui.screens.base import BACK, StepScreen
from roo_wizard.tui.theme import glyphs
from roo_wizard.tui.widgets.choice_bar import Alternative, ChoiceBar
from roo_wizard.tui.widgets.field import Field
from roo_wizard.tui.widgets.host_banner import HostBanner
from roo_wizard.tui.widgets.key_status import described
from roo_wizard.tui.widgets.named_key import named_key
from roo_wizard.tui.widgets.secret_input import SecretInput
from roo_wizard.tui.widgets.text import SafeStatic, line, lines

_KINDS = (PlaceKind.KEYRING, PlaceKind.SESSION, PlaceKind.ENV)


class KeyScreen(StepScreen):
    """Paste, Enter."""

    CSS_PATH = "key.tcss"
    STEP = Step.KEY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "place", show=False),
        Binding("up", "field", show=False),
    ]
    KEYS = (("enter", "continue"), ("↓ then k", "where it is kept"), BACK)

    def __init__(self) -> None:
        super().__init__()
        self._keyring: KeyringState | None = None
        self._kind = PlaceKind.KEYRING
        self._chosen_by_hand = False
        self._warning = ""

    def body(self) -> ComposeResult:
        """Host, field, what the field holds, place."""
        yield SafeStatic("", classes="heading")
        yield HostBanner()
        yield SafeStatic("", css_id="road")
        yield SecretInput(css_id="secret")
        yield Field("NAME_OF_THE_VARIABLE", css_id="variable")
        yield SafeStatic("", css_id="key-status")
        yield ChoiceBar("Keep it in", css_id="place")
        yield SafeStatic("", css_id="place-note")

    def on_mount(self) -> None:
        """The canary starts as soon as the step is seen: before the key is given, not after."""
        self.query_one("#variable", Field).refuses = self.refuses_key
        self._offer_places()
        self._test_keyring()

    def present(self) -> None:
        """Draw the gateway that was chosen and the key that is already there."""
        endpoint = self.wizard.endpoint
        if endpoint is None:
            return
        self.query_one(".heading", SafeStatic).update(f"Paste the API key for {safe(self._gateway.name, 40)}")
        self.query_one(HostBanner).show(endpoint)
        proxy = self.services.proxy_for(endpoint)
        self.query_one("#road", SafeStatic).update(
            line((f"{glyphs().warned} through the proxy {safe(proxy, 120)}", "$warning")) if proxy else ""
        )
        self._take_over(self.wizard.key_place)
        self._show_field()

    def _take_over(self, place: KeyPlace) -> None:
        """Choose the place of a resumed run or a saved connection, unless the person has chosen here."""
        if not self._chosen_by_hand and place.kind is not PlaceKind.KEYRING:
            self._kind = place.kind
            self.query_one("#variable", Input).value = place.variable
            self._offer_places()

    @property
    def _gateway(self) -> GatewayChoice:
        return self.wizard.gateway or GatewayChoice("custom", "your gateway")

    @property
    def _by_name(self) -> bool:
        return self._kind is PlaceKind.ENV

    def _show_field(self) -> None:
        """One field at a time: for the key, or for the name of a variable."""
        secret, variable = self.query_one(SecretInput), self.query_one("#variable", Input)
        secret.display, variable.display = not self._by_name, self._by_name
        secret.show_placeholder(self._placeholder())
        self.query_one("#place").display = not self._gateway.practice
        if not self.query_one("#place").has_focus:
            (variable if self._by_name else secret).focus()
        self._show_status()
        self._show_place_note()

    def _placeholder(self) -> str:
        if self.wizard.key is not None and was_refused(self.wizard):
            return f"refused: {self.wizard.key.hint()}. Paste another; Enter keeps this one"
        if self.wizard.key is not None:
            return f"kept: {self.wizard.key.hint()}. Enter goes on with it; a paste replaces it"
        if self._gateway.practice:
            return f"{self._gateway.placeholder_key} is already here: press Enter"
        if self._gateway.keyless:
            return f"paste it here; if this gateway asks for none, Enter uses “{self._gateway.placeholder_key}”"
        return "paste it here"

    # What the field holds ------------------------------------------------------------------------------------

    @on(SecretInput.Changed)
    def _key_changed(self) -> None:
        cleaned = self.query_one(SecretInput).cleaned
        self.wizard_app.key_in_hand = cleaned.key
        self._warning = self.services.key_warning(self._gateway, cleaned.key) if cleaned.key else ""
        self._show_status()

    def _show_status(self) -> None:
        field = self.query_one(SecretInput)
        status = self.query_one("#key-status", SafeStatic)
        if self._by_name:
            status.update(line(("Enter reads the key from this variable; only its name is kept.", "$secondary")))
        elif field.is_empty:
            status.update(self._hint())
        else:
            status.update(lines(described(field.cleaned, self._warning)))

    def _hint(self) -> Content:
        """Where a key comes from, as long as none is there."""
        parts = []
        endpoint = self.wizard.endpoint
        is_own = endpoint is None or self._gateway.is_at(endpoint)
        if self._gateway.key_page and is_own:
            parts.append(f"No key yet? {safe(self._gateway.key_page, 120)}")
        if self._gateway.key_hint and is_own:
            parts.append(safe(self._gateway.key_hint, 120))
        if self._gateway.keyless:
            parts.append("Roo Code cannot save an empty key field, so the placeholder goes there too.")
        return line(("  ".join(parts), "$secondary"))

    def _say(self, problem: str) -> None:
        """Name the problem, and put the cursor where it is mended: Enter may have come from the line of places."""
        self.query_one("#key-status", SafeStatic).update(line((f"{glyphs().failed} {problem}", "$error")))
        self.action_field()

    # The answer ----------------------------------------------------------------------------------------------

    @on(SecretInput.Submitted)
    @on(ChoiceBar.Submitted)
    def _submitted(self) -> None:
        if self._by_name:
            self._read_variable()
            return
        field = self.query_one(SecretInput)
        if field.is_empty:
            self._answer_without_typing()
        else:
            cleaned = field.cleaned
            if cleaned.key is not None:
                self._answer(cleaned.key, KeyPlace(self._kind))

    def _answer_without_typing(self) -> None:
        """Enter on the empty field: the key given before, or the placeholder of a keyless gateway."""
        if self.wizard.key is not None:
            self._answer(self.wizard.key, KeyPlace(self._kind))
        elif self._gateway.keyless:
            self._answer(ApiKey(self._gateway.placeholder_key), KeyPlace(PlaceKind.SESSION))
        else:
            self._say("nothing was pasted yet")

    @on(Input.Submitted, "#variable")
    def _read_variable(self) -> None:
        named = named_key(self.query_one("#variable", Input), self.services)
        if named.key is None:
            self._say(named.problem)
        else:
            self._answer(named.key, KeyPlace(PlaceKind.ENV, named.variable))

    def _answer(self, key: ApiKey, place: KeyPlace) -> None:
        """Go on, but ask first when the key would travel unencrypted.

        Where a team file named the host, another vendor's key is not sent there at all.
        """
        foreign = self.services.key_warning(self._gateway, key) if self.wizard.team else ""
        if foreign:
            self.wizard_app.show_notice("This is not the key for this host", foreign, "Nothing was sent.")
            return
        answered = answer_key(self.wizard, key, place)
        endpoint = answered.endpoint
        if endpoint is not None and endpoint.is_plain_http_elsewhere and not answered.allow_http:
            from roo_wizard.tui.screens.modals import AllowHttpScreen

            self.app.push_screen(
                AllowHttpScreen(endpoint), lambda allowed: self._hand_over(allow_http(answered)) if allowed else None
            )
        else:
            self._hand_over(answered)

    def _hand_over(self, answered: WizardState) -> None:
        """The key is in the state now: the field forgets it."""
        self.query_one(SecretInput).empty()
        self.wizard_app.go(answered)

    # The place -----------------------------------------------------------------------------------------------

    @work(exclusive=True, group="keyring", exit_on_error=False)
    async def _test_keyring(self) -> None:
        self._keyring = await self.services.keyring_state()
        if not self._keyring.usable and not self._chosen_by_hand and self._kind is PlaceKind.KEYRING:
            self._kind = PlaceKind.SESSION
        self._offer_places()
        self._show_place_note()

    def _offer_places(self) -> None:
        keyring = self._keyring
        backend = f"keyring ({safe(keyring.backend, 30)})" if keyring and keyring.usable else "keyring"
        alternatives = (
            Alternative(backend, blocked=keyring is not None and not keyring.usable),
            Alternative("this session only"),
            Alternative("a variable"),
        )
        self.query_one("#place", ChoiceBar).offer(alternatives, _KINDS.index(self._kind))

    @on(ChoiceBar.Changed, "#place")
    def _place_changed(self, event: ChoiceBar.Changed) -> None:
        self._kind = _KINDS[event.position]
        self._chosen_by_hand = True
        self._show_field()

    def _show_place_note(self) -> None:
        self.query_one("#place-note", SafeStatic).update(self._place_note())

    def _place_note(self) -> Content:
        if self._gateway.practice:
            return line(("Practice stores nothing.", "$secondary"))
        if self._keyring is not None and not self._keyring.usable and self._kind is not PlaceKind.ENV:
            return line(
                (f"{glyphs().warned} {safe(self._keyring.problem)}\n", "$warning"),
                (safe(self._keyring.fix, HINT_LIMIT), "$secondary"),
            )
        return line((self._kept(), "$secondary"))

    def _kept(self) -> str:
        if self._kind is PlaceKind.ENV:
            return "The profile remembers the variable's name; the key stays where it is."
        if self._kind is PlaceKind.SESSION:
            return "Forgotten when the wizard ends; a re-check will ask for it."
        if self._keyring is None:
            return "testing the keyring …"
        return f"{glyphs().passed} tested just now. The key goes there once the gateway has accepted it."

    def action_place(self) -> None:
        """Go to the line of places."""
        self.query_one("#place").focus()

    def paste_field(self) -> Widget:
        """The field that is shown."""
        return self.query_one("#variable" if self._by_name else "#secret")

    def action_field(self) -> None:
        """Go back to the field."""
        self.paste_field().focus()
