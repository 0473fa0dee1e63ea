"""An assessment in, files for machines and spreadsheets out: JSON, JUnit and CSV."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from parknet.messages import Language, say
from parknet.model.verdict import Assessment, ClauseVerdict, Finding, Status
from parknet.report.values import label_text, measured_text, threshold_text, value_text, wanted_text
from parknet.spreadsheets import csv_bytes, printable

# What XML 1.0 cannot hold even as a reference (section 2.2).
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_json(assessment: Assessment) -> bytes:
    """Return everything, for programs."""
    return assessment.model_dump_json(indent=1).encode() + b"\n"


def to_junit(assessment: Assessment, language: Language) -> bytes:
    """Return one suite per pack: fail is a failure, unknown is skipped, so CI shows both."""
    root = ElementTree.Element("testsuites", name=f"parknet {assessment.park}")
    by_clause = _by_clause(assessment)
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
        properties = ElementTree.SubElement(suite, "properties")
        for name, value in (
            ("purpose", assessment.purpose.value),
            ("rehearsal", str(assessment.rehearsal).lower()),
        ):
            ElementTree.SubElement(properties, "property", name=name, value=value)
        for verdict in verdicts:
            findings = by_clause.get(verdict.clause.id, [])
            suite.append(_test_case(assessment, verdict, findings, language))
    ElementTree.indent(root)
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _by_clause(assessment: Assessment) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in assessment.findings:
        found.setdefault(finding.expectation.because, []).append(finding)
    return found


def _test_case(
    assessment: Assessment, verdict: ClauseVerdict, findings: Sequence[Finding], language: Language
) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase",
        classname=f"{assessment.park}.{verdict.pack}",
        name=_for_xml(f"{verdict.clause.id} {verdict.clause.quote}"),
    )
    told = "; ".join(measured_text(verdict, findings, language))
    reason = say(f"reason.{verdict.reason}", language, contract=verdict.contract.upper())
    message = _for_xml(
        f"{say(f'status.{verdict.status.value}', language)}: {reason}{told and f' ({told})'}"
    )
    if verdict.status is Status.FAIL:
        failure = ElementTree.SubElement(case, "failure", message=message)
        failure.text = "\n".join(
            _for_xml(
                f"{label_text(finding.expectation, assessment.segment_names, language)}: "
                f"{value_text(finding.observed, finding.expectation.unit, language)}, "
                f"{wanted_text(finding.expectation, language)} ({finding.evidence})"
            )
            for finding in findings
            if finding.status is Status.FAIL
        )
    elif verdict.status is not Status.PASS:
        ElementTree.SubElement(case, "skipped", message=message)
    return case


def clauses_csv(assessment: Assessment, language: Language) -> bytes:
    """Return one row per clause."""
    by_clause = _by_clause(assessment)
    header = (
        "pack,version,clause,quote,binding,threshold,status,level,required,passed,failed,unknown,"
        "denominator,observed,reason,rehearsal"
    )
    return csv_bytes(
        header.split(","),
        (
            (
                verdict.pack,
                verdict.pack_version,
                verdict.clause.id,
                verdict.clause.quote,
                verdict.clause.binding,
                threshold_text(verdict.clause.indicator, language),
                verdict.status.value,
                verdict.level.value if verdict.level else "",
                verdict.required.value,
                verdict.counts.passed,
                verdict.counts.failed,
                verdict.counts.unknown,
                verdict.counts.denominator,
                "; ".join(measured_text(verdict, by_clause.get(verdict.clause.id, []), language)),
                say(f"reason.{verdict.reason}", language, contract=verdict.contract.upper()),
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
    return csv_bytes(
        header.split(","),
        (
            (
                finding.expectation.because,
                finding.expectation.subject,
                label_text(finding.expectation, assessment.segment_names, language),
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


def _for_xml(text: str) -> str:
    return _NOT_XML.sub(" ", printable(text))
