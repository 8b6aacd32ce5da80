"""Finding a secret on a disk: as it stands, in base64 at any alignment, and in hex."""

from base64 import b64encode
from pathlib import Path


def forms(secret: str) -> tuple[bytes, ...]:
    """Return what *secret* looks like in a file, wherever it begins in what was encoded."""
    plain = secret.encode()
    encoded = []
    for before in range(3):
        whole = b64encode(bytes(before) + plain)
        # What shares a group with its neighbours is not the secret's alone.
        own = whole[(before * 8 + 5) // 6 : (before + len(plain)) * 8 // 6]
        encoded += [own, own.translate(bytes.maketrans(b"+/", b"-_"))]
    return (plain, plain.hex().encode(), plain.hex().upper().encode(), *dict.fromkeys(encoded))


def traces_below(folder: Path, *secrets: str) -> list[str]:
    """Return the paths of files below *folder* that hold one of *secrets*, in their name or their bytes."""
    looked_for = [form for secret in secrets for form in forms(secret)]
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(form in str(path).encode() + path.read_bytes() for form in looked_for)
    ]
