"""One run at a time holds a device: a connection to the ledger and a run in, fencing tokens out.

A process that was stopped and thought dead may wake up after another one has taken its run over.
Each taking gives a higher token, and a step is written only by who has the latest; since a step is
written before it is taken, the sleeper does no harm.
"""

from collections.abc import Collection

from sqlalchemy import Connection, delete, func, insert, select

from parknet.errors import StateError
from parknet.store.database import locks


def take(connection: Connection, park: str, run: str, devices: Collection[str]) -> int:
    """Give devices to a run, from an earlier process of it too, and return its token.

    Raises:
        StateError: another run holds one of them.
    """
    rows = connection.execute(
        select(locks.c.device, locks.c.run).where(locks.c.park == park, locks.c.run != run)
    )
    held = {row.device: row.run for row in rows if row.device in devices}
    if held:
        device, holder = min(held.items())
        raise StateError(
            f"run {holder} holds {len(held)} of these devices, first {device}: let it end, or "
            f"settle it with parknet apply {park} --resume, or repeat parknet rollback {park} "
            f"{holder} if that was cut short"
        )
    latest = connection.execute(select(func.max(locks.c.token)).where(locks.c.park == park))
    token = (latest.scalar() or 0) + 1
    connection.execute(delete(locks).where(locks.c.park == park, locks.c.run == run))
    rows_to_be = [
        {"park": park, "device": device, "run": run, "token": token} for device in sorted(devices)
    ]
    # The park's own row is never let go: tokens only rise.
    connection.execute(delete(locks).where(locks.c.park == park, locks.c.device == ""))
    connection.execute(
        insert(locks), [*rows_to_be, {"park": park, "device": "", "run": "", "token": token}]
    )
    return token


def check(connection: Connection, park: str, run: str, device: str, token: int) -> None:
    """Refuse a step of a process that does not hold the device any more.

    Raises:
        StateError: another process or run has it.
    """
    found = connection.execute(
        select(locks.c.token).where(
            locks.c.park == park, locks.c.device == device, locks.c.run == run
        )
    ).scalar()
    if found != token:
        raise StateError(
            f"{device} is held by another process by now: this one leaves run {run} to it"
        )


def release(connection: Connection, park: str, run: str) -> None:
    """Let go of all that a run holds."""
    connection.execute(delete(locks).where(locks.c.park == park, locks.c.run == run))
