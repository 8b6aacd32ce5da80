from dataclasses import replace

from roo_wizard.flow.modes import FALLBACK, Choice, ModeProof, ModesView, ModeView, choices, mode_names, to_prove
from roo_wizard.flow.views import ProfileView
from roo_wizard.profiles.modes import Bound

WORK = ProfileView("work", "https://h.example/v1", "m", "roo", "keyring", "ready-with-settings")
RISKY = replace(WORK, name="risky", model="n", last_verdict="risky")


def test_a_suggested_model_comes_first_then_the_saved_ones_then_nothing_of_its_own() -> None:
    row = ModeView("ask", "Ask", WORK, Bound.REST, "small")
    assert choices(row, (WORK, RISKY)) == (Choice(model="small"), Choice(WORK), Choice(RISKY), Choice())
    assert choices(replace(row, suggested=""), ()) == (Choice(),)


def test_a_model_that_several_modes_want_is_proven_once_and_a_used_profile_too() -> None:
    rows = (
        ModeView("architect", "Architect", WORK, Bound.REST, "large"),
        ModeView("code", "Code", RISKY, Bound.KEPT),
        ModeView("ask", "Ask", WORK, Bound.KEPT, "small"),
        ModeView("debug", "Debug", WORK, Bound.REST, "large"),
        ModeView(FALLBACK, "Fallback", RISKY),
    )
    assert to_prove(ModesView("work", "roo", rows)) == (
        ModeProof("large", ("architect", "debug"), like="work"),
        ModeProof("n", profile="risky"),
    )


def test_nothing_is_to_be_proven_where_all_is_ready_or_nothing_is_saved() -> None:
    assert to_prove(ModesView()) == ()
    assert (
        to_prove(ModesView("work", "roo", (ModeView("code", "Code", WORK), ModeView(FALLBACK, "Fallback", None)))) == ()
    )


def test_modes_are_named_as_on_the_screen() -> None:
    assert mode_names(("code", "orchestrator", FALLBACK)) == "Code, Orchestrator, Fallback"
