"""A comparison request for the gateway's operator: what the client sends first, in a small and in its true form.

It asks with ``tool_choice: "auto"`` and streams, as Roo Code does; the forced tool of the setup guides proves
less and fails with thinking models (guides.md 1.6). The key comes from the environment, never from the text.
"""

import json
import re
import shlex

from roo_wizard.core.errors import UsageError
from roo_wizard.core.exchange import AuthForm, HeaderValue, Request
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import is_clean
from roo_wizard.faults.task import new_task
from roo_wizard.handoff.fields import Fields
from roo_wizard.probe.script import first_turn
from roo_wizard.roo.request import build

_SEED = 1
_END = "ROO_WIZARD_BODY"
_TOO_LONG_TO_PASTE = "# save it to a file and run: sh FILE (a terminal cuts pasted lines of more than 4,095 bytes)"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEY_HEADER = {
    AuthForm.BEARER: ("Authorization", "Bearer "),
    AuthForm.X_API_KEY: ("x-api-key", ""),
    AuthForm.API_KEY: ("api-key", ""),
}


def curl(fields: Fields, *, whole: bool = False) -> str:
    """Return a POSIX shell command that sends T1 with the proven settings; it holds no secret.

    Its small form has short texts; the *whole* one is T1 to the byte (and a line
    break), of the size at which bodies get refused.
    The body stands in a quoted here-document: JSON has no raw line breaks in texts, so that no value can end
    it or be read by the shell.
    """
    request = first_request(fields, whole=whole)
    _refuse_unclean(request)
    lines = [
        *_comments(fields, request),
        *((_TOO_LONG_TO_PASTE,) if whole else ()),
        f"curl -sS -N -i -X {request.method} {shlex.quote(request.url)} \\",
        *(f"  -H {_header(name, value)} \\" for name, value in request.headers),
        *(f"  -H {header} \\" for header in _key_headers(fields, request)),
        f"  --data-binary @- <<'{_END}'",
        _exact(request) if whole else json.dumps(request.body, ensure_ascii=True, indent=1),
        _END,
    ]
    return "\n".join(lines) + "\n"


def first_request(fields: Fields, *, whole: bool = False, seed: int = _SEED) -> Request:
    """Return T1 of the scripted task, or its small twin: short texts and one-line tool descriptions.

    Two proofs differ by their *seed* alone, which draws the marks that the model is asked to find.
    """
    turn = first_turn(new_task(seed), short=not whole)
    return build(fields.endpoint, fields.model, fields.proven_settings, turn, fields.client, listed=fields.listed)


def _exact(request: Request) -> str:
    """The body as sent, where a terminal may show it; else the same JSON in ASCII."""
    sent = request.content.decode("utf-8", "surrogatepass")
    shown = sent.replace("\n", "").isprintable()
    return sent if shown else json.dumps(request.body, ensure_ascii=True, separators=(",", ":"))


def _refuse_unclean(request: Request) -> None:
    """A quoted text still reaches the terminal that the command is pasted into."""
    public = (text for header in request.headers for text in header if isinstance(text, str))
    if not all(is_clean(text, 4000) for text in (request.url, *public)):
        raise UsageError("the address or a header holds control or invisible characters", "type it by hand")


def _comments(fields: Fields, request: Request) -> list[str]:
    secrets = [_variable_of(name) for name, value in request.headers if isinstance(value, ApiKey)]
    if request.auth is not AuthForm.NONE and fields.placeholder is None:
        secrets.insert(0, _variable(fields.key_variable))
    typed = "; ".join(f"read -rs {name} && export {name}" for name in secrets)
    return [f"# needs: {' '.join(secrets)} (typed hidden: {typed})"] if secrets else []


def _key_headers(fields: Fields, request: Request) -> list[str]:
    if request.auth is AuthForm.NONE:
        return []
    name, scheme = _KEY_HEADER[request.auth]
    if fields.placeholder is not None:
        return [shlex.quote(f"{name}: {scheme}{fields.placeholder}")]
    return [f'"{name}: {scheme}${_variable(fields.key_variable)}"']


def _header(name: str, value: HeaderValue) -> str:
    if isinstance(value, ApiKey):
        return f'{shlex.quote(f"{name}: ")}"${_variable_of(name)}"'
    return shlex.quote(f"{name}: {value}")


def _variable_of(header: str) -> str:
    return "ROO_WIZARD_" + re.sub(r"[^A-Z0-9]", "_", header.upper())


def _variable(name: str) -> str:
    if not _VARIABLE.fullmatch(name):
        raise UsageError("the name of an environment variable holds letters, digits and “_” only")
    return name
