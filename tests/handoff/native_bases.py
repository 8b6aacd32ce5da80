"""A base URL for each of the client's own entries."""

BASES = {
    "requesty": "https://router.requesty.ai/v1",
    "openrouter": "https://openrouter.ai/api/v1",
    "litellm": "https://litellm.example",
    "deepseek": "https://api.deepseek.com",
    "zai": "https://api.z.ai/api/coding/paas/v4",
    "moonshot": "https://api.moonshot.cn/v1",
}
