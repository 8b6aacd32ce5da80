import pytest

from roo_wizard.roo.reading.thinking import ZOO_TAGS, split_thinking

CASES = [
    ("plain", "plain", ""),
    ("<think>a</think>b", "b", "a"),
    ("<think>never closed", "", "never closed"),
    ("a<think>b</think>", "a<think>b</think>", ""),
    ("<think>a</think>b<think>c</think>", "b<think>c</think>", "a"),
    ("<think>a < b <i>c</i></think>d", "d", "a < b <i>c</i>"),
    ("< think >a</ think>b", "b", "a"),
    ("<thinking>a", "<thinking>a", ""),
    ("<think>a<think>b</think>c</think>d", "d", "a<think>b</think>c"),
    ("", "", ""),
    ("<", "<", ""),
]


@pytest.mark.parametrize(("content", "text", "thinking"), CASES)
def test_the_leading_tag_is_split_off(content: str, text: str, thinking: str) -> None:
    assert split_thinking(content) == (text, thinking)


def test_zoo_knows_a_second_tag() -> None:
    assert split_thinking("<thought>a</thought>b", ZOO_TAGS) == ("b", "a")
    assert split_thinking("<think>a</think>b", ZOO_TAGS) == ("b", "a")
    assert split_thinking("<thought>a</thought>b")[1] == ""
