"""What a Debian router runs by itself: a change, its undoing, a timer, as plain lists of commands.

One command a line and no branches, so that what will be run can be read beforehand. A marker is a
file that is moved from folder to folder: who moves it, and nobody else, may go on. So a timer that
fires while somebody confirms does one of the two and never both.

    /var/lib/parknet/jobs/ID/     new/ and old/ files, apply, undo, boot, timer, logs
    /var/lib/parknet/armed/ID     undone by the timer, at the next start, or on demand
    /var/lib/parknet/confirmed/ID stays; it can still be undone on demand
    /var/lib/parknet/undoing/ID   is being undone
    /var/lib/parknet/undone/ID    runs what ran before
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from parknet.drivers.napalm.frr.files import (
    ACCOUNTS,
    DAEMONS,
    FILES,
    FLOWS,
    FRR,
    HOSTNAME,
    NFT,
    OVS,
    SYSCTL,
)

STATE: Final = "/var/lib/parknet"
WRITTEN: Final = f"{STATE}/written"
FOLDERS: Final = ("jobs", "armed", "confirmed", "undoing", "undone")
FRR_RELOAD: Final = "/usr/lib/frr/frr-reload.py"
OVS_SOCKET: Final = "unix:/run/openvswitch/db.sock"
OVS_DATABASE: Final = "/etc/openvswitch/conf.db"  # [D] ovs-ctl(8), --db-file: Debian's default
UNIT: Final = "parknet-undo.service"


def job_of(name: str) -> str:
    """Return the folder of a change on a device."""
    return f"{STATE}/jobs/{name}"


def _services(paths: Iterable[str], present: frozenset[str]) -> Iterator[str]:
    """Yield what tells services of their files, each service once."""
    told = dict.fromkeys(FILES[path].service for path in FILES if path in set(paths))
    for name, how in told:
        if name and name in present:
            yield f"service {name} {how}"


def apply_script(
    name: str, changed: Iterable[str], gone: Iterable[str], present: frozenset[str]
) -> str:
    """Return the script that makes a change: it ends at the first command that fails.

    Args:
        name: of the job.
        changed: paths of files that are new or differ.
        gone: paths of files that are removed.
        present: services of which the device can be told to restart them.
    """
    job, changed, gone = job_of(name), set(changed), set(gone)
    lines = ["set -ex", f"exec >{job}/log 2>&1"]
    for path in FILES:
        if path in changed:
            user, group = FILES[path].owner
            lines.append(
                f"install -D -m {FILES[path].mode} -o {user} -g {group} {job}/new{path} {path}"
            )
        elif path in gone:
            lines.append(f"rm -f {path}")
    if HOSTNAME in changed:
        lines.append(f"hostname -F {HOSTNAME}")
    if SYSCTL in changed:
        lines.append(f"sysctl -q -e -p {SYSCTL}")
    if OVS in changed:
        # One transaction: the switch goes from the old state to the new one at once.
        lines.append(f"xargs -a {job}/ovs ovs-vsctl --timeout=30")
    if FLOWS in changed:
        lines.append(f"ovs-ofctl replace-flows br0 {FLOWS}")
    if DAEMONS in changed:
        lines.append("service frr reload")
    if FRR in changed:
        lines.append(f"{FRR_RELOAD} --reload {FRR}")
    if NFT in changed:
        lines.append(f"nft -f {NFT}")
    lines += _services(changed | gone, present)
    if ACCOUNTS in changed:
        lines.append(f"chpasswd <{ACCOUNTS}")
    lines += [f"install -m 0600 {job}/written {WRITTEN}", f"touch {job}/applied"]
    return "".join(f"{line}\n" for line in lines)


def _files_back(name: str, before: Mapping[str, bool]) -> Iterator[str]:
    for path, existed in before.items():
        yield f"cp -a {job_of(name)}/old{path} {path}" if existed else f"rm -f {path}"


def undo_script(
    name: str, before: Mapping[str, bool], present: frozenset[str], *, has_accounts: bool
) -> str:
    """Return the script that brings back what ran before; a command that fails ends nothing.

    Args:
        name: of the job.
        before: every path that the change touches, and whether it was there.
        present: services of which the device can be told to restart them.
        has_accounts: the passwords of before are kept as `accounts` in the job's folder.
    """
    job = job_of(name)
    lines = [
        "set -e",
        f"mv -T {STATE}/armed/{name} {STATE}/undoing/{name}",
        "set +e -x",
        f"exec >{job}/undo.log 2>&1",
        # A change that hangs must not go on while it is undone.
        f"pkill -f {job}/apply",
        *_files_back(name, before),
    ]
    if HOSTNAME in before:
        lines.append(f"hostname -F {HOSTNAME}")
    if before.get(SYSCTL):
        lines.append(f"sysctl -q -e -p {SYSCTL}")
    if OVS in before:
        lines.append(f"ovsdb-client restore {OVS_SOCKET} Open_vSwitch <{job}/ovs.db")
    if FLOWS in before:
        lines.append(f"ovs-ofctl replace-flows br0 {job}/flows")
    if DAEMONS in before:
        lines.append("service frr reload")
    if FRR in before or DAEMONS in before:
        # What ran, and then the file as it was: the first writes over the second [T].
        lines.append(f"{FRR_RELOAD} --reload {job}/frr.conf")
        lines.append(f"install -m 0640 -o frr -g frr {job}/frr.file {FRR}")
    if NFT in before:
        lines.append(f"nft -f {job}/nft")
    lines += _services(before, present)
    if has_accounts:
        lines.append(f"chpasswd -e <{job}/accounts")
    lines += [
        f"cp -a {job}/old-written {WRITTEN}",
        f"mv -T {STATE}/undoing/{name} {STATE}/undone/{name}",
    ]
    return "".join(f"{line}\n" for line in lines)


def boot_script(name: str, before: Mapping[str, bool], *, has_accounts: bool) -> str:
    """Return what undoes a change at start, before any daemon has read a file."""
    job = job_of(name)
    lines = [
        "set -e",
        f"mv -T {STATE}/armed/{name} {STATE}/undoing/{name}",
        "set +e -x",
        f"exec >{job}/undo.log 2>&1",
        *_files_back(name, before),
    ]
    if HOSTNAME in before:
        lines.append(f"hostname -F {HOSTNAME}")
    if OVS in before:
        lines.append(f"cp {job}/ovs.db {OVS_DATABASE}")
    if has_accounts:
        lines.append(f"chpasswd -e <{job}/accounts")
    lines += [
        f"cp -a {job}/old-written {WRITTEN}",
        f"mv -T {STATE}/undoing/{name} {STATE}/undone/{name}",
    ]
    return "".join(f"{line}\n" for line in lines)


def timer_script(name: str, seconds: int) -> str:
    """Return what waits and then undoes."""
    return f"sleep {seconds}\nexec sh {job_of(name)}/undo\n"


def boot_unit(name: str) -> str:
    """Return the unit that undoes at start [D] systemd.unit(5), systemd.service(5).

    It is to end before anything reads what the change wrote: the kernel's settings, the network,
    the switch's database, the daemons.
    """
    return (
        "[Unit]\n"
        "Description=parknet: undo a change that nobody confirmed\n"
        "DefaultDependencies=no\n"
        "RequiresMountsFor=/etc /var/lib/parknet\n"
        "After=local-fs.target systemd-remount-fs.service\n"
        "Before=sysinit.target systemd-sysctl.service network-pre.target ovsdb-server.service "
        "openvswitch-switch.service nftables.service frr.service\n"
        f"ConditionPathExists={STATE}/armed/{name}\n"
        "\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"ExecStart=/bin/sh {job_of(name)}/boot\n"
        "\n"
        "[Install]\n"
        "WantedBy=sysinit.target\n"
    )
