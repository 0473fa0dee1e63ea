"""Hardening: what a configuration must and must not say, by clause, and what was found."""

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from parknet.model.record import Bilingual, Record, Remark, Slug


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from None
    return text


# A regular expression that matches a whole line, without its indentation.
Pattern = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_pattern)]
ClauseId = Annotated[str, StringConstraints(pattern=r"^8\.1\.\d+\.\d+$")]


class Severity(StrEnum):
    """How bad it is, in falling order."""

    HIGH = "high"  # lets a stranger in, or shows a secret
    MEDIUM = "medium"  # a layer of defence is missing
    LOW = "low"  # good practice


class HardeningCheck(Record):
    """What one rule asks of the configurations of some operating systems."""

    os: tuple[str, ...] = Field(min_length=1)
    when: Pattern | None = Field(
        default=None, description="asks nothing where no line of the configuration is like this"
    )
    within: Pattern | None = Field(
        default=None, description="blocks that begin with such a line; all top-level lines if empty"
    )
    present: bool = Field(default=False, description="there must be such a block")
    having: tuple[Pattern, ...] = Field(default=(), description="only blocks with all of these")
    lacking: tuple[Pattern, ...] = Field(default=(), description="only blocks with none of these")
    require: tuple[Pattern, ...] = Field(default=(), description="lines that must be there, each")
    count: int = Field(default=1, ge=1, description="how many lines like each of `require`")
    forbid: tuple[Pattern, ...] = Field(default=(), description="lines that must not be there")
    rendered: bool = Field(
        default=True, description="false: the templates of this release do not print it yet"
    )
    source: Remark = ""


class HardeningRule(Record):
    """One thing to look for, and the clause that asks for it."""

    id: Slug
    clause: ClauseId
    severity: Severity
    title: Bilingual
    remedy: Bilingual
    checks: tuple[HardeningCheck, ...] = Field(min_length=1)


class HardeningRules(Record):
    """`coverage/hardening/*.yml`: a standard's clauses as rules."""

    ruleset: Slug
    version: str
    title: Bilingual
    source: Remark
    structure_certainty: Literal["A", "A-", "B", "C"] = Field(description="of clause numbers")
    wording_certainty: Literal["A", "A-", "B", "C"] = Field(description="of what clauses say")
    policies: tuple[str, ...] = Field(description="policy clauses that a finding bears on")
    rules: tuple[HardeningRule, ...] = Field(min_length=1)
    sha256: str = Field(default="", description="of the file")


class HardeningFinding(Record):
    """A rule that a configuration breaks.

    Attributes:
        device: empty where a bare text was audited.
        line: number in the text; 0 where something is missing.
        where: the block, empty at top level.
        text: the line that must not be there, or the pattern of the one that must.
        is_missing: whether `text` is what is missing.
        rendered: False where the templates of this release do not print it yet.
    """

    device: str = ""
    ruleset: str
    version: str
    rule: str
    clause: str
    policies: tuple[str, ...]
    severity: Severity
    title: Bilingual
    remedy: Bilingual
    line: int
    where: str
    text: str
    is_missing: bool
    rendered: bool = True
