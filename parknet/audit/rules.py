"""Rules held against a configuration, one block at a time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from parknet.audit.blocks import Block, Line, blocks_of
from parknet.model.audit import (
    HardeningCheck,
    HardeningFinding,
    HardeningRule,
    HardeningRules,
    Severity,
)
from parknet.model.record import Bilingual

# The rule of a finding that says nothing was audited: silence is never a pass.
UNKNOWN_OS: Final = "unknown-os"
_TOP: Final = Line(0, "")
_SHOWN: Final = 120  # characters of a line that a finding shows


def audit(
    text: str, os: str, rulesets: Iterable[HardeningRules], device: str = ""
) -> tuple[HardeningFinding, ...]:
    """Return what a configuration says that it must not, and lacks that it must say.

    Args:
        text: a rendered or running configuration, secrets masked or as placeholders.
        os: operating system, such as vrp5.
        rulesets: of `coverage/hardening`.
        device: whose configuration it is, for the findings.

    Returns:
        Findings, the most severe first, then by rule and line. An operating system that a
        ruleset has no checks for is a finding itself.
    """
    blocks = blocks_of(text)
    found: list[HardeningFinding] = []
    for rules in rulesets:
        is_known = False
        for rule in rules.rules:
            for check in rule.checks:
                if os in check.os:
                    is_known = True
                    found += _broken(rules, rule, check, blocks, device)
        if not is_known:
            found.append(_nothing_known(rules, os, device))
    severities = list(Severity)
    return tuple(
        sorted(found, key=lambda f: (severities.index(f.severity), f.rule, f.line, f.where, f.text))
    )


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _is_like(line: Line, pattern: str) -> bool:
    return _compiled(pattern).fullmatch(line.text) is not None


def _any_like(lines: Sequence[Line], pattern: str) -> bool:
    return any(_is_like(line, pattern) for line in lines)


def _broken(
    rules: HardeningRules,
    rule: HardeningRule,
    check: HardeningCheck,
    blocks: Sequence[Block],
    device: str,
) -> Iterator[HardeningFinding]:
    def finding(line: Line, where: str, text: str, *, is_missing: bool) -> HardeningFinding:
        return HardeningFinding(
            device=device,
            ruleset=rules.ruleset,
            version=rules.version,
            rule=rule.id,
            clause=rule.clause,
            policies=rules.policies,
            severity=rule.severity,
            title=rule.title,
            remedy=rule.remedy,
            line=line.number,
            where=where,
            text=text[:_SHOWN],
            is_missing=is_missing,
            rendered=check.rendered,
        )

    if check.when is not None and not any(
        _is_like(block.head, check.when) or _any_like(block.lines, check.when) for block in blocks
    ):
        return
    selected = _selected(check, blocks)
    if check.present and not selected:
        yield finding(_TOP, "", check.within or "", is_missing=True)
    for head, lines in selected:
        for pattern in check.require:
            if sum(_is_like(line, pattern) for line in lines) < check.count:
                yield finding(head, head.text, pattern, is_missing=True)
        for pattern in check.forbid:
            for line in lines:
                if _is_like(line, pattern):
                    yield finding(line, head.text, line.text, is_missing=False)


def _selected(check: HardeningCheck, blocks: Sequence[Block]) -> list[Block]:
    """Return what a check looks at: a head and the lines under it."""
    if check.within is None:
        everything = [Block(_TOP, tuple(block.head for block in blocks))]
    else:
        everything = [block for block in blocks if _is_like(block.head, check.within)]
    return [
        block
        for block in everything
        if all(_any_like(block.lines, pattern) for pattern in check.having)
        and not any(_any_like(block.lines, pattern) for pattern in check.lacking)
    ]


def _nothing_known(rules: HardeningRules, os: str, device: str) -> HardeningFinding:
    return HardeningFinding(
        device=device,
        ruleset=rules.ruleset,
        version=rules.version,
        rule=UNKNOWN_OS,
        clause="",
        policies=rules.policies,
        severity=Severity.HIGH,
        title=Bilingual(zh="没有适用于该系统的检查规则", en="no rule knows this operating system"),
        remedy=Bilingual(
            zh=f"在 coverage/hardening 中补充 {os} 的检查",
            en=f"add checks for {os} to coverage/hardening",
        ),
        line=0,
        where="",
        text=os[:_SHOWN],
        is_missing=True,
    )
