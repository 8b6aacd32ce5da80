import json
from typing import Any

import pytest

from roo_wizard.core.exchange import AuthForm, Chunk, Exchange, Request
from roo_wizard.core.limits import Limits
from roo_wizard.core.model import Catalog, Model, ToolSupport
from roo_wizard.gateway.listing.catalog import fetch_catalog
from roo_wizard.gateway.listing.details import MOST_ASKED, with_details
from roo_wizard.gateway.listing.servers import SERVERS, server_of
from tests.gateway.captures import exchange as captured
from tests.gateway.captures import record
from tests.gateway.listing.test_catalog import endpoint, request_for

LITELLM_CREATED = 1_677_610_602


class Server:
    """Answers by path; a callable gets the request's body."""

    def __init__(self, answers: dict[str, Any], origin: str = "https://gateway.example") -> None:
        self.answers, self.origin = answers, origin
        self.asked: list[tuple[str, str, Any]] = []

    async def send(self, request: Request) -> Exchange:
        path = request.url.removeprefix(self.origin)
        if request.auth is not AuthForm.NONE:
            self.asked.append((request.method, path, request.body))
        answer = self.answers.get(path, (404, {"error": "not found"}))
        answer = answer(request.body) if callable(answer) else answer
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        return Exchange(request, status, chunks=(Chunk(1.0, json.dumps(body).encode()),))

    @property
    def details(self) -> list[str]:
        return [path for _, path, _ in self.asked[1:]]


async def catalog_of(server: Server, url: str = "https://gateway.example/v1", **more: Any) -> Catalog:
    fetched = await fetch_catalog(server, endpoint(url), request_for, limits=Limits(), control=False)
    catalog, _ = await with_details(server, fetched, endpoint(url), request_for, limits=Limits(), **more)
    return catalog


def listed(*ids: str, **more: Any) -> dict[str, Any]:
    return {"object": "list", "data": [{"id": name, "object": "model", **more} for name in ids]}


def tools(catalog: Catalog) -> dict[str, str]:
    return {model.id: model.tools.value for model in catalog.models}


def deployment(name: str, flag: Any, **info: Any) -> dict[str, Any]:
    info = {"supports_function_calling": flag, "supported_openai_params": ["tools"], **info}
    return {"model_name": name, "litellm_params": {"model": f"openai/{name}"}, "model_info": info}


LITELLM = listed("a", "b", "c", "d", "e", "f", created=LITELLM_CREATED, owned_by="openai")
INFO = {
    "data": [
        deployment("a", True, max_input_tokens=128_000, input_cost_per_token=1e-6, output_cost_per_token=2e-6),
        deployment("b", None),
        deployment("c", False),
        deployment("d", True),
        deployment("d", None),
        deployment("e", True),
        deployment("e", False),
        {"model_name": None},
        None,
    ]
}


async def test_litellm_tells_more_and_null_stays_unknown() -> None:
    catalog = await catalog_of(server := Server({"/v1/models": LITELLM, "/v1/model/info": INFO}))
    assert tools(catalog) == {"a": "yes", "b": "unknown", "c": "no", "d": "unknown", "e": "yes", "f": "unknown"}
    assert server.details == ["/v1/model/info"]
    first, *_ = catalog.models
    assert first.tools_source == "/v1/model/info model_info.supports_function_calling"
    assert (first.context_window, first.input_price, first.output_price) == (128_000, 1.0, 2.0)
    assert "only some of its deployments take tools" in catalog.models[4].warnings


async def test_the_groups_of_litellm_are_asked_when_the_info_is_refused_and_false_is_no_no() -> None:
    groups = {"data": [{"model_group": "a", "supports_function_calling": True},
                       {"model_group": "b", "supports_function_calling": False}]}  # fmt: skip
    server = Server({"/v1/models": LITELLM, "/v1/model/info": (403, {}), "/model_group/info": groups})
    catalog = await catalog_of(server)
    assert (tools(catalog)["a"], tools(catalog)["b"]) == ("yes", "unknown")
    assert server.details == ["/v1/model/info", "/model_group/info"]


