from roo_wizard.core.exchange import Json
from roo_wizard.roo.native.reasoning_details import Details, consolidated


def details(*pieces: Json) -> tuple[dict[str, Json], ...]:
    taken = Details()
    taken.take(list(pieces))
    return taken.finished()


def test_pieces_of_one_index_and_type_are_joined() -> None:
    found = details(
        {"type": "reasoning.summary", "summary": "a", "index": 1},
        {"type": "reasoning.summary", "summary": "b", "index": 1, "id": "r1"},
    )
    assert found == ({"type": "reasoning.summary", "summary": "ab", "id": "r1", "format": "unknown", "index": 1},)


def test_encrypted_data_stands_behind_the_text_of_its_index() -> None:
    found = details(
        {"type": "reasoning.text", "text": "a", "index": 0},
        {"type": "reasoning.encrypted", "data": "x", "id": "call_1", "format": "google-gemini-v1", "index": 0},
    )
    assert [entry["type"] for entry in found] == ["reasoning.encrypted", "reasoning.encrypted"]
    assert [entry.get("data") for entry in found] == [None, "x"]


def test_an_encrypted_detail_without_data_is_left_out() -> None:
    assert consolidated([{"type": "reasoning.encrypted", "id": "call_1"}]) == []


def test_only_texts_are_shown() -> None:
    shown = Details().take(
        [
            {"type": "reasoning.text", "text": "a"},
            {"type": "reasoning.summary", "summary": "b"},
            {"type": "reasoning.encrypted", "data": "c"},
            "odd",
            {"type": "reasoning.text", "text": 7},
        ]
    )
    assert shown == ["a", "b"]


def test_what_is_no_list_is_no_detail() -> None:
    taken = Details()
    assert taken.take({"type": "reasoning.text", "text": "a"}) == []
    assert taken.finished() == ()
