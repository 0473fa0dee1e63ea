"""Which file of which services host goes where, and how that host checks and takes it.

Paths and services are Debian 12's: [D] the packages kea-dhcp4-server, kea-dhcp6-server, unbound,
freeradius, tayga, nftables and ifupdown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from parknet.design import service_hosts
from parknet.model.hosts import HostsPlan
from parknet.names import PLACEHOLDER
from parknet.pipeline.parks import Site
from parknet.render import render_hosts
from parknet.vault import Vault


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file on its way to one host.

    Attributes:
        file: as `parknet render` names it.
        to: where it belongs.
        owner, group, mode: of the file there.
        check: what the host checks it with, `%s` for the file; "" where nothing can.
        service: what takes it.
        secret: it holds secrets, so no difference of it may be shown.
    """

    file: str
    to: str
    check: str
    service: str
    owner: str = "root"
    group: str = "root"
    mode: str = "0644"
    secret: bool = False


def deliveries(site: Site) -> dict[str, list[Delivery]]:
    """Return what each services host is given, by its address."""
    plan = service_hosts(site.intent, site.network)
    texts = _texts(site, plan)
    found: dict[str, list[Delivery]] = {}
    for address, one in _each(site, plan):
        holds_secret = bool(PLACEHOLDER.search(texts[one.file]))
        found.setdefault(address, []).append(
            Delivery(**(asdict(one) | {"secret": holds_secret})) if holds_secret else one
        )
    return found


def _each(site: Site, plan: HostsPlan) -> Iterator[tuple[str, Delivery]]:
    kea: tuple[tuple[str, Any], ...] = (("kea-dhcp4", plan.dhcp), ("kea-dhcp6", plan.dhcpv6))
    for name, servers in kea:
        for at, address in enumerate(servers, 1):
            file = f"{name}.conf" if len(servers) == 1 else f"{name}-{at}.conf"
            to = f"/etc/kea/{name}.conf"
            yield str(address), Delivery(file, to, _kea_check(name), f"{name}-server")
    for address in (*plan.dns4, *plan.dns6):
        to = "/etc/unbound/unbound.conf.d/parknet.conf"
        yield (
            str(address),
            Delivery("unbound.conf", to, "/usr/sbin/unbound-checkconf %s", "unbound"),
        )
    if plan.radius is not None and site.intent.park.radius is not None:
        for address in site.intent.park.radius.servers:
            for name in ("clients", "proxy"):
                # FreeRADIUS checks whole folders only: its service's own start does.
                to = f"/etc/freeradius/3.0/{name}.conf"
                yield (
                    str(address),
                    Delivery(
                        f"freeradius/{name}.conf",
                        to,
                        "",
                        "freeradius",
                        "freerad",
                        "freerad",
                        "0640",
                    ),
                )
    for host in plan.translators:
        for file, to, check, service in _TRANSLATOR:
            yield str(host.ipv4.ip), Delivery(f"{host.name}/{file}", to, check, service)


def _kea_check(name: str) -> str:
    """Return a check inside /etc/kea: Debian's AppArmor profile lets Kea read nowhere else."""
    copy = f"/etc/kea/.parknet-{name}"
    steps = f"cp %s {copy} && /usr/sbin/{name} -t {copy}; told=$?; rm -f {copy}; exit $told"
    return f"/bin/sh -c '{steps}'"


_TRANSLATOR: Final = (
    ("interfaces", "/etc/network/interfaces.d/parknet", "", "networking"),
    ("sysctl.conf", "/etc/sysctl.d/60-parknet.conf", "", "procps"),
    ("tayga.conf", "/etc/tayga.conf", "", "tayga"),
    ("tayga.default", "/etc/default/tayga", "", "tayga"),
    ("nftables.conf", "/etc/nftables.conf", "/usr/sbin/nft -c -f %s", "nftables"),
)


def write_filled(site: Site, vault: Vault, folder: Path) -> list[Path]:
    """Write the services hosts' files with their secrets, for this user alone, and return them.

    Whoever asks removes the folder as soon as the files are delivered.

    Raises:
        SecretError: a secret is not set.
    """
    texts = _texts(site, service_hosts(site.intent, site.network))
    written = []
    for name, text in sorted(texts.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(PLACEHOLDER.sub(lambda found: vault.get(found[1]), text), encoding="utf-8")
        written.append(path)
    return written


def _texts(site: Site, plan: HostsPlan) -> Mapping[str, str]:
    return render_hosts(plan, site.workspace.templates().get("services", {}))
