"""Tool calls as text, the way models write them when a server's parser misses them (T14, T15)."""

from collections.abc import Callable, Sequence

from roo_wizard.core.exchange import Json
from roo_wizard.practice.reply import Call, argument_text, json_text


def leaked(calls: Sequence[Call], number: int) -> str:
    """Return *calls* as markup; *number* (of the request) chooses the kind, so that repeated trials show several."""
    write = _KINDS[number % len(_KINDS)]
    return "\n".join(write(call) for call in calls)


def _tagged_json(call: Call) -> str:
    return f"<tool_call>\n{json_text({'name': call.name, 'arguments': call.values})}\n</tool_call>"


def _function_tags(call: Call) -> str:
    parameters = "\n".join(f"<parameter={name}>\n{_plain(value)}\n</parameter>" for name, value in call.values.items())
    return f"<function={call.name}>\n{parameters}\n</function>"


def _sections(call: Call) -> str:
    return (
        "<|tool_calls_section_begin|><|tool_call_begin|>"
        f"functions.{call.name}:0<|tool_call_argument_begin|>{argument_text(call)}<|tool_call_end|>"
        "<|tool_calls_section_end|>"
    )


def _elements(call: Call) -> str:
    inner = "\n".join(f"<{name}>{_plain(value)}</{name}>" for name, value in call.values.items())
    return f"<{call.name}>\n{inner}\n</{call.name}>"


def _bracketed(call: Call) -> str:
    return f"[TOOL_CALLS][{json_text({'name': call.name, 'arguments': call.values})}]"


def _full_width(call: Call) -> str:
    inner = "".join(
        f'<｜DSML｜parameter name="{name}" string="true">{_plain(value)}</｜DSML｜parameter>\n'
        for name, value in call.values.items()
    )
    body = f'<｜DSML｜invoke name="{call.name}">\n{inner}</｜DSML｜invoke>'
    return f"<｜DSML｜function_calls>\n{body}\n</｜DSML｜function_calls>"


def _channel(call: Call) -> str:
    return f"<|channel|>commentary to=functions.{call.name} <|constrain|>json<|message|>{argument_text(call)}<|call|>"


def _fenced(call: Call) -> str:
    return f"```json\n{json_text({'name': call.name, 'arguments': call.values})}\n```"


def _plain(value: Json) -> str:
    return value if isinstance(value, str) else json_text(value)


_KINDS: tuple[Callable[[Call], str], ...] = (
    _tagged_json,
    _function_tags,
    _sections,
    _elements,
    _bracketed,
    _full_width,
    _channel,
    _fenced,
)
