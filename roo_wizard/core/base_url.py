"""The base-URL doctor: what was typed → what will be used → why.

Corrections that need no guess are applied (design, section 4). Everything that guesses, such as adding or
removing ``/v1``, is only a `BaseUrl.candidates` entry: it is tried later and named in the cause, never used.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from roo_wizard.core.endpoint import Dialect, Endpoint
from roo_wizard.core.errors import UsageError
from roo_wizard.core.text import SafeText, is_clean, safe

_ENDPOINT_SUFFIX = re.compile(
    r"(?:/chat/completions|/completions|/responses|/messages|/embeddings|/models)$", re.IGNORECASE
)
_ANTHROPIC_SUFFIX = re.compile(r"/v1(?:/messages|/models)$", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{[^}]*\}|<[^>]+>|\$\{?[A-Za-z_]\w*\}?|%[A-Za-z_]\w*%|\bYOUR[-_]\w+", re.IGNORECASE)
_VERSION = re.compile(r"/v\d+\w*$", re.IGNORECASE)
_DOUBLED_VERSION = re.compile(r"(/v\d+\w*)\1+$", re.IGNORECASE)
_WRAPPING = "\"'`<>“”‘’()[],; \t\r\n\u00a0\u200b\ufeff"
_LONGEST = 2000
_NO_ADDRESS = "an address holds no blanks and is shorter than 2,000 characters"
_LONGEST_HOST, _LONGEST_LABEL = 253, 63
"""What the domain name system can carry (RFC 1035); a longer name makes the resolver raise."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NO_HOSTS = frozenset({"http", "https", "undefined", "null", "none", "nan"})
"""What stands in the place of the host after ``https://https://…``, ``https//…``, or a template without a value."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One applied change: ``fault`` is N04 (endpoint suffix) or N05 (everything else), ``why`` is shown."""

    fault: str
    why: str


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """What became of a typed base URL.

    ``endpoint`` is None exactly when ``problem`` says why nothing can be used. ``candidates`` are other
    bases on the same origin that a guess would give, best first; ``remarks`` are traps that are no error.
    """

    typed: str
    endpoint: Endpoint | None
    corrections: tuple[Correction, ...] = ()
    candidates: tuple[Endpoint, ...] = ()
    remarks: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def typed_shown(self) -> SafeText:
        """What was typed, for reports; what stands behind ? or # is left out, since people paste keys there."""
        shown = safe(re.sub(r"(?<=[?#]).+", "…", self.typed, count=1, flags=re.DOTALL))
        before, after = (len(self.typed) - len(part) for part in (self.typed.lstrip(" "), self.typed.rstrip(" ")))
        return SafeText(" " * min(before, 8) + shown + " " * min(after, 8) if shown else shown)

    def required(self) -> Endpoint:
        """Return the endpoint, or raise `UsageError` with the problem."""
        if self.endpoint is None:
            raise UsageError(f"the base URL cannot be used: {self.problem}", "example: https://gateway.example/v1")
        return self.endpoint


def read_base_url(typed: str, dialect: Dialect = Dialect.OPENAI) -> BaseUrl:
    """Read *typed* text as a base URL for *dialect*; never raises, whatever the text."""
    corrections: list[Correction] = []
    text = _unwrapped(typed, corrections)
    problem = _unusable(text)
    if problem:
        return BaseUrl(typed, None, problem=problem)
    text = _with_scheme(text, corrections)
    try:
        parts = urlsplit(text)
        port = parts.port
        host = _ascii_host(parts.hostname or "")
    except ValueError:
        return BaseUrl(typed, None, problem="this is not a web address")
    problem = _unusable_parts(parts, host)
    if problem:
        return BaseUrl(typed, None, problem=problem)
    path = _path(parts, dialect, corrections, bare_mark=text.endswith(("?", "#")))
    port = None if port == _DEFAULT_PORTS[parts.scheme] else port
    endpoint = Endpoint(parts.scheme, host, port, path, dialect)
    return BaseUrl(typed, endpoint, tuple(corrections), _candidates(endpoint), _remarks(endpoint))


def _unwrapped(typed: str, corrections: list[Correction]) -> str:
    text = typed.strip(_WRAPPING)
    if text != typed:
        what = "blanks" if typed.strip() == text else "quotes or brackets"
        corrections.append(Correction("N05", f"{what} around the address removed"))
    return text


def _unusable(text: str) -> str | None:
    if not text:
        return "it is empty; Roo Code would then call api.openai.com"
    if len(text) > _LONGEST:  # before any search: the time of some grows with the square of the length
        return _NO_ADDRESS
    placeholder = _PLACEHOLDER.search(text)
    if placeholder:
        return f"{safe(placeholder[0], 40)} is a placeholder: put your own value in its place"
    if re.search(r"\s", text):
        return _NO_ADDRESS
    return None if is_clean(text, _LONGEST) else "it holds characters that no address can hold: type it anew"


