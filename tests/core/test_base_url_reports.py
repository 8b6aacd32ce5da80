"""What people typed as base URL, and what becomes of it: rows from reports, and rows that were made up.

A report is named as ``owner/repository#number``; a host that the report hides is ``gw.example`` here. Where a
report names the form only (a trailing blank, say), the row shows that form. ``candidates`` are paths on the same
origin that are tried when the proof fails; they are never used by themselves (design, section 4).
"""

from dataclasses import dataclass

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect

CONSTRUCTED = "constructed"


@dataclass(frozen=True)
class Row:
    """``used`` is "" where nothing can be used; ``word`` then stands in the problem, else in a remark."""

    source: str
    typed: str
    used: str
    faults: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    word: str = ""
    dialect: Dialect = Dialect.OPENAI


BARE = ("/v1", "/api/v1")
N04, N05 = ("N04",), ("N05",)
ANTHROPIC = Dialect.ANTHROPIC

REPORTS = [
    # blanks and slashes
    Row("RooCodeInc/Roo-Code#6559", "https://gw.example/v1 ", "https://gw.example/v1", N05, ("",)),
    Row("cline/cline#12532", "https://host.example/v1/", "https://host.example/v1", N05, ("",)),
    Row("cline/cline#720", "https://api.hyperbolic.xyz/v1/", "https://api.hyperbolic.xyz/v1", N05, ("",)),
    Row("Vivswan/litellm-vscode-chat#53", "https://example.hf.space/", "https://example.hf.space", N05, BARE),
    Row("sigoden/aichat#767", "my_url/v1/", "https://my_url/v1", ("N05", "N05"), ("",)),
    Row("BerriAI/litellm#8350", "https://openrouter.ai/api/v1/", "https://openrouter.ai/api/v1", N05, ("/api",)),
    Row("mhss1/MyBrain#335", "https://api.z.ai/api/paas/v4/", "https://api.z.ai/api/paas/v4", N05, ("/api/paas",)),
    # the whole endpoint
    Row(
        "lidge-jun/opencodex#1582",
        "https://api.gw.example/v1/chat/completions",
        "https://api.gw.example/v1",
        N04,
        ("",),
    ),
    Row(
        "directus/directus#27141",
        "https://openrouter.ai/api/v1/chat/completions",
        "https://openrouter.ai/api/v1",
        N04,
        ("/api",),
    ),
    Row(
        "directus/directus#27141",
        " https://gw.example/v1/completions/ ",
        "https://gw.example/v1",
        ("N05", "N05", "N04"),
        ("",),
    ),
    Row(
        "harry0703/MoneyPrinterTurbo#57",
        "https://api.openai.com/v1/chat/completions",
        "https://api.openai.com/v1",
        N04,
        ("",),
    ),
    Row(
        "ChatGPTNextWeb/NextChat#4473",
        "https://gpt-api.school.example/v1/chat/completions",
        "https://gpt-api.school.example/v1",
        N04,
        ("",),
    ),
    Row(
        "KennispuntTwente/KWALLM#13",
        "https://example.com/api/v1/chat/completions",
        "https://example.com/api/v1",
        N04,
        ("/api",),
    ),
    Row(
        "mengxi-ream/read-frog#1880",
        "https://app.ai-plugin.example/chat/completions?",
        "https://app.ai-plugin.example",
        ("N05", "N04"),
        BARE,
    ),
    Row(
        "katanemo/plano#600", "https://gw.example/v1/chat/completions#", "https://gw.example/v1", ("N05", "N04"), ("",)
    ),
    # a version that is missing, twice, or another one
    Row(
        "RooCodeInc/Roo-Code#2077",
        "https://integrate.api.nvidia.com",
        "https://integrate.api.nvidia.com",
        (),
        BARE,
        "/v1",
    ),
    Row("FerroxLabs/wayland#1178", "http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1", (), ("",)),
    Row("RooCodeInc/Roo-Code#8282", "https://gw.example/v1/v1", "https://gw.example/v1/v1", (), ("/v1",), "twice"),
    Row("maximhq/bifrost#6562", "https://mock-provider.example/v1", "https://mock-provider.example/v1", (), ("",)),
    Row("rohitg00/agentmemory#628", "https://api.deepseek.com", "https://api.deepseek.com", (), BARE, "/v1"),
    Row(
        "cline/cline#926",
        "https://dashscope.aliyuncs.com/api/v1",
        "https://dashscope.aliyuncs.com/api/v1",
        (),
        ("/api",),
    ),
    Row(
        "T8mars/comfyui-minimax-h3-prompt-enhancer-T8#6",
        "https://ark.cn-beijing.volces.com/api/v3",
        "https://ark.cn-beijing.volces.com/api/v3",
        (),
        ("/api",),
    ),
    Row(
        "mlhher/late-cli#72",
        "https://api.z.ai/api/coding/paas/v4",
        "https://api.z.ai/api/coding/paas/v4",
        (),
        ("/api/coding/paas",),
    ),
    Row(
        "TabularisDB/tabularis#138",
        "https://open.bigmodel.cn/api/coding/paas/v4",
        "https://open.bigmodel.cn/api/coding/paas/v4",
        (),
        ("/api/coding/paas",),
    ),
    Row(
        "langchain-ai/langchain-nvidia#90",
        "https://myserver.example/llama/v1",
        "https://myserver.example/llama/v1",
        (),
        ("/llama",),
    ),
    Row(
        "Wei-Shaw/claude-relay-service#486",
        "https://relay.example/openai",
        "https://relay.example/openai",
        (),
        ("/openai/v1",),
    ),
    # no scheme, no host
    Row("crewAIInc/crewAI#7205", "127.0.0.1:11434", "http://127.0.0.1:11434", N05, BARE, "/v1"),
    Row("crewAIInc/crewAI#7206", "localhost", "http://localhost", N05, BARE, "/v1"),
    Row("crewAIInc/crewAI#7206", "192.168.1.5:11434", "https://192.168.1.5:11434", N05, BARE),
    Row("langchain-ai/langchain#34042", "ollama:11434", "https://ollama:11434", N05, BARE),
    Row("langchain-ai/local-deep-researcher#38", "", "", word="empty"),
    Row("di-sukharev/opencommit#416", "undefined", "", word="no host name"),
    Row("DietrichGebert/ponytail#315", "https://", "", word="no host name"),
    Row("DietrichGebert/ponytail#315", "file:///etc/passwd", "", word="not a web address"),
    # Azure, and the other dialect
    Row(
        "RooCodeInc/Roo-Code#7498",
        "https://r.openai.azure.com/openai/v1",
        "https://r.openai.azure.com/openai/v1",
        (),
        ("/openai",),
        "https://r.openai.azure.com/openai here",
    ),
    Row(
        "RooCodeInc/Roo-Code#1334",
        "https://r.openai.azure.com",
        "https://r.openai.azure.com",
        (),
        BARE,
        "deployment name",
    ),
    Row("cline/cline#11920", "https://gw.example/raw/anthropic", "https://gw.example/raw/anthropic", dialect=ANTHROPIC),
    Row("farion1231/cc-switch#58", "http://127.0.0.1:3456", "http://127.0.0.1:3456", dialect=ANTHROPIC),
]

