"""One complaint about one value in, what is wrong and what to do about it in plain words out."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from parknet.workspace.annotations import choices_of
from parknet.workspace.wording import one_of, shown, suggestion

Words = tuple[str, str]  # what is wrong, and the remedy


@dataclass(frozen=True, slots=True)
class Complaint:
    """A value of the right shape that does not fit its field; `name` is how people call it."""

    name: str
    value: Any
    detail: ErrorDetails
    field: FieldInfo | None
    kinds: frozenset[str]  # what every member of a union complained of

    @property
    def context(self) -> dict[str, Any]:
        """Return the figures that belong to the complaint."""
        return self.detail.get("ctx", {})


def describe(complaint: Complaint) -> Words:
    """Return what is wrong with a value, and the remedy."""
    kind = complaint.detail["type"]
    if kind.startswith(("ip_v4", "ip_v6")):
        return _address(complaint)
    return _WORDS.get(kind, _anything)(complaint)


def describe_pattern(value: str, detail: ErrorDetails) -> Words:
    """Return what a key or a text may look like."""
    pattern = str(detail.get("ctx", {}).get("pattern", ""))
    words = _PATTERN_WORDS.get(pattern, f"a text like {pattern}")
    return f"{shown(value)} is not allowed here", f"use {words}"


def _choice(complaint: Complaint) -> Words:
    known = choices_of(complaint.field.annotation if complaint.field is not None else None)
    return (
        f"{complaint.name} is {shown(complaint.value)}, which is none of {one_of(known)}",
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
    high = f"up to {bounds['le']:g}" if "le" in bounds else None
    high = f"below {bounds['lt']:g}" if "lt" in bounds else high
    limits = " ".join(limit for limit in (low, high) if limit)
    return (
        f"{complaint.name} is {complaint.value}, which is out of range",
        f"use a number {limits}",
    )


def _typed(wanted: str, remedy: str) -> Callable[[Complaint], Words]:
    return lambda complaint: (
        f"{complaint.name} is {shown(complaint.value)}, not {wanted}",
        remedy,
    )


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


def _address(complaint: Complaint) -> Words:
    kind = complaint.detail["type"]
    version = "IPv4" if kind.startswith("ip_v4") else "IPv6"
    noun, example4, example6 = _ADDRESSES.get(
        kind.rpartition("_")[2], ("address", "10.20.0.1", "2001:db8::1")
    )
    remedy = f"write it like {example4 if version == 'IPv4' else example6}"
    if noun == "network":
        try:
            # An address with its prefix length, where a network is meant.
            network = ipaddress.ip_network(str(complaint.value), strict=False)
            if f"IPv{network.version}" == version:
                remedy = f"did you mean `{network}`?"
        except ValueError:
            pass
    if len({other[:5] for other in complaint.kinds}) > 1:
        version, remedy = "IP", f"write it like {example4} or {example6}"
    return f"{complaint.name} is {shown(complaint.value)}, not an {version} {noun}", remedy


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
_ADDRESSES: Final = {
    "network": ("network", "10.20.0.0/16", "2001:db8::/48"),
    "interface": ("address with its prefix length", "203.0.113.2/30", "2001:db8::2/126"),
}