async def test_a_refusal_everywhere_leaves_all_unknown_and_says_so() -> None:
    catalog = await catalog_of(Server({"/v1/models": LITELLM, "/v1/model/info": (500, {}), "/model_group/info": "x"}))
    assert set(tools(catalog).values()) == {"unknown"}
    assert "nothing more" in catalog.notes[0]


@pytest.mark.parametrize("url", ["https://gateway.example/v1", "https://gateway.example"])
async def test_the_address_does_not_depend_on_the_version_in_the_base(url: str) -> None:
    catalog = await catalog_of(Server({"/v1/models": LITELLM, "/models": LITELLM, "/v1/model/info": INFO}), url)
    assert tools(catalog)["a"] == "yes"


def show(body: Any) -> Any:
    known = {"coder": ["completion", "tools"], "talker": ["completion"], "old": None}
    name = body["model"]
    if name not in known:
        return 404, {"error": f"model '{name}' not found"}
    return {"capabilities": known[name], "model_info": {"general.architecture": "x", "x.context_length": 262_144}}


async def test_ollama_is_asked_about_each_model() -> None:
    names = ("coder", "talker", "old", "gone")
    server = Server({"/v1/models": listed(*names, owned_by="library"), "/api/show": show})
    catalog = await catalog_of(server)
    assert tools(catalog) == {"coder": "yes", "talker": "no", "old": "unknown", "gone": "unknown"}
    assert [body["model"] for method, _, body in server.asked if method == "POST"] == list(names)
    assert catalog.models[0].context_window is None, "the model's maximum is not what the server has loaded"
    assert "at most 262,144 tokens" in catalog.models[0].warnings[0]


async def test_of_many_ollama_models_the_wanted_one_comes_first_and_the_number_is_bounded() -> None:
    names = [f"m{number}" for number in range(MOST_ASKED + 6)]
    server = Server({"/v1/models": listed(*names, owned_by="library"), "/api/show": {"capabilities": ["tools"]}})
    catalog = await catalog_of(server, wanted=names[-1])
    asked = [body["model"] for method, _, body in server.asked if method == "POST"]
    assert (asked[0], len(asked)) == (names[-1], MOST_ASKED)
    assert tools(catalog)[names[-1]] == "yes"
    assert "tools of 6 more are unknown" in catalog.notes[0]


@pytest.mark.parametrize("refusal", [(401, {"error": "x"}), (404, {"error": {"message": "Not found"}}), (200, "page")])
async def test_a_refused_question_about_one_model_is_not_repeated_for_the_others(refusal: Any) -> None:
    server = Server({"/v1/models": listed("aa", "bb", owned_by="library"), "/api/show": refusal})
    assert set(tools(await catalog_of(server)).values()) == {"unknown"}
    assert len(server.details) == 1


async def test_lm_studio_tells_tools_and_the_loaded_context() -> None:
    native = {"models": [
        {"key": "coder", "capabilities": {"trained_for_tool_use": True}, "max_context_length": 32_768,
         "loaded_instances": [{"id": "coder", "config": {"context_length": 4_096}}]},
        {"key": "talker", "capabilities": {"trained_for_tool_use": False}, "max_context_length": 8_192},
        {"key": "embedder", "type": "embedding"},
    ]}  # fmt: skip
    server = Server({"/v1/models": listed("coder", "talker", "embedder", owned_by="organization_owner"),
                     "/api/v1/models": native})  # fmt: skip
    catalog = await catalog_of(server)
    assert tools(catalog) == {"coder": "yes", "talker": "no", "embedder": "unknown"}
    assert [model.context_window for model in catalog.models] == [4_096, 8_192, None]
    assert "loaded with a context of 4096 tokens; it could take 32768" in catalog.models[0].warnings
    assert catalog.models[2].warnings


