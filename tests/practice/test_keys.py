import httpx
import pytest

from roo_wizard.practice.server import PracticeGateway


async def status(gateway: PracticeGateway, key: str) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{gateway.base_url}/models", headers={"authorization": f"Bearer {key}"})
    return answer.status_code


async def test_each_given_key_opens_until_it_is_revoked() -> None:
    async with PracticeGateway(keys=frozenset({"key-one", "key-two"})) as gateway:
        assert [await status(gateway, key) for key in ("key-one", "key-two", gateway.key)] == [200, 200, 401]
        gateway.revoke("key-one")
        assert [await status(gateway, key) for key in ("key-one", "key-two")] == [401, 200]


@pytest.mark.parametrize(("key", "expected"), [("practice-key", 200), ("practice-key-2", 200), ("other", 401)])
async def test_without_others_only_the_two_public_keys_open(key: str, expected: int) -> None:
    async with PracticeGateway() as gateway:
        assert await status(gateway, key) == expected


async def test_a_key_revokes_itself_and_no_other() -> None:
    async with PracticeGateway() as gateway, httpx.AsyncClient(trust_env=False) as client:
        for key, expected in (("other", 401), ("practice-key", 200), ("practice-key", 401)):
            answer = await client.post(gateway.revoke_url, headers={"authorization": f"Bearer {key}"})
            assert answer.status_code == expected
        assert [await status(gateway, key) for key in ("practice-key", "practice-key-2")] == [401, 200]
        assert gateway.billed().requests == 0


async def test_the_second_key_has_other_limits_in_both_dialects() -> None:
    async with PracticeGateway() as gateway, httpx.AsyncClient(trust_env=False) as client:
        one = await client.get(f"{gateway.base_url}/models", headers={"authorization": "Bearer practice-key"})
        assert one.headers["x-ratelimit-limit-requests"] == "500"
        two = {"x-api-key": "practice-key-2", "anthropic-version": "2023-06-01"}
        asked = {"model": "claude-sonnet-4-5", "max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]}
        answer = await client.post(f"{gateway.anthropic_base_url}/v1/messages", headers=two, json=asked)
        assert answer.headers["anthropic-ratelimit-requests-limit"] == "1000"
        refused = await client.get(f"{gateway.base_url}/models", headers={"authorization": "Bearer other"})
        assert not [name for name in refused.headers if "limit" in name]
