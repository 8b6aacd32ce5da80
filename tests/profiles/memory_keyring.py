"""A keyring in memory that can be told to fail; its module is unknown to the program, so that it is tried."""

from keyring.errors import PasswordDeleteError

SERVICE = "roo-wizard"


class MemoryKeyring:
    """Keeps entries by service and user name. ``refuse`` is a part of user names that cannot be written."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.refuse = ""

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.refuse and self.refuse in username:
            raise RuntimeError("refused")
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("no such password")

    @property
    def kept(self) -> dict[str, str]:
        """The program's entries by user name."""
        return {username: value for (service, username), value in self.entries.items() if service == SERVICE}
