import pytest

from roo_wizard.core.errors import UsageError
from roo_wizard.core.secret import ApiKey
from roo_wizard.core.text import is_clean
from roo_wizard.profiles.team.file import TeamFile
from roo_wizard.profiles.team.trust import Receiver, Weight, receiver, refuse_foreign_key


def of(base_url: str, name: str = "Acme") -> Receiver:
    return receiver(TeamFile(name, base_url, ("m",)))


def ids(base_url: str, name: str = "Acme") -> set[str]:
    return {remark.id for remark in of(base_url, name).remarks}


def punycode(host: str) -> str:
    return host.encode("idna").decode()


def test_an_ordinary_host_has_nothing_to_say() -> None:
    told = of("https://gw.acme.example/v1")
    assert (told.remarks, told.known, told.confirm) == ((), "", "gw.acme.example")


@pytest.mark.parametrize(
    ("base_url", "known"),
    [
        ("https://router.flatkey.ai/v1", "Flatkey"),
        ("https://api.mistral.ai/v1", "Mistral"),
        ("https://acme.openai.azure.com/openai", "Azure OpenAI"),
    ],
)
def test_a_known_gateway_at_its_own_host_is_named_and_not_flagged(base_url: str, known: str) -> None:
    told = of(base_url, known)
    assert (told.known, told.remarks, told.title) == (known, (), known)


@pytest.mark.parametrize(
    "host",
    [
        "router.f1atkey.ai",
        "router.flatkay.ai",
        "router.flatkye.ai",
        "flatkeyy.ai",
        "0penai.com",
        "api.opemai.com",
        "rnistral.ai",
        "open-router.ai",
        punycode("оpenai.com"),
        punycode("аnthrорiс.com"),
        punycode("flаtkеy.ai"),
        punycode("openaı.com"),
        punycode("deepsеek.com"),
    ],
)
def test_a_host_that_can_be_mistaken_for_a_known_one_is_flagged(host: str) -> None:
    assert "look-alike" in ids(f"https://{host}/v1")


@pytest.mark.parametrize(
    "host",
    [
        "openai.com.evil.example",
        "api-anthropic.com",
        "anthropic.evil.example",
        "0penai.evil.example",
        "flatkey.io",
        "openrouter-proxy.acme.example",
    ],
)
def test_a_vendors_name_inside_a_foreign_host_is_flagged(host: str) -> None:
    assert "borrowed-host" in ids(f"https://{host}/v1")


@pytest.mark.parametrize("name", ["OpenAI", "openai", "0penAI", "Anthropic", "Оpenai", "Flatkey team", "Open Router"])
def test_an_official_name_on_a_foreign_host_is_quoted_as_not_official(name: str) -> None:
    told = of("https://gw.acme.example/v1", name)
    assert "borrowed-name" in {remark.id for remark in told.remarks}
    assert told.title == f"“{name}” (not the official host)"


@pytest.mark.parametrize("name", ["Acme", "Local models", "Ollama", "LiteLLM of the team", "AI gateway"])
def test_a_name_that_nobody_owns_is_not_quoted(name: str) -> None:
    assert of("https://gw.acme.example/v1", name).title == name


def test_punycode_and_unicode_stand_side_by_side() -> None:
    told = of(f"https://{punycode('bücher.example')}/v1")
    assert (told.confirm, told.unicode) == ("xn--bcher-kva.example", "bücher.example")
    assert "international" in {remark.id for remark in told.remarks}


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "169.254.1.1",
        "100.100.100.200",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:a9fe:a9fe::]",
        "metadata.google.internal",
        "2852039166",
        "0xa9fea9fe",
        "0xa9.0xfe.0xa9.0xfe",
        "0251.0376.0251.0376",
        "169.254.43518",
    ],
)
def test_metadata_addresses_are_refused_in_every_spelling(host: str) -> None:
    told = of(f"https://{host}/v1")
    assert "metadata" in {remark.id for remark in told.having(Weight.REFUSE)}


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "017700000001", "127.1", "3232235777", "[::ffff:10.0.0.1]"]
)
def test_an_address_in_disguise_is_refused(host: str) -> None:
    assert "odd-address" in {remark.id for remark in of(f"https://{host}/v1").having(Weight.REFUSE)}


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "224.0.0.1", "255.255.255.255"])
def test_an_address_where_nobody_can_answer_is_refused(host: str) -> None:
    assert of(f"https://{host}/v1").having(Weight.REFUSE)


