"""Where cables of one link aggregation lead to two devices: which of them pass frames.

Sources: [D] IEEE 802.1AX, 6.3: only cables to one partner are aggregated; CloudEngine 6800
V300R023, M-LAG, and H3C S6800 R671x, M-LAG MAD: when the link between two that share link
aggregations is lost and they hear one another by another way, the second shuts all its ports but
those that are spared.
"""

from collections.abc import Callable

from parknet.lab.cabling import Cabling, Plug
from parknet.lab.facts import DeviceFacts


class Splits:
    """What two devices that may stand for one do to their ports and to the other ends."""

    def __init__(
        self,
        cabling: Cabling,
        facts: Callable[[str], DeviceFacts],
        is_on: Callable[[str], bool],
    ) -> None:
        self._cabling, self._facts, self._is_on = cabling, facts, is_on
        above: dict[str, set[str]] = {}
        for link in cabling.links:
            if link.kind == "access":
                above.setdefault(link.a.device, set()).add(link.b.device)
        self._two_homed = {name for name, found in above.items() if len(found) > 1}

    @property
    def matter(self) -> bool:
        """Return whether what a cable does may depend on more than its two ends."""
        return bool(self._two_homed)

    def is_chosen(self, name: str, port: str) -> bool:
        """Return whether a member of a LAG leads to the partner that its first one leads to.

        Asked of the end whose cables lead to two devices; any other says yes.
        """
        if name not in self._two_homed:
            plug = self._cabling.plugs[name, port]
            if plug.other is None or plug.other.device not in self._two_homed:
                return True
            name, port = plug.other.device, plug.other.port
        lag = _lag_of(self._facts(name), port)
        if not lag:
            return True
        members = [
            self._partner(plug)
            for member, plug in self._cabling.between.get(name, ())
            if plug.other is not None
            and _lag_of(self._facts(name), member) == lag
            and self._is_wired(name, member, plug)
            and not self.shuts(plug.other.device, plug.other.port)
        ]
        return not members or self._partner(self._cabling.plugs[name, port]) == members[0]

    def _partner(self, plug: Plug) -> str:
        """Return whom the far end of a cable says it belongs to."""
        if plug.other is None:
            return ""
        facts = self._facts(plug.other.device)
        lag = facts.lags.get(_lag_of(facts, plug.other.port))
        own = f"{plug.other.device}/{_lag_of(facts, plug.other.port)}"
        return own if lag is None else lag.partner or own

    def shuts(self, name: str, port: str) -> bool:
        """Return whether a port is down because its device is the second of a pair that split."""
        facts = self._facts(name)
        if facts.mlag is None:
            return False
        lag = _lag_of(facts, port)
        if lag == facts.mlag.link or not facts.mlag.spared.isdisjoint((port, lag)):
            return False
        across = [
            (member, plug)
            for member, plug in self._cabling.between.get(name, ())
            if plug.other is not None and _lag_of(facts, member) == facts.mlag.link
        ]
        if not across or any(self._is_wired(name, member, plug) for member, plug in across):
            return False
        other = across[0][1].other
        theirs = self._facts(other.device).mlag if other is not None else None
        return (
            other is not None
            and theirs is not None
            and theirs.rank < facts.mlag.rank
            and (theirs.own, theirs.heartbeat) == (facts.mlag.heartbeat, facts.mlag.own)
            and self._has_way(name)
            and self._has_way(other.device)
        )

    def _has_way(self, name: str) -> bool:
        """Return whether a device hears others where it spares a port."""
        facts = self._facts(name)
        spared = facts.mlag.spared if facts.mlag is not None else frozenset()
        return any(
            self._is_wired(name, port, plug)
            for port, plug in self._cabling.between.get(name, ())
            if not spared.isdisjoint((port, _lag_of(facts, port)))
        )

    def _is_wired(self, name: str, port: str, plug: Plug) -> bool:
        """Return whether both ends of a cable are powered and enabled."""
        other = plug.other
        return (
            other is not None
            and self._is_on(name)
            and self._is_on(other.device)
            and self._facts(name).enables(port)
            and self._facts(other.device).enables(other.port)
        )


def _lag_of(facts: DeviceFacts, port: str) -> str:
    found = facts.ports.get(port)
    return "" if found is None else found.lag
