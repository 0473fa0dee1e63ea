"""One emulated device: running and startup configuration, timers, what is wrong with it.

It knows nothing of sessions or sockets. Whoever shows or reaches it listens on `on_change` (the
running configuration changed, the device went away or came back).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from parknet.lab.cisco.ios import IOS, IOSXE
from parknet.lab.clock import LabClock, Timer
from parknet.lab.comware.ac import COMWARE7_AC
from parknet.lab.comware.language import COMWARE7
from parknet.lab.debian.grammar import DEBIAN
from parknet.lab.eos.language import EOS
from parknet.lab.grammar import Grammar
from parknet.lab.openwrt.language import OPENWRT
from parknet.lab.rgos.ac import RGOS_AC
from parknet.lab.rgos.language import RGOS
from parknet.lab.tree import Config, Path
from parknet.lab.view import DeviceView
from parknet.lab.vrp.ac import VRP5_AC
from parknet.lab.vrp.language import VRP5, VRP8

if TYPE_CHECKING:
    from parknet.lab.around import Around
    from parknet.lab.hosts import OnPort

GRAMMARS: Final[dict[str, Grammar]] = {
    "vrp5": VRP5,
    "vrp5_ac": VRP5_AC,
    "vrp8": VRP8,
    "comware7": COMWARE7,
    "comware7_ac": COMWARE7_AC,
    "debian12": DEBIAN,
    "openwrt2305": OPENWRT,
    "eos": EOS,
    "ios": IOS,
    "iosxe": IOSXE,
    "rgos": RGOS,
    "rgos_ac": RGOS_AC,
}
# A stackable switch takes minutes; a test moves the clock.
RELOAD_S: Final = 180.0
MAX_POINTS: Final = 10


@dataclass(slots=True)
class Trial:
    """A change on a timer: what comes back if nobody confirms."""

    before: Config
    timer: Timer
    persist: str  # name that another session may confirm it by; "" for this session alone


@dataclass(slots=True)
class SessionFaults:
    """What goes wrong in sessions, on demand. Counts are of configuration lines since planting."""

    drop_at_line: int = 0  # the session is lost when this line arrives
    drop_in_commit: bool = False
    drop_after: str = ""  # the session is lost once such a command, or an answer, is carried out
    power_at_line: int = 0  # and the power too
    refuse_line: int = 0  # this line is refused
    reply_delay_s: float = 0.0  # real seconds before each reply
    flash_full: bool = False
    is_silent: bool = False  # takes the connection and says nothing
    wrong_host_key: bool = False
    wrong_password: bool = False
    lines_seen: int = 0


class Device:
    """A switch or router with its configurations.

    Attributes:
        keeps_plain: its configuration holds secrets as they are, not as ciphertext.
        accounts: who may log in, with passwords, where no configuration says so.
    """

    keeps_plain: ClassVar[bool] = False

    def __init__(
        self, name: str, os: str, model: str, ports: frozenset[str], clock: LabClock
    ) -> None:
        self.name = name
        self.os = os
        self.model = model
        self.clock = clock
        self.grammar = GRAMMARS[os]
        self.accounts: dict[str, str] = {}
        self.serial = ""  # as on the label; empty: one that follows from the name
        self.free_kib = 365_292  # on flash; that writing fails all the same is a fault
        self.running = self.factory(ports)
        self.startup = self.running.copy()
        self.files: dict[str, Config] = {}
        self.points: list[Config] = []  # rollback points, the newest last
        self.drafts: dict[str, Config] = {}  # configuration sessions that wait for their commit
        self.committed = ""  # the last session that was committed
        self.saves_by_itself = False  # with every commit
        self.trial: Trial | None = None
        self.reboot: Timer | None = None
        self.reboot_reason = ""
        self.faults = SessionFaults()
        self.booted_s = clock.now() - 86_400.0
        self.changed_s = self.booted_s
        self.saved_s = self.booted_s
        self.is_on = True
        self.version = 0
        self.on_change: list[Callable[[], None]] = []
        self.look: Callable[[], DeviceView | None] = lambda: None  # what it shows of its state
        self.around: Around | None = None  # whom it hears; nobody where it stands alone
        self.occupants: Callable[[], Sequence[OnPort]] = tuple  # machines on its ports
        self.resolved: Callable[[], Sequence[OnPort]] = tuple  # machines behind its interfaces

    def boot(self, text: str) -> list[tuple[str, str]]:
        """Start with a configuration; return the lines that it does not take."""
        refused = self.running.load(text)
        self.startup = self.running.copy()
        self.changed()
        return refused

    def blank(self) -> Config:
        """Return what it would run without any configuration."""
        return self.factory(self.running.ports)

    def factory(self, ports: frozenset[str]) -> Config:
        """Return what a new device with these ports holds."""
        return Config.factory(self.grammar, ports)

    @property
    def sysname(self) -> str:
        """Return the name in the prompt."""
        node = self.running.find(self.grammar.names)
        return node.words[1] if node is not None else self.grammar.unnamed

    def changed(self) -> None:
        """Tell everybody that what it runs, or whether it runs, has changed."""
        self.version += 1
        self.changed_s = self.clock.now()
        for listener in self.on_change:
            listener()

    def apply(self, path: Path, line: str) -> "tuple[Path, str]":
        """Enter a line into the running configuration at once, for tests and files."""
        done = self.running.apply(path, line)
        if done.changed:
            self.changed()
        return done.path, done.error

    def replace_running(self, config: Config) -> None:
        """Run another configuration from now on, and keep the old one as a rollback point."""
        self.points = [*self.points, self.running][-MAX_POINTS:]
        self.running = config
        self.changed()

    def save(self) -> bool:
        """Keep the running configuration for the next start; return False where flash is full."""
        if self.faults.flash_full:
            return False
        self.startup = self.running.copy()
        self.saved_s = self.clock.now()
        return True

    # Timers

    def start_trial(self, before: Config, delay_s: float, persist: str) -> None:
        """Return to `before` in `delay_s` seconds unless somebody confirms."""
        self.stop_trial()
        self.trial = Trial(before, self.clock.schedule(delay_s, self.revert), persist)

    def stop_trial(self) -> None:
        """Keep what runs now."""
        if self.trial is not None:
            self.trial.timer.cancel()
            self.trial = None

    def revert(self) -> None:
        """Return to what ran before the trial."""
        trial = self.trial
        if trial is not None:
            self.stop_trial()
            self.replace_running(trial.before.copy())

    def schedule_reboot(self, delay_s: float, reason: str = "") -> None:
        """Restart with the startup configuration in `delay_s` seconds."""
        self.cancel_reboot()
        self.reboot_reason = reason
        self.reboot = self.clock.schedule(delay_s, self.restart)

    def cancel_reboot(self) -> bool:
        """Stop a scheduled restart; return whether there was one."""
        if self.reboot is None:
            return False
        self.reboot.cancel()
        self.reboot = None
        return True

    def restart(self) -> None:
        """Go away now and come back, with the startup configuration, `RELOAD_S` later."""
        self.cancel_reboot()
        self.stop_trial()
        self.is_on = False
        self.clock.schedule(RELOAD_S, self._start)
        self.changed()

    def _start(self) -> None:
        self.running = self.startup.copy()
        self.points = []
        self.drafts = {}
        self.is_on = True
        self.booted_s = self.clock.now()
        self.changed()

    # Accounts

    def accepts(self, user: str, password: str) -> bool:
        """Return whether the running configuration lets this user in by SSH."""
        if self.faults.wrong_password:
            return False
        return self.grammar.accepts(self.running, user, password)
