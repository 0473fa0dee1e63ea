"""What services hosts serve and its templates in, their configuration files out."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Final, NamedTuple

from parknet.model.hosts import HostsPlan
from parknet.render.environment import StrictEnvironment

PLATFORM: Final = "services"
_HA_PORT: Final = 8000
TRANSLATOR_FILES: Final = (
    "tayga.conf",
    "tayga.default",
    "nftables.conf",
    "interfaces",
    "sysctl.conf",
)


class Peer(NamedTuple):
    """A DHCP server as the others know it."""

    name: str
    url: str
    role: str


def render_hosts(plan: HostsPlan, templates: Mapping[str, str]) -> dict[str, str]:
    """Return the files of the services hosts: text by file name; secrets stay placeholders.

    A file that is the same for every host stands once; Kea's differ, so each of several DHCP
    servers has its own, numbered in the order of park.yml.

    Args:
        plan: what is served.
        templates: the texts of `templates/services` by file name.

    Raises:
        ValueError: a template is missing or wrong: a library's bug.
    """
    environment = StrictEnvironment(templates)
    files: dict[str, str] = {}
    for name, servers in (("kea-dhcp4", plan.dhcp), ("kea-dhcp6", plan.dhcpv6)):
        template = environment.get_template(f"{name}.conf.j2")
        peers = _peers(servers)
        for index in range(len(servers)):
            file = f"{name}.conf" if not peers else f"{name}-{index + 1}.conf"
            files[file] = template.render(plan=plan, peers=peers, index=index)
    files["unbound.conf"] = environment.get_template("unbound.conf.j2").render(plan=plan)
    if plan.radius is not None:
        for name in ("clients", "proxy"):
            template = environment.get_template(f"freeradius-{name}.conf.j2")
            files[f"freeradius/{name}.conf"] = template.render(plan=plan)
    for translator in plan.translators:
        for file in TRANSLATOR_FILES:
            template = environment.get_template(f"nat64-{file}.j2")
            files[f"{translator.name}/{file}"] = template.render(host=translator)
    return files


def _peers(servers: Sequence[IPv4Address | IPv6Address]) -> list[Peer]:
    """Return the servers that share leases; none where there is but one."""
    if len(servers) < 2:
        return []
    roles = ["primary", "standby", *["backup"] * (len(servers) - 2)]
    return [
        Peer(f"dhcp{at}", f"http://{_host(server)}:{_HA_PORT}/", role)
        for at, (server, role) in enumerate(zip(servers, roles, strict=True), 1)
    ]


def _host(address: IPv4Address | IPv6Address) -> str:
    return str(address) if address.version == 4 else f"[{address}]"