@pytest.mark.parametrize(
    ("caps", "wanted"),
    [
        ({"supports_tools": True, "supports_tool_calls": True}, "yes"),
        ({"supports_tools": True, "supports_tool_calls": False}, "no"),
        ({"supports_tools": True}, "unknown"),
        ({}, "unknown"),
        (None, "unknown"),
        ("x", "unknown"),
    ],
)
async def test_llama_cpp_tells_by_its_template(caps: Any, wanted: str) -> None:
    server = Server({"/v1/models": listed("one", owned_by="llamacpp"), "/props": {"chat_template_caps": caps}})
    assert tools(await catalog_of(server)) == {"one": wanted}


async def test_siliconflow_marks_what_is_no_chat_model() -> None:
    answers = {"/v1/models": listed("chat", "image-maker"), "/v1/models?sub_type=chat": listed("chat")}
    catalog = await catalog_of(Server(answers), preset="siliconflow")
    assert [bool(model.warnings) for model in catalog.models] == [False, True]
    assert set(tools(catalog).values()) == {"unknown"}


async def test_xai_adds_prices() -> None:
    more = {"models": [{"id": "grok", "prompt_text_token_price": 30_000, "completion_text_token_price": 150_000}]}
    catalog = await catalog_of(Server({"/v1/models": listed("grok", owned_by="xai"), "/v1/language-models": more}))
    assert catalog.models == (Model("grok", input_price=3.0, output_price=15.0),)


@pytest.mark.parametrize("entry", [{}, {"owned_by": "openai"}, {"owned_by": None}, {"created": 1}])
async def test_of_an_unknown_server_nothing_is_asked(entry: dict[str, Any]) -> None:
    await catalog_of(server := Server({"/v1/models": listed("a", **entry)}))
    assert server.details == []


async def test_a_list_that_says_everything_is_enough() -> None:
    body = listed("a", owned_by="library", supports_tools=True)
    await catalog_of(server := Server({"/v1/models": body}))
    assert server.details == []


async def test_a_list_that_is_none_asks_for_no_details() -> None:
    await catalog_of(server := Server({}), preset="ollama")
    assert "/api/show" not in server.details


@pytest.mark.parametrize("preset", ["ollama", "lmstudio", "litellm", "llamacpp", "xai", "siliconflow"])
@pytest.mark.parametrize("answer", [[], {}, "x", None, 5, {"data": [None, 1, {"id": None}]}, {"models": {"a": 1}}])
async def test_no_answer_of_a_further_address_breaks_anything(preset: str, answer: Any) -> None:
    answers = {"/v1/models": listed("a")} | {
        path.removeprefix("base:") if not path.startswith("base:") else "/v1" + path.removeprefix("base:"): answer
        for server in SERVERS
        for path in server.paths
    }
    assert tools(await catalog_of(Server(answers), preset=preset)) == {"a": "unknown"}


@pytest.mark.parametrize(
    ("name", "server"),
    [
        ("litellm/models_ok.json", "LiteLLM"),
        ("litellm-over-aimock/models_ok.json", "LiteLLM"),
        ("litellm-customauth/models_ok.json", "LiteLLM"),
        ("llamacpp/models_ok.json", "llama.cpp"),
        ("aimock/models_ok.json", None),
        ("aimock-openrouter/models_ok.json", None),
    ],
)
def test_recorded_lists_are_recognised_by_their_marks(name: str, server: str | None) -> None:
    found = server_of(captured(name))
    assert (found.name if found else None) == server


async def test_the_recorded_answers_of_llama_cpp_and_litellm_agree_with_each_other() -> None:
    def body(name: str) -> Any:
        return record(name)["response"]["json"]

    llama = Server({"/v1/models": body("llamacpp/models_ok.json"), "/props": body("llamacpp/extra_props.json")})
    assert set(tools(await catalog_of(llama)).values()) == {"yes"}
    answers = {
        "/v1/models": body("litellm-over-aimock/models_ok.json"),
        "/v1/model/info": body("litellm-over-aimock/extra_v1_model_info.json"),
    }
    assert set(tools(await catalog_of(Server(answers))).values()) == {ToolSupport.UNKNOWN.value}
