import json
import random

import pytest

from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.errors import UnknownName, UsageError
from roo_wizard.practice.journal import Bill
from roo_wizard.practice.server import PracticeGateway
from roo_wizard.practice.wire import Pacing
from tests.practice.posting import HELLO, get, post
from tests.practice.talking import KEY, Said, ask


class TestAddress:
    async def test_free_port_is_told(self, gateway: PracticeGateway) -> None:
        assert gateway.base_url == f"http://127.0.0.1:{gateway.port}/v1"
        assert gateway.anthropic_base_url == f"http://127.0.0.1:{gateway.port}"
        assert gateway.url("T02+S12") == f"{gateway.origin}/f/T02+S12/v1"
        assert gateway.anthropic_url("T02") == f"{gateway.origin}/f/T02"

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "gateway.example"])
    def test_anything_but_loopback_is_refused(self, host: str) -> None:
        with pytest.raises(UsageError):
            PracticeGateway(host=host)

    async def test_taken_port_is_a_usage_error(self, gateway: PracticeGateway) -> None:
        with pytest.raises(UsageError, match="cannot be used"):
            await PracticeGateway(gateway.port).__aenter__()

    async def test_impossible_port_is_a_usage_error(self) -> None:
        with pytest.raises(UsageError):
            await PracticeGateway(70_000).__aenter__()

    def test_unknown_fault_names_the_nearest(self) -> None:
        with pytest.raises(UnknownName) as caught:
            PracticeGateway(faults="T002")
        assert "T02" in caught.value.hint

    async def test_faults_of_the_constructor_show_below_the_plain_path(self) -> None:
        async with PracticeGateway(faults="N17", pacing=Pacing.instant()) as gateway:
            assert (await ask(gateway)).status == 402
            assert (await ask(gateway, "T12")).status == 200

    async def test_a_redirect_of_the_plain_path_leads_to_a_correct_one(self) -> None:
        async with PracticeGateway(faults="N02", pacing=Pacing.instant()) as gateway:
            moved = await get(f"{gateway.base_url}/models")
            assert moved.status_code == 301
            assert (await get(moved.headers["location"])).status_code == 200


class TestAccess:
    @pytest.mark.parametrize("path", ["/models", "/chat/completions"])
    @pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer sk-other"}, {"authorization": "Basic eA=="}])
    async def test_any_other_key_is_refused(self, gateway: PracticeGateway, path: str, headers: dict[str, str]) -> None:
        answer = await (
            get(gateway.base_url + path, headers)
            if path == "/models"
            else post(gateway.base_url + path, HELLO, headers)
        )
        assert answer.status_code == 401
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}

    @pytest.mark.parametrize("headers", [KEY, {"x-api-key": "practice-key"}])
    async def test_both_key_headers_are_accepted(self, gateway: PracticeGateway, headers: dict[str, str]) -> None:
        assert (await post(f"{gateway.base_url}/chat/completions", HELLO, headers)).status_code == 200

    async def test_refusal_has_the_form_of_its_dialect(self, gateway: PracticeGateway) -> None:
        answer = await post(f"{gateway.anthropic_base_url}/v1/messages", HELLO, {})
        assert answer.status_code == 401
        assert answer.json()["type"] == "error"
        assert answer.json()["error"]["type"] == "authentication_error"


class TestList:
    async def test_models_say_what_they_can(self, gateway: PracticeGateway) -> None:
        models = {entry["id"]: entry for entry in (await get(f"{gateway.base_url}/models")).json()["data"]}
        assert "tools" in models["practice-coder"]["supported_parameters"]
        assert "tools" not in models["practice-talker"]["supported_parameters"]
        assert any("o3" in name for name in models)
        assert models["practice-coder"]["context_length"] == 131_072
        assert set(models["practice-coder"]["pricing"]) == {"prompt", "completion"}

    async def test_one_model_can_be_asked_for(self, gateway: PracticeGateway) -> None:
        assert (await get(f"{gateway.base_url}/models/practice-coder")).json()["id"] == "practice-coder"
        assert (await get(f"{gateway.url('N13')}/models/practice-coder")).status_code == 404

    async def test_n13_hides_the_model_and_n12_the_list(self, gateway: PracticeGateway) -> None:
        ids = [entry["id"] for entry in (await get(f"{gateway.url('N13')}/models")).json()["data"]]
        assert "practice-coder" not in ids
        assert ids
        assert (await get(f"{gateway.url('N12')}/models")).status_code == 404

    @pytest.mark.parametrize("faults", ["N17", "N15", "N16", "N18", "N08", "N11", "R01", "S01", "N09", "N10"])
    async def test_list_works_where_only_the_chat_is_refused(self, gateway: PracticeGateway, faults: str) -> None:
        assert (await get(f"{gateway.url(faults)}/models")).json()["data"]

    @pytest.mark.parametrize(("faults", "status"), [("N02", 301), ("N07", 401)])
    async def test_list_shows_the_faults_of_the_whole_gateway(
        self, gateway: PracticeGateway, faults: str, status: int
    ) -> None:
        assert (await get(f"{gateway.url(faults)}/models")).status_code == status

    async def test_n03_is_a_page_on_every_path(self, gateway: PracticeGateway) -> None:
        for path in ("/models", "/anything"):
            assert (await get(gateway.url("N03") + path, {})).text.startswith("<!doctype")


