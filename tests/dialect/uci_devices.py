"""Random OpenWrt devices: what templates write of a plan, and what others put beside it."""

import re
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from parknet.lab.clock import LabClock
from parknet.lab.kinds import KINDS
from parknet.lab.openwrt.device import OpenWrtDevice
from parknet.model.network import DevicePlan, PortPlan
from tests.conformance.linux_parks import OPERATORS, texts
from tests.conformance.test_openwrt import FULL, PLAIN, SSIDS, with_wlan

PLAN: DevicePlan = PLAIN.devices[0]
VLANS = tuple(vlan.vlan for vlan in PLAN.vlans)
SECRET_OPTION = re.compile(r"^(\t(?:option) (?:\w*_pass|key|auth_secret)) '.*'$", re.MULTILINE)
NAMES = frozenset(re.findall(r"<<secret:([^>]+)>>", "".join(texts(FULL).values())))


@dataclass(frozen=True)
class Strange:
    """A section that nobody here has ever heard of, or an option of one that is ours."""

    package: str
    text: str


STRANGE = (
    Strange("network", "config interface 'lan'\n\toption proto 'dhcp'\n\toption device 'br-old'\n"),
    Strange("network", "config device\n\toption name 'br-old'\n\toption type 'bridge'\n"),
    Strange("network", "config rule\n\toption in 'vpn'\n\toption lookup '100'\n"),
    Strange("firewall", "config rule\n\toption name 'Allow-Ping'\n\toption src 'wan'\n"),
    Strange("firewall", "config zone\n\toption name 'wan'\n\tlist network 'wan'\n"),
    Strange("system", "config led 'led_wan'\n\toption default '0'\n"),
    Strange("snmpd", "config com2sec 'public'\n\toption community 'public'\n"),
)


def _port(port: PortPlan, vlan: int | None) -> PortPlan:
    if port.lag is not None:
        return port
    return replace(port, vlan=vlan, enabled=vlan is not None, role="outlet" if vlan else "spare")


@st.composite
def plans(draw) -> DevicePlan:
    """Return a device with ports anywhere, with or without Wi-Fi, operators and IPv6."""
    vlans = draw(st.lists(st.sampled_from((*VLANS, None)), min_size=24, max_size=24))
    ports = tuple(_port(p, v) for p, v in zip(PLAN.ports, vlans, strict=True))
    chosen = draw(st.sets(st.sampled_from(VLANS), min_size=1)) | {100}
    kept = tuple(vlan for vlan in PLAN.vlans if vlan.vlan in chosen)
    tagged = tuple(vlan for vlan in PLAN.lags[0].tagged if vlan in chosen)
    plan = replace(
        PLAN,
        name=draw(st.sampled_from([PLAN.name, "b04-2f-acc9"])),
        vlans=kept,
        ports=tuple(p if p.vlan in chosen or p.lag else _port(p, None) for p in ports),
        lags=(replace(PLAN.lags[0], tagged=tagged),),
        operators=OPERATORS if draw(st.booleans()) else None,
        routes=PLAN.routes[: draw(st.integers(1, len(PLAN.routes)))],
    )
    if draw(st.booleans()):
        ssids = tuple(ssid for ssid in SSIDS if ssid.vlan in chosen and draw(st.booleans()))
        plan = replace(with_wlan(plan, ssids), operators=plan.operators)
    return plan


@st.composite
def exports(draw) -> str:
    """Return what such a device runs: as rendered, some sections without names, others beside."""
    text = rendered(draw(plans()))
    for head in ("system 'system'", "dropbear 'ssh'", "defaults 'defaults'", "device 'switch'",
                 "lldpd 'config'", "agent 'agent'", "v3 'parknet'", "device 'bond1'"):  # fmt: skip
        if draw(st.booleans()):
            text = text.replace(f"config {head}\n", f"config {head.split()[0]}\n")
    for strange in draw(st.lists(st.sampled_from(STRANGE), unique=True, max_size=4)):
        mark = f"package {strange.package}\n"
        if draw(st.booleans()):
            text = text.replace(mark, f"{mark}\n{strange.text}\n", 1)
        else:
            head, _, rest = text.partition(mark)
            own, _, other = rest.partition("\npackage ")
            text = f"{head}{mark}{own}\n{strange.text}\n" + (f"package {other}" if other else "")
    if draw(st.booleans()):
        text = text.replace("\toption hostname", "\toption log_size '128'\n\toption hostname", 1)
    return text if "package wireless" in text else f"{text}\npackage wireless\n"


def rendered(plan: DevicePlan) -> str:
    (text,) = texts(replace(PLAIN, devices=(plan,))).values()
    return text.partition("package shadow")[0]  # the account, which no `uci batch` is told of


def plain(text: str) -> str:
    """Put values in the place of secrets' names, as a driver does."""
    return re.sub(r"<<secret:([^>]+)>>", r"value-of-\1", text)


def started(text: str) -> OpenWrtDevice:
    """Return a device that runs a text."""
    ports = frozenset(port.name for port in PLAN.ports)
    device = KINDS["openwrt2305"]("sw", "openwrt2305", "test", ports, LabClock())
    assert isinstance(device, OpenWrtDevice)
    assert device.boot(plain(text)) == []
    return device


def shown(device: OpenWrtDevice) -> str:
    """Return what the device shows, secrets masked as a driver masks them."""
    return SECRET_OPTION.sub(r"\1 '<<secret>>'", device.running.text())


def enter(device: OpenWrtDevice, commands: tuple[str, ...]) -> None:
    """Stage a patch and let it take effect; nothing may be refused."""
    batch = "".join(f"{plain(line)}\n" for line in commands)
    done = device.execute("root", "uci batch", batch)
    assert (done.status, done.stderr) == (0, "")
    assert device.execute("root", "uci commit", "").status == 0
    device.execute("root", "reload_config", "")
