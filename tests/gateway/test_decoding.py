import gzip
import tracemalloc
import zlib

import pytest

from roo_wizard.gateway.decoding import ContentDecoder

BOMB = bytes(64 * 1024 * 1024)
ROOM = 10_000


@pytest.mark.parametrize(("encoding", "packed"), [("gzip", gzip.compress(BOMB)), ("deflate", zlib.compress(BOMB))])
def test_a_bomb_is_never_unpacked_further_than_asked(encoding: str, packed: bytes) -> None:
    decoder = ContentDecoder(encoding)
    tracemalloc.start()
    try:
        assert len(decoder.decode(packed, ROOM)) == ROOM
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()
