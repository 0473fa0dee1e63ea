"""An assessment in, files for machines and spreadsheets out: JSON, JUnit and CSV."""

import csv
import io
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

from parknet.messages import Language, say
from parknet.model.verdict import Assessment, ClauseVerdict, Status
from parknet.names import FORBIDDEN_CHARACTERS
from parknet.report.values import measured_text, threshold_text, value_text, wanted_text

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_json(assessment: Assessment) -> bytes:
    """Return everything, for programs."""
    return assessment.model_dump_json(indent=1).encode() + b"\n"


def to_junit(assessment: Assessment, language: Language) -> bytes:
    """Return one suite per pack: fail is a failure, unknown is skipped, so CI shows both."""
    root = ElementTree.Element("testsuites", name=f"parknet {assessment.park}")
    for pack in dict.fromkeys(verdict.pack for verdict in assessment.verdicts):
        verdicts = [verdict for verdict in assessment.verdicts if verdict.pack == pack]
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=pack,
            tests=str(len(verdicts)),
            failures=str(sum(v.status is Status.FAIL for v in verdicts)),
            skipped=str(sum(v.status not in (Status.FAIL, Status.PASS) for v in verdicts)),
            errors="0",
        )
        for verdict in verdicts:
            _test_case(suite, assessment, verdict, language)
    ElementTree.indent(root)
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _test_case(
    suite: ElementTree.Element, assessment: Assessment, verdict: ClauseVerdict, language: Language
) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=f"{assessment.park}.{verdict.pack}",
        name=_printable(f"{verdict.clause.id} {verdict.clause.quote}"),
    )
    message = _printable(
        f"{say(f'status.{verdict.status.value}', language)}: {verdict.observed} "
        f"({say(f'reason.{verdict.reason}', language, contract=verdict.contract)})"
    )
    if verdict.status is Status.FAIL:
        failure = ElementTree.SubElement(case, "failure", message=message)
        failure.text = "\n".join(
            _printable(
                f"{finding.expectation.label}: "
                f"{value_text(finding.observed, finding.expectation.unit)}, "
                f"{wanted_text(finding.expectation)} ({finding.evidence})"
            )
            for finding in assessment.findings
            if finding.expectation.because == verdict.clause.id and finding.status is Status.FAIL
        )
    elif verdict.status is not Status.PASS:
        ElementTree.SubElement(case, "skipped", message=message)


def clauses_csv(assessment: Assessment, language: Language) -> bytes:
    """Return one row per clause."""
    header = (
        "pack,version,clause,quote,binding,threshold,status,level,required,passed,failed,unknown,"
        "denominator,observed,reason,rehearsal"
    )
    return _table(
        header,
        (
            (
                verdict.pack,
                verdict.pack_version,
                verdict.clause.id,
                verdict.clause.quote,
                verdict.clause.binding,
                threshold_text(verdict),
                verdict.status.value,
                verdict.level.value if verdict.level else "",
                verdict.required.value,
                verdict.counts.passed,
                verdict.counts.failed,
                verdict.counts.unknown,
                verdict.counts.denominator,
                verdict.observed,
                say(f"reason.{verdict.reason}", language, contract=verdict.contract),
                assessment.rehearsal,
            )
            for verdict in assessment.verdicts
        ),
    )


def findings_csv(assessment: Assessment, language: Language) -> bytes:
    """Return one row per expectation and its answer."""
    header = (
        "because,subject,label,device,instance,metric,operator,target,observed,unit,status,level,"
        "required,reason,evidence,origin,rehearsal"
    )
    return _table(
        header,
        (
            (
                finding.expectation.because,
                finding.expectation.subject,
                finding.expectation.label,
                finding.expectation.device,
                finding.expectation.instance,
                finding.expectation.metric,
                finding.expectation.operator,
                finding.expectation.target,
                "" if finding.observed is None else finding.observed,
                finding.expectation.unit,
                finding.status.value,
                finding.level.value if finding.level else "",
                finding.expectation.level.value,
                say(f"reason.{finding.reason}", language, contract=""),
                finding.evidence,
                finding.expectation.origin,
                assessment.rehearsal,
            )
            for finding in assessment.findings
        ),
    )


def _table(header: str, rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header.split(","))
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    # Excel takes a file without a byte order mark for the machine's own code page.
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    value = _printable(value)
    return f"'{value}" if value.startswith(_FORMULA) else value


def _printable(text: str) -> str:
    return FORBIDDEN_CHARACTERS.sub(" ", text)
