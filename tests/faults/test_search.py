import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.faults.catalog import catalog, symptoms
from roo_wizard.faults.search import MAX_RESULTS, by_id, search


def ids(text: str) -> list[str]:
    return [entry.id for entry in search(text)]


@pytest.mark.parametrize("name", [*catalog(), *symptoms()])
def test_an_id_in_any_case_gives_that_one_entry(name: str) -> None:
    assert ids(name) == ids(name.upper()) == ids(f" {name.lower()} ") == [name]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("did not provide any assistant messages", "N03"),
        ("still calls OpenAI", "still-calls-openai"),
        ("Why does my tool still call OpenAI?", "still-calls-openai"),
        ("usage cannot be reconciled", "usage-not-reconciled"),
        ("Invalid API key", "N07"),
        ("Connection error", "N01"),
        ("OpenAI completion error: Connection error.", "N01"),
        ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "N01"),
        ("407 Proxy Authentication Required", "N01"),
        ("NODE_EXTRA_CA_CERTS", "N01"),
        ("Model not found", "N13"),
        ("You did not use a tool", "T19"),
        ("[ERROR] You did not use a tool in your previous response! Please retry with a tool use.", "T19"),
        ("tool-calling error", "R06"),
        ("extension unavailable", "extension-unavailable"),
        ("time-outs on long tasks", "long-task-timeout"),
        ("asked too often or stops after N rounds", "asks-or-stops"),
        ("wrong model answers", "M01"),
        ("403 with a header allow-list", "N06"),
        ("401", "N07"),
        ("API key contains invalid characters.", "N07"),
        ("insufficient_quota", "N17"),
        ("Unexpected role 'user' after role 'tool'", "R12"),
        ("litellm.UnsupportedParamsError: bedrock does not support ['parallel_tool_calls']", "R03"),
        ("thinking is enabled but reasoning_content is missing in assistant tool call message", "R14"),
        ("'temperature' does not support 0 with this model. Only the default (1) value is supported.", "R05"),
        ('"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set', "R06"),
        ("Roo appears to be stuck in a loop, attempting the same action", "M05"),
        ("the file was cut in half", "S05"),
        ("Save button is grey", "save-stays-grey"),
        ("Settings import failed", "import-fails"),
        ("my key is in a screenshot", "key-leaked"),
    ],
)
def test_what_people_type_finds_what_it_means(text: str, first: str) -> None:
    assert ids(text)[0] == first


def test_every_cause_of_a_common_message_is_listed() -> None:
    assert {"N03", "S01", "N09", "N10", "T03", "T06", "T15", "T20"} <= set(
        ids("did not provide any assistant messages")
    )
    assert {"N13", "N15", "N18"} <= set(ids("model not found"))
    assert {"T07", "T08", "T11"} <= set(ids("This may indicate a failure in the model's thought process"))


@pytest.mark.parametrize(
    "text", ["", "   ", "the", "zzz qqq", "the weather is nice today", "pizza error", "???", "Roo Code"]
)
def test_text_that_says_nothing_finds_nothing(text: str) -> None:
    assert search(text) == ()


def test_a_whole_pasted_log_is_searched_in_bounded_time() -> None:
    assert "N07" in ids("Incorrect API key provided. " + "padding words without meaning " * 100_000)


@given(st.text(max_size=200))
def test_any_text_gives_a_bounded_ranked_answer(text: str) -> None:
    results = search(text)
    assert len(results) <= MAX_RESULTS
    assert len(set(results_ids := [entry.id for entry in results])) == len(results_ids)


def test_no_entry_has_the_empty_name() -> None:
    assert by_id("") is None
