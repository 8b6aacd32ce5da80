"""A LiteLLM auth hook that knows one good key and one without budget, so that wrong keys get an honest 401."""

from fastapi import Request
from litellm.proxy._types import ProxyException, UserAPIKeyAuth

GOOD_KEY = "sk-team-alpha-0001"
BROKE_KEY = "sk-team-broke-0002"


async def user_api_key_auth(request: Request, api_key: str) -> UserAPIKeyAuth:
    """Accept the good key, answer 429 ``budget_exceeded`` to the broke one, and 401 to everything else."""
    if api_key == GOOD_KEY:
        return UserAPIKeyAuth(api_key=api_key, user_id="alpha")
    if api_key == BROKE_KEY:
        message = "Budget has been exceeded! Key=broke Current cost: 10.2, Max budget: 10.0"
        raise ProxyException(message=message, type="budget_exceeded", param=None, code=429)
    raise PermissionError("unknown key")
