"""How a platform writes access lists: a line in, which list and which rule it is out."""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple


class Numbered(NamedTuple):
    """A rule: what stands before its number (`rule `, `sequence ` or nothing), number, text."""

    before: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class AccessLists:
    """One platform's way of writing them.

    Attributes:
        heads: how the line that opens a list begins.
        named: the name in such a line, group 1; lists without one match nothing.
        rule: before the number, the number, and what it says.
        first: the lowest number a rule may have.
    """

    heads: tuple[str, ...]
    named: re.Pattern[str]
    rule: re.Pattern[str]
    first: int = 0

    def is_list(self, row: str) -> bool:
        """Return whether a line opens an access list."""
        return row.startswith(self.heads)

    def name(self, row: str) -> str:
        """Return the name of a list; nothing where it has none."""
        found = self.named.match(row)
        return found[1] if found is not None else ""

    def numbered(self, row: str) -> Numbered | None:
        """Return a line as a rule, or None."""
        found = self.rule.match(row)
        return None if found is None else Numbered(found[1] or "", int(found[2]), found[3])


ACL_VIEWS: Final = AccessLists(
    ("acl ",), re.compile(r"acl .*?(?<= )name (\S+)"), re.compile(r"(rule )(\d+) (.+)$")
)
ACCESS_LISTS: Final = AccessLists(
    ("ip access-list ", "ipv6 access-list "),
    re.compile(r"(?:ip|ipv6) access-list (?:standard |extended )?(\S+)"),
    re.compile(r"(sequence )?(\d+) (.+)$"),
    first=1,
)
