"""The attack table: what is done against each attack, how to take that away, and which test then fails.

`tests/attack/test_table.py` keeps it true to the code; ``python -m tests.attack.removal`` takes every counter-measure
away, one after the other, in a copy of the tree, and says which removal no test noticed (minutes; only informational).
"""

from typing import NamedTuple


class Removal(NamedTuple):
    """In *file* (below the package) *code*, which stands there once, becomes *without*; *test* fails then."""

    file: str
    code: str
    without: str
    test: str


class Row(NamedTuple):
    """One attack. ``tests`` prove what has no line of code that could be taken away: something that is not there."""

    number: int
    attack: str
    removals: tuple[Removal, ...] = ()
    tests: tuple[str, ...] = ()


TEAM, PROFILES, GATEWAY = "tests/cli/test_team.py::", "tests/profiles/", "tests/gateway/"

ROWS = (
    Row(
        1,
        "a team file names the attacker's host",
        (
            Removal(
                "cli/team_opening.py",
                "if not receiver.is_confirmed_by(arguments.confirm_host):",
                "if False:",
                f"{TEAM}test_another_host_than_the_files_stops_before_the_key_is_read_and_anything_is_sent",
            ),
            Removal(
                "cli/commands/team_open.py",
                "    narrate(receiver_text(told, history))\n",
                "",
                f"{TEAM}test_without_a_confirmed_host_it_is_told_who_would_receive_the_key_and_what_to_add",
            ),
            Removal(
                "flow/team.py",
                "if journey.confirmation is Confirmation.TYPE and not",
                "if False and not",
                "tests/flow/test_team.py::test_an_odd_host_has_to_be_typed",
            ),
        ),
    ),
    Row(
        2,
        "a later edit moves the host and reuses the kept key",
        (
            Removal(
                "profiles/vault.py",
                "if address.origin != origin:",
                "if False:",
                f"{PROFILES}test_vault.py::test_a_key_is_read_only_for_its_own_origin",
            ),
            Removal(
                "flow/steps.py",
                "key=state.key if same_origin else None,",
                "key=state.key,",
                "tests/flow/test_steps.py::test_another_origin_never_gets_the_key",
            ),
            Removal(
                "gateway/outgoing.py",
                "if not url.startswith(origin) or",
                "if False and",
                f"{GATEWAY}test_client.py::test_another_origin_is_refused_before_anything_is_sent",
            ),
            Removal(
                "profiles/team/pins.py",
                "return History(Standing.CHANGED, pin,",
                "return History(Standing.SAME, pin,",
                f"{TEAM}test_a_file_changed_later_is_shown_field_by_field_and_its_host_is_asked_for_again",
            ),
            Removal(
                "cli/wizard/progress.py",
                "or (base.endpoint and base.endpoint.origin != url.endpoint.origin)",
                "",
                "tests/cli/test_resumed.py::test_an_edited_file_takes_no_team_to_another_host",
            ),
        ),
    ),
    Row(
        3,
        "a foreign host borrows an official name",
        (
            Removal(
                "profiles/team/trust.py",
                "alike = look_alike(host)",
                "alike = None",
                f"{PROFILES}team/test_trust.py::test_a_host_that_can_be_mistaken_for_a_known_one_is_flagged",
            ),
            Removal(
                "profiles/team/trust.py",
                "named = borrowed_name(team.name, host)",
                "named = None",
                f"{PROFILES}team/test_trust.py::test_an_official_name_on_a_foreign_host_is_quoted_as_not_official",
            ),
            Removal(
                "profiles/team/trust.py",
                "if shown != host:",
                "if False:",
                f"{PROFILES}team/test_trust.py::test_punycode_and_unicode_stand_side_by_side",
            ),
            Removal(
                "cli/commands/team_open.py",
                "    refuse_foreign_key(found.key, told.endpoint)\n",
                "",
                f"{TEAM}test_an_official_key_is_not_sent_to_a_foreign_host",
            ),
        ),
    ),
    Row(
        4,
        "another address of the file or of the gateway collects the key",
        (
            Removal(
                "gateway/listing/paging.py",
                "if _origin(url) != _origin(first):",
                "if False:",
                f"{GATEWAY}listing/test_paging.py::test_a_next_page_that_may_not_be_asked_for_ends_the_list",
            ),
        ),
        (f"{TEAM}test_no_key_ever_reaches_another_host_than_the_confirmed_one",),
    ),
    Row(
        5,
        "plain http, credentials or a query in an address, file and socket addresses",
        (
            Removal(
                "gateway/outgoing.py",
                "if not endpoint.is_plain_http_elsewhere:",
                "if True:",
                f"{GATEWAY}test_client.py::test_a_key_over_plain_http_to_another_machine_is_refused",
            ),
            Removal(
                "cli/team_opening.py",
                "if receiver.endpoint.is_plain_http_elsewhere and not arguments.allow_http:",
                "if False:",
                f"{TEAM}test_plain_http_is_allowed_by_the_person_and_never_by_the_file",
            ),
            Removal(
                "core/base_url.py",
                "if parts.username is not None or parts.password is not None:",
                "if False:",
                "tests/core/test_base_url.py::test_what_cannot_be_used_says_why",
            ),
        ),
    ),
    Row(
        6,
        "private and metadata addresses, also in disguise or behind a name",
        (
            Removal(
                "profiles/team/host_facts.py",
                "if address.ipv4_mapped is not None:",
                "if False:",
                f"{PROFILES}team/test_trust.py::test_metadata_addresses_are_refused_in_every_spelling",
            ),
            Removal(
                "profiles/team/trust.py",
                "if is_odd_spelling(host):",
                "if False:",
                f"{PROFILES}team/test_trust.py::test_an_address_in_disguise_is_refused",
            ),
            Removal(
                "cli/team_opening.py",
                "if receiver.having(Weight.INTERNAL) and not arguments.internal:",
                "if False:",
                f"{TEAM}test_a_private_address_needs_the_word_that_it_is_ones_own",
            ),
            Removal(
                "cli/team_opening.py",
                "refused, inner = asyncio.run(look_up(endpoint))",
                'refused, inner = "", ""',
                f"{TEAM}test_a_name_that_leads_into_the_inner_network_is_seen_before_the_key_is_read",
            ),
            Removal(
                "cli/wizard/team.py",
                "refused, inner = await look_up(journey.receiver.endpoint)",
                'refused, inner = "", ""',
                "tests/cli/wizard/test_team.py::test_a_hosts_name_is_looked_up_before_the_key_is_asked_for",
            ),
        ),
    ),
    Row(
        7,
        "headers that frame, route or expand",
        (
            Removal(
                "profiles/team/headers.py",
                "if _DENIED.fullmatch(name) else",
                "if False else",
                f"{PROFILES}team/test_file.py::test_a_header_that_frames_routes_or_carries_the_key_is_refused",
            ),
            Removal(
                "profiles/team/headers.py",
                "if _VALUE.fullmatch(value) else",
                "if True else",
                f"{PROFILES}team/test_file.py::test_a_field_that_cannot_be_used_is_named_and_its_value_is_not",
            ),
            Removal(
                "profiles/team/schema.py",
                "if _REFERENCE.search(text):",
                "if False:",
                f"{PROFILES}team/test_file.py::test_a_field_that_cannot_be_used_is_named_and_its_value_is_not",
            ),
            Removal(
                "gateway/outgoing.py",
                "if own & _FORBIDDEN:",
                "if False:",
                f"{GATEWAY}test_client.py::test_header_names_that_would_change_the_framing_are_refused",
            ),
        ),
    ),
    Row(
        8,
        "loader and proxy variables",
        (
            Removal(
                "profiles/team/schema.py",
                '"""The whole file."""\n\n    model_config = ConfigDict(extra="forbid"',
                '"""The whole file."""\n\n    model_config = ConfigDict(extra="ignore"',
                f"{PROFILES}team/test_file.py::test_a_field_that_cannot_be_used_is_named_and_its_value_is_not",
            ),
        ),
    ),
    Row(
        9,
        "a file that is huge, deep or multiplies",
        (
            Removal(
                "profiles/team/raw.py",
                "if len(data) > MAX_BYTES:",
                "if False:",
                f"{PROFILES}team/test_file.py::test_a_file_that_is_no_plain_text_says_where",
            ),
            Removal(
                "profiles/team/raw.py",
                "if depth_exceeds(document, MAX_DEPTH):",
                "if False:",
                f"{PROFILES}team/test_file.py::test_a_file_that_is_no_plain_text_says_where",
            ),
            Removal(
                "profiles/team/raw.py",
                "except RecursionError:",
                "except ZeroDivisionError:",
                f"{PROFILES}team/test_file.py::test_a_file_that_is_no_plain_text_says_where",
            ),
            Removal(
                "profiles/team/raw.py",
                "read_private(path, MAX_BYTES + 1, follow=True)",
                "path.read_bytes()",
                "tests/attack/test_files.py::test_what_is_no_file_is_refused_at_once",
            ),
        ),
    ),
    Row(
        10,
        "a team file behind an address of the web (not adopted)",
        tests=(f"{TEAM}test_no_file_is_ever_read_from_an_address_on_the_web",),
    ),
    Row(
        11,
        "a redirect takes the key elsewhere",
        (
            Removal(
                "gateway/client.py",
                "check_origin(replace(exchange.request, url=target), self.endpoint)",
                "pass",
                "tests/attack/test_wire.py::test_no_redirect_takes_a_request_to_another_origin",
            ),
        ),
    ),
    Row(
        12,
        "escapes, markup, direction marks, megabytes and hundreds of thousands of models",
        (
            Removal(
                "core/text.py",
                'return "" if unicodedata.category(character) in _DROPPED_CATEGORIES else character',
                "return character",
                "tests/core/test_text.py::test_what_could_steer_a_terminal_is_dropped",
            ),
            Removal(
                "core/text.py",
                "window = source[: limit * 4]",
                "window = source",
                "tests/core/test_text.py::test_only_the_beginning_of_a_hostile_megabyte_is_looked_at",
            ),
            Removal(
                "tui/widgets/text.py",
                "super().__init__(text, markup=False,",
                "super().__init__(text, markup=True,",
                "tests/tui/test_app.py::test_no_text_of_a_screen_is_shown_with_markup",
            ),
            Removal(
                "gateway/listing/shapes.py",
                "return bool(name) and is_clean(name)",
                "return bool(name)",
                f"{GATEWAY}listing/test_shapes.py::test_unclean_and_duplicate_ids_are_hidden_and_counted",
            ),
        ),
    ),
    Row(
        13,
        "an answer echoes the key",
        (
            Removal(
                "gateway/incoming.py",
                'body = redactor.data(b"".join(data for _, data in pieces))',
                'body = b"".join(data for _, data in pieces)',
                f"{GATEWAY}test_client.py::test_an_echoed_key_is_masked_in_body_and_headers_without_changing_lengths",
            ),
            Removal(
                "probe/engine.py",
                "report = redacted_report(report, redactor)",
                "pass",
                "tests/attack/test_rebuilt_keys.py::test_no_key_comes_together_again_in_an_output_or_a_file",
            ),
        ),
    ),
    Row(
        14,
        "an answer that never ends, or explodes",
        (
            Removal(
                "gateway/incoming.py",
                "len(data) <= room and self._events <= self._limits.answer_events",
                "len(data) <= room",
                f"{GATEWAY}test_client.py::test_too_many_events_stop_at_the_event_limit",
            ),
            Removal(
                "gateway/incoming.py",
                "return len(data) <= room and",
                "return",
                f"{GATEWAY}test_client.py::test_a_list_has_its_own_byte_limit",
            ),
            Removal(
                "gateway/incoming.py",
                "min(self._last_ms + silence * 1000, self._limits.answer * 1000)",
                "self._last_ms + silence * 1000",
                f"{GATEWAY}test_client.py::test_a_trickle_that_never_ends_stops_at_the_answer_limit",
            ),
            Removal(
                "gateway/decoding.py",
                "self._member.decompress(data, room - len(decoded))",
                "self._member.decompress(data)",
                f"{GATEWAY}test_decoding.py::test_a_bomb_is_never_unpacked_further_than_asked",
            ),
        ),
    ),
    Row(
        15,
        "a tool call that tempts the wizard to act",
        tests=(
            "tests/test_architecture.py::test_only_the_clipboard_starts_another_program",
            "tests/attack/test_temptation.py::test_no_call_of_a_model_is_ever_carried_out",
        ),
    ),
    Row(
        16,
        "other users of the machine read arguments and files",
        (
            Removal(
                "profiles/files.py",
                "FILE_MODE = 0o600",
                "FILE_MODE = 0o644",
                f"{PROFILES}test_store.py::test_files_and_folders_are_private_whatever_the_umask",
            ),
            Removal(
                "profiles/files.py",
                'flags if follow else flags | getattr(os, "O_NOFOLLOW", 0)',
                "flags",
                "tests/attack/test_files.py::test_no_file_of_ours_is_read_through_a_link",
            ),
            Removal(
                "profiles/files.py",
                "if path.is_symlink():\n        raise OSError(errno.ELOOP",
                "if False:\n        raise OSError(errno.ELOOP",
                "tests/attack/test_files.py::test_no_file_of_ours_is_written_over_a_link",
            ),
            Removal(
                "cli/secrets_in_text.py",
                "if any(_begins_like_key(word) or _is_bare_key(word) for word in long):",
                "if False:",
                "tests/attack/test_misplaced_keys.py::test_a_key_in_the_wrong_place_is_refused_and_repeated_nowhere",
            ),
        ),
    ),
    Row(
        17,
        "the same user's tools read a plain store",
        (
            Removal(
                "profiles/keyring_work.py",
                "if facts.standing not in {TRUSTED, UNKNOWN}:",
                "if False:",
                f"{PROFILES}test_vault.py"
                "::test_a_backend_that_writes_plain_files_or_asks_on_the_terminal_is_never_called",
            ),
        ),
    ),
    Row(
        18,
        "scrollback and recordings",
        (
            Removal(
                "tui/widgets/secret_input.py",
                '"•" * min(len(self._held), _DOTS)',
                "self._held.reveal()",
                "tests/tui/test_key.py::test_selecting_with_the_mouse_gives_dots_only",
            ),
            Removal(
                "cli/commands/wizard.py",
                "        del os.environ[name]\n",
                "        pass\n",
                "tests/cli/test_wizard.py::test_variables_that_would_record_key_presses_are_dropped",
            ),
        ),
        ("tests/tui/test_fields.py::test_finishing_returns_the_card_without_the_key",),
    ),
    Row(
        19,
        "clipboard managers and remote terminals",
        tests=(
            "tests/tui/test_fields.py::test_the_key_is_copied_only_after_its_own_question",
            "tests/handoff/test_clipboard.py::test_no_command_carries_the_text_in_its_arguments",
            "tests/handoff/test_clipboard.py::test_without_any_way_nothing_is_claimed",
        ),
    ),
    Row(
        20,
        "crash reports and logs",
        (
            Removal(
                "tui/crash.py",
                "safe(redact(str(cause)[:2000]), 200)",
                "safe(str(cause)[:2000], 200)",
                "tests/tui/test_app.py::test_a_crash_prints_no_key_and_no_locals_and_exits_with_one",
            ),
            Removal(
                "cli/failures.py",
                'f"a mistake in roo-wizard itself: {type(error).__name__}"',
                'f"a mistake in roo-wizard itself: {error}"',
                "tests/cli/test_main.py::test_a_mistake_of_the_program_shows_no_text_of_the_exception",
            ),
            Removal(
                "core/secret.py",
                'return "ApiKey(•••)"',
                "return self._value",
                "tests/core/test_secret.py::test_no_way_of_printing_shows_the_key",
            ),
        ),
    ),
    Row(
        21,
        "a poisoned list of presets",
        (
            Removal(
                "presets/loader.py",
                "import tomllib\n",
                "import tomllib\nimport roo_wizard.gateway.client\n",
                "tests/test_architecture.py::test_imports_point_to_earlier_rows_only",
            ),
        ),
    ),
    Row(
        22,
        "a tired person: another vendor's key, or the key in another field",
        (
            Removal(
                "tui/screens/base.py",
                "if not self.services.looks_like_key(text) or",
                "if True or",
                "tests/tui/test_gateway.py::test_a_key_pasted_into_the_wrong_field_is_taken_out_of_sight",
            ),
            Removal(
                "tui/screens/team.py",
                "refused = self.services.looks_like_key(text)",
                "refused = False",
                "tests/tui/test_team.py::test_a_key_pasted_as_the_path_is_never_shown",
            ),
            Removal(
                "cli/arguments.py",
                "        refuse_keys(words)\n",
                "        pass\n",
                "tests/attack/test_misplaced_keys.py::test_a_key_in_the_wrong_place_is_refused_and_repeated_nowhere",
            ),
            Removal(
                "cli/wizard/choices.py",
                'return foreign_key_warning(load().get(choice.id), key, endpoint.origin if endpoint else "") or ""',
                'return ""',
                "tests/cli/wizard/test_choices.py::test_another_vendors_key_is_warned_of_and_never_repeated",
            ),
        ),
    ),
)
"""Rows 1 to 22 of the table of attacks on a program that takes a key and a file from strangers."""
