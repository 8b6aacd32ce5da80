import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import is_clean
from roo_wizard.handoff.client_export import (
    MAX_BYTES,
    MAX_PROFILES,
    MOST_SECRET,
    ClientExport,
    parse_export,
    read_export,
)

DAY = "2026-11-20"
CANARY = "sk-canary-7Q2mZx9Lp4Vt8Rw1Ks6Ny3Hb"
SECRET_NAMES = [
    "apiKey",
    "openRouterApiKey",
    "awsAccessKey",
    "awsApiKey",
    "awsSecretKey",
    "awsSessionToken",
    "openAiApiKey",
    "ollamaApiKey",
    "geminiApiKey",
    "openAiNativeApiKey",
    "deepSeekApiKey",
    "moonshotApiKey",
    "mistralApiKey",
    "minimaxApiKey",
    "requestyApiKey",
    "unboundApiKey",
    "xaiApiKey",
    "litellmApiKey",
    "codeIndexOpenAiKey",
    "codeIndexQdrantApiKey",
    "codebaseIndexOpenAiCompatibleApiKey",
    "codebaseIndexGeminiApiKey",
    "codebaseIndexMistralApiKey",
    "codebaseIndexVercelAiGatewayApiKey",
    "codebaseIndexOpenRouterApiKey",
    "sambaNovaApiKey",
    "zaiApiKey",
    "fireworksApiKey",
    "vercelAiGatewayApiKey",
    "basetenApiKey",
    "openRouterImageApiKey",
    "vertexJsonCredentials",
    "poeApiKey",
]
"""What the client keeps as secrets: ``SECRET_STATE_KEYS`` and ``GLOBAL_SECRET_KEYS`` of @roo-code/types, and newer."""


