"""Names people use in, names devices accept out; ranges such as `1F-001..024` in, names out.

People call a building `3#厂房`. A device's command line gives `#`, `!`, `?`, quotes and spaces a
meaning, and many releases store bytes that are not ASCII as they please. So everything outside a
small safe set is percent-encoded (RFC 3986), which is reversible and unambiguous.
"""

import re
from typing import Final
from urllib.parse import quote, unquote

# Letters and digits plus what no supported command line gives a meaning in the middle of a word.
_SAFE: Final = "-._/:+="
# Most names and texts hold nothing else, and there are a hundred thousand of them.
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9\-._/:+=~]*")
_PLAIN_TEXT: Final = re.compile(r"(?: ?[A-Za-z0-9\-._/:+=~,()])*")
_RANGE: Final = re.compile(r"^(.*?)(\d+)\.\.(.*?)(\d+)$")
MAX_RANGE: Final = 10_000
# How a secret stands in rendered text, plans and patches: by its name, which is group 1.
PLACEHOLDER: Final = re.compile(r"<<secret:([A-Za-z0-9_.-]+)>>")

# C0, DEL, C1, line and paragraph separators, and the marks that reorder text (UAX #9), which can
# make a reviewed line read as another.
FORBIDDEN_CHARACTERS: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def encode_name(name: str, limit: int = 80) -> str:
    """Return `name` as one word that every platform's command line takes literally.

    Args:
        name: any text.
        limit: most characters to return; a longer name is cut at a whole character and ends in `~`.

    Example:
        >>> encode_name("3#厂房")
        '3%23%E5%8E%82%E6%88%BF'
        >>> encode_name("厂房", limit=10)
        '%E5%8E%82~'
    """
    if len(name) <= limit and _PLAIN_NAME.fullmatch(name):
        return name
    return _cut([quote(character, safe=_SAFE) for character in name], limit)


def encode_text(text: str, limit: int = 80) -> str:
    """Return `text` for the rest of a line, as a description: as a name, but words stay words.

    Command lines drop spaces at the ends of a line and fold several into one: those are encoded.

    Example:
        >>> encode_text("desks, printers"), encode_text(" a  b ")
        ('desks, printers', '%20a %20b%20')
    """
    if len(text) <= limit and text[:1] != " " and _PLAIN_TEXT.fullmatch(text):
        return text
    pieces = [
        "%20" if _is_lost(text, place) else quote(character, safe=_SAFE + " ,()")
        for place, character in enumerate(text)
    ]
    return _cut(pieces, limit)


def _is_lost(text: str, place: int) -> bool:
    return text[place] == " " and (place in (0, len(text) - 1) or text[place - 1] == " ")


def _cut(pieces: list[str], limit: int) -> str:
    if sum(map(len, pieces)) <= limit:
        return "".join(pieces)
    kept = ""
    for piece in pieces:
        if len(kept) + len(piece) > limit - 1:
            break
        kept += piece
    return kept.rstrip(" ") + "~"


def decode_name(text: str) -> str:
    """Return what `encode_name` was given, where nothing was cut.

    Example:
        >>> decode_name(encode_name("3#厂房"))
        '3#厂房'
    """
    return unquote(text)


def expand_range(text: str) -> list[str]:
    """Return the names a range stands for; a text without `..` stands for itself.

    The number keeps its width, and the prefix may be repeated or left out after the dots.

    Raises:
        ValueError: the ends do not fit together, or the range runs backwards or is too long.

    Example:
        >>> expand_range("1F-008..010")
        ['1F-008', '1F-009', '1F-010']
        >>> expand_range("AP1..AP2")
        ['AP1', 'AP2']
    """
    if ".." not in text:
        return [text]
    match = _RANGE.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not a range such as 1F-001..1F-024")
    prefix, first, again, last = match.groups()
    if again not in ("", prefix):
        raise ValueError(f"{text!r} begins with {prefix!r} but ends with {again!r}")
    low, high = int(first), int(last)
    if high < low:
        raise ValueError(f"{text!r} runs backwards")
    if high - low >= MAX_RANGE:
        raise ValueError(f"{text!r} stands for more than {MAX_RANGE} names")
    return [f"{prefix}{number:0{len(first)}d}" for number in range(low, high + 1)]
