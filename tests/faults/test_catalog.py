import re

import pytest

from roo_wizard.core.errors import UnknownName
from roo_wizard.core.finding import Owner, Severity
from roo_wizard.core.jsonable import to_json
from roo_wizard.core.text import is_clean
from roo_wizard.faults.catalog import Fault, catalog, fault, found, oddities, symptoms
from roo_wizard.roo.settings import ClientSettings

OUTCOMES = ("no-spend", "cancelled", "timeout", "limit", "max-requests", "not-run")
UNNUMBERED = ("plain-http", "refused", "unusable", "loop", "fixed-base", "model-info", "no-choices")
COUNTS = {"N": 18, "R": 19, "S": 17, "T": 22, "M": 10}
FULL_ONLY = {"M03", "M06", "M07", "R07", "R08", "R16", "R18", "M10"}
STOCHASTIC = {"S05", "M08", "T10", "T11", "T13", "T16", "T17", "T19", "T20", "M05", "M09"}
STREAMING_OFF: dict[str, object] = {"openAiStreamingEnabled": False}
RESCUES: dict[str, tuple[dict[str, object], ...]] = {
    **dict.fromkeys(("R17", "R04", "S01", "S04", "S05", "S06", "S08", "S09"), (STREAMING_OFF,)),
    **dict.fromkeys(("T02", "T03", "T06", "T09"), (STREAMING_OFF,)),
    "R05": ({"modelTemperature": 1}, STREAMING_OFF),
    **dict.fromkeys(("R10", "R13", "R19"), ({"openAiR1FormatEnabled": True},)),
    "R14": ({"openAiR1FormatEnabled": True, "preserveReasoning": True},),
}
# The order of causes as one line, copied from probe.md 5.8.
RANKS = """N01 N02 N03 N06 N07 N17 N15 N16 N18 N08 N11 N13 N14 R06 R01 R02 R03 R17 R04 R05 R09 R10 R19 S01 N09 N10 S08
S09 S05 S04 S06 M04 M02 M08 T14 T15 T22 T20 T13 T19 T03 T06 T02 T04 T07 T08 T09 T10 T11 T16 T17 R11 R12 R13 R14 R15 S14
M03 M05 M06 M07 M09 N04 N05 N12 M01 R07 R08 R16 R18 S02 S11 S12 S13 S15 T01 T21 S03 S07 S10 S16 S17 T05 T12 T18 M10"""


def real_faults() -> list[Fault]:
    return [entry for entry in catalog().values() if entry.id not in (*UNNUMBERED, *OUTCOMES)]


def everything() -> list[Fault]:
    return [*catalog().values(), *symptoms().values()]


def test_every_id_of_the_specification_is_there() -> None:
    expected = {f"{letter}{number:02}" for letter, count in COUNTS.items() for number in range(1, count + 1)}
    assert {entry.id for entry in real_faults()} == expected
    assert len(expected) == 86


def test_ranks_are_the_order_of_causes() -> None:
    assert [entry.id for entry in catalog().values()][:86] == RANKS.split()
    assert [entry.rank for entry in real_faults()] == list(range(1, 87))


def test_what_no_number_covers_comes_after_the_numbered_faults() -> None:
    assert tuple(catalog())[86:93] == UNNUMBERED


def test_outcomes_come_last_and_are_inconclusive() -> None:
    assert tuple(catalog())[93:] == OUTCOMES
    assert {fault(name).severity for name in OUTCOMES} == {Severity.INCONCLUSIVE}


def test_severities_of_the_catalogued_forms() -> None:
    def of(severity: Severity) -> set[str]:
        return {entry.id for entry in real_faults() if entry.severity is severity}

    assert of(Severity.INCONCLUSIVE) == {"N08", "N11"}
    assert of(Severity.RISK) == {"T02", "T04", "T10", "S14", "M06", "M07"}
    warned = "T17 M09 N12 M01 R08 R16 R18 S02 S11 S12 S13 S15 T01 T21"
    assert of(Severity.WARN) == set(warned.split())
    noted = "N04 N05 R07 S03 S07 S10 S16 S17 T05 T12 T18 M10"
    assert of(Severity.INFO) == set(noted.split())


def test_rescues_are_those_of_the_specification() -> None:
    given = {entry.id: entry.rescues for entry in real_faults() if entry.rescues}
    header_gate = given.pop("N06")
    assert given == RESCUES
    assert [list(rescue) for rescue in header_gate] == [["openAiHeaders"]]
    assert set(header_gate[0]["openAiHeaders"]) == {"User-Agent"}