def export_of(profile: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An export whose only profile is *profile*, in use."""
    return {"providerProfiles": {"currentApiConfigName": "old", "apiConfigs": {"old": profile}, **more}}


def parsed(document: Any) -> ClientExport:
    return parse_export(json.dumps(document).encode(), DAY)


def test_what_an_export_says_about_providers_is_read_in_words() -> None:
    export = parsed(
        {
            "providerProfiles": {
                "currentApiConfigName": "old",
                "apiConfigs": {
                    "old": {
                        "id": "a1",
                        "apiProvider": "openai",
                        "openAiBaseUrl": "https://user:pass@old.example/v1?key=abc",
                        "openAiModelId": "m-1",
                        "openAiApiKey": "short",
                        "openAiStreamingEnabled": False,
                        "openAiHeaders": {"X-Team": "very private"},
                        "openAiCustomModelInfo": {"contextWindow": 200000, "supportsPromptCache": False},
                    },
                    "other": {"id": "b2", "apiProvider": "gemini"},
                },
                "modeApiConfigs": {"code": "a1", "docs": "b2", "ask": "gone"},
            },
            "globalSettings": {"customInstructions": "private"},
        }
    )
    old = export.current_profile
    assert old is not None
    assert (old.name, old.provider, old.base_url, old.model) == ("old", "openai", "https://old.example/v1", "m-1")
    assert old.has_key
    assert old.values["openAiApiKey"] == "•••"
    assert old.values["openAiHeaders"] == "X-Team: •••"
    assert old.values["openAiStreamingEnabled"] == "off"
    assert old.values["contextWindow"] == "200000"
    assert export.modes == {"code": "old", "docs": "other", "ask": ""}
    assert "private" not in repr(export)


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_every_field_that_the_client_keeps_secret_becomes_a_key(name: str) -> None:
    export = parsed(export_of({"apiProvider": "openai", name: "hunter2-plain", "openAiModelId": "is hunter2-plain"}))
    assert "hunter2" not in repr(export)
    assert export.profiles["old"].values[name] == "•••"


def test_a_name_with_key_in_it_hides_neither_its_profile_nor_its_mode() -> None:
    export = parsed(
        {
            "providerProfiles": {
                "apiConfigs": {"flatkey": {"id": "a1", "apiProvider": "openai", "openAiModelId": "m-1"}},
                "modeApiConfigs": {"keyboard": "a1"},
            }
        }
    )
    assert (export.current, export.profiles["flatkey"].model) == ("flatkey", "m-1")
    assert export.modes == {"keyboard": "flatkey"}


def test_a_byte_order_mark_is_told_as_the_clients_own_trap() -> None:
    export = parse_export(b"\xef\xbb\xbf" + json.dumps(export_of({"apiProvider": "openai"})).encode(), DAY)
    assert "byte order mark" in export.notes[0]
    assert export.current == "old"


def test_a_current_profile_that_is_missing_is_the_first_one_as_in_the_client() -> None:
    document = export_of({"apiProvider": "openai"})
    document["providerProfiles"]["currentApiConfigName"] = "gone"
    assert parsed(document).current == "old"
    document["providerProfiles"]["apiConfigs"] = {}
    assert parsed(document).current_profile is None


UNUSABLE = {
    "empty": b"",
    "binary": b"\x00\xff\xfe" * 50,
    "UTF-16": "{}".encode("utf-16"),
    "no JSON": b"providerProfiles: {}",
    "cut": b'{"providerProfiles": {"apiConfigs"',
    "a list": b"[]",
    "a number": b"3",
    "no profiles": b"{}",
    "profiles of another kind": b'{"providerProfiles": []}',
    "no configs": b'{"providerProfiles": {"currentApiConfigName": "x"}}',
    "too deep to parse": b'{"a": ' + b"[" * 100_000,
    "too deep": b'{"a": ' + b"[" * 50 + b"]" * 50 + b"}",
    "too large": b" " * (MAX_BYTES + 1),
    "number beyond measure": b'{"a": ' + b"9" * 5000 + b"}",
    "too many profiles": json.dumps(
        {"providerProfiles": {"apiConfigs": {str(number): {} for number in range(MAX_PROFILES + 1)}}}
    ).encode(),
    "key as the text": CANARY.encode(),
}


@pytest.mark.parametrize("data", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_what_is_no_export_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(UsageError) as error:
        parse_export(data, DAY)
    assert "the export cannot be used" in error.value.message
    assert "canary" not in error.value.message
    assert error.value.__cause__ is None


def test_a_place_that_is_no_file_is_named(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path / "none.json", tmp_path, pipe, Path("/dev/zero"), Path("a\0b")):
        with pytest.raises(UsageError):
            read_export(path)


def test_the_day_of_an_export_is_the_day_on_which_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "roo-code-settings.json"
    path.write_text(json.dumps(export_of({"apiProvider": "openai"})))
    os.utime(path, (1763600000, 1763600000))
    assert read_export(path).exported_on == "2025-11-20"
    os.utime(path, (-5e9, -5e9))
    assert read_export(path).exported_on == "1970-01-01"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
NAMES = st.sampled_from(["openAiBaseUrl", "apiModelId", "openAiHeaders", "apiProvider", "id", "x", *SECRET_NAMES])
ANY = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4))
HIDDEN = st.sampled_from(
    [CANARY, f"see {CANARY}", f"https://{CANARY}@h/v1", f"https://h/?k={CANARY}", "sk-can\u200b" + CANARY[6:]]
)


@given(st.binary(max_size=200) | ANY.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_refused_and_never_more(data: bytes) -> None:
    with pytest.raises(UsageError):
        parse_export(data, DAY)


@given(
    st.dictionaries(NAMES | st.text(max_size=10), ANY, max_size=6),
    st.dictionaries(
        NAMES | HIDDEN, HIDDEN | st.lists(HIDDEN, max_size=2) | st.dictionaries(NAMES | HIDDEN, HIDDEN), max_size=4
    ),
    st.dictionaries(st.text(max_size=8) | HIDDEN, ANY | HIDDEN, max_size=3),
    HIDDEN | st.text(max_size=5),
)
@settings(max_examples=300)
def test_no_shape_of_an_export_shows_a_key_or_a_character_that_nobody_sees(
    usual: dict[str, Any], hostile: dict[str, Any], modes: dict[str, Any], current: str
) -> None:
    document = {
        "providerProfiles": {
            "currentApiConfigName": current,
            "apiConfigs": {"old": {**usual, **hostile}, current: usual},
            "modeApiConfigs": modes,
        },
        "globalSettings": {"k": CANARY},
        CANARY: CANARY,
    }
    try:
        export = parsed(document)
    except UsageError:
        return  # deeper than any export
    told = repr(export)
    assert CANARY[3:] not in told
    for profile in export.profiles.values():
        assert all(is_clean(text) and text for text in (profile.name, *profile.values.values()))


PLAIN = "canary-Zr7Qw9TtXk41hunter2"
"""A secret that does not look like one."""
HOSTILE: list[dict[str, Any]] = [
    {"openAiHeaders": {"X": [PLAIN]}},
    {"openAiHeaders": {"X": {"value": PLAIN}}},
    {"openAiHeaders": [PLAIN]},
    {"openAiHeaders": PLAIN},
    {"more": {"apiKey": {"value": PLAIN}}},
    {"more": [{"apiKey": [{"value": PLAIN}]}]},
    {"openAiCustomModelInfo": {"more": {"apiKey": {"value": PLAIN}}}},
    {"openAiApiKey": PLAIN, "openAiModelId": PLAIN},
    {"openAiApiKey": f"\ud800{PLAIN}", "id": "\ud800"},
    {"openAiBaseUrl": f"https://{PLAIN}@gw.example/v1"},
    {"openAiBaseUrl": f"https://me:{PLAIN}@gw.example/v1"},
    {"openAiBaseUrl": f"https://me:a/{PLAIN}@gw.example/v1"},
    {"openAiBaseUrl": f"https://me:{PLAIN}?#/@gw.example/v1"},
    {"openAiBaseUrl": f"https:\\\\me:{PLAIN}@gw.example/v1"},
    {"openAiBaseUrl": f"https:/me:{PLAIN}@gw.example/v1"},
    {"openAiBaseUrl": f"https://gw.example/v1?key={PLAIN}"},
]


@pytest.mark.parametrize("values", HOSTILE, ids=str)
def test_a_secret_in_an_odd_place_is_not_shown(values: dict[str, Any]) -> None:
    profile = {"apiProvider": "openai", **values}
    assert "hunter2" not in repr(parsed({"providerProfiles": {"apiConfigs": {"a": profile, "b": profile}}}))


def test_a_key_is_nowhere_shown_as_the_name_or_a_value_of_another_profile() -> None:
    mistaken = {"apiProvider": "openai", "openAiModelId": PLAIN, "id": "1"}
    configs = {"a": {"apiProvider": "openai", "openAiApiKey": PLAIN}, PLAIN: mistaken}
    found = parsed({"providerProfiles": {"apiConfigs": configs, "modeApiConfigs": {PLAIN: "1"}}})
    assert "hunter2" not in repr(found)
    assert found.modes == {"•••": "•••"}


@pytest.mark.parametrize("second", ['"openAiApiKey": ""', '"x": 1}, "a": {"apiProvider": "openai"'])
def test_a_key_that_a_second_field_of_its_name_hides_is_not_shown_elsewhere(second: str) -> None:
    profile = f'{{"openAiApiKey": "{PLAIN}", {second}, "openAiModelId": "{PLAIN}"}}'
    found = parse_export(f'{{"providerProfiles": {{"apiConfigs": {{"a": {profile}}}}}}}'.encode(), DAY)
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize("base", ["https://gw.example:8443/@cf/meta", "https://gw.example/v1/@a"])
def test_an_address_with_an_at_sign_in_its_path_is_shown_whole(base: str) -> None:
    found = parsed(export_of({"apiProvider": "openai", "openAiBaseUrl": base}))
    assert found.profiles["old"].base_url == base


def test_keys_beyond_all_measure_are_refused_before_they_are_looked_for() -> None:
    with pytest.raises(UsageError, match="its keys have more than"):
        parsed(export_of({"apiProvider": "openai", "openAiApiKey": "a1" * MOST_SECRET}))
