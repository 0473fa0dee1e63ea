"""A rule of an access list, word by word: for makers whose rules have a language of their own."""

from collections.abc import Callable, Sequence

from parknet.lab.words import Reader, Value


class NotARuleError(Exception):
    """The words are no rule; the device refuses the line."""


class RuleWords:
    """Words that are taken one by one."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = list(words)

    def __bool__(self) -> bool:
        return bool(self._words)

    def next(self) -> str:
        """Take the next word."""
        if not self._words:
            raise NotARuleError
        return self._words.pop(0)

    def peek(self) -> str:
        """Return the next word, or nothing."""
        return self._words[0] if self._words else ""


def reader_of(rule: Callable[[RuleWords], str]) -> Reader:
    """Return a reader of everything behind a rule's number.

    Args:
        rule: takes the words and returns the rule as the device shows it; raises `NotARuleError`.
    """

    def read(words: Sequence[str], at: int) -> tuple[Value, int] | None:
        try:
            return rule(RuleWords(words[at:])), len(words)
        except NotARuleError:
            return None

    return read
