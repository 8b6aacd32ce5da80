from base64 import b64encode, urlsafe_b64encode
from pathlib import Path

import pytest

from tests.attack.traces import traces_below

SECRET = "sk-canary~?>7Qw9Zr2TtXk41"


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("after", ["", "x", "xy"])
def test_a_secret_is_found_in_every_form(tmp_path: Path, before: str, after: str) -> None:
    whole = f"{before}{SECRET}{after}".encode()
    file = tmp_path / "file"
    for data in (whole, b64encode(whole), urlsafe_b64encode(whole), whole.hex().encode(), whole.hex().upper().encode()):
        file.write_bytes(b"{" + data + b"}")
        assert traces_below(tmp_path, SECRET) == [str(file)]
    file.write_bytes(b64encode(SECRET[:-3].encode()))
    assert traces_below(tmp_path, SECRET) == []
