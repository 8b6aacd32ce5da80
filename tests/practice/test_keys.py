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


@pytest.mark.parametrize(("key", "expected"), [("practice-key", 200), ("other", 401)])
async def test_without_others_only_the_public_key_opens(key: str, expected: int) -> None:
    async with PracticeGateway() as gateway:
        assert await status(gateway, key) == expected
