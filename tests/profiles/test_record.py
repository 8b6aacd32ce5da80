import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roo_wizard.core.errors import ProfileError, UnknownName, UsageError
from roo_wizard.core.text import is_clean
from roo_wizard.presets.keys import looks_like_key
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.profiles.record import FACTS, LONGEST, SCOPES, ClientBefore, Record, checked, read_facts
from roo_wizard.profiles.store import ProfileStore
from roo_wizard.profiles.team.export import share
from roo_wizard.profiles.team.text import to_toml as team_toml
from roo_wizard.profiles.toml_text import from_toml, to_toml
from tests.profiles.test_store import LINES

CANARY = "sk-canary-7Q2mZx9Lp4Vt8Rw1Ks6Ny3Hb"
WORK = Profile("work", "https://router.flatkey.ai/v1", "gpt-5.4-mini", preset="flatkey", last_verdict="ready")
FACT = {"key_owner": "platform team", "key_rotated_on": "2026-11-20"}
BEFORE = ClientBefore(
    "2026-11-19", "old one", "openai", "https://old.example/v1", "old-model", {"openAiStreamingEnabled": "off"}
)
RECORD = Record(FACT, BEFORE)


@pytest.fixture
def recorded(store: ProfileStore) -> ProfileStore:
    store.save(WORK, make_default=True)
    store.record("WORK", lambda _: RECORD)
    return store


def test_a_record_is_kept_beside_its_profile_and_loaded_again(recorded: ProfileStore) -> None:
    loaded = recorded.load()
    assert loaded.record("Work") == RECORD
    assert loaded.get("work") == WORK
    assert loaded.record("other") == Record()
    written = tomllib.loads(recorded.path.read_text())["profiles"]["work"]
    assert written["record"] == FACT
    assert written["client_before"]["settings"] == {"openAiStreamingEnabled": "off"}


def test_a_record_outlives_checks_and_changes_of_the_connection_and_is_no_change_itself(
    recorded: ProfileStore,
) -> None:
    assert recorded.load().before("work") is None
    recorded.update("work", lambda profile: replace(profile, last_verdict="blocked"))
    recorded.save(replace(WORK, name="Work", model="gpt-6"), key_replaced=True)
    assert recorded.load().record("work") == RECORD
    recorded.put(WORK, None)
    assert recorded.load().record("work") == RECORD


def test_undo_takes_back_the_values_and_leaves_the_record(recorded: ProfileStore) -> None:
    recorded.save(replace(WORK, model="gpt-6"))
    recorded.record("work", lambda record: record.with_facts({"changed_why": "cheaper"}))
    assert recorded.undo("work").profile.model == "gpt-5.4-mini"
    assert recorded.load().record("work").facts == {**FACT, "changed_why": "cheaper"}


def test_a_forgotten_profile_takes_its_record_along_and_a_new_one_of_that_name_starts_without(
    recorded: ProfileStore,
) -> None:
    recorded.forget("work")
    assert "platform" not in recorded.path.read_text()
    recorded.save(WORK)
    assert recorded.load().record("work") == Record()


def test_no_record_travels_in_a_team_file(recorded: ProfileStore) -> None:
    written = team_toml(share(recorded.load().get("work"), recorded.load()).team).decode()
    assert "platform" not in written
    assert "old.example" not in written


def test_an_empty_answer_takes_a_fact_back_and_an_empty_record_leaves_no_table(recorded: ProfileStore) -> None:
    recorded.record("work", lambda record: replace(record, client_before=None).with_facts(dict.fromkeys(FACT, " ")))
    assert recorded.load().records == {}
    assert "record" not in recorded.path.read_text()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("key_owner", CANARY),
        ("key_owner", "two\nlines"),
        ("key_owner", "\x1b[2J"),
        ("key_owner", "x" * (LONGEST + 1)),
        ("scope", "everything"),
        ("key_rotated_on", "yesterday"),
        ("key_rotated_on", "2026-13-01"),
        ("owner", "me"),
        (CANARY, "me"),
    ],
)
def test_what_is_no_plain_line_a_key_or_no_known_fact_is_refused_by_name(
    recorded: ProfileStore, name: str, text: str
) -> None:
    with pytest.raises(UsageError) as error:
        recorded.record("work", lambda record: record.with_facts({name: text}))
    assert "canary" not in f"{error.value.message} {error.value.hint}"
    assert recorded.load().record("work") == RECORD


