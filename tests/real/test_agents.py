"""Every snippet for another agent, used as it is written by that agent: one tool round trip at the practice gateway."""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import render
from roo_wizard.practice.models import CLAUDE, MODEL
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.visit import KEY
from roo_wizard.roo.settings import ClientSettings

FOLDER = Path(os.environ.get("ROO_WIZARD_AGENTS") or "/nonexistent")
BINARIES = (FOLDER / "node_modules" / ".bin", FOLDER / "venv" / "bin")
DEADLINE_S = 120
WORD = "kangaroo"
TASK = "Read README.md and tell me the magic word"

pytestmark = [
    pytest.mark.agents,
    pytest.mark.skipif(
        not all((place / name).exists() for place, name in zip(BINARIES, ("opencode", "llm"), strict=True)),
        reason="set ROO_WIZARD_AGENTS to FOLDER, made by: npm install --prefix FOLDER cline@3.0.65 opencode-ai@1.18.33 "
        "@kilocode/cli@7.7.7; python3 -m venv FOLDER/venv; FOLDER/venv/bin/pip install openai==2.54.0 llm==0.32.1",
    ),
]

OPENAI_ROUND_TRIP = """
import json, os, openai
client, model = openai.OpenAI(), os.environ["OPENAI_MODEL"]
parameters = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}
function = {"name": "read_file", "description": "Read a file", "parameters": parameters}
tools = [{"type": "function", "function": function}]
messages = [{"role": "user", "content": "Read README.md and tell me the magic word"}]
for _ in range(2):
    answer = client.chat.completions.create(model=model, messages=messages, tools=tools).choices[0].message
    messages.append(answer.model_dump(exclude_none=True))
    for call in answer.tool_calls or []:
        text = open(json.loads(call.function.arguments)["path"]).read()
        messages.append({"role": "tool", "tool_call_id": call.id, "content": text})
"""
LLM_TOOL = "def read_file(path: str) -> str:\n    'Read a file'\n    return open(path).read()"


class Agents:
    """A workspace of its own for one agent, in an empty home."""

    def __init__(self, home: Path, gateway: PracticeGateway, dialect: Dialect) -> None:
        self.home, self.gateway = home, gateway
        self.workspace = home / "workspace"
        self.workspace.mkdir()
        (self.workspace / "README.md").write_text(f"The magic word is {WORD}.\n")
        base = gateway.base_url if dialect is Dialect.OPENAI else gateway.anthropic_base_url
        model = MODEL if dialect is Dialect.OPENAI else CLAUDE
        endpoint = read_base_url(base, dialect).required()
        self.fields = Fields(endpoint, model, profile="work", context_window=128_000, last_verdict="ready")

    async def run(self, *command: str, **environ: str) -> str:
        """Run *command* with what a person would have; whatever it leaves running in its group is ended."""
        path = os.pathsep.join([*map(str, BINARIES), "/usr/local/bin", "/usr/bin", "/bin"])
        fixed = {"OPENCODE_DISABLE_AUTOUPDATE": "1", "OPENCODE_DISABLE_MODELS_FETCH": "1", "NO_PROXY": "127.0.0.1"}
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=self.workspace,
            env={"PATH": path, "HOME": str(self.home), "ROO_WIZARD_KEY": KEY, **fixed, **environ},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            out, _ = await asyncio.wait_for(process.communicate(), DEADLINE_S)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        assert process.returncode == 0, out.decode(errors="replace")[-2000:]
        return out.decode(errors="replace")

    def round_trips(self) -> int:
        """How many requests carried the content of the file that the model had asked for."""
        return sum(WORD.encode() in seen.body for seen in self.gateway.received)


def place(home: Path, parts: Sequence[str], text: str) -> None:
    file = home.joinpath(*parts)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize(
    ("name", "parts"),
    [("opencode", (".config", "opencode", "opencode.json")), ("kilo", (".config", "kilo", "kilo.jsonc"))],
)
async def test_a_configuration_is_taken_as_it_is(home: Path, name: str, parts: Sequence[str], dialect: Dialect) -> None:
    async with PracticeGateway() as gateway:
        agents = Agents(home, gateway, dialect)
        place(home, parts, render(name, agents.fields))
        await agents.run(name, "run", "--auto", "--format", "json", TASK)
        assert agents.round_trips() >= 1


async def test_clines_command_sets_it_up(home: Path) -> None:
    async with PracticeGateway() as gateway:
        agents = Agents(home, gateway, Dialect.OPENAI)
        await agents.run("sh", "-eu", "-c", render("cline", agents.fields))
        kept = home / ".cline" / "data"
        assert KEY in (kept / "settings" / "providers.json").read_text("utf-8")
        # Named, so that no hub of Cline's stays behind.
        await agents.run("cline", "--data-dir", str(kept), "-P", "openai-compatible", "--json", "-t", "60", TASK)
        assert agents.round_trips() >= 1


def own_entry(fields: Fields) -> Fields:
    """The same gateway as the client's own entry for LiteLLM has it: its base ends before /v1."""
    base = read_base_url(fields.endpoint.base_url.removesuffix("/v1")).required()
    return replace(fields, endpoint=base, settings=ClientSettings({"apiProvider": "litellm"}))


@pytest.mark.parametrize("seen_as", [lambda fields: fields, own_entry], ids=["openai", "litellm"])
async def test_the_environment_serves_the_openai_library(home: Path, seen_as: Callable[[Fields], Fields]) -> None:
    async with PracticeGateway() as gateway:
        agents = Agents(home, gateway, Dialect.OPENAI)
        place(home, ("env.sh",), render("env", seen_as(agents.fields)))
        place(home, ("talk.py",), OPENAI_ROUND_TRIP)
        await agents.run("sh", "-eu", "-c", '. "$HOME/env.sh"; exec python "$HOME/talk.py"')
        assert agents.round_trips() == 1


async def test_the_environment_and_its_entry_serve_llm(home: Path) -> None:
    async with PracticeGateway() as gateway:
        agents = Agents(home, gateway, Dialect.OPENAI)
        text = render("env", agents.fields)
        entry = next(line.removeprefix("# ") for line in text.splitlines() if line.startswith("# - {"))
        place(home, ("env.sh",), text)
        place(home, ("llm", "extra-openai-models.yaml"), f"{entry}\n")
        command = '. "$HOME/env.sh"; exec llm -m work --functions "$TOOL" --td --no-log "$TASK"'
        await agents.run("sh", "-eu", "-c", command, TOOL=LLM_TOOL, TASK=TASK, LLM_USER_PATH=str(home / "llm"))
        assert agents.round_trips() == 1
