"""A restart on a timer as the way back: for command lines whose `reload in` is all there is.

It brings back what is saved, so it is armed only where the device runs what it has saved, and where
people have agreed to it. The run's name is the reason that is given, so that any later process can
tell this restart from somebody else's, and cancel it.

Commands: [D] IOS Configuration Fundamentals Command Reference, reload, show reload. [U] the same on
RGOS: which words it says, and whether it asks before.
"""

import re
from typing import Final

from parknet.drivers.failures import OutcomeUnknownError
from parknet.drivers.napalm.live import LiveDriver
from parknet.drivers.session import Answer
from parknet.errors import CommandRejectedError, DeviceUnreachableError

# To save what runs now would make the timer bring back the very change it guards against.
_ANSWERS: Final = (
    Answer(r"(?i)\bsave ?\? ?\[yes/no\] ?:?$", "no"),
    Answer(r"(?i)proceed with reload ?\? ?\[confirm\]$", ""),
)
_DUE: Final = re.compile(r"(?i)\breload scheduled\b")


class ReloadingDriver(LiveDriver):
    """A device that can be told to restart later, and not to."""

    def _arm_reload(self, revert_in: int) -> None:
        """Have the device restart in so many seconds, in whole minutes, and see that it will."""
        command = "reload in"
        if not self.allow_reboot:
            raise CommandRejectedError(
                command, "nobody has agreed to a restart of this device as the way back"
            )
        if self._compare_saved():
            raise CommandRejectedError(
                command,
                "the device runs changes that are not saved, which a restart would lose: save or"
                " undo them first",
            )
        if _DUE.search(self._show("show reload")):
            raise CommandRejectedError(command, "somebody has scheduled a restart already")
        minutes = max(1, -(-revert_in // 60))
        try:
            self._exchange(
                f"{command} {minutes} {self.persist_id}", is_configuration=False, answers=_ANSWERS
            )
            is_due = self._is_reloading()
        except DeviceUnreachableError as error:
            raise OutcomeUnknownError(f"{error}; a restart may be due") from None
        if not is_due:
            raise CommandRejectedError(
                command, "the device does not show the restart it was told of"
            )

    def _is_reloading(self) -> bool:
        """Return whether the restart of `persist_id` is due."""
        shown = self._show("show reload")
        return bool(_DUE.search(shown)) and self.persist_id in shown

    def _cancel_reload(self) -> None:
        """Stop the restart of `persist_id`, and see that it is stopped."""
        self._lost_means_unknown(lambda: self._show("reload cancel"), "a restart may be due")
        if self._is_reloading():
            raise CommandRejectedError("reload cancel", "the restart is still due")
