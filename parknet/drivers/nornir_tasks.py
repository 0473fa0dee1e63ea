"""Nornir tasks over parknet's drivers, for engineers' own scripts: a host in, a `Result` out.

Each task opens a session of its own: host key checked, prompts read exactly, secrets masked in what
comes back. A device that fails is a failed result, as Nornir has it, and the others go on.

None of them changes a device: that is what plans are for (`parknet plan`, `parknet apply`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import napalm
from nornir.core.task import Result, Task

from parknet.drivers.base import Secrets
from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.drivers.sessions import LOGIN_SECRET
from parknet.errors import DeviceError


@contextmanager
def session(task: Task, secrets: Secrets) -> Iterator[CommandLineDriver]:
    """Yield an open driver of the task's host, by the login that its inventory names."""
    host = task.host
    driver: CommandLineDriver = napalm.get_network_driver(host.platform)(
        host.hostname,
        host.username,
        secrets.get(host.get("login", LOGIN_SECRET)),
        optional_args={"port": host.port, "known_hosts": host.get("known_hosts")},
    )
    driver.open()
    try:
        yield driver
    finally:
        driver.close()


def running(task: Task, secrets: Secrets) -> Result:
    """Return the running configuration, secrets masked."""
    with session(task, secrets) as driver:
        text = driver.get_config("running", sanitized=True)["running"]
    return Result(host=task.host, result=text)


def facts(task: Task, secrets: Secrets) -> Result:
    """Return NAPALM's facts, with `system` and whether what runs is `saved` beside them."""
    with session(task, secrets) as driver:
        found: dict[str, Any] = dict(driver.get_facts())
        found |= {"system": driver.os, "saved": not driver.is_unsaved}
    return Result(host=task.host, result=found)


def getters(task: Task, secrets: Secrets, names: Sequence[str]) -> Result:
    """Return what NAPALM getters say, by name, such as `interfaces` or `lldp_neighbors`.

    Raises:
        DeviceError: a driver has no such getter.
    """
    found = {}
    with session(task, secrets) as driver:
        for name in names:
            try:
                found[name] = getattr(driver, f"get_{name}")()
            except (AttributeError, NotImplementedError):
                raise DeviceError(f"{task.host.platform} has no getter {name!r}") from None
    return Result(host=task.host, result=found)


def show(task: Task, secrets: Secrets, command: str) -> Result:
    """Return what the device prints for a command that only displays.

    Raises:
        DeviceError: the command could change something.
    """
    if command.split(" ", 1)[0] not in ("display", "show"):
        raise DeviceError(f"{command!r} is no display: changes go through a plan")
    with session(task, secrets) as driver:
        text = driver.cli([command])[command]
    return Result(host=task.host, result=text)