def _with_scheme(text: str, corrections: list[Correction]) -> str:
    if re.match(r"^[A-Za-z][A-Za-z0-9+.-]*://", text):
        return text
    text = text.removeprefix("//")
    host = re.split(r"[:/]", text, maxsplit=1)[0].lower()
    scheme = "http" if host in {"localhost", "127.0.0.1"} or text.startswith("[::1]") else "https"
    corrections.append(Correction("N05", f"{scheme}:// added; without it Roo Code says “Invalid URL”"))
    return f"{scheme}://{text}"


def _ascii_host(host: str) -> str:
    """The host as it goes over the wire: lower case, punycode; raises ValueError when it cannot be one."""
    if host.isascii():
        return host.lower().rstrip(".")
    return host.encode("idna").decode("ascii").lower().rstrip(".")


def _unusable_parts(parts: SplitResult, host: str) -> str | None:
    if parts.scheme not in _DEFAULT_PORTS:
        return f"{safe(parts.scheme, 20)}:// is not a web address; it starts with https://"
    if host in _NO_HOSTS:
        return f"{host!r} is no host name: the address is mistyped, or what should fill it in left a gap"
    if parts.username is not None or parts.password is not None:
        return "a user name or password in the address would replace the key: remove it"
    if not re.fullmatch(r"[a-z0-9_.-]+|[0-9a-f:.]+", host) or host.startswith(("-", ".")) or ".." in host:
        return "it has no host name" if not host else f"{safe(host, 60)!r} is not a host name"
    if len(host) > _LONGEST_HOST or any(len(label) > _LONGEST_LABEL for label in host.split(".")):
        return f"{safe(host, 60)!r} is too long for a host name: a part between two dots has 63 characters at most"
    return None


def _path(parts: SplitResult, dialect: Dialect, corrections: list[Correction], *, bare_mark: bool) -> str:
    if parts.query or parts.fragment or bare_mark:
        corrections.append(Correction("N05", "everything from ? or # removed; Roo Code appends its path behind it"))
    path = re.sub(r"/{2,}", "/", parts.path)
    if path.rstrip("/") != parts.path:
        corrections.append(Correction("N05", "extra slash removed; with it Roo Code's model list stays empty"))
    path = path.rstrip("/")
    whole = _ANTHROPIC_SUFFIX.search(path) if dialect is Dialect.ANTHROPIC else None
    suffix = whole or _ENDPOINT_SUFFIX.search(path)
    if suffix:
        path = path[: suffix.start()]
        corrections.append(Correction("N04", f"{safe(suffix[0], 40)} removed; Roo Code appends it by itself"))
    return path


def _candidates(endpoint: Endpoint) -> tuple[Endpoint, ...]:
    """Bases that a guess would give: ``/v1`` added where no version is, a doubled or unneeded one removed."""
    path = endpoint.base_path
    guesses: list[str] = []
    if _DOUBLED_VERSION.search(path):
        guesses.append(_DOUBLED_VERSION.sub(r"\1", path))
    if _VERSION.search(path):
        guesses.append(_VERSION.sub("", path))
    elif endpoint.dialect is Dialect.OPENAI:
        guesses.append(f"{path}/v1")
    if not path and endpoint.dialect is Dialect.OPENAI:
        guesses.append("/api/v1")
    return tuple(
        Endpoint(endpoint.scheme, endpoint.host, endpoint.port, guess, endpoint.dialect)
        for guess in dict.fromkeys(guesses)
        if guess != path
    )


def _remarks(endpoint: Endpoint) -> tuple[str, ...]:
    remarks: list[str] = []
    if endpoint.is_plain_http_elsewhere:
        remarks.append("http: everybody on the way can read the key and the code; use https if the gateway has it")
    if endpoint.host == "azure.com" or endpoint.host.endswith(".azure.com"):
        remarks += _azure_remarks(endpoint)
    elif endpoint.dialect is Dialect.ANTHROPIC and _VERSION.search(endpoint.base_path):
        remarks.append("Roo Code's Anthropic provider appends /v1/messages itself: this base should end before /v1")
    elif endpoint.dialect is Dialect.OPENAI and _DOUBLED_VERSION.search(endpoint.base_path):
        remarks.append("the version stands twice; most gateways want it once")
    elif endpoint.dialect is Dialect.OPENAI and not endpoint.base_path:
        remarks.append("most gateways want /v1 at the end")
    if "x.ai" in endpoint.host:
        remarks.append("the host contains “x.ai”: Roo Code leaves stream_options out, so usage shows 0")
    return tuple(remarks)


def _azure_remarks(endpoint: Endpoint) -> list[str]:
    if endpoint.host.endswith(".services.ai.azure.com"):
        return ["Azure AI Foundry host: Roo Code posts to /models/chat/completions with an api-version"]
    if endpoint.base_path == "/openai" or "/deployments" in endpoint.base_path:
        return ["Azure host: Roo Code sends an api-key header; the model is the deployment name"]
    return [f"Azure host: Roo Code needs {endpoint.origin}/openai here and the deployment name as model"]
