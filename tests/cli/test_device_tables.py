"""What people see of a device that was inspected."""

from parknet.cli.device_tables import device_tables
from parknet.model.metrics import METRICS
from parknet.model.snapshot import Column, DeviceSnapshot, Value


def snapshot(**columns: list[tuple[str, Value]]) -> DeviceSnapshot:
    made = {}
    for name, rows in columns.items():
        metric = name.replace("__", ".")
        instances, values = zip(*rows, strict=True)
        made[metric] = Column(metric, METRICS[metric].unit, instances, values)
    return DeviceSnapshot("sw1", 0.0, made)


def test_ports_stand_in_the_order_people_count_them() -> None:
    told = snapshot(interface__oper_status=[(f"GE1/0/{n}", "up") for n in (10, 9, 1, 2)])
    (table,) = device_tables(told)
    assert [row[0] for row in table.rows] == ["GE1/0/1", "GE1/0/2", "GE1/0/9", "GE1/0/10"]


def test_a_port_with_two_neighbours_has_two_rows_each_with_its_own_port() -> None:
    told = snapshot(
        lldp__remote_name=[("GE1", "core-1"), ("GE1", "core-2")],
        lldp__remote_port=[("GE1", "XGE1"), ("GE1", "XGE2")],
    )
    (table,) = device_tables(told)
    assert table.header == ("", "name", "port")
    assert table.rows == (("GE1", "core-1", "XGE1"), ("GE1", "core-2", "XGE2"))


def test_a_value_has_its_unit_and_one_that_was_not_told_is_empty() -> None:
    told = snapshot(
        interface__speed=[("GE1", 1_000_000_000)],
        interface__mtu=[("GE2", 1500)],
        optic__rx_power=[("GE1", -2.7084)],
    )
    ports, light = device_tables(told)
    assert ports.rows == (("GE1", "", "1 Gbit/s"), ("GE2", "1500", ""))
    assert light.header == ("", "rx power dBm")
    assert light.rows == (("GE1", "-2.7084"),)
