"""The clients as profiles of one room: where Roo Code and Zoo Code differ, one field says so (roo-code.md 1)."""

from dataclasses import dataclass

from roo_wizard.core.errors import UnknownName
from roo_wizard.core.report import Client


@dataclass(frozen=True, slots=True)
class ClientProfile:
    """What one client sends and reads differently.

    ``evidence`` is "run" where its own code was run beside this room and agreed, "source" where it was only read. Of
    Roo Code 3.52.1 every provider known here was run, with its SDKs and its parser of calls: ``tests/roo/recorded.py``.
    """

    id: str
    name: str
    version: str
    evidence: str
    user_agent: str
    title_header: str
    extension_id: str
    settings_prefix: str
    import_file_name: str
    forces_temperature: bool
    """Roo sends OpenAI Compatible always a temperature (0 by default); Zoo only one that the person set."""
    r1_temperature: float
    """What both send for the R1 form where the person set none (Zoo Code 3.82: DEEP_SEEK_DEFAULT_TEMPERATURE is 0)."""
    honours_unknown_anthropic_ids: bool
    anthropic_sdk: str
    """The version of Anthropic's SDK, of which Zoo Code names only the first two parts."""
    fixed_temperature_ids: tuple[tuple[str, int], ...]
    """The Anthropic ids that a client knows beside Roo's and sends no temperature to, each with its ``max_tokens``."""
    reads_reasoning_field: bool
    """Zoo also reads a delta field named ``reasoning``."""
    appends_openai_on_azure: bool

    @property
    def facts(self) -> Client:
        """The client as the report names it."""
        return Client(self.id, self.version, self.evidence)


ROO = ClientProfile(
    id="roo",
    name="Roo Code",
    version="3.52.1",
    evidence="run",
    user_agent="RooCode/3.52.1",
    title_header="Roo Code",
    extension_id="RooVeterinaryInc.roo-cline",
    settings_prefix="roo-cline",
    import_file_name="roo-code-settings.json",
    forces_temperature=True,
    r1_temperature=0.3,
    honours_unknown_anthropic_ids=False,
    anthropic_sdk="0.37.0",
    fixed_temperature_ids=(),
    reads_reasoning_field=False,
    appends_openai_on_azure=False,
)

ZOO = ClientProfile(
    id="zoo",
    name="Zoo Code",
    version="3.82.0",
    evidence="source",
    user_agent="ZooCode/3.82.0",
    title_header="Zoo Code",
    extension_id="ZooCodeOrganization.zoo-code",
    settings_prefix="zoo-code",
    import_file_name="zoo-code-settings.json",
    forces_temperature=False,
    r1_temperature=0,
    honours_unknown_anthropic_ids=True,
    anthropic_sdk="0.109.0",
    fixed_temperature_ids=(
        ("claude-opus-4-7", 128_000),
        ("claude-opus-4-8", 8192),
        ("claude-opus-5", 8192),
        ("claude-sonnet-5", 8192),
        ("claude-fable-5", 8192),
    ),
    reads_reasoning_field=True,
    appends_openai_on_azure=True,
)

CLIENTS = {client.id: client for client in (ROO, ZOO)}


def other_of(client: ClientProfile) -> ClientProfile:
    """Return the client that *client* is compared with."""
    return ROO if client.id == ZOO.id else ZOO


def client(name: str) -> ClientProfile:
    """Return the client called *name*; raises `UnknownName`."""
    if name not in CLIENTS:
        raise UnknownName("client", name, list(CLIENTS))
    return CLIENTS[name]
