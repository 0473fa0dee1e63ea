"""Which queue marked traffic waits in on a port, and whose turn it is: texts in, meaning out.

Sources: [D] Huawei S-series V600R024, QoS Configuration, Priority Mapping and Congestion
Management; H3C S6300 R243x, ACL and QoS, Priority mapping and Congestion management commands.
"""

import re
from collections.abc import Mapping, Sequence

from tests.conformance.indented import View
from tests.conformance.meaning import NAMES, Meaning

MARKS = (46, 40, 34, 0)
VIDEO, REST = 34, 0
STRICT = -1


def tell(found: Meaning, port: str, queue_of: Mapping[int, int], queues: Mapping[int, int]) -> None:
    """Add a port.

    Args:
        found: the meaning so far.
        port: a physical port.
        queue_of: the queue of each mark.
        queues: a queue's weight, or STRICT; the higher of two strict ones goes first.
    """
    first = frozenset(mark for mark in MARKS if queues[queue_of[mark]] == STRICT)
    weighted = [number for number, weight in queues.items() if weight != STRICT]
    assert all(queue_of[mark] > max(weighted) for mark in first), "a weighted queue goes before"
    video, rest = queues[queue_of[VIDEO]], queues[queue_of[REST]]
    assert STRICT not in (video, rest), f"{port}: what is strict starves the rest"
    assert queue_of[VIDEO] != queue_of[REST]
    found.queues[port] = (first, round(100 * video / (video + rest)))


def vrp(blocks: Sequence[tuple[str, list[str]]], found: Meaning) -> None:
    """Read VRP: the default domain takes a mark to the queue of its first three bits."""
    trusting = {head.split()[1] for head, lines in blocks if "trust dscp" in lines}
    lag_of = {member: lag for lag, members in found.lags.items() for member in members}
    for head, lines in blocks:
        orders = [line for line in lines if line.startswith("qos ")]
        if not head.startswith("interface ") or not orders:
            continue
        port = head.split()[1]
        queues: dict[int, int] = {}
        for order in orders:
            if modes := re.fullmatch(r"qos pq (\d) to (\d) drr (\d) to (\d)", order):
                a, b, c, d = map(int, modes.groups())
                queues |= dict.fromkeys(range(a, b + 1), STRICT)
                queues |= dict.fromkeys(range(c, d + 1), 1)
        for order in orders:
            if weight := re.fullmatch(r"qos queue (\d) drr weight (\d+)", order):
                assert queues[int(weight[1])] != STRICT
                queues[int(weight[1])] = int(weight[2])
        assert len(queues) == 8
        assert port not in trusting or port not in lag_of
        if lag_of.get(port, port) in trusting:
            found.believed.add(port)
        tell(found, port, {mark: mark // 8 for mark in MARKS}, queues)
    assert trusting <= {lag_of.get(port, port) for port in found.believed}
    names = {46: "ef", 40: "ef", 34: "af4", 0: "be"}
    _moved(dict(blocks), found, {mark: names[mark] for mark in MARKS})


def comware(views: Mapping[str, Sequence[str]], found: Meaning) -> None:
    """Read Comware: the default maps take what is not marked to local precedence 2."""
    local = {46: 5, 40: 5, 34: 4, 0: 2}
    default = dict(enumerate((1, 2, 3, 4, 5, 9, 13, 15)))
    for view, lines in views.items():
        port = view.removeprefix("interface ")
        orders = [line for line in lines if line.startswith("qos ")]
        if port == view or not orders:
            continue
        assert "qos wrr weight" in orders
        if "qos trust dscp" in orders:
            found.believed.add(port)
        queues = dict(default)
        for order in orders:
            if strict := re.fullmatch(r"qos wrr (\d) group sp", order):
                queues[int(strict[1])] = STRICT
            elif weight := re.fullmatch(r"qos wrr (\d) group 1 weight (\d+)", order):
                queues[int(weight[1])] = int(weight[2])
        tell(found, port, local, queues)
    _moved(views, found, {mark: str(queue) for mark, queue in local.items()})


def eos(blocks: Sequence[View], found: Meaning) -> None:
    """Read EOS: a queue that is not strict takes all below it along."""
    trusting = {block.head.split()[1] for block in blocks if block.has("qos trust dscp")}
    lag_of = {member: lag for lag, members in found.lags.items() for member in members}
    for block in blocks:
        orders = block.lines
        at = [place for place, line in enumerate(orders) if line.startswith("tx-queue ")]
        if not at:
            continue
        weights: dict[int, int] = {}
        for place in at:
            assert orders[place + 2] == "no priority"
            weights[int(orders[place].split()[1])] = int(orders[place + 1].split()[2])
        assert sum(weights.values()) <= 100
        top = max(weights)
        queues = dict.fromkeys(range(top + 1, 8), STRICT)
        queues |= {number: weights.get(number, 0) for number in range(top + 1)}
        port = block.head.split()[1]
        if lag_of.get(port, port) in trusting:
            found.believed.add(port)
        tell(found, port, {46: 5, 40: 5, 34: 4, 0: 1}, queues)


_POINTS = {"ef": 46, "cs5": 40, "af41": 34, "cs6": 48, "cs7": 56}


def cisco(blocks: Sequence[View], found: Meaning) -> None:
    """Read IOS-XE: classes in their order; what no class names is class-default's."""
    for block in blocks:
        policy = block.rest("service-policy output")
        if block.head.startswith("interface Vlan") or policy is None:
            continue
        (orders,) = [b.lines for b in blocks if b.head == f"policy-map {policy}"]
        queue_of, queues, name = {}, {}, ""
        # Strict ones are counted downwards from 7, as they go before one another.
        for order in orders:
            words = order.split()
            if words[0] == "class":
                name, number = words[1], 7 - len(queues)
                marks = [b for b in blocks if b.head == f"class-map match-any {name}"]
                for line in marks[0].all("match dscp") if name != "class-default" else ():
                    queue_of.setdefault(_POINTS[line], number)
            elif order == "priority level 1":
                queues[number] = STRICT
            else:
                assert words[:3] == ["bandwidth", "remaining", "percent"]
                queues[number] = int(words[3])
        assert name == "class-default"
        assert queues[queue_of[48]] == queues[queue_of[56]] == STRICT, "routing starves"
        tell(found, block.head.split()[1], {m: queue_of.get(m, number) for m in MARKS}, queues)


def _moved(views: Mapping[str, Sequence[str]], found: Meaning, queue_of: Mapping[int, str]) -> None:
    """Hold that what is marked here also waits here as it will further on."""
    for view, lines in views.items():
        if not view.startswith("traffic behavior "):
            continue
        marks = [NAMES[line.split()[-1]] for line in lines if line.startswith("remark dscp ")]
        moved = [line.split()[-1] for line in lines if line.startswith("remark local-precedence ")]
        assert moved == [queue_of[mark] for mark in marks if found.queues], view
