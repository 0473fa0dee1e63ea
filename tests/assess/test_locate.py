"""A machine is found at its port from what switches learnt, and a doubt is never kept quiet."""

from hypothesis import given
from hypothesis import strategies as st

from parknet.assess.locate import locate
from parknet.model.network import ApPlan, End
from parknet.model.snapshot import Column, DeviceSnapshot, Snapshot
from tests.assess.trees import Tree, forwarding, lldp, snapshot, trees

MAC = "00:e0:fc:00:00:01"
OTHER = "00:e0:fc:00:00:02"


def outlet_of(tree: Tree, data: st.DataObject) -> End:
    return data.draw(st.sampled_from([outlet.end for outlet in tree.network.outlets]))


@given(trees, st.data())
def test_a_machine_is_found_at_its_outlet_by_mac_and_by_address(
    tree: Tree, data: st.DataObject
) -> None:
    end = outlet_of(tree, data)
    told = snapshot(tree, forwarding(tree, {MAC: end}), lldp(tree.cables))
    for asked in (MAC, "10.1.0.10"):
        found = locate(tree.network, told, asked)
        (place,) = found.places
        assert (place.kind, place.device, place.port) == ("outlet", end.device, end.port)
        assert found.certain
        assert (found.macs, found.addresses) == ((MAC,), ("10.1.0.10",))
        assert found.way[0].device == "b01-agg"
        assert (found.way[-1].device, found.way[-1].port) == (end.device, end.port)
        assert len({hop.device for hop in found.way}) == len(found.way)


@given(trees, st.data())
def test_the_design_is_enough_where_no_neighbour_is_heard_and_hearing_where_nothing_is_planned(
    tree: Tree, data: st.DataObject
) -> None:
    end = outlet_of(tree, data)
    deaf = locate(tree.network, snapshot(tree, forwarding(tree, {MAC: end})), MAC)
    assert [(it.device, it.port) for it in deaf.places] == [(end.device, end.port)]
    uncabled = Tree(tree.parents)
    object.__setattr__(uncabled.network, "links", ())
    heard = snapshot(tree, forwarding(tree, {MAC: end}), lldp(tree.cables))
    found = locate(uncabled.network, heard, MAC)
    assert [(it.device, it.port) for it in found.places] == [(end.device, end.port)]


@given(trees, st.data())
def test_a_switch_that_is_not_read_leaves_the_place_unknown(
    tree: Tree, data: st.DataObject
) -> None:
    end = outlet_of(tree, data)
    whole = snapshot(tree, forwarding(tree, {MAC: end}))
    left = {name: one for name, one in whole.devices.items() if name != end.device}
    found = locate(tree.network, Snapshot("tree", 1.0, left, rehearsal=False), MAC)
    assert not found.certain
    assert all(place.kind == "beyond" and end.device in place.why for place in found.places)


@given(trees, st.data())
def test_a_mac_address_on_two_ports_is_not_certain_and_both_are_told(
    tree: Tree, data: st.DataObject
) -> None:
    ends = data.draw(
        st.lists(
            st.sampled_from([outlet.end for outlet in tree.network.outlets]),
            min_size=2, max_size=2, unique=True,
        )
    )  # fmt: skip
    told = forwarding(tree, {MAC: ends[0]})
    # It moved after the first switches were read: the last one has it at its new port.
    told.setdefault(ends[1].device, {}).setdefault("bridge.port", []).append((MAC, ends[1].port))
    found = locate(tree.network, snapshot(tree, told), MAC)
    assert {(it.device, it.port) for it in found.places} == {(e.device, e.port) for e in ends}
    assert not found.certain
    assert any("several ports" in note for note in found.notes)


@given(trees, st.data())
def test_switches_that_point_at_one_another_end_the_search_and_claim_nothing(
    tree: Tree, data: st.DataObject
) -> None:
    a, b = data.draw(st.sampled_from(tree.cables))
    loop = {end.device: {"bridge.port": [(MAC, end.port)]} for end in (a, b)}
    found = locate(tree.network, snapshot(tree, loop), MAC)
    assert found.places == ()
    assert not found.certain
    assert found.notes


