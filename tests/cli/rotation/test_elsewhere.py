import pytest

from roo_wizard.cli.rotation.elsewhere import places_of
from roo_wizard.core.endpoint import Dialect
from roo_wizard.core.secret import ApiKey
from roo_wizard.profiles.profile import Profile, Profiles
from roo_wizard.profiles.vault import Vault


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        (Profile("work", "https://gw.example/v1", "m"), "API Key"),
        (Profile("work", "https://gw.example", "m", Dialect.ANTHROPIC), "Anthropic API Key"),
        (Profile("work", "https://gw.example", "m", settings={"apiProvider": "litellm"}), "LiteLLM API Key"),
        (Profile("work", "https://api.z.ai/api/paas/v4", "m", settings={"apiProvider": "zai"}), "Z AI API Key"),
    ],
)
async def test_the_clients_field_is_the_one_of_the_entry_that_the_profile_uses(profile: Profile, field: str) -> None:
    (place, *others) = await places_of(profile, ApiKey("old-key"), Profiles((profile,)), Vault())
    assert place.kind == "client"
    assert f"Replace the text of {field} by the new key" in " ".join(place.steps)
    assert others == []
