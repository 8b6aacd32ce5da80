import pytest

from tests.real.conftest import BROKE_KEY, MASTER_KEY, TEAM_KEY, Check, LiteLlms

pytestmark = pytest.mark.litellm

TOOL_MODEL = ("--model", "gw/tool-model")
WRONG_KEY = "sk-wrong-0123456789abcdef"
INSTALLS = ("with_prisma", "without_prisma", "custom_auth")


@pytest.fixture(params=INSTALLS)
def install(request: pytest.FixtureRequest, litellms: LiteLlms) -> tuple[str, str]:
    """One proxy: its address and a key that it accepts."""
    key = TEAM_KEY if request.param == "custom_auth" else MASTER_KEY
    return getattr(litellms, request.param), key


def test_a_good_key_and_a_tool_model_are_ready_on_every_install(check: Check, install: tuple[str, str]) -> None:
    address, key = install
    checked = check("--base-url", f"{address}/v1", *TOOL_MODEL, key=key)
    assert (checked.report["verdict"], checked.code) == ("ready", 0), checked.report
    assert checked.report["usage"]["requests"] == 2


def test_a_wrong_key_is_the_users_on_every_install(check: Check, install: tuple[str, str]) -> None:
    checked = check("--base-url", f"{install[0]}/v1", *TOOL_MODEL, key=WRONG_KEY)
    assert (checked.cause, checked.code) == ("N07", 1), checked.report
    assert checked.report["cause"]["owner"] == "you"


def test_no_key_is_the_users_on_every_install(check: Check, install: tuple[str, str]) -> None:
    checked = check("--base-url", f"{install[0]}/v1", *TOOL_MODEL)
    assert (checked.cause, checked.code) == ("N07", 1), checked.report


def test_a_used_up_budget_is_not_called_a_wrong_key(check: Check, litellms: LiteLlms) -> None:
    checked = check("--base-url", f"{litellms.custom_auth}/v1", *TOOL_MODEL, key=BROKE_KEY)
    assert (checked.cause, checked.code) == ("N17", 1), checked.report


def test_an_unknown_model_is_named_as_such(check: Check, litellms: LiteLlms) -> None:
    checked = check("--base-url", f"{litellms.with_prisma}/v1", "--model", "gw/tool-modle", key=MASTER_KEY)
    assert (checked.cause, checked.code) == ("N13", 1), checked.report
    assert "gw/tool-model" in checked.report["cause"]["action"] + checked.report["cause"]["detail"]


@pytest.mark.parametrize("model", ["gw/bad-upstream-key", "gw/refused-upstream-key"])
def test_a_bad_upstream_credential_is_not_blamed_on_the_users_key(check: Check, litellms: LiteLlms, model: str) -> None:
    checked = check("--base-url", f"{litellms.with_prisma}/v1", "--model", model, key=MASTER_KEY)
    assert (checked.cause, checked.code) == ("N16", 1), checked.report
    assert checked.report["cause"]["owner"] == "gateway"


@pytest.mark.parametrize(("model", "cause"), [("gw/only-talks", "T19"), ("gw/leaks-markup", "T14")])
def test_a_model_that_only_talks_is_blocked(check: Check, litellms: LiteLlms, model: str, cause: str) -> None:
    checked = check("--base-url", f"{litellms.with_prisma}/v1", "--model", model, key=MASTER_KEY)
    assert (checked.cause, checked.code) == (cause, 1), checked.report


@pytest.mark.parametrize(
    ("path", "finding"), [("", None), ("/v1/", "N05"), ("/v1/chat/completions", "N04"), ("/chat/completions", "N04")]
)
def test_every_usual_spelling_of_the_base_is_ready(
    check: Check, litellms: LiteLlms, path: str, finding: str | None
) -> None:
    typed = litellms.with_prisma + path
    checked = check("--base-url", typed, *TOOL_MODEL, key=MASTER_KEY)
    assert (checked.report["verdict"], checked.code) == ("ready", 0), checked.report
    assert checked.report["target"]["typed_url"] == typed
    assert finding is None or finding in {found["id"] for found in checked.report["findings"]}


NATIVE = ("--setting", "apiProvider=litellm")


def test_the_clients_own_litellm_entry_is_ready_with_the_base_that_has_no_version(
    check: Check, install: tuple[str, str]
) -> None:
    address, key = install
    checked = check("--base-url", address, *TOOL_MODEL, *NATIVE, key=key)
    assert (checked.report["verdict"], checked.code) == ("ready", 0), checked.report
    assert checked.report["settings"] == {"apiProvider": "litellm"}
    asked = [(request["method"], request["url"]) for request in checked.report["requests"]]
    assert asked[0] == ("GET", f"{address}/v1/model/info")
    assert [url for method, url in asked if method == "POST"] == [f"{address}/chat/completions"] * 2


def test_a_base_with_a_version_blocks_the_litellm_entry_before_anything_is_billed(
    check: Check, litellms: LiteLlms
) -> None:
    checked = check("--base-url", f"{litellms.with_prisma}/v1", *TOOL_MODEL, *NATIVE, key=MASTER_KEY)
    assert (checked.cause, checked.code) == ("model-info", 1), checked.report
    assert f"Use {litellms.with_prisma} as LiteLLM Base URL" in checked.report["cause"]["action"]
    assert checked.report["usage"]["requests"] == 0


def test_an_id_that_litellm_does_not_list_is_replaced_by_its_entry(check: Check, litellms: LiteLlms) -> None:
    checked = check("--base-url", litellms.with_prisma, "--model", "gw/tool-modle", *NATIVE, key=MASTER_KEY)
    assert (checked.cause, checked.code) == ("N13", 1), checked.report
    assert "claude-3-7-sonnet-20250219" in checked.report["cause"]["detail"]
