"""Thresholds, wanted and measured values in, what people read out, in either language."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from parknet.messages import Language, say, translated
from parknet.model.packs import Indicator
from parknet.model.verdict import ClauseVerdict, Expectation, Finding, Reason, Status
from parknet.units import format_speed

_SIGNS = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< "}
# Different values, or reasons, that one line of a clause names; the findings hold them all.
_SHOWN_GROUPS = 4


def label_text(
    expectation: Expectation, names: Mapping[str, Mapping[str, str]], language: Language
) -> str:
    """Return what people call what is expected: a segment by its name where it has one.

    Args:
        expectation: its label ends in the segment's id where its subject is a VLAN.
        names: of segments, in zh and en, as `Assessment.segment_names` has them.
        language: of the name.
    """
    kind, _, rest = expectation.subject.partition("/")
    segment = rest.rpartition("/")[2]
    if kind != "vlan" or segment not in names or not expectation.label.endswith(segment):
        return expectation.label
    return expectation.label.removesuffix(segment) + names[segment][language]


def value_text(value: object, unit: str, language: Language) -> str:
    """Return a measured or wanted value as people read it.

    Example:
        >>> value_text(100_000_000, "bit/s", "zh"), value_text(None, "dBm", "zh")
        ('100 Mbit/s', '—')
        >>> value_text("halfDuplex", "", "zh"), value_text(-65.0, "dBm", "en")
        ('半双工', '-65 dBm')
        >>> value_text("down", "bit/s", "en")
        'down'
    """
    if value is None:
        return "—"
    if unit == "bit/s" and isinstance(value, int | float):
        return format_speed(value)
    if isinstance(value, str):  # such as `down` where a speed was asked for
        return translated("value", value, language)
    return f"{value:.10g} {unit}".strip()


def wanted_text(expectation: Expectation, language: Language) -> str:
    """Return what an expectation demands, as in `≥ 1 Gbit/s`."""
    if expectation.operator == "contains" and not expectation.target:
        return say("value.any_ipv6", language)
    sign = _SIGNS.get(expectation.operator, "")
    return sign + value_text(expectation.target, expectation.unit, language)


def parts_text(parts: Sequence[float], language: Language) -> str:
    """Return how many members of a link aggregation are active, and how fast the largest is.

    Example:
        >>> parts_text((10**9, 10**10), "en")
        '2 active members, the largest 10 Gbit/s'
    """
    return say("report.member.parts", language, count=len(parts), largest=format_speed(max(parts)))


def threshold_text(indicator: Indicator, language: Language) -> str:
    """Return the number or word that the text itself gives, or nothing.

    Example:
        >>> wanted = Indicator(what="…", operator=">=", threshold=1000, unit="Mbit/s")
        >>> threshold_text(wanted, "zh")
        '≥ 1000 Mbit/s'
        >>> listed = Indicator(what="…", operator="present", threshold=("电", "煤", "油"))
        >>> threshold_text(listed, "en")
        'each of the 3 named in the text'
    """
    threshold = indicator.threshold
    unit = translated("unit", indicator.unit or "", language)
    sign = _SIGNS.get(indicator.operator.removeprefix("baseline "), "")
    if threshold is None:
        return ""
    if isinstance(threshold, Mapping):
        between = "；" if language == "zh" else "; "
        return between.join(
            f"{_word(name, language)} {sign}{_number(value)} {unit}"
            for name, value in threshold.items()
        )
    if isinstance(threshold, tuple):
        return _several(threshold, indicator, unit, language)
    if isinstance(threshold, str):
        word = _word(threshold, language)
        is_standard = indicator.operator == "conforms"
        return say("threshold.conforms", language, what=word) if is_standard else word
    return f"{sign}{_number(threshold)} {unit}".strip()


def _several(
    threshold: Sequence[str | float], indicator: Indicator, unit: str, language: Language
) -> str:
    words = [_word(one, language) if isinstance(one, str) else _number(one) for one in threshold]
    listed = say("list.separator", language).join(words)
    if indicator.operator == "range":
        return say("threshold.range", language, low=words[0], high=words[-1], unit=unit)
    if indicator.operator == "any_of":
        return say("threshold.any_of", language, what=listed)
    if indicator.operator == "conforms":
        return say("threshold.conforms", language, what=listed)
    if indicator.operator == "present":
        return say("threshold.all_of", language, count=len(words))
    return listed


def _word(word: str, language: Language) -> str:
    return translated("threshold", word, language)


def _number(value: float) -> str:
    """Return a number without the exponent that `%g` gives a million."""
    return f"{value:.10g}"


def measured_text(
    verdict: ClauseVerdict, findings: Iterable[Finding], language: Language
) -> list[str]:
    """Return the values that decided a clause, the share that meets it first.

    Args:
        verdict: the clause, answered.
        findings: those of the clause.
        language: `zh` or `en`.

    Returns:
        Lines such as `23/25 栋 ≥ 1000 Mbit/s` and `1 栋为 100 Mbit/s`; none where the clause has
        nothing to be answered.
    """
    if not verdict.counts.denominator:
        return []
    findings = list(findings)
    noun = f"count.{verdict.clause.measure.value}"
    # A sufficient value of insufficient evidence is told as a value, never as met.
    sufficient = sum(one.reason == Reason.BELOW_LEVEL for one in findings)
    lines = [
        say(
            "report.measured.values" if sufficient else "report.measured.met",
            language,
            met=verdict.counts.passed + sufficient,
            all=say(noun, language, count=verdict.counts.denominator),
            threshold=_criterion(verdict, language),
        ).strip()
    ]
    lines += [
        say("report.measured.value", language, what=say(noun, language, count=count), value=value)
        for value, count in _failing(findings, language)
    ]
    unknown = Counter(one.reason for one in findings if one.status is Status.UNKNOWN)
    lines += [
        say(
            f"report.measured.{'low' if reason == Reason.BELOW_LEVEL else 'unknown'}",
            language,
            what=say(noun, language, count=count),
            reason=say(f"reason.{reason}", language, contract=verdict.contract),
        )
        for reason, count in unknown.most_common(_SHOWN_GROUPS)
    ]
    return lines


def _criterion(verdict: ClauseVerdict, language: Language) -> str:
    indicator = verdict.clause.indicator
    return threshold_text(indicator, language) if indicator.operator in _SIGNS else ""


def _failing(findings: Iterable[Finding], language: Language) -> list[tuple[str, int]]:
    """Return the values that fail, the commonest first, and how often each was read."""
    shown = Counter(
        say(f"reason.{one.reason}", language)
        if one.reason in (Reason.LINK_DOWN, Reason.NO_IPV6, Reason.AP_DOWN, Reason.CABLE_FAILED)
        else value_text(one.observed, one.expectation.unit, language)
        for one in findings
        if one.status is Status.FAIL
    )
    return shown.most_common(_SHOWN_GROUPS)
