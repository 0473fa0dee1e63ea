"""Cables are held against the plan: none is told without a reason, each wrong one is told once."""

from hypothesis import assume, given
from hypothesis import strategies as st

from parknet.assess.cabling import differences
from parknet.model.cabling import CableEnd
from parknet.model.network import End
from parknet.model.snapshot import Column, DeviceSnapshot, Snapshot
from tests.assess.trees import Tree, lldp, snapshot, trees


@given(trees)
def test_a_park_that_is_cabled_as_planned_has_no_differences(tree: Tree) -> None:
    assert differences(tree.network, snapshot(tree, lldp(tree.cables))) == ()


@given(trees, st.data())
def test_a_cable_in_a_wrong_port_is_told_once_with_both_ends(
    tree: Tree, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(tree.cables) - 1))
    a, b = tree.cables[at]
    wrong = data.draw(st.sampled_from([end for end in tree.free() if end.device == b.device]))
    cables = [*tree.cables[:at], (a, wrong), *tree.cables[at + 1 :]]
    (found,) = differences(tree.network, snapshot(tree, lldp(cables)))
    assert found.kind == "other-port"
    assert found.here.device == a.device
    assert (found.found, found.planned) == (_end(wrong), _end(b))
    assert set(found.heard_by) == {a.device, b.device}
    assert found.link == tree.network.links[at].id
    assert found.origin


@given(trees, st.data())
def test_two_cables_that_were_swapped_are_both_told(tree: Tree, data: st.DataObject) -> None:
    assume(len(tree.cables) > 1)
    one, two = data.draw(
        st.lists(st.integers(0, len(tree.cables) - 1), min_size=2, max_size=2, unique=True)
    )
    cables = list(tree.cables)
    cables[one], cables[two] = (cables[one][0], cables[two][1]), (cables[two][0], cables[one][1])
    assume(all(a.device != b.device for a, b in cables))
    found = differences(tree.network, snapshot(tree, lldp(cables)))
    told = {frozenset((str(it.here), str(it.found))) for it in found}
    ends = {frozenset((str(_end(a)), str(_end(b)))) for a, b in (cables[one], cables[two])}
    assert told == ends
    assert len(found) == 2


@given(trees, st.data())
def test_a_cable_that_nobody_planned_is_told_once(tree: Tree, data: st.DataObject) -> None:
    ends = data.draw(st.lists(st.sampled_from(tree.free()), min_size=2, max_size=2, unique=True))
    (found,) = differences(tree.network, snapshot(tree, lldp([*tree.cables, (ends[0], ends[1])])))
    own = ends[0].device == ends[1].device
    assert found.kind == ("loop" if own else "unplanned")
    assert {str(found.here), str(found.found)} == {str(_end(end)) for end in ends}


@given(trees, st.data())
def test_a_device_that_is_not_read_makes_no_cable_differ(tree: Tree, data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(tree.names)))
    whole = snapshot(tree, lldp(tree.cables))
    left = {name: one for name, one in whole.devices.items() if name not in gone}
    assert differences(tree.network, Snapshot("tree", 1.0, left, rehearsal=False)) == ()


@given(
    trees,
    st.dictionaries(
        st.sampled_from(["name", "port", "chassis", "address", "description", "capabilities"]),
        st.lists(
            st.tuples(
                st.sampled_from(["GE0/0/1", "GE0/0/2", "lldp-port-7", ""]),
                st.sampled_from(["b01-agg", "B01-ACC1.park", "", "?", "GE0/0/1", "bridge", "7"]),
            ),
            max_size=5,
        ),
    ),
)
def test_whatever_neighbours_say_is_borne(
    tree: Tree, told: dict[str, list[tuple[str, str]]]
) -> None:
    columns = {
        f"lldp.remote_{part}": Column(
            f"lldp.remote_{part}", "", tuple(p for p, _ in rows), tuple(v for _, v in rows)
        )
        for part, rows in told.items()
    }
    devices = {name: DeviceSnapshot(name, 1.0, columns) for name in tree.names}
    for found in differences(tree.network, Snapshot("tree", 1.0, devices, rehearsal=False)):
        assert found.what


def test_a_strange_switch_and_a_strange_access_point_are_told_and_a_telephone_is_not() -> None:
    tree = Tree([0])
    outlets = [outlet.end for outlet in tree.network.outlets]
    rows = {
        "bridge": outlets[0],
        "bridge wlanAccessPoint": outlets[1],
        "bridge telephone": outlets[2],
    }
    told = lldp(tree.cables)
    for uses, end in rows.items():
        of = told[end.device]
        of["lldp.remote_name"].append((end.port, uses.split()[-1]))
        of["lldp.remote_port"].append((end.port, "1"))
        of["lldp.remote_capabilities"].append((end.port, uses))
    found = differences(tree.network, snapshot(tree, told))
    assert {(it.kind, it.here.port, it.found.device) for it in found if it.found} == {
        ("stranger", outlets[0].port, "bridge"),
        ("stranger", outlets[1].port, "wlanAccessPoint"),
    }


def test_two_ends_that_hear_others_and_not_each_other_are_told() -> None:
    tree = Tree([0, 0, 1])
    found = differences(tree.network, snapshot(tree, lldp(tree.cables[1:])))
    assert [(it.kind, it.link) for it in found] == [("unheard", "l1")]
    assert "do not hear each other" in found[0].what


def _end(end: End) -> CableEnd:
    return CableEnd(device=end.device, port=end.port)
