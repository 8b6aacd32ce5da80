from collections.abc import Callable

from roo_wizard.handoff.fields import Fields
from roo_wizard.handoff.formats import FORMATS, render
from roo_wizard.handoff.moving import moving_page, ways

Make = Callable[..., Fields]


def test_every_row_ends_in_outputs_that_exist() -> None:
    for way in ways():
        assert way.outputs
        assert set(way.outputs) <= set(FORMATS) - {"moving"}
        assert all((way.situation, way.do, way.because))


def test_the_rows_of_the_guide_and_both_ways_of_moving_are_there() -> None:
    outputs = {way.topic: way.outputs for way in ways()}
    assert outputs["keep"] == ("card", "runbook", "rollback")
    assert "zoo-import" in outputs["zoo"]
    assert outputs["agent"] == ("cline", "kilo", "opencode", "env")
    assert {"new", "cluster"} <= set(outputs)


def test_the_page_has_all_of_it_within_eighty_columns_and_is_the_same_for_every_connection(make: Make) -> None:
    page = render("moving", make())
    assert page == moving_page()
    assert max(map(len, page.splitlines())) <= 80
    for way in ways():
        assert way.situation in page
        assert all(f"--format {name}\n" in page for name in way.outputs)


def test_an_install_from_a_marketplace_is_never_promised() -> None:
    assert "A marketplace may not list it" in " ".join(moving_page().split())
    assert moving_page().lower().count("marketplace") == 1


def test_every_format_has_a_name_a_purpose_and_a_file_of_its_own() -> None:
    entries = list(FORMATS.values())
    for column in ("title", "purpose", "file_name"):
        values = [getattr(one, column) for one in entries]
        assert all(values)
        assert len(set(values)) == len(values)
    assert max(len(one.title) for one in entries) <= 22
