"""Undoing gzip and deflate piece by piece, with a cap, so that arrival times stay true and bombs stay small."""

import zlib

_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_MAX_LAYERS = 3


class BrokenEncoding(Exception):
    """The bytes are not what ``Content-Encoding`` announced."""


class ContentDecoder:
    """Undoes the encodings of one answer; unknown ones (br, zstd) leave all bytes as they are."""

    def __init__(self, content_encoding: str) -> None:
        names = [name.strip().lower() for name in content_encoding.split(",")]
        names = [name for name in names if name not in {"", "identity"}]
        known = len(names) <= _MAX_LAYERS and all(name in _LAYERS for name in names)
        self._layers = [_LAYERS[name]() for name in reversed(names)] if known else []

    def decode(self, data: bytes, room: int) -> bytes:
        """Return what *data* adds to the body, at most *room* (at least 1) bytes; raises `BrokenEncoding`."""
        for layer in self._layers:
            try:
                data = layer.decode(data, room)
            except zlib.error as error:
                raise BrokenEncoding from error
        return data[:room]


class _Gzip:
    """Gzip, also several members behind each other; what follows the last member and is none is ignored."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP_WINDOW)
        self._first = True

    def decode(self, data: bytes, room: int) -> bytes:
        decoded = b""
        while data and len(decoded) < room:
            if self._member.eof:
                self._member = zlib.decompressobj(_GZIP_WINDOW)
                self._first = False
            try:
                decoded += self._member.decompress(data, room - len(decoded))
            except zlib.error:
                if self._first:
                    raise
                break
            data = self._member.unused_data
        return decoded


class _Deflate:
    """Deflate, which servers send with or without the zlib header of two bytes."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()
        self._head = b""

    def decode(self, data: bytes, room: int) -> bytes:
        head = self._head
        if len(head) < 2:
            self._head += data[:2]
        try:
            return self._stream.decompress(data, room)
        except zlib.error:
            if len(head) >= 2:
                raise
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._stream.decompress(head + data, room)


_LAYERS: dict[str, type[_Gzip] | type[_Deflate]] = {"gzip": _Gzip, "x-gzip": _Gzip, "deflate": _Deflate}
