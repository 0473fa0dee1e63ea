"""One line on each of many emulated devices, the whole safe cycle: what it costs the client.

The lab has a process of its own, so the client alone is measured: processor time and memory.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.figures import Figure, in_own_process, peak_mb
from bench.generated import write_park

DEVICES = 500
SESSIONS = 50  # at once: `parknet.drivers.fleet.DEFAULT_WIDTH`
# A peer's unsafe push in one shot, of its own device: no reading, timer, check or reading back.
# CPU ms of one device, the most that ours may be of it, and the variable that tells what this
# machine takes for it, where somebody measured the peer in the same minute.
PEERS: dict[str, tuple[float, float | None, str]] = {
    "ansible-playbook, cisco.ios, one shot": (1000.0, 1 / 15, "PARKNET_PEER_ANSIBLE_MS"),
    "nornir with netmiko, one shot": (10.0, None, "PARKNET_PEER_NORNIR_MS"),
    "asyncssh, five commands": (5.0, None, "PARKNET_PEER_ASYNCSSH_MS"),
}
SECRETS = {
    "ssh-password": "Bench-1+pass",
    "snmp-auth": "Bench-1+auth",
    "snmp-priv": "Bench-1+priv",
}


def run() -> list[Figure]:
    """Return processor time and memory a device, and how that compares with what was quoted."""
    found = in_own_process("bench.push", "measure", str(DEVICES))
    count = found["devices"]
    plan, apply, again = (1000 * found[part] / count for part in ("plan_s", "apply_s", "check_s"))
    size = f"{count} devices, {found['lines']} lines each"
    figures = [
        Figure("plan: connect, read, diff", plan, "CPU ms", note=f"a device; {size}"),
        Figure("apply: timer to saved, checked twice", apply, "CPU ms",
               note=f"neighbours too, {SESSIONS} sessions at once"),
        Figure("a safe cycle: plan and apply of a device", plan + apply, "CPU ms", target=60),
        Figure("  : sessions of it", found["sessions"] / count, "", note="neighbours too"),
        Figure("plan again, which is empty", again, "CPU ms"),
        Figure("  : wall, all devices", found["wall_s"], "s", note="the lab has the other core"),
        Figure("peak memory", found["peak_mb"], "MB", target=500),
    ]  # fmt: skip
    for peer, (quoted, target, variable) in PEERS.items():
        measured = os.environ.get(variable)
        took = float(measured) if measured else quoted
        note = f"{'measured' if measured else 'quoted'} {took:g} ms"
        figures.append(Figure(f"  : {peer}", (plan + apply) / took, "×", target, note))
    return figures


def measure(devices: str) -> dict[str, Any]:
    """Return what pushing one line to each device of a generated park costs this process."""
    from parknet.deploy.terms import RollOutPolicy  # noqa: PLC0415 - importing is not measured
    from parknet.lab.process import start_lab  # noqa: PLC0415
    from parknet.model.change import Grade, OutcomeStatus  # noqa: PLC0415
    from parknet.pipeline.parks import Site  # noqa: PLC0415
    from parknet.pipeline.push import apply_plan, make_plan  # noqa: PLC0415
    from parknet.workspace import Workspace  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        park = write_park(folder, int(devices), ("huawei", "h3c"))
        site = Site(Workspace(folder), park)
        started = {device: with_other_line(config.text) for device, config in site.configs.items()}
        lab = start_lab(site.network, started, SECRETS, folder / "lab.json")
        try:
            reach = reach_of(folder, site, lab.endpoints())
            opted = frozenset({Grade.R})
            digests = {secret: reach.vault.digest(secret) for secret in SECRETS}
            for device in started:  # so that one line differs, and no secret is sent anew
                site.ledger.record_secrets(device, digests)
            sessions: list[str] = []
            sys.addaudithook(lambda it, _: sessions.append(it) if it == "socket.connect" else None)
            begun = time.monotonic()
            marks = [time.process_time()]
            plan = make_plan(site, reach, opted)
            marks.append(time.process_time())
            policy = RollOutPolicy(error_budget=0)
            _, outcomes = apply_plan(site, reach, plan, policy, lambda _: None)
            marks.append(time.process_time())
            wall = time.monotonic() - begun
            opened = len(sessions)
            again = make_plan(site, reach, opted)
            marks.append(time.process_time())
            bad = [o for o in outcomes if o.status is not OutcomeStatus.APPLIED]
            assert not bad, bad[:3]
            assert not again.changes, again.changes[:1]
            assert not again.failures, again.failures[:1]
        finally:
            lab.stop()
        texts = [config.text for config in site.configs.values()]
    return {
        "devices": len(plan.changes),
        "lines": sum(text.count("\n") for text in texts) // len(texts),
        "sessions": opened,
        "plan_s": marks[1] - marks[0],
        "apply_s": marks[2] - marks[1],
        "check_s": marks[3] - marks[2],
        "wall_s": wall,
        "peak_mb": peak_mb(),
    }


def with_other_line(text: str) -> str:
    """Return a configuration in which the first description of a port is another one."""
    at = text.index("\n description ", text.index("\ninterface "))
    return f"{text[:at]}\n description before{text[text.index(chr(10), at + 1) :]}"


def reach_of(folder: Path, site: Any, endpoints: Any, patience_s: float = 60.0) -> Any:
    """Return how to talk to the devices of a lab."""
    from parknet.drivers.sessions import Target, Timeouts  # noqa: PLC0415 - as above
    from parknet.pipeline.reach import Reach  # noqa: PLC0415
    from parknet.vault import open_vault  # noqa: PLC0415

    known = folder / "known_hosts"
    known.write_text("".join(f"[{e.host}]:{e.ssh_port} {e.host_key}\n" for e in endpoints.values()))
    secrets = folder / "secrets"
    secrets.write_text("".join(f"{name}={value}\n" for name, value in SECRETS.items()))
    secrets.chmod(0o600)
    return Reach(
        targets={
            name: Target(e.host, e.ssh_port, site.network.device(name).platform, "parknet", known)
            for name, e in endpoints.items()
        },
        snmp={},
        vault=open_vault({}, secrets, folder / "vault.key"),
        snmp_user="parknet",
        rehearsal=True,
        timeouts=Timeouts(connect_s=min(20.0, patience_s), reply_s=patience_s),
    )
