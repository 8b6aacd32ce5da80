"""Where a chat request goes, and in which header its key (roo-code.md 4.1)."""

from dataclasses import dataclass
from urllib.parse import quote

from roo_wizard.core.endpoint import Endpoint
from roo_wizard.core.exchange import AuthForm
from roo_wizard.roo.clients import ClientProfile
from roo_wizard.roo.settings import ClientSettings

_CHAT = "/chat/completions"
_FOUNDRY = ".services.ai.azure.com"
_FOUNDRY_VERSION = "2024-05-01-preview"
_AZURE_VERSION = "2024-08-01-preview"


@dataclass(frozen=True, slots=True)
class Address:
    """A chat URL and the form in which the key travels there."""

    url: str
    auth: AuthForm


def chat_address(endpoint: Endpoint, model: str, settings: ClientSettings, client: ClientProfile) -> Address:
    """Return the address at which the client asks for *model*.

    Azure hosts, and every host when "Use Azure" is ticked, get the deployment's path and an ``api-key`` header;
    a Foundry host gets a path of its own, and the key as usual.
    """
    version = settings["azureApiVersion"]
    if endpoint.netloc.endswith(_FOUNDRY):
        query = f"?api-version={quote(version or _FOUNDRY_VERSION)}"
        return Address(endpoint.url(f"/models{_CHAT}{query}"), AuthForm.BEARER)
    if is_azure(endpoint, settings):
        base = _azure_base(endpoint, client)
        deployment = "" if "/deployments" in base else f"/deployments/{quote(model, safe='/:@!$&()*+,;=~')}"
        query = f"?api-version={quote(version or _AZURE_VERSION)}"
        return Address(f"{base}{deployment}{_CHAT}{query}", AuthForm.API_KEY)
    return Address(endpoint.url(_CHAT), AuthForm.BEARER)


def is_azure(endpoint: Endpoint, settings: ClientSettings) -> bool:
    """Whether the client speaks to *endpoint* as to Azure OpenAI; it looks at host and port together."""
    host = endpoint.netloc
    return host == "azure.com" or host.endswith(".azure.com") or bool(settings["openAiUseAzure"])


def omits_stream_options(endpoint: Endpoint) -> bool:
    """Whether the host makes the client leave ``stream_options`` out: any that contains "x.ai"."""
    return "x.ai" in endpoint.netloc


def _azure_base(endpoint: Endpoint, client: ClientProfile) -> str:
    """The base before the deployment. Zoo appends ``/openai`` to every base that does not end in it."""
    base = endpoint.base_url
    return f"{base.removesuffix('/openai')}/openai" if client.appends_openai_on_azure else base
