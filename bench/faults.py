"""One line on each of many emulated devices, of which some fail in a random way: what is left.

Afterwards every device runs what was planned, or what it ran before, as the ledger says of it, or
the ledger names it as unknown. Timers take no time here: the lab's clock is moved.
"""

import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.figures import Figure, in_own_process
from bench.push import SECRETS, reach_of, with_other_line

DEVICES = 500
SHARE = 0.05
SEED = 20261120
KINDS = (
    "dropped_session",
    "dropped_commit",
    "refused_line",
    "wrong_host_key",
    "wrong_password",
    "silent",
    "flash_full",
)
UNTOUCHED = {"rolled_back", "rejected", "unreachable", "skipped", "planned", "held"}


def run() -> list[Figure]:
    """Return how many devices ended how, and of how many the ledger is wrong."""
    found = in_own_process("bench.faults", "measure", str(DEVICES))
    kinds = ", ".join(f"{kind} {count}" for kind, count in found["kinds"].items())
    figures = [
        Figure("devices that were to change", found["devices"], ""),
        Figure("  : with a fault", found["faulty"], "", note=kinds),
    ]
    for state, count in found["states"].items():
        figures.append(Figure(f"  : {state} in the ledger", count, ""))
    return [
        *figures,
        Figure("devices without a fault that did not change", found["sound_failed"], "", 0),
        Figure("devices of which the ledger is wrong", len(found["wrong"]), "", 0,
               note=", ".join(found["wrong"][:5])),
        Figure("unknown in the ledger without a word", found["unsaid"], "", 0),
        Figure("wall", found["wall_s"], "s"),
    ]  # fmt: skip


def measure(devices: str) -> dict[str, Any]:
    """Push to a generated park with faults, and compare every device with the ledger."""
    from parknet.deploy.terms import RollOutPolicy  # noqa: PLC0415 - as in bench.push
    from parknet.deploy.waves import waves  # noqa: PLC0415
    from parknet.lab.faults import Fault  # noqa: PLC0415
    from parknet.lab.process import start_lab  # noqa: PLC0415
    from parknet.model.change import Grade  # noqa: PLC0415
    from parknet.pipeline.labs import LabClock  # noqa: PLC0415
    from parknet.pipeline.parks import Site  # noqa: PLC0415
    from parknet.pipeline.push import apply_plan, make_plan  # noqa: PLC0415
    from parknet.workspace import Workspace  # noqa: PLC0415

    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = Site(Workspace(folder), write(folder, int(devices)))
        started = {device: with_other_line(config.text) for device, config in site.configs.items()}
        lab = start_lab(site.network, started, SECRETS, folder / "lab.json")
        try:
            site.clock = LabClock(lab)
            # Long enough for a busy machine, short enough for devices that never answer.
            reach = reach_of(folder, site, lab.endpoints(), patience_s=6.0)
            digests = {secret: reach.vault.digest(secret) for secret in SECRETS}
            for device in started:
                site.ledger.record_secrets(device, digests)
            plan = make_plan(site, reach, frozenset({Grade.R}))
            assert not plan.failures, plan.failures[:1]
            before = {device: lab.running(device) for device in started}
            pushed = [change.device for change in plan.changes if not change.held]
            chance = random.Random(SEED)  # noqa: S311 - a rehearsal, not a secret
            canary = {waves(plan.changes)[0].changes[0].device}
            # A canary that fails ends the run, as it should.
            faulty = {
                device: chance.choice(KINDS)
                for device in chance.sample(sorted({*pushed} - canary), round(len(pushed) * SHARE))
            }
            for device, kind in faulty.items():
                lab.plant(Fault(kind, f"device/{device}", device, detail="1"))  # type: ignore[arg-type]
            policy = RollOutPolicy(error_budget=len(pushed), settle_s=5)
            run_name, outcomes = apply_plan(site, reach, plan, policy, lambda _: None)
            lab.advance(100_000)  # whatever timer is left fires
            states = dict.fromkeys(started, "held") | dict(site.ledger.states(run_name))
            details = {outcome.device: outcome.detail for outcome in outcomes}
            wrong = []
            for device, state in sorted(states.items()):
                now = lab.running(device)
                is_old = now == before[device]
                if (state == "confirmed" and is_old) or (state in UNTOUCHED and not is_old):
                    wrong.append(f"{device} is {state}")
        finally:
            lab.stop()
    return {
        "devices": len(pushed),
        "faulty": len(faulty),
        "kinds": dict(sorted(Counter(faulty.values()).items())),
        "states": dict(sorted(Counter(states[device] for device in pushed).items())),
        "sound_failed": sum(states[it] != "confirmed" for it in pushed if it not in faulty),
        "wrong": wrong,
        "unsaid": sum(s == "unknown" and not details[device] for device, s in states.items()),
        "wall_s": time.monotonic() - begun,
    }


def write(folder: Path, devices: int) -> str:
    """Write a generated park of two makers and return its name."""
    from bench.generated import write_park  # noqa: PLC0415

    return write_park(folder, devices, ("huawei", "h3c"))
