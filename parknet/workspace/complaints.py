"""One complaint about one value in, what is wrong and what to do about it in plain words out."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from parknet.workspace.annotations import arms, choices_of
from parknet.workspace.wording import shown, suggestion

Words = tuple[str, str]  # what is wrong, and the remedy


@dataclass(frozen=True, slots=True)
class Complaint:
    """A value of the right shape that does not fit its field; `name` is how people call it."""

    name: str
    value: Any
    detail: ErrorDetails
    field: FieldInfo | None

    @property
    def context(self) -> dict[str, Any]:
        """Return the figures that belong to the complaint."""
        return self.detail.get("ctx", {})


def describe(complaint: Complaint) -> Words:
    """Return what is wrong with a value, and the remedy."""
    addresses = _address_types(complaint.field)
    if addresses:
        return _address(complaint, addresses)
    return _WORDS.get(complaint.detail["type"], _anything)(complaint)


def describe_pattern(value: str, detail: ErrorDetails) -> Words:
    """Return what a key or a text may look like."""
    pattern = str(detail.get("ctx", {}).get("pattern", ""))
    words = _PATTERN_WORDS.get(pattern, f"a text like {pattern}")
    return f"{shown(value)} is not allowed here", f"use {words}"


def _choice(complaint: Complaint) -> Words:
    known = choices_of(complaint.field.annotation if complaint.field is not None else None)
    return (
        f"{complaint.name} cannot be {shown(complaint.value)}",
        suggestion(str(complaint.value), known),
    )


def _range(complaint: Complaint) -> Words:
    bounds = dict(complaint.context)
    for constraint in complaint.field.metadata if complaint.field is not None else ():
        for name in ("ge", "gt", "le", "lt"):
            if hasattr(constraint, name):
                bounds.setdefault(name, getattr(constraint, name))
    low = f"from {bounds['ge']:g}" if "ge" in bounds else None
    low = f"above {bounds['gt']:g}" if "gt" in bounds else low
    high = f"{'to' if 'ge' in bounds else 'up to'} {bounds['le']:g}" if "le" in bounds else None
    high = f"below {bounds['lt']:g}" if "lt" in bounds else high
    limits = " ".join(limit for limit in (low, high) if limit)
    return (
        f"{complaint.name} is {complaint.value}, which is out of range",
        f"use a number {limits}",
    )


def _typed(wanted: str, remedy: str) -> Callable[[Complaint], Words]:
    def words(complaint: Complaint) -> Words:
        is_now = shown(complaint.value)
        if isinstance(complaint.value, str):
            is_now = f"the text {is_now}"
        return f"{complaint.name} is {is_now}, not {wanted}", remedy

    return words


def _too_long_text(complaint: Complaint) -> Words:
    length = len(str(complaint.value))
    return (
        f"{complaint.name} is {length} characters long",
        f"use at most {complaint.context['max_length']}",
    )


def _too_few(complaint: Complaint) -> Words:
    return f"{complaint.name} is empty", f"write at least {complaint.context['min_length']}"


def _too_many(complaint: Complaint) -> Words:
    return (
        f"{complaint.name} has too many items",
        f"write at most {complaint.context['max_length']}",
    )


def _empty_text(complaint: Complaint) -> Words:
    return f"{complaint.name} is an empty text", "write its value, or leave the key out"


def _own_rule(complaint: Complaint) -> Words:
    """Words of our own validators, in `parknet.model.record`, are plain already."""
    said = str(complaint.context.get("error"))
    remedy = next((remedy for part, remedy in _RULE_REMEDIES if part in said), "correct it")
    return f"{complaint.name} {said}" if said.startswith(("holds", "begins")) else said, remedy


def _address_types(field: FieldInfo | None) -> frozenset[type]:
    found = arms(field.annotation if field is not None else None)
    return frozenset(arm for arm in found if arm in _ADDRESSES)


def _address(complaint: Complaint, wanted: frozenset[type]) -> Words:
    nouns, examples = zip(*(_ADDRESSES[kind] for kind in sorted(wanted, key=str)), strict=True)
    noun = nouns[0] if len(nouns) == 1 else "IP address"
    remedy = f"write it like {' or '.join(examples)}"
    if wanted & _NETWORKS:
        try:
            # An address with its prefix length, where a network is meant.
            network = ipaddress.ip_network(str(complaint.value), strict=False)
            if type(network) in wanted:
                remedy = f"did you mean `{network}`?"
        except ValueError:
            pass
    return f"{complaint.name} is {shown(complaint.value)}, not an {noun}", remedy


def _anything(complaint: Complaint) -> Words:
    return (
        f"{complaint.name} is {shown(complaint.value)}, which does not fit",
        "see `parknet schema` for what fits",
    )


_PLAIN_DIGITS: Final = "write plain digits without quotes"
_WORDS: Final[dict[str, Callable[[Complaint], Words]]] = {
    "literal_error": _choice,
    "enum": _choice,
    "greater_than": _range,
    "greater_than_equal": _range,
    "less_than": _range,
    "less_than_equal": _range,
    "int_type": _typed("a whole number", _PLAIN_DIGITS),
    "int_from_float": _typed("a whole number", _PLAIN_DIGITS),
    "float_type": _typed("a number", _PLAIN_DIGITS),
    "finite_number": _typed("a number", _PLAIN_DIGITS),
    "bool_type": _typed("true or false", "write true or false, without quotes"),
    "string_pattern_mismatch": lambda c: describe_pattern(str(c.value), c.detail),
    "string_too_long": _too_long_text,
    "string_too_short": _empty_text,
    "too_short": _too_few,
    "too_long": _too_many,
    "value_error": _own_rule,
}
# What the patterns of slugs, accounts and codes mean in words.
_PATTERN_WORDS: Final = {
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$": (
        "lower-case letters, digits and single hyphens, beginning with a letter"
    ),
    r"^[a-z][a-z0-9_-]{0,30}$": (
        "at most 31 lower-case letters, digits, `_` and `-`, beginning with a letter"
    ),
    r"^\d{6}$": "the six digits of a county or district (GB/T 2260), in quotes",
    r"^[A-Z]{2}-\d{2}$": "two capital letters, a hyphen and two digits, as in WH-01",
    r"^[a-z0-9_]+$": "lower-case letters, digits and `_`",
}
_RULE_REMEDIES: Final = (
    ("line break", "delete it; a name is one line of visible characters"),
    ("space", "delete the space"),
    ("speed", "write a number and M, G or T"),
)
_ADDRESSES: Final[dict[type, tuple[str, str]]] = {
    ipaddress.IPv4Address: ("IPv4 address", "10.20.0.1"),
    ipaddress.IPv6Address: ("IPv6 address", "2001:db8::1"),
    ipaddress.IPv4Network: ("IPv4 network", "10.20.0.0/16"),
    ipaddress.IPv6Network: ("IPv6 network", "2001:db8::/48"),
    ipaddress.IPv4Interface: ("IPv4 address with its prefix length", "203.0.113.2/30"),
    ipaddress.IPv6Interface: ("IPv6 address with its prefix length", "2001:db8::2/126"),
}
_NETWORKS: Final = frozenset({ipaddress.IPv4Network, ipaddress.IPv6Network})