@given(
    trees,
    st.lists(st.tuples(st.sampled_from([MAC, OTHER]), st.integers(0, 8), st.integers(1, 6))),
)
def test_whatever_was_learnt_the_search_ends_and_a_certain_place_is_one(
    tree: Tree, rows: list[tuple[str, int, int]]
) -> None:
    told: dict[str, dict[str, list[tuple[str, object]]]] = {}
    for mac, at, port in rows:
        name = tree.names[at % len(tree.names)]
        told.setdefault(name, {}).setdefault("bridge.port", []).append((mac, f"GE0/0/{port}"))
    found = locate(tree.network, snapshot(tree, told), MAC)  # type: ignore[arg-type]
    assert found.certain <= (len(found.places) == 1)
    assert bool(found.places) or bool(found.notes)


@given(trees, st.data())
def test_an_address_that_two_answer_to_is_not_certain(tree: Tree, data: st.DataObject) -> None:
    ends = [outlet_of(tree, data), outlet_of(tree, data)]
    told = forwarding(tree, {MAC: ends[0], OTHER: ends[1]})
    router = told["b01-agg"]
    router["ipv4.neighbour"] = [("Vlanif10", "10.1.0.10"), ("Vlanif10", "10.1.0.10")]
    found = locate(tree.network, snapshot(tree, told), "10.1.0.10")
    assert set(found.macs) == {MAC, OTHER}
    assert not found.certain
    assert any("given twice" in note for note in found.notes)


def test_several_addresses_on_a_port_are_counted() -> None:
    tree = Tree([0])
    end = tree.network.outlets[-1].end
    told = snapshot(tree, forwarding(tree, {MAC: end, OTHER: end}))
    assert locate(tree.network, told, MAC).places[0].others == 1


def test_a_strange_switch_on_an_outlet_is_where_knowledge_ends() -> None:
    tree = Tree([0])
    end = tree.network.outlets[-1].end
    heard = {
        end.device: {
            "lldp.remote_name": [(end.port, "desk-switch")],
            "lldp.remote_capabilities": [(end.port, "bridge")],
        }
    }
    found = locate(tree.network, snapshot(tree, forwarding(tree, {MAC: end}), heard), MAC)
    (place,) = found.places
    assert (place.kind, place.outlet) == ("beyond", tree.network.outlets[-1].id)
    assert "desk-switch" in place.why


def test_a_station_is_at_the_port_of_its_access_point() -> None:
    tree = Tree([0])
    columns = {
        "wlan.station.ap": Column("wlan.station.ap", "", (MAC,), ("00:0b:00:00:00:01",)),
        "wlan.ap.name": Column("wlan.ap.name", "", ("00:0b:00:00:00:01",), ("b01/AP1",)),
    }
    told = dict(snapshot(tree).devices)
    told["wlc"] = DeviceSnapshot("wlc", 1.0, columns)
    end = tree.free()[-1]
    object.__setattr__(
        tree.network, "aps", (ApPlan("b01/AP1", "b01", "1F", "AP1", "indoor", "wlc", end),)
    )
    found = locate(tree.network, Snapshot("tree", 1.0, told, rehearsal=False), MAC)
    (place,) = found.places
    assert (place.kind, place.ap, place.device, place.port) == (
        "station", "b01/AP1", end.device, end.port,
    )  # fmt: skip
    assert found.certain


def test_a_link_aggregation_is_no_place_and_its_members_are_told() -> None:
    tree = Tree([0])
    a, _ = tree.cables[0]
    lag = {
        a.device: {
            "bridge.port": [(MAC, "Eth-Trunk1")],
            "interface.lag": [(a.port, "Eth-Trunk1")],
        }
    }
    found = locate(tree.network, snapshot(tree, lag, lldp(tree.cables)), MAC)
    (place,) = found.places
    assert place.kind == "beyond"
    assert place.members == (a.port,)
