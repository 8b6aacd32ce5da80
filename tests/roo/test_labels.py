import pytest

from roo_wizard.core.endpoint import Dialect
from roo_wizard.roo.clients import CLIENTS, ZOO, ClientProfile
from roo_wizard.roo.labels import about_tab, field, fields, modes, provider_name, steps, word
from roo_wizard.roo.settings import SETTINGS, ClientSettings, provider_id


def test_the_first_three_fields_are_the_ones_a_person_fills() -> None:
    assert [entry.label for entry in fields(Dialect.OPENAI)[:3]] == ["Base URL", "API Key", "Model"]
    assert provider_name(Dialect.OPENAI) == "OpenAI Compatible"
    assert provider_id(Dialect.ANTHROPIC, ClientSettings()) == "anthropic"
    assert provider_id(Dialect.OPENAI, ClientSettings({"apiProvider": "requesty"})) == "requesty"


def test_every_setting_has_a_field_of_the_same_label() -> None:
    for setting in SETTINGS:
        if setting.name == "apiProvider":  # chooses the page itself
            continue
        entry = field(Dialect.OPENAI, setting.name) or field(Dialect.ANTHROPIC, setting.name)
        assert entry is not None
        assert entry.label.startswith(setting.label)
        assert entry.on_page is not setting.import_only


def test_settings_and_fields_have_the_same_order() -> None:
    order = [entry.key for entry in fields(Dialect.OPENAI)]
    on_page = [setting.name for setting in SETTINGS if not setting.import_only and setting.name in order]
    assert on_page == sorted(on_page, key=order.index)


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_the_way_to_the_page_names_the_client(client: ClientProfile) -> None:
    assert client.name in steps(client)[0]
    assert client.name in about_tab(client)


def test_the_five_modes_and_the_buttons_are_named() -> None:
    assert list(modes()) == ["architect", "code", "ask", "debug", "orchestrator"]
    assert word("save") == "Save"
    assert field(Dialect.ANTHROPIC, "openAiBaseUrl") is None
    assert about_tab(ZOO) == "About Zoo Code"
