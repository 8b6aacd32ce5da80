import json
from pathlib import Path

import pytest

from roo_wizard.cli.wizard.wiring import Wiring
from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.core.paths import Places
from roo_wizard.profiles.profile import Profile
from roo_wizard.profiles.record import FACTS
from roo_wizard.profiles.store import ProfileStore

KEY = "sk-canary-7Q2mZx9Lp4Vt8Rw1Ks6Ny3Hb"


@pytest.fixture(autouse=True)
def store() -> ProfileStore:
    store = ProfileStore(Places.of_user())
    store.save(Profile("work", "https://router.flatkey.ai/v1", "m-1", preset="flatkey", key_place="env:K"))
    return store


async def test_the_rows_are_those_of_the_runbook_with_every_fact_once() -> None:
    records = Wiring().records
    rows = await records.open("work")
    assert [row.title for row in rows][:3] == ["Roo Code scope", "Key", "Base URL"]
    assert [field.fact for row in rows for field in row.fields] == list(FACTS)
    known = {row.title: row.known for row in rows}
    assert known["Roo Code scope"] == ""
    assert known["Smoke test"] == "not known yet"
    assert known["Base URL"] == "https://router.flatkey.ai/v1"
    assert "environment variable K" in known["Key"]


async def test_what_is_kept_is_shown_the_next_time(store: ProfileStore) -> None:
    records = Wiring().records
    await records.keep("work", {"key_owner": "platform", "scope": ""})
    (owner,) = (field for row in await records.open("WORK") for field in row.fields if field.value)
    assert (owner.fact.name, owner.value) == ("key_owner", "platform")
    with pytest.raises(UsageError):
        await records.keep("work", {"key_owner": KEY})
    assert KEY not in store.path.read_text()


async def test_an_export_is_compared_first_and_kept_only_when_asked(store: ProfileStore, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    old = {
        "apiProvider": "openai",
        "openAiBaseUrl": "https://old.example/v1",
        "openAiModelId": "m",
        "openAiApiKey": KEY,
    }
    path.write_text(json.dumps({"providerProfiles": {"currentApiConfigName": "old", "apiConfigs": {"old": old}}}))
    records = Wiring().records
    comparison = await records.compare("work", f" {path} ")
    assert store.load().records == {}
    assert "; its key is not kept" in await records.keep_before("work", comparison)
    before = store.load().record("work").client_before
    assert before is not None
    assert before.base_url == "https://old.example/v1"
    assert KEY not in store.path.read_text()


async def test_a_connection_that_is_gone_is_named() -> None:
    with pytest.raises(UnknownName):
        await Wiring().records.open("gone")
