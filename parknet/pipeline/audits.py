"""The hardening audit as a use case: what is rendered, or what the devices run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from parknet.audit import audit
from parknet.model.audit import HardeningFinding, HardeningRules
from parknet.model.change import DeviceFailure
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach
from parknet.units import counted

_V3_ONLY: Final = "snmpv3-only"  # the rule of coverage/hardening that an exception breaks


@dataclass(frozen=True)
class ParkAudit:
    """What an audit of a park found.

    Attributes:
        audited: number of configurations.
        rules: number of rules they were held against.
        findings: of what counts.
        not_rendered: of what no template of this release prints: empty for running devices.
        failures: devices that were not read: unknown, never clean.
        rehearsal: the devices are emulated.
    """

    audited: int
    rules: int
    findings: tuple[HardeningFinding, ...]
    not_rendered: tuple[HardeningFinding, ...] = ()
    failures: tuple[DeviceFailure, ...] = ()
    rehearsal: bool = False


def audit_rendered(site: Site) -> ParkAudit:
    """Audit the configurations as they would be pushed; no device is asked."""
    rulesets = _rulesets(site)
    found = list(_communities(site, rulesets))
    for device in site.network.devices:
        found += audit(site.configs[device.name].text, device.os, rulesets, device.name)
    return ParkAudit(
        audited=len(site.network.devices),
        rules=_count(rulesets),
        findings=tuple(finding for finding in found if finding.rendered),
        not_rendered=tuple(finding for finding in found if not finding.rendered),
    )


def audit_running(site: Site, reach: Reach) -> ParkAudit:
    """Audit what the devices run: everything counts, whether parknet renders it or not."""
    rulesets = _rulesets(site)
    names = [device.name for device in site.network.devices]
    site.talk(f"reading the configuration of {counted(len(names), 'device')} over SSH")
    found = list(_communities(site, rulesets))
    failures: list[DeviceFailure] = []
    answers = reach.fleet().running(names)
    for name in names:
        answer = answers[name]
        if isinstance(answer, DeviceFailure):
            failures.append(answer)
        else:
            found += audit(answer.text, answer.os, rulesets, name)
    return ParkAudit(
        audited=len(names) - len(failures),
        rules=_count(rulesets),
        findings=tuple(found),
        failures=tuple(failures),
        rehearsal=reach.rehearsal,
    )


def _communities(site: Site, rulesets: Iterable[HardeningRules]) -> Iterator[HardeningFinding]:
    """Yield a finding for each device that is read with a community: accepted is not safe."""
    for ruleset in rulesets:
        for rule in (rule for rule in ruleset.rules if rule.id == _V3_ONLY):
            for device, exception in site.intent.park.management.snmp_exceptions.items():
                yield HardeningFinding(
                    device=device,
                    ruleset=ruleset.ruleset,
                    version=ruleset.version,
                    rule=rule.id,
                    clause=rule.clause,
                    policies=ruleset.policies,
                    severity=rule.severity,
                    title=rule.title,
                    remedy=rule.remedy,
                    line=0,
                    where=site.intent.origin("park", "management", "snmp_exceptions", device),
                    text=f"read over SNMP{exception.version}: {exception.owner} accepts it until "
                    f"{exception.until}, for {exception.why}",
                    is_missing=False,
                )


def _rulesets(site: Site) -> list[HardeningRules]:
    return list(site.workspace.hardening_files().values())


def _count(rulesets: list[HardeningRules]) -> int:
    return sum(len(rules.rules) for rules in rulesets)