def test_a_record_of_no_profile_is_refused(store: ProfileStore) -> None:
    with pytest.raises(UnknownName):
        store.record("work", lambda _: RECORD)


def test_facts_of_the_command_line_are_read_by_name() -> None:
    assert read_facts(["key_owner = me=you ", "scope=team image"]) == {"key_owner": "me=you", "scope": "team image"}
    with pytest.raises(UsageError, match="NAME=TEXT"):
        read_facts(["key_owner"])
    with pytest.raises(UnknownName) as error:
        read_facts(["key_ower=me"])
    assert "key_owner" in error.value.hint


HEAD = "schema = 5\n[profiles.work]\nbase_url = 'https://h/v1'\nmodel = 'm'\n"
DAMAGED = {
    "unknown fact": "[profiles.work.record]\ncolour = 'red'",
    "fact that is no text": "[profiles.work.record]\nkey_owner = 3",
    "empty fact": "[profiles.work.record]\nkey_owner = ''",
    "key as a fact": f"[profiles.work.record]\nkey_owner = '{CANARY}'",
    "escape in a fact": '[profiles.work.record]\nkey_owner = "\\u001b[2J"',
    "no such scope": "[profiles.work.record]\nscope = 'all'",
    "before without provider": "[profiles.work.client_before]\nexported_on = '2026-11-19'\nprofile = 'p'",
    "before with a key": "[profiles.work.client_before]\nexported_on = '2026-11-19'\nprofile = 'p'\n"
    f"provider = 'openai'\nmodel = '{CANARY}'",
    "before with more": "[profiles.work.client_before]\nexported_on = '2026-11-19'\nprofile = 'p'\n"
    "provider = 'openai'\nopenAiApiKey = 'x'",
    "record of a time before a change": "[previous.work]\nbase_url = 'https://h/v1'\nmodel = 'm'\nrecord = {}",
}


@pytest.mark.parametrize("tail", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_record_sets_the_whole_file_aside_and_repeats_no_value(store: ProfileStore, tail: str) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_text(HEAD + tail)
    problem = store.load().problem
    assert problem is not None
    assert "canary" not in problem.message
    assert [path.read_text() for path in store.set_aside_files()] == [HEAD + tail]


def test_a_file_of_schema_3_has_no_records_and_takes_one(store: ProfileStore) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_text(HEAD.replace("5", "3", 1))
    assert store.load().records == {}
    store.record("work", lambda _: RECORD)
    assert store.load().record("work") == RECORD
    assert store.path.read_text().splitlines()[1] == "schema = 5"


def test_what_could_not_be_read_back_is_not_written(recorded: ProfileStore) -> None:
    before = recorded.path.read_bytes()
    with pytest.raises(ProfileError):
        recorded.record("work", lambda record: replace(record, client_before=replace(BEFORE, model="a\x1b[2J")))
    assert recorded.path.read_bytes() == before


PLAIN = LINES.filter(lambda text: not looks_like_key(text))
FREE = [fact.name for fact in FACTS if not fact.choices and not fact.is_date]


@given(
    st.dictionaries(st.sampled_from(FREE), PLAIN),
    st.none() | st.builds(ClientBefore, st.just("2026-11-19"), PLAIN, st.just("openai"), PLAIN, PLAIN),
)
def test_every_record_survives_the_file(facts: dict[str, str], before: ClientBefore | None) -> None:
    record = Record({**Record().with_facts(facts).facts, "scope": SCOPES[0]}, before)
    records = {"work": replace(record, facts=dict(record.facts))}
    assert from_toml(to_toml(Profiles((WORK,), records=records))).records == records


@given(st.sampled_from([fact.name for fact in FACTS]), st.text(max_size=60))
def test_a_fact_is_a_plain_line_or_refused(name: str, text: str) -> None:
    try:
        kept = checked(name, text)
    except UsageError:
        return
    assert kept == text.strip()
    assert is_clean(kept, LONGEST)
