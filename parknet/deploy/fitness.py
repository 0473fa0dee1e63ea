"""A change and what its device said of itself in, the change out: held where it must not be sent.

The drivers ask again when the change is pushed: somebody may exchange the machine in between.
"""

from typing import Final

from parknet.model.change import Change, RunningConfig

# What saving may take: the old file goes once the new one is written [U], and more than the text.
_COPIES: Final = 2
_MARGIN_BYTES: Final = 65_536


def hold_unfit(change: Change, running: RunningConfig, serial: str, where: str) -> Change:
    """Return a change with what its device has to be, held where it is not that.

    Args:
        change: of the device.
        running: what it showed.
        serial: its number as the park's files have it; empty where they do not.
        where: file:line:column of that number.
    """
    room = _COPIES * len(running.text.encode()) + _MARGIN_BYTES
    reasons = [change.held] if change.held else []
    if serial and running.serial and serial.upper() != running.serial.upper():
        reasons.append(
            f"another machine answers at its address: serial number {running.serial}, and {where} "
            f"says {serial}: correct the number there, or what answers"
        )
    if running.free_bytes is not None and running.free_bytes < room:
        reasons.append(
            f"its flash has {running.free_bytes} bytes left, and saving may take {room}: delete "
            "what the device does not need"
        )
    update = {"serial": serial, "room_bytes": room, "held": "; ".join(reasons)}
    return change.model_copy(update=update)
