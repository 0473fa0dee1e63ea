"""Where a park's devices are, a driver for each out; and the sessions that stay open for a step.

Nothing that a run needs lives here: the timer's name on a device follows from the run and the
device, so a restarted process can confirm or abort what an earlier one has armed.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import napalm

from parknet.drivers.answers import persist_id
from parknet.drivers.base import Secrets
from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.drivers.places import Place, Places
from parknet.errors import DeviceError
from parknet.model.change import Change, Grade
from parknet.vault import FIRST_BOOT

LOGIN_SECRET: Final = "ssh-password"  # noqa: S105  # the secret's name, not the secret
# What a rotation's inverse names: the login's secret, on devices that hold the next one too.
FORMER_SECRET: Final = "ssh-password-former"  # noqa: S105  # as above


@dataclass(frozen=True, slots=True)
class Target:
    """How one device is reached.

    Attributes:
        others: where the same machine, by its host key, may answer as well: see `Places`.
        proof: where alone a change is confirmed; None where any place will do.
    """

    host: str
    port: int
    platform: str
    username: str
    known_hosts: Path
    others: tuple[Place, ...] = ()
    proof: Place | None = None

    @property
    def place(self) -> Place:
        """Return where it is expected."""
        return self.host, self.port


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds."""

    connect_s: float = 10.0
    reply_s: float = 60.0


def sends_login(change: Change) -> bool:
    """Return whether a change sets the login's secret itself."""
    return any(f"<<secret:{LOGIN_SECRET}>>" in line for line in change.patch)


class Sessions:
    """Makes drivers of known devices, and keeps open sessions until their next step.

    Attributes:
        targets: every device that may be asked for.
    """

    def __init__(
        self,
        targets: Mapping[str, Target],
        secrets: Secrets,
        timeouts: Timeouts,
        logins: Mapping[str, str],
    ) -> None:
        self.targets = targets
        self._places = {name: Places(it.place, *it.others) for name, it in targets.items()}
        self._secrets = secrets
        self._timeouts = timeouts
        self._logins = dict(logins)
        self._kept: dict[str, tuple[str, CommandLineDriver]] = {}

    def driver(
        self, device: str, run: str = "", change: Change | None = None, *, is_proof: bool = False
    ) -> CommandLineDriver:
        """Return a driver that is not open yet, for a run's change where there is one.

        Args:
            device: which one.
            run: whose timer it is to find on the device.
            change: what it is to make or to undo.
            is_proof: it has to answer where its change moves it to, and nowhere else.
        """
        target = self.targets[device]
        login = self._logins.get(device, LOGIN_SECRET)
        others = {FORMER_SECRET: LOGIN_SECRET}
        if not login.startswith(FIRST_BOOT):  # whose first push replaces it
            others[LOGIN_SECRET] = login

        def secret(name: str) -> str:
            return self._secrets.get(others.get(name, name))

        places = self._places[device]
        if is_proof and target.proof is not None:
            places = places.only(target.proof)
        arguments: dict[str, Any] = {
            "port": target.port,
            "places": places,
            "known_hosts": target.known_hosts,
            "connect_timeout": self._timeouts.connect_s,
            "persist_id": persist_id(run, device),
            "secret": secret,
        }
        if change is not None:
            arguments |= {
                "inverse": change.inverse,
                "irreversible": change.irreversible,
                "parting": change.parting,
                "inverse_parting": change.inverse_parting,
                "baseline_digest": change.running_digest,
                "allow_reboot": change.grade is Grade.R,
            }
        driver: CommandLineDriver = napalm.get_network_driver(target.platform)(
            target.host,
            target.username,
            self._secrets.get(login),
            timeout=self._timeouts.reply_s,
            optional_args=arguments,
        )
        return driver

    def forget_first_login(self, device: str) -> None:
        """Log in with the usual secret from now on: what let in at the first boot is gone."""
        self._logins.pop(device, None)

    def keep(self, device: str, run: str, driver: CommandLineDriver) -> None:
        """Leave a session open for the next step of a run's change."""
        self._kept[device] = (run, driver)

    def take(self, device: str, run: str) -> CommandLineDriver | None:
        """Return the open session that was kept for this step, if it still stands."""
        of_run, driver = self._kept.pop(device, ("", None))
        if driver is None:
            return None
        if of_run == run and driver.device is not None:
            with contextlib.suppress(DeviceError):
                driver.device.run("")  # whoever is gone is found out before it matters
                return driver
        driver.close()
        return None

    def release(self, device: str) -> None:
        """Close the session that was kept of a device, if there is one."""
        _, driver = self._kept.pop(device, ("", None))
        if driver is not None:
            driver.close()

    def release_all(self) -> None:
        """Close every session that was kept and that nobody took."""
        for device in list(self._kept):
            self.release(device)