@pytest.mark.parametrize("entry", [entry for entry in catalog().values() if entry.rescues], ids=lambda entry: entry.id)
def test_rescues_are_client_settings_that_differ_from_the_default(entry: Fault) -> None:
    for rescue in entry.rescues:
        assert dict(ClientSettings(rescue)) == dict(rescue)


def test_trials_after_the_first_sight() -> None:
    assert {entry.id for entry in real_faults() if entry.confirm == 2} == STOCHASTIC
    blocks = {entry.id for entry in real_faults() if entry.severity is Severity.BLOCK}
    assert blocks <= {entry.id for entry in real_faults() if entry.confirm}
    unconfirmed = [entry for entry in real_faults() if entry.severity in {Severity.INFO, Severity.INCONCLUSIVE}]
    assert {entry.confirm for entry in unconfirmed} == {0}


def test_how_each_can_be_shown() -> None:
    assert {entry.id for entry in real_faults() if entry.shown != "path"} == {"N01", "N04", "N05"}
    assert fault("N01").shown == "port"
    assert {fault(name).shown for name in ("N04", "N05")} == {"url"}
    assert {fault(name).shown for name in OUTCOMES} == {"none"}


def test_what_only_the_full_check_sees() -> None:
    assert {entry.id for entry in real_faults() if entry.full_only} == FULL_ONLY


def test_waiting_may_help_where_the_cause_may_pass() -> None:
    assert {entry.id for entry in real_faults() if entry.retryable} == {"N01", "N08", "N11"}


def test_a_refused_upstream_credential_is_not_blamed_on_the_person() -> None:
    assert fault("N16").owner is Owner.GATEWAY
    assert fault("N07").owner is fault("N17").owner is Owner.YOU
    assert fault("N01").owner is Owner.NETWORK


@pytest.mark.parametrize("entry", everything(), ids=lambda entry: entry.id)
def test_texts_are_short_clean_sentences(entry: Fault) -> None:
    assert len(entry.title) <= 60
    assert not entry.title.endswith(".")
    for text in (entry.symptom, entry.cause, entry.client_shows, entry.action):
        assert text.endswith((".", "”")), text
        assert is_clean(text, 500), text
        assert '"' not in text
    assert entry.seen_at or entry.id in (*UNNUMBERED, *OUTCOMES)
    assert entry.keywords
    assert all(is_clean(word) and word == word.lower() for word in entry.keywords)
    assert len(set(entry.keywords)) == len(entry.keywords)


@pytest.mark.parametrize("entry", real_faults(), ids=lambda entry: entry.id)
def test_a_client_setting_is_named_only_as_proven(entry: Fault) -> None:
    if entry.severity is Severity.BLOCK and entry.rescues:
        assert re.search(r"prove[nd]|If plain answers work", entry.action), entry.action


def test_a_fault_is_found_in_any_case() -> None:
    assert fault("t03") is fault("T03")
    assert fault("No-Spend").id == "no-spend"


def test_an_unknown_fault_names_the_nearest() -> None:
    with pytest.raises(UnknownName) as caught:
        fault("T33")
    assert "T03" in caught.value.hint


def test_a_finding_takes_its_words_from_the_catalogue_and_cleans_its_evidence() -> None:
    finding = found("T03", "no id\x1b[2J in \u202ethe delta", turn="T1")
    assert (finding.id, finding.severity, finding.owner) == ("T03", Severity.BLOCK, Owner.GATEWAY)
    assert finding.evidence == "no id[2J in the delta"
    assert finding.action == fault("T03").action


def test_a_finding_may_weigh_less_and_advise_more_exactly() -> None:
    finding = found("N02", "308", severity=Severity.WARN, action="Use the final address.")
    assert (finding.severity, finding.action) == (Severity.WARN, "Use the final address.")


def test_oddities_are_never_faults() -> None:
    assert list(oddities()) == [f"H{number:02}" for number in range(1, 19)]
    assert not set(oddities()) & set(catalog())


def test_symptoms_are_advice_in_the_shape_of_faults() -> None:
    assert not set(symptoms()) & set(catalog())
    assert {entry.severity for entry in symptoms().values()} == {Severity.INFO}
    assert min(entry.rank for entry in symptoms().values()) > max(entry.rank for entry in catalog().values())


def test_a_fault_has_a_json_form() -> None:
    written = to_json(fault("R05"))
    assert written["rescues"] == [{"modelTemperature": 1}, STREAMING_OFF]
    assert written["severity"] == "block"
