"""What people say of devices that are there: addresses and fingerprints in, seeds out."""

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parknet.drivers.known_hosts import host_name
from parknet.drivers.sessions import Target
from parknet.errors import IntentError, Problem
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach

SSH_PORT: Final = 22
# What a sweep asks at most: a /20, or as much of an IPv6 prefix.
MOST_SWEPT: Final = 4096
_WITH_PORT: Final = re.compile(
    r"\[(?P<v6>[^\]]+)\](?::(?P<p6>\d{1,5}))?|(?P<v4>[^:]+):(?P<p4>\d{1,5})"
)
_FINGERPRINT: Final = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


@dataclass(frozen=True, slots=True)
class Seed:
    """One address to look at.

    Attributes:
        host, port: where it answers now.
        device: which device of the design is meant to be there; empty where none is.
        is_swept: nobody named it, so that silence is no news.
    """

    host: str
    port: int
    device: str = ""
    is_swept: bool = False

    @property
    def name(self) -> str:
        """Return it as known_hosts files name it."""
        return host_name(self.host, self.port)


class _Whereabouts:
    """Which device of the design has an address."""

    def __init__(self, site: Site, reach: Reach) -> None:
        self.targets = reach.targets
        self._by_address = {(it.host, it.port): name for name, it in reach.targets.items()}
        if not reach.rehearsal:
            for device in site.network.devices:
                self._by_address[str(device.management6.ip), SSH_PORT] = device.name

    def at(self, host: str, port: int) -> str:
        return self._by_address.get((host, port), "")


def seeds_of(
    site: Site,
    reach: Reach,
    addresses: Iterable[str] = (),
    file: Path | None = None,
    prefixes: Iterable[str] = (),
) -> list[Seed]:
    """Return where to look, each address once.

    Args:
        site: the park.
        reach: where the design has its devices.
        addresses: `ADDRESS` or `ADDRESS:PORT`.
        file: such addresses, one a line, maybe with the name of the device that is there.
        prefixes: to be swept, as `10.0.0.0/24`.

    Raises:
        IntentError: what is no address, no device or too large a prefix: every one of them.
    """
    where = _Whereabouts(site, reach)
    problems: list[Problem] = []
    found: list[Seed] = []
    for text in addresses:
        found += _seed(where, text, "", f"address {text}", problems)
    if file is not None:
        found += _of_file(where, file, problems)
    found += _swept(where, prefixes, problems)
    if problems:
        raise IntentError(*problems)
    if not found and not (file or tuple(prefixes)):
        found = [Seed(it.host, it.port, name) for name, it in reach.targets.items()]
    once: dict[tuple[str, int], Seed] = {}
    for seed in found:
        former = once.get((seed.host, seed.port))
        # Whoever says more of an address is heard.
        if former is None or former.is_swept or (seed.device and not former.device):
            once[seed.host, seed.port] = seed
    return list(once.values())


def _of_file(where: _Whereabouts, file: Path, problems: list[Problem]) -> Iterator[Seed]:
    for number, line in _lines(file):
        address, _, device = line.partition(" ")
        at = f"{file}:{number}:1"
        if device.strip() and device.strip() not in where.targets:
            problems.append(
                Problem(
                    at,
                    f"{device.strip()!r} is no device of the design",
                    "write ADDRESS or ADDRESS DEVICE; parknet design lists the devices",
                )
            )
            continue
        yield from _seed(where, address, device.strip(), at, problems)


def _seed(
    where: _Whereabouts, text: str, device: str, at: str, problems: list[Problem]
) -> Iterator[Seed]:
    match = _WITH_PORT.fullmatch(text)
    host, port = text, str(SSH_PORT)
    if match is not None:
        host = match["v6"] or match["v4"]
        port = match["p6"] or match["p4"] or port
    try:
        host = str(ipaddress.ip_address(host))
    except ValueError:
        problems.append(
            Problem(
                at, f"{text!r} is no IP address", "write 10.0.0.1, 10.0.0.1:2022 or 2001:db8::1"
            )
        )
        return
    if not 0 < int(port) < 65536:
        problems.append(Problem(at, f"{port} is no TCP port", "write 1 to 65535"))
        return
    yield Seed(host, int(port), device or where.at(host, int(port)))


def _swept(where: _Whereabouts, prefixes: Iterable[str], problems: list[Problem]) -> Iterator[Seed]:
    for text in prefixes:
        at = f"--discover {text}"
        try:
            network = ipaddress.ip_network(text)
        except ValueError as error:
            problems.append(Problem(at, f"is no prefix: {error}", "write such as 10.0.0.0/24"))
            continue
        if network.num_addresses > MOST_SWEPT:
            problems.append(
                Problem(
                    at,
                    f"has {network.num_addresses} addresses, and {MOST_SWEPT} are swept at most",
                    "name a longer prefix, or the addresses in a file for --seeds",
                )
            )
            continue
        for address in network.hosts():
            host = str(address)
            yield Seed(host, SSH_PORT, where.at(host, SSH_PORT), is_swept=True)


def expected_fingerprints(
    file: Path, targets: Mapping[str, Target], seeds: Iterable[Seed]
) -> dict[Seed, frozenset[str]]:
    """Return which fingerprints a file expects of each seed.

    A line names an address or a device and a fingerprint, in whatever order: what
    `ssh-keygen -lf` prints of a known_hosts file will do.

    Raises:
        IntentError: a line has no fingerprint, or names nobody who is looked at.
    """
    named: dict[str, list[Seed]] = {}
    for seed in seeds:
        target = targets.get(seed.device)
        also = host_name(target.host, target.port) if target else seed.name
        for name in {seed.name, seed.device, also} - {""}:
            named.setdefault(name, []).append(seed)
    found: dict[Seed, set[str]] = {}
    problems = []
    known = {*targets, *(host_name(it.host, it.port) for it in targets.values())}
    for number, line in _lines(file):
        words = [part for word in line.split() for part in word.split(",")]
        prints = {word for word in words if _FINGERPRINT.fullmatch(word)}
        meant = [seed for word in words for seed in named.get(word, ())]
        if prints and not meant and not known.isdisjoint(words):
            continue  # of a device that is not looked at this time
        if not prints or not meant:
            problems.append(
                Problem(
                    f"{file}:{number}:1",
                    "names no fingerprint (SHA256:…)"
                    if not prints
                    else "names neither an address that is looked at nor a device of the design",
                    "write ADDRESS SHA256:… or DEVICE SHA256:…, as ssh-keygen -l shows them",
                )
            )
        for seed in meant:
            found.setdefault(seed, set()).update(prints)
    if problems:
        raise IntentError(*problems)
    return {seed: frozenset(prints) for seed, prints in found.items()}


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, without comments and superfluous blanks."""
    text = file.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        said = " ".join(line.partition("#")[0].split())
        if said:
            yield number, said
