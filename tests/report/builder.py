"""A small park, its network and its assessment by hand, for what is printed of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv6Interface

from parknet.model.network import BuildingPlan, DevicePlan, Network, Role, ServicesPlan
from parknet.model.packs import Clause, Indicator, Level, Measure, Purpose
from parknet.model.snapshot import Value
from parknet.model.verdict import (
    Assessment,
    ClauseVerdict,
    Counts,
    Expectation,
    Finding,
    Operator,
    Reason,
    Status,
)

M = 10**6
G = 10**9


def building(code: str, name: str = "", at: tuple[float, float] = (0.0, 0.0)) -> BuildingPlan:
    return BuildingPlan(
        code, name or f"{code[1:]}号厂房", "factory", False, at, (60.0, 30.0), f"{code}-agg"
    )


def device(name: str, role: Role, code: str = "") -> DevicePlan:
    return DevicePlan(
        name=name,
        role=role,
        platform="huawei_vrp",
        os="vrp8",
        model="test",
        building=code,
        floor="",
        ownership="observe",
        deletion_budget=0,
        management4=IPv4Interface("10.0.0.1/32"),
        management6=IPv6Interface("2001:db8::1/128"),
        management_interface="LoopBack0",
        router_id=None,
        default_originate=False,
        vlans=(),
        ports=(),
        lags=(),
        svis=(),
        routes=(),
        services=ServicesPlan(ssh_user="parknet", snmp_user="parknet", ntp=(), syslog=()),
    )


def network(buildings: Iterable[BuildingPlan] = ()) -> Network:
    plans = tuple(buildings)
    devices = [device("core-1", "core")]
    for plan in plans:
        devices.append(device(plan.aggregation, "aggregation", plan.code))
        devices.append(device(f"{plan.code}-1f-acc1", "access", plan.code))
    return Network(
        park="test",
        name={"zh": "测试园区", "en": "Test park"},
        kind="industrial",
        region="420100",
        policies=("wuhan",),
        contracts=(),
        devices=tuple(devices),
        links=(),
        circuits=(),
        outlets=(),
        aps=(),
        buildings=plans,
        intent_digest="0" * 64,
    )


def clause(
    number: int,
    *,
    binding: bool = True,
    measure: Measure = Measure.NONE,
    indicator: Indicator | None = None,
    method_zh: str = "现场核对",
    quote: str = "百兆到桌面",
) -> Clause:
    return Clause(
        id=f"WH-{number:02d}",
        quote=quote,
        translation="100 M to the desktop",
        category="link",
        force="shall" if binding else "encourage",
        binding=binding,
        scope="park",
        share="yes",
        indicator=indicator or Indicator(what="…", operator="present"),
        measure=measure,
        level={Purpose.MONITORING: Level.OBSERVED, Purpose.ACCEPTANCE: Level.VERIFIED},
        method="Look at it",
        method_zh=method_zh,
        evidence="Photographs",
    )


SPEED = Indicator(what="speed", operator=">=", threshold=100, unit="Mbit/s")


def finding(
    subject: str,
    status: Status,
    observed: Value | None = None,
    *,
    because: str = "design",
    reason: Reason | None = None,
    label: str = "",
    device_name: str = "core-1",
    metric: str = "interface.speed",
    target: Value = 100 * M,
    operator: Operator = ">=",
    evidence: str = "",
) -> Finding:
    reasons = {
        Status.PASS: Reason.MET,
        Status.FAIL: Reason.TOO_SLOW,
        Status.UNKNOWN: Reason.NOT_READ,
        Status.NOT_APPLICABLE: Reason.NOT_A_DESK,
        Status.WAIVED: Reason.DIFFERS,
    }
    return Finding(
        expectation=Expectation(
            id=f"{because}:{subject}",
            subject=subject,
            label=label or subject,
            device=device_name,
            metric=metric,
            instance="GE0/0/1",
            operator=operator,
            target=target,
            unit="bit/s" if metric == "interface.speed" else "",
            level=Level.OBSERVED,
            because=because,
        ),
        status=status,
        level=None if observed is None else Level.OBSERVED,
        observed=observed,
        reason=(reason or reasons[status]).value,
        evidence=evidence,
    )


_REASONS = {
    Status.PASS: Reason.MET,
    Status.FAIL: Reason.TOO_SLOW,
    Status.UNKNOWN: Reason.NOT_MEASURED,
    Status.NOT_APPLICABLE: Reason.NOT_BINDING,
    Status.WAIVED: Reason.DIFFERS,
}


def verdict(
    of: Clause,
    status: Status,
    counts: Counts | None = None,
    *,
    reason: Reason | None = None,
    contract: str = "",
    required: Level = Level.OBSERVED,
) -> ClauseVerdict:
    measured = counts is not None
    return ClauseVerdict(
        clause=of,
        pack="wuhan",
        pack_version="1",
        pack_sha256="2" * 64,
        status=status,
        required=required,
        level=Level.OBSERVED if measured else None,
        counts=counts or Counts(unknown=1),
        observed="",
        reason=(reason or _REASONS[status]).value,
        contract=contract,
    )


@dataclass(slots=True)
class Case:
    """An assessment in the making, over a park of some buildings."""

    buildings: list[BuildingPlan] = field(default_factory=lambda: [building("b01")])
    verdicts: list[ClauseVerdict] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rehearsal: bool = False
    purpose: Purpose = Purpose.MONITORING
    unmodelled: tuple[str, ...] = ()
    unregistered: tuple[str, ...] = ()
    unreachable: dict[str, str] = field(default_factory=dict)

    @property
    def network(self) -> Network:
        return network(self.buildings)

    @property
    def assessment(self) -> Assessment:
        return Assessment(
            park="test",
            name={"zh": "测试园区", "en": "Test park"},
            kind="industrial",
            region="420100",
            purpose=self.purpose,
            rehearsal=self.rehearsal,
            taken_at=1_795_161_600.0,
            intent_digest="0" * 64,
            register_digest="1" * 64,
            verdicts=tuple(self.verdicts),
            findings=tuple(self.findings),
            pack_titles={"wuhan": {"zh": "工作方案", "en": "Work plan"}},
            unmodelled=self.unmodelled,
            unregistered=self.unregistered,
            unreachable=self.unreachable,
        )


def rich_case() -> Case:
    """Return a park with one of everything a report can show."""
    desks = clause(9, measure=Measure.DESKTOP_SPEED, indicator=SPEED)
    uplinks = clause(
        8,
        measure=Measure.BUILDING_UPLINK_SPEED,
        indicator=Indicator(what="speed", operator=">=", threshold=1000, unit="Mbit/s"),
        quote="千兆进厂房",
    )
    findings = [
        finding("outlet/b01/1F-001", Status.FAIL, 10 * M, because=because, label="一号厂房 1F-001")
        for because in ("design", "WH-09")
    ]
    findings += [
        finding("outlet/b02/1F-001", Status.PASS, 100 * M, because="WH-09", label="二号 1F-001"),
        finding("outlet/b02/1F-002", Status.UNKNOWN, "down", because="WH-09",
                reason=Reason.PORT_DOWN, label="二号 1F-002"),
        finding("outlet/b02/1F-003", Status.NOT_APPLICABLE, because="WH-09", label="二号 1F-003"),
        finding("ap/b03/AP01", Status.FAIL, "down", reason=Reason.AP_DOWN, metric="wlan.ap.state",
                target="up", operator="==", label="三号 AP01"),
        finding("vlan/b03/office", Status.FAIL, "–", reason=Reason.NO_IPV6, metric="ipv6.address",
                target="2001:db8::1", operator="contains", label="三号"),
        finding("building/九号厂房", Status.UNKNOWN, because="WH-08", device_name="",
                reason=Reason.NOT_MODELLED, label="九号厂房"),
        finding("building/二号", Status.PASS, 1000 * M, because="WH-08", label="二号"),
    ]  # fmt: skip
    return Case(
        buildings=[
            building("b01", "一号厂房", (0.0, 0.0)),
            building("b02", "二号", (200.0, 0.0)),
            building("b03", "三号", (400.0, 100.0)),
            building("b04", "四号", (400.0, 300.0)),
        ],
        verdicts=[
            verdict(desks, Status.FAIL, Counts(passed=1, failed=1, unknown=1, not_applicable=1)),
            verdict(uplinks, Status.UNKNOWN, Counts(passed=1, unknown=1),
                    reason=Reason.NOT_MODELLED),
            verdict(clause(10), Status.UNKNOWN, reason=Reason.NEEDS_SURVEY, contract="w2"),
            verdict(clause(11), Status.UNKNOWN),
            verdict(clause(12, binding=False), Status.NOT_APPLICABLE),
        ],
        findings=findings,
        rehearsal=True,
        unmodelled=("九号厂房", "一号厂房/1F-099", "一号厂房/1F-100"),
        unregistered=("四号",),
        unreachable={"b02-1f-acc1": "unreachable: no answer"},
    )  # fmt: skip