@pytest.mark.parametrize(
    "host", ["10.1.2.3", "192.168.0.4", "172.16.9.9", "100.64.0.1", "[fd12::1]", "gateway", "llm.corp", "llm.lan"]
)
def test_a_private_place_needs_the_word_that_it_is_ones_own(host: str) -> None:
    assert of(f"https://{host}/v1").having(Weight.INTERNAL)


@pytest.mark.parametrize("base_url", ["http://localhost:4000/v1", "http://127.0.0.1:4000/v1", "http://[::1]:4000/v1"])
def test_this_machine_is_only_a_note(base_url: str) -> None:
    assert {remark.weight for remark in of(base_url).remarks} == {Weight.NOTE}


def test_a_public_address_a_port_and_plain_http_are_dangers() -> None:
    assert ids("http://8.8.8.8:8443/v1") == {"address", "port", "plain-http"}


def test_pages_on_another_host_are_texts_to_read() -> None:
    team = TeamFile(
        "Acme",
        "https://gw.acme.example/v1",
        ("m",),
        key_page="https://evil.example/keys",
        usage_page="https://gw.acme.example/logs",
        models_page="https://gw.acme.example:8443/models",
    )
    told = receiver(team).remarks
    assert [(remark.id, remark.weight) for remark in told] == [
        ("key_page-elsewhere", Weight.NOTE),
        ("models_page-elsewhere", Weight.NOTE),
    ]


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("gw.acme.example:8443", True),
        (" GW.acme.example:8443 ", True),
        ("https://gw.acme.example:8443/", True),
        ("gw.acme.example", False),
        ("http://gw.acme.example:8443", False),
        ("gw.acme.example:844", False),
        ("acme.example:8443", False),
        ("", False),
    ],
)
def test_only_exactly_this_host_confirms_it(typed: str, same: bool) -> None:
    assert of("https://gw.acme.example:8443/v1").is_confirmed_by(typed) is same


def test_a_foreign_looking_host_is_confirmed_in_plain_letters_only() -> None:
    host = punycode("оpenai.com")
    told = of(f"https://{host}/v1")
    assert told.is_confirmed_by(host)
    assert not told.is_confirmed_by("openai.com")
    assert not told.is_confirmed_by("оpenai.com")


@pytest.mark.parametrize(
    ("key", "base_url", "refused"),
    [
        ("sk-ant-api03-abcdefgh", "https://gw.acme.example/v1", True),
        ("sk-proj-abcdefgh", "https://router.flatkey.ai/v1", True),
        ("sk-or-v1-abcdefgh", "https://openrouter.ai.evil.example/v1", True),
        ("sk-or-v1-abcdefgh", "https://openrouter.ai/api/v1", False),
        ("sk-ant-api03-abcdefgh", "https://api.anthropic.com", False),
        ("team-key-abcdefgh", "https://gw.acme.example/v1", False),
        ("sk-abcdefgh", "https://gw.acme.example/v1", False),
    ],
)
def test_an_official_key_never_goes_to_a_foreign_host(key: str, base_url: str, refused: bool) -> None:
    if not refused:
        refuse_foreign_key(ApiKey(key), of(base_url).endpoint)
        return
    with pytest.raises(UsageError, match="nothing was sent") as caught:
        refuse_foreign_key(ApiKey(key), of(base_url).endpoint)
    assert "abcdefgh" not in caught.value.message


def test_every_remark_is_one_clean_sentence() -> None:
    for base_url in (
        "http://10.0.0.1:99/v1",
        "https://openai.com.evil.example/v1",
        f"https://{punycode('оpenai.com')}",
    ):
        assert all(is_clean(remark.text) for remark in of(base_url, "Open\u202eAI").remarks)