MADE_UP = [
    Row(CONSTRUCTED, "‘https://gw.example/v1’", "https://gw.example/v1", N05, ("",)),
    Row(CONSTRUCTED, "<https://gw.example/v1>", "https://gw.example/v1", N05, ("",)),
    Row(CONSTRUCTED, "https://gw.example/v1/models/", "https://gw.example/v1", ("N05", "N04"), ("",)),
    Row(CONSTRUCTED, "https://gw.example/v1/responses", "https://gw.example/v1", N04, ("",)),
    Row(CONSTRUCTED, "//gw.example/v1", "https://gw.example/v1", N05, ("",)),
    Row(CONSTRUCTED, "HTTPS://GW.EXAMPLE./v1", "https://gw.example/v1", (), ("",)),
    Row(CONSTRUCTED, "gw.example:8443/v1", "https://gw.example:8443/v1", N05, ("",)),
    Row(CONSTRUCTED, "https://gw.example/v1?api_key=abc", "https://gw.example/v1", N05, ("",)),
    Row(CONSTRUCTED, "http://gw.example/v1", "http://gw.example/v1", (), ("",), "http:"),
    Row(CONSTRUCTED, "https://https://gw.example/v1", "", word="mistyped"),
    Row(CONSTRUCTED, "https//gw.example/v1", "", word="mistyped"),
    Row(CONSTRUCTED, "http:/gw.example/v1", "", word="mistyped"),
    Row(CONSTRUCTED, "/v1", "", word="no host name"),
    Row(CONSTRUCTED, "https://gw.example\\v1", "", word="not a host name"),
    Row(CONSTRUCTED, "Base URL: https://gw.example/v1", "", word="no blanks"),
    Row(CONSTRUCTED, "https://me:secret@gw.example/v1", "", word="replace the key"),
    Row(CONSTRUCTED, "https://${HOST}/v1", "", word="placeholder"),
    Row(CONSTRUCTED, "https：//gw.example/v1", "", word="not a web address"),
    Row(CONSTRUCTED, "https://gw.example/v1/messages", "https://gw.example", N04, (), dialect=ANTHROPIC),
    Row(
        CONSTRUCTED, "https://api.anthropic.com/v1", "https://api.anthropic.com/v1", (), ("",), "before /v1", ANTHROPIC
    ),
]

ROWS = REPORTS + MADE_UP


def test_the_table_is_as_large_as_it_should_be() -> None:
    assert len(ROWS) >= 40
    assert len({row.source for row in REPORTS}) >= 20
    assert len({(row.typed, row.dialect) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.source}: {row.typed!r}")
def test_what_people_typed(row: Row) -> None:
    read = read_base_url(row.typed, row.dialect)
    assert (read.endpoint.base_url if read.endpoint else "") == row.used
    assert tuple(correction.fault for correction in read.corrections if read.endpoint) == row.faults
    if read.endpoint is None:
        assert row.word in (read.problem or "")
        return
    assert tuple(guess.base_path for guess in read.candidates) == row.candidates
    assert all(guess.origin == read.required().origin for guess in read.candidates)
    assert row.word in " ".join(read.remarks)
