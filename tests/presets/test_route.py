"""The ways to a gateway: the client's general entries and its own, one of them recommended with its reason."""

import pytest

from roo_wizard.core.base_url import read_base_url
from roo_wizard.core.endpoint import Dialect
from roo_wizard.presets import Preset, load, preset
from roo_wizard.presets.loader import parse

PRESETS = list(load().values())

each = pytest.mark.parametrize("entry", PRESETS, ids=lambda entry: entry.id)

ENTRY = """
[acme]
name = "Acme"
kind = "gateway"
summary = "A gateway"
bases = [
  { url = "https://acme.example/v1", dialect = "openai", evidence = "vendor" },
  { url = "https://acme.example", dialect = "anthropic", evidence = "vendor" },
]
sources = ["vendor: its documentation"]
checked = 2026-11-20
"""


def providers(entry: Preset) -> list[str]:
    return [route.provider for route in entry.routes]


@each
def test_exactly_one_route_is_recommended_and_comes_first(entry: Preset) -> None:
    assert [route.recommended for route in entry.routes] == [True] + [False] * (len(entry.routes) - 1)
    assert entry.routes[0].known
    assert len(set(providers(entry))) == len(entry.routes)


@each
def test_every_route_has_a_sentence_and_every_known_one_a_base(entry: Preset) -> None:
    for route in entry.routes:
        assert route.why.endswith(".")
        assert bool(route.bases) is route.known
        assert {base.dialect for base in route.bases} <= {route.dialect}


@each
def test_the_own_bases_of_a_native_entry_need_no_correction(entry: Preset) -> None:
    for base in entry.native.bases if entry.native else ():
        url = base.filled(dict.fromkeys(base.placeholders, "https://gw.example.com"))
        assert read_base_url(url, base.dialect).required().base_url == url
        assert set(base.placeholders) == set(base.asks)
        assert base.when.endswith(".")
        assert len(entry.native.bases if entry.native else ()) < 2 or base.label


def test_the_better_entry_of_the_client_is_recommended_where_it_can_be_proven() -> None:
    better = {entry.id for entry in PRESETS if entry.routes[0].provider not in set(Dialect)}
    assert better == {"requesty", "zhipu", "zai", "openrouter"}
    first = preset("requesty").routes[0]
    assert (first.label, first.known, first.dialect) == ("Requesty", True, Dialect.OPENAI)
    assert first.why.startswith("Its own setup guide says so")


def test_a_better_entry_of_unknown_shape_is_not_recommended() -> None:
    native = 'native = { label = "Acme", provider = "acme", why = "Its own page.", better = true }'
    assert [(route.provider, route.recommended, route.known) for route in parse(ENTRY + native)["acme"].routes] == [
        ("openai", True, True),
        ("acme", False, False),
        ("anthropic", False, True),
    ]


def test_a_gateway_without_an_entry_has_the_general_ones() -> None:
    routes = preset("tokenbay").routes
    assert [route.label for route in routes] == ["OpenAI Compatible", "Anthropic"]
    assert [route.bases[0].url for route in routes] == ["https://api.tokenbay.com/v1", "https://api.tokenbay.com"]
    assert providers(preset("groq")) == ["openai"]


@pytest.mark.parametrize(
    ("name", "provider", "urls"),
    [
        ("litellm", "litellm", ["http://localhost:4000", "{gateway}"]),
        ("deepseek", "deepseek", ["https://api.deepseek.com"]),
        ("requesty", "requesty", ["https://router.requesty.ai/v1", "https://router.eu.requesty.ai/v1"]),
        ("openrouter", "openrouter", ["https://openrouter.ai/api/v1"]),
        ("zai", "zai", ["https://api.z.ai/api/paas/v4", "https://api.z.ai/api/coding/paas/v4"]),
        ("zhipu", "zai", ["https://open.bigmodel.cn/api/paas/v4", "https://open.bigmodel.cn/api/coding/paas/v4"]),
        ("moonshot", "moonshot", ["https://api.moonshot.ai/v1", "https://api.moonshot.cn/v1"]),
        ("xai", "xai", []),
    ],
)
def test_the_bases_of_the_own_entries(name: str, provider: str, urls: list[str]) -> None:
    (route,) = (route for route in preset(name).routes if route.provider == provider)
    assert [base.url for base in route.bases] == urls
