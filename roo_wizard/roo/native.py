"""The client's own entries for single vendors, as far as their requests are known (roo-code.md 4.9).

A new one is one row of `_ENTRIES`: what its requests hold is data, and `native_request` only puts it in order.
"""

from dataclasses import dataclass, field

from roo_wizard.core.errors import UnknownName


@dataclass(frozen=True, slots=True)
class Native:
    """One entry of the client's provider list. ``name`` is the vendor's as the client's errors write it.

    ``base_url`` is the default; ``bases`` are the only ones that can be chosen, by choice, where there is no free
    field for a base.
    """

    id: str
    name: str
    base_url: str
    bases: dict[str, str] = field(default_factory=dict)

    @property
    def has_fixed_base(self) -> bool:
        """Whether the client offers a choice of bases instead of a field for one."""
        return bool(self.bases)


_ZAI = {
    "international_coding": "https://api.z.ai/api/coding/paas/v4",
    "china_coding": "https://open.bigmodel.cn/api/coding/paas/v4",
    "international_api": "https://api.z.ai/api/paas/v4",
    "china_api": "https://open.bigmodel.cn/api/paas/v4",
}
_MOONSHOT = {name: name for name in ("https://api.moonshot.ai/v1", "https://api.moonshot.cn/v1")}

_ENTRIES = (
    Native("requesty", "Requesty", "https://router.requesty.ai/v1"),
    Native("openrouter", "OpenRouter", "https://openrouter.ai/api/v1"),
    Native("litellm", "LiteLLM", "http://localhost:4000"),
    Native("deepseek", "DeepSeek", "https://api.deepseek.com"),
    Native("zai", "Z.ai", _ZAI["international_coding"], _ZAI),
    Native("moonshot", "Moonshot", "https://api.moonshot.ai/v1", _MOONSHOT),
)
_BY_ID = {entry.id: entry for entry in _ENTRIES}

NATIVE_PROVIDERS = tuple(_BY_ID)
"""The entries whose requests are known, by import-file name."""


def native(provider_id: str) -> Native:
    """Return the entry called *provider_id*; raises `UnknownName`."""
    if provider_id not in _BY_ID:
        raise UnknownName("provider", provider_id, list(_BY_ID))
    return _BY_ID[provider_id]