class TestPaths:
    @pytest.mark.parametrize(
        "path", ["/", "/models", "/chat/completions", "/v1/v1/models", "/v1//models", "/v1/models/x"]
    )
    async def test_unknown_path_is_a_json_404(self, gateway: PracticeGateway, path: str) -> None:
        answer = await get(gateway.origin + path)
        assert answer.status_code == 404
        assert answer.json()["error"]["message"]

    @pytest.mark.parametrize("path", ["/f/X99/v1/models", "/f/T10~2~7/v1/models", "/f/T10~x/v1/models", "/f/T02"])
    async def test_unknown_fault_in_a_path_is_a_404(self, gateway: PracticeGateway, path: str) -> None:
        assert (await get(gateway.origin + path)).status_code == 404

    async def test_escaped_plus_and_lower_case_are_understood(self, gateway: PracticeGateway) -> None:
        assert (await get(f"{gateway.origin}/f/n17%2bn07/v1/models")).status_code == 401

    async def test_wrong_method_names_the_right_one(self, gateway: PracticeGateway) -> None:
        answer = await get(f"{gateway.base_url}/chat/completions")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "POST"

    async def test_query_is_ignored(self, gateway: PracticeGateway) -> None:
        assert (await get(f"{gateway.base_url}/models?limit=5")).status_code == 200

    async def test_unknown_model_is_named_as_such(self, gateway: PracticeGateway) -> None:
        answer = await post(f"{gateway.base_url}/chat/completions", {**HELLO, "model": "no-such-model"})
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "model_not_found"

    async def test_tokens_can_be_counted_without_an_answer(self, gateway: PracticeGateway) -> None:
        answer = await post(f"{gateway.origin}/v1/messages/count_tokens", HELLO)
        assert answer.json()["input_tokens"] > 0


class TestJournal:
    async def test_every_request_is_kept(self, gateway: PracticeGateway) -> None:
        await get(f"{gateway.base_url}/models")
        await ask(gateway, "T02")
        listed, chat = gateway.received
        assert (listed.method, listed.path, listed.status, listed.plan) == ("GET", "/v1/models", 200, "")
        assert (chat.method, chat.plan) == ("POST", "T02")
        assert chat.path == "/f/T02/v1/chat/completions"
        assert chat.headers["authorization"] == "Bearer practice-key"
        assert chat.json["model"] == "practice-coder"
        assert json.loads(chat.body) == chat.json

    async def test_bill_counts_posts_and_their_tokens(self, gateway: PracticeGateway) -> None:
        await get(f"{gateway.base_url}/models")
        await ask(gateway)
        await ask(gateway, "N17")
        one = gateway.received[1]
        assert gateway.billed() == Bill(2, one.prompt_tokens, one.completion_tokens)
        assert gateway.billed("N17") == Bill(1, 0, 0)

    async def test_two_turns_of_real_size_stay_within_the_budget(self, gateway: PracticeGateway) -> None:
        for turn in ("T1", "T2"):
            await ask(gateway, "", Said(turn))
        bill = gateway.billed()
        assert 7_800 <= gateway.received[0].prompt_tokens <= 8_600
        assert bill.prompt_tokens <= 18_000
        assert bill.completion_tokens <= 1_000

    async def test_what_is_billed_is_what_usage_says(self, gateway: PracticeGateway) -> None:
        plain = await ask(gateway, "", Said(settings={"openAiStreamingEnabled": False}))
        kept = gateway.received[0]
        assert plain.json["usage"]["prompt_tokens"] == kept.prompt_tokens
        assert plain.json["usage"]["completion_tokens"] == kept.completion_tokens


class TestChance:
    async def test_kth_post_of_a_path_decides(self, gateway: PracticeGateway) -> None:
        numbers = random.Random(7)
        expected = [402 if numbers.random() < 0.4 else 200 for _ in range(12)]
        url = f"{gateway.url('N17~0.4~7')}/chat/completions"
        statuses = []
        for number in range(12):
            await get(f"{gateway.url('N17~0.4~7')}/models")
            statuses.append((await post(url, HELLO)).status_code)
            if number % 3 == 0:
                await ask(gateway, "N17~0.4~8")
        assert statuses == expected
        assert {200, 402} == set(statuses)

    async def test_a_get_never_sees_a_chance(self, gateway: PracticeGateway) -> None:
        assert (await get(f"{gateway.url('N07~1.0~1')}/models")).status_code == 401
        assert (await get(f"{gateway.url('N07~0.99~1')}/models")).status_code == 200


async def test_anthropic_path_is_found_below_the_fault_prefix(gateway: PracticeGateway) -> None:
    assert (await ask(gateway, "N17", Said(dialect=Dialect.ANTHROPIC))).status == 402
