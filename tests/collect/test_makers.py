"""What makers' agents do that their MIBs do not say, as cells written by hand."""

from collections.abc import Callable, Mapping

import pytest

from parknet.collect import decode, recognised, vendor_of
from parknet.drivers.base import PollReply
from parknet.model.collector import Profile
from parknet.model.snapshot import DeviceSnapshot, Value

Cells = Mapping[str, Mapping[str, int | bytes | str]]
Read = Callable[..., DeviceSnapshot]

NAME, DESCR = "1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.2.2.1.2"
TYPE, MAC, OPER = "1.3.6.1.2.1.2.2.1.3", "1.3.6.1.2.1.2.2.1.6", "1.3.6.1.2.1.2.2.1.8"
PART_NAME, PART_WITHIN = "1.3.6.1.2.1.47.1.1.1.1.7", "1.3.6.1.2.1.47.1.1.1.1.4"
PART_ALIAS = "1.3.6.1.2.1.47.1.3.2.1.2"
HUAWEI_OPTICS = "1.3.6.1.4.1.2011.5.25.31.1.1.3.1"
HUAWEI_PARTS = "1.3.6.1.4.1.2011.5.25.31.1.1.1.1"
RUIJIE_OPTICS = "1.3.6.1.4.1.4881.1.1.10.2.105.1.1.1"
DETECTION = "1.3.6.1.2.1.105.1.1.1.6"
CISCO_SENSOR = "1.3.6.1.4.1.9.9.91.1.1.1.1"
LLDP_REMOTE, LLDP_LOCAL = "1.0.8802.1.1.2.1.4.1.1", "1.0.8802.1.1.2.1.3.7.1"


@pytest.fixture
def read(profiles: dict[str, Profile]) -> Read:
    def decoded(cells: Cells, *names: str) -> DeviceSnapshot:
        wanted = [profiles[name] for name in ("if-mib", *names)]
        return decode(PollReply("sw1", cells), wanted, 10.0)

    return decoded


def column(snapshot: DeviceSnapshot, metric: str) -> dict[str, Value]:
    found = snapshot.columns.get(metric)
    return dict(zip(found.instances, found.values, strict=True)) if found else {}


def huawei_light(rx: list[int], tx: list[int], lanes: dict[int, bytes] | None = None) -> Cells:
    ports = range(1, len(rx) + 1)
    return {
        NAME: {str(n): f"10GE1/0/{n}".encode() for n in ports},
        PART_NAME: {str(100 + n): f"10GE1/0/{n}".encode() for n in ports},
        f"{HUAWEI_OPTICS}.8": {str(100 + n): raw for n, raw in zip(ports, rx, strict=True)},
        f"{HUAWEI_OPTICS}.9": {str(100 + n): raw for n, raw in zip(ports, tx, strict=True)},
        f"{HUAWEI_OPTICS}.32": {str(100 + n): raw for n, raw in (lanes or {}).items()},
    }


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        pytest.param(
            huawei_light([536, 1000], [591, 604]),
            {"10GE1/0/1": -2.71, "10GE1/0/2": 0.0},
            id="µW",
        ),
        pytest.param(
            huawei_light([133, -271], [-60, -55]),
            {"10GE1/0/1": 1.33, "10GE1/0/2": -2.71},
            id="dBm-of-both-signs",
        ),
        pytest.param(
            huawei_light([133], [-132]), {"10GE1/0/1": 1.33}, id="the-other-way-is-negative"
        ),
        pytest.param(
            huawei_light([133], [120], {1: b"133.83"}), {"10GE1/0/1": 1.33}, id="a-lane-says-so"
        ),
        pytest.param(
            huawei_light([536], [591], {1: b"-270.19"}), {"10GE1/0/1": -2.71}, id="a-lane-denies"
        ),
        pytest.param(huawei_light([0, -1], [500, -1]), {}, id="no-light-no-module"),
        pytest.param(huawei_light([2147483647], [-300]), {}, id="no-value"),
    ],
)
def test_huawei_tells_light_in_the_unit_that_its_other_numbers_show(
    cells: Cells, told: dict[str, float], read: Read
) -> None:
    found = column(read(cells, "huawei-entity"), "optic.rx_power")
    assert {port: round(float(dbm), 2) for port, dbm in found.items()} == told


@pytest.mark.parametrize(
    ("lanes", "told"),
    [
        (b"133.83,98.54,-179.26,80.16", [1.3383, 0.9854, -1.7926, 0.8016]),
        (b"-1.21,-1.51,-1.83,-2.18", [-1.21, -1.51, -1.83, -2.18]),
        (b"-270.19", []),
        (b"", []),
        (b"-Inf,-120.5,-Inf,-130.0", [-1.205, -1.3]),
        (b"-100.0,-110.0,", [-1.0, -1.1]),
    ],
    ids=["0.01-dBm", "dBm", "one-lane", "nothing", "no-light", "comma-at-the-end"],
)
def test_lanes_of_a_huawei_module_are_told_one_by_one(
    lanes: bytes, told: list[float], read: Read
) -> None:
    found = column(read(huawei_light([-1], [-1], {1: lanes}), "huawei-entity"), "optic.rx_power")
    assert list(found.values()) == told
    assert set(found) <= {f"10GE1/0/1/{lane}" for lane in range(1, 5)}


def test_a_huawei_board_whose_memory_size_has_wrapped_still_tells_its_load(read: Read) -> None:
    snapshot = read(
        {
            PART_NAME: {"9": b"MPU Board 1", "10": b"Fan 1", "11": b"LPU Board 2"},
            f"{HUAWEI_PARTS}.5": {"9": 12, "10": 0, "11": 7},
            f"{HUAWEI_PARTS}.7": {"9": 40, "10": 0, "11": 20},
            f"{HUAWEI_PARTS}.9": {"9": 0, "10": 0, "11": 1598029824},
            f"{HUAWEI_PARTS}.19": {"9": 8192, "10": 0},
        },
        "huawei-entity",
    )
    assert column(snapshot, "system.cpu") == {"MPU Board 1": 12, "LPU Board 2": 7}
    assert snapshot.warnings == ()


@pytest.mark.parametrize("tree", ["1.3.6.1.4.1.25506.2.70.1", "1.3.6.1.4.1.2011.10.2.70.1"])
def test_h3c_tells_light_and_lanes_in_both_trees(tree: str, read: Read) -> None:
    snapshot = read(
        {
            NAME: {"13": b"FortyGigE1/0/53", "14": b"Ten-GigabitEthernet1/0/1"},
            f"{tree}.1.1.12": {"13": 2147483647, "14": -1005},
            f"{tree}.1.1.16": {"13": 331, "14": 2147483647},
            f"{tree}.1.1.17": {"14": 999},
            f"{tree}.2.1.3": {"13.1": -250, "13.2": 2147483647},
        },
        "h3c-optics",
    )
    assert column(snapshot, "optic.rx_power") == {
        "Ten-GigabitEthernet1/0/1": -10.05,
        "FortyGigE1/0/53/1": -2.5,
    }
    assert column(snapshot, "optic.voltage") == {"FortyGigE1/0/53": 3.31}
    assert column(snapshot, "optic.bias") == {"Ten-GigabitEthernet1/0/1": 9.99}


def ports(*names: str) -> dict[str, dict[str, int | bytes]]:
    return {
        NAME: {str(at): name.encode() for at, name in enumerate(names, 1)},
        TYPE: {str(at): 6 for at in range(1, len(names) + 1)},
    }


H3C_STACK = [f"GigabitEthernet{unit}/0/{port}" for unit in (1, 2, 4) for port in (1, 2)]
H3C_POWER = "1.3.6.1.4.1.25506.2.14.1.1.5"


@pytest.mark.parametrize(
    ("names", "rows", "told"),
    [
        pytest.param(
            H3C_STACK,
            {"4.1": 5000, "7.2": 0},
            {"GigabitEthernet1/0/1": 5.0, "GigabitEthernet2/0/2": 0.0},
            id="3n+1",
        ),
        pytest.param(
            H3C_STACK, {"4.2": 5000}, {"GigabitEthernet1/0/2": 5.0}, id="first-of-a-stack-of-four"
        ),
        pytest.param(
            H3C_STACK[:4], {"1.1": 1, "2.2": 2}, {H3C_STACK[0]: 0.001, H3C_STACK[3]: 0.002}, id="n"
        ),
        pytest.param(
            ["GigabitEthernet3/0/1", "Ten-GigabitEthernet3/0/1"],
            {"10.1": 7000},
            {"GigabitEthernet3/0/1": 7.0},
            id="slot-of-a-chassis",
        ),
        pytest.param(
            ["GigabitEthernet1/3/0/5", "GigabitEthernet2/3/0/5"],
            {"52.5": 7000, "10.5": 1000},
            {"GigabitEthernet2/3/0/5": 7.0, "GigabitEthernet1/3/0/5": 1.0},
            id="slot-of-a-stacked-chassis",
        ),
        pytest.param(["GigabitEthernet1/0/1"], {"4.9": 7000}, {"pse-4/9": 7.0}, id="no-such-port"),
    ],
)
def test_the_number_of_an_h3c_power_source_leads_to_its_unit(
    names: list[str], rows: dict[str, int], told: dict[str, float], read: Read
) -> None:
    snapshot = read({**ports(*names), H3C_POWER: rows}, "h3c-poe")
    assert column(snapshot, "poe.power") == told


@pytest.mark.parametrize(
    ("names", "rows", "told"),
    [
        pytest.param(["Gi1/0/1", "Te1/0/1"], ["1.1"], ["Gi1/0/1"], id="the-slower-of-two"),
        pytest.param(["Gi2/5", "Gi1/5"], ["2.5"], ["Gi2/5"], id="slot-and-port"),
        pytest.param(["0/1", "0/2"], ["1.2"], ["0/2"], id="slot-0"),
        pytest.param(["port1", "port2"], ["1.2"], ["port2"], id="numbers-alone"),
        pytest.param(
            ["gigabitEthernet 1/0/1 : copper"], ["1"], ["gigabitEthernet 1/0/1 : copper"], id="tp"
        ),
        pytest.param(["alpha", "beta"], ["1.1", "1.2"], ["alpha", "beta"], id="as-ifIndex"),
        pytest.param(["alpha", "beta"], ["2.1"], ["pse-2/1"], id="nobody-knows"),
    ],
)
def test_power_is_matched_to_ports_however_they_are_written(
    names: list[str], rows: list[str], told: list[str], read: Read
) -> None:
    snapshot = read({**ports(*names), DETECTION: dict.fromkeys(rows, 3)}, "power-ethernet")
    assert list(column(snapshot, "poe.status")) == told


def test_a_cisco_power_port_is_found_by_its_part(read: Read) -> None:
    snapshot = read(
        {
            **ports("Te1/0/1", "Te1/0/2"),
            "1.3.6.1.4.1.9.9.402.1.2.1.9": {"1.40": 6952, "1.41": 0},
            "1.3.6.1.4.1.9.9.402.1.2.1.11": {"1.40": 1060, "1.41": 0},
            PART_ALIAS: {"1060.0": "1.3.6.1.2.1.2.2.1.1.2"},
        },
        "cisco-poe",
    )
    assert column(snapshot, "poe.power") == {"Te1/0/2": 6.952, "pse-1/41": 0.0}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        pytest.param({"15": 1, "76": -523, "81": -210}, -5.23, id="new"),
        pytest.param({"15": 1, "76": 150}, 1.5, id="new-positive"),
        pytest.param({"15": 1, "76": -10000}, None, id="new-invalid"),
        pytest.param({"15": 2, "76": -523}, None, id="no-diagnosis"),
        pytest.param({"15": 1, "31": 5, "32": 23, "66": -1}, -5.23, id="old"),
        pytest.param({"15": 1, "31": -5, "32": -23, "66": -1}, -5.23, id="old-signed-parts"),
        pytest.param({"15": 1, "31": 1, "32": 5, "66": 1}, 1.05, id="old-positive"),
        pytest.param({"15": 1, "31": 0, "32": 7, "66": -1}, -0.07, id="old-below-one"),
        pytest.param({"15": 1, "31": -5, "32": 23}, -5.23, id="old-without-sign"),
        pytest.param({"15": 1, "31": -100, "32": -100, "66": -1}, None, id="old-invalid"),
        pytest.param({"15": 1, "31": 5, "66": -1}, None, id="half-a-number"),
    ],
)
def test_ruijies_light_is_read_from_old_and_new_firmware(
    cells: dict[str, int], told: float | None, read: Read
) -> None:
    optics = {f"{RUIJIE_OPTICS}.{number}": {"3": raw} for number, raw in cells.items()}
    snapshot = read({DESCR: {"3": b"TenGigabitEthernet 1/3"}, **optics}, "ruijie-optics")
    assert snapshot.value("optic.rx_power", "TenGigabitEthernet 1/3") == told


def test_lanes_of_a_ruijie_module_are_told_by_old_and_new_firmware(read: Read) -> None:
    new = {"76": -10000, "77": -110, "78": -120, "79": -130, "80": -140, "85": 40}
    old = {"31": -100, "35": 1, "36": 10, "67": -1, "47": 2, "48": 5, "70": -1}
    for cells, told in (
        (new, {"Fo1/1/1": -1.1, "Fo1/1/2": -1.2, "Fo1/1/3": -1.3, "Fo1/1/4": -1.4}),
        (old, {"Fo1/1/1": -1.1, "Fo1/1/4": -2.05}),
    ):
        optics = {f"{RUIJIE_OPTICS}.{number}": {"3": raw} for number, raw in cells.items()}
        snapshot = read({NAME: {"3": b"Fo1/1"}, **optics}, "ruijie-optics")
        assert column(snapshot, "optic.rx_power") == told
    assert "optic.tx_power" not in snapshot.columns


def sensors(*rows: tuple[str, int, int, int, int]) -> dict[str, dict[str, int | bytes]]:
    """Return rows of CISCO-ENTITY-SENSOR-MIB: name, type, scale, precision, value."""
    at = {str(1000 + number): row for number, row in enumerate(rows)}
    return {
        PART_NAME: {index: row[0].encode() for index, row in at.items()},
        **{
            f"{CISCO_SENSOR}.{number}": {index: row[number] for index, row in at.items()}
            for number in (1, 2, 3, 4)
        },
    }


def test_sensors_of_cisco_tell_the_port_its_lanes_and_the_chassis_apart(read: Read) -> None:
    cells = sensors(
        ("Ethernet1/49 Lane 1 Transceiver Receive Power Sensor", 14, 8, 0, -2500),
        ("Ethernet1/49 Lane 2 Transceiver Receive Power Sensor", 14, 8, 0, -2600),
        ("Ethernet1/1 Lane 1 Transceiver Transmit Power Sensor", 14, 9, 1, -23),
        ("Te1/1/1 Bias Current Sensor", 5, 8, 1, 61),
        ("Te1/1/1 Supply Voltage Sensor", 4, 8, 0, 3312),
        ("Te1/1/1 Module Temperature Sensor", 8, 9, 1, 346),
        ("Switch 1 - Inlet Temp Sensor", 8, 9, 0, 25),
        ("Te1/1/1 Receive Power Sensor", 14, 9, 1, -1000000000),
    )
    names = {"1": b"Ethernet1/49", "2": b"Ethernet1/1", "3": b"Te1/1/1"}
    snapshot = read({NAME: names, **cells}, "cisco-sensor")
    assert column(snapshot, "optic.rx_power") == {"Ethernet1/49/1": -2.5, "Ethernet1/49/2": -2.6}
    assert column(snapshot, "optic.tx_power") == {"Ethernet1/1": -2.3}
    assert column(snapshot, "optic.bias") == {"Te1/1/1": 6.1}
    assert column(snapshot, "optic.voltage") == {"Te1/1/1": 3.312}
    assert column(snapshot, "optic.temperature") == {"Te1/1/1": 34.6}
    assert column(snapshot, "system.temperature") == {"Switch 1 - Inlet Temp Sensor": 25.0}


def test_a_sensor_is_of_the_port_that_it_sits_in_whatever_its_name(read: Read) -> None:
    cells = sensors(("subslot 0/0 transceiver 2 Rx Power Sensor", 14, 9, 1, -47))
    inside = {"1000": 900, "900": 800, "800": 1}
    snapshot = read(
        {
            **ports("Te0/0/1", "Te0/0/2"),
            **cells,
            PART_WITHIN: inside,
            PART_ALIAS: {"800.0": "1.3.6.1.2.1.2.2.1.1.2"},
        },
        "cisco-sensor",
    )
    assert column(snapshot, "optic.rx_power") == {"Te0/0/2": -4.7}


def test_sensors_of_arista_are_told_by_their_descriptions(read: Read) -> None:
    sensor = "1.3.6.1.2.1.99.1.1.1"
    told = {"7": "DOM RX Power Sensor for Ethernet49", "8": "Inlet temp sensor"}
    snapshot = read(
        {
            NAME: {"49": b"Ethernet49"},
            "1.3.6.1.2.1.47.1.1.1.1.2": {index: name.encode() for index, name in told.items()},
            f"{sensor}.1": {"7": 14, "8": 8},
            f"{sensor}.2": {"7": 9, "8": 9},
            f"{sensor}.3": {"7": 2, "8": 1},
            f"{sensor}.4": {"7": -523, "8": 251},
        },
        "arista-sensor",
    )
    assert column(snapshot, "optic.rx_power") == {"Ethernet49": -5.23}
    assert column(snapshot, "system.temperature") == {"Inlet temp sensor": 25.1}


def test_pools_of_one_name_and_full_ones_by_design_are_told_apart(read: Read) -> None:
    pool = "1.3.6.1.4.1.9.9.221.1.1.1.1"
    snapshot = read(
        {
            f"{pool}.3": {"1000.1": b"Processor", "2000.1": b"Processor", "1000.9": b"lsmpi_io"},
            f"{pool}.18": {"1000.1": 25, "2000.1": 50, "1000.9": 99},
            f"{pool}.20": {"1000.1": 75, "2000.1": 50, "1000.9": 1},
        },
        "cisco-system",
    )
    told = {"Processor@1000.1": 25.0, "Processor@2000.1": 50.0}
    assert column(snapshot, "system.memory") == told


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"0.5012", -3.0),
        (b"0.5012 mW", -3.0),
        (b"-3.00 dBm", -3.0),
        (b"--", None),
        (b"0.0000", None),
        (b"", None),
    ],
)
def test_tp_links_light_is_worked_out_from_milliwatts(
    raw: bytes, told: float | None, read: Read
) -> None:
    cells = {NAME: {"49201": b"1/0/49"}, "1.3.6.1.4.1.11863.6.96.1.7.1.1.6": {"49201": raw}}
    assert read(cells, "tplink").value("optic.rx_power", "1/0/49") == told


def test_an_ipv6_address_is_found_in_the_makers_own_tables(read: Read) -> None:
    octets = "32.1.13.184.0.3.0.16.0.0.0.0.0.0.0.1"
    for profile, row, index in (
        ("h3c-ipv6", "1.3.6.1.4.1.25506.2.71.1.1.2.1.4", f"7.2.16.{octets}"),
        ("tplink", "1.3.6.1.4.1.11863.6.50.1.1.1.5", f"7.2.1.16.{octets}"),
    ):
        snapshot = read({NAME: {"7": b"Vlan-interface10"}, row: {index: 64}}, profile)
        told = {"Vlan-interface10": "2001:db8:3:10::1/64"}
        assert column(snapshot, "ipv6.address") == told


def test_neighbours_of_routeros_are_at_the_interface_of_its_own_table(read: Read) -> None:
    snapshot = read(
        {
            NAME: {"3": b"ether3"},
            f"{LLDP_REMOTE}.4": {"1": 4, "2": 4, "0.3.9": 4},
            f"{LLDP_REMOTE}.5": {"1": b"3C:E5:A6:37:DF:DA", "2": b"rack", "0.3.9": b"x"},
            f"{LLDP_REMOTE}.9": {"1": b"core", "2": b"edge", "0.3.9": b"read by lldp"},
            "1.3.6.1.4.1.14988.1.1.11.1.1.8": {"1": 3},
        },
        "mikrotik",
    )
    assert column(snapshot, "lldp.remote_name") == {"ether3": "core", "neighbour-2": "edge"}
    assert snapshot.value("lldp.remote_chassis", "ether3") == "3c:e5:a6:37:df:da"


def test_a_local_port_that_names_itself_by_mac_address_is_found_if_only_one_has_it(
    read: Read,
) -> None:
    first, shared = b"\x02\x00\x00\x00\x00\x01", b"\x02\x00\x00\x00\x00\x09"
    snapshot = read(
        {
            NAME: {"1": b"eth1", "2": b"eth2", "3": b"eth3"},
            MAC: {"1": first, "2": shared, "3": shared},
            f"{LLDP_LOCAL}.3": {"51": first, "52": shared},
            f"{LLDP_REMOTE}.9": {"0.51.1": b"a", "0.52.1": b"b"},
        },
        "lldp",
    )
    assert column(snapshot, "lldp.remote_name") == {"eth1": "a", "lldp-port-52": "b"}


def test_members_of_an_eth_trunk_are_its_own_tables_selected_ports_that_are_up(read: Read) -> None:
    trunk = "1.3.6.1.4.1.2011.5.25.41.1"
    rows = {"45.1": 1, "45.2": 2, "45.3": -1, "45.4": 1, "46.5": 1}
    snapshot = read(
        {
            **ports("GE0/0/1", "GE0/0/2", "GE0/0/3", "GE0/0/4", "GE0/0/5", "Eth-Trunk1"),
            OPER: {"1": 1, "2": 1, "3": 1, "4": 2, "5": 1},
            f"{trunk}.3.3.1.4": {"45": 6},
            f"{trunk}.4.1.1.2": dict.fromkeys(rows, 1),
            f"{trunk}.4.1.1.3": rows,
        },
        "huawei-port",
    )
    told = {"GE0/0/1": "Eth-Trunk1", "GE0/0/3": "Eth-Trunk1"}
    assert column(snapshot, "interface.lag") == told


def test_an_address_behind_an_eth_trunk_is_found_by_huaweis_own_table(read: Read) -> None:
    snapshot = read(
        {
            NAME: {"6": b"GE0/0/1", "60": b"Eth-Trunk1"},
            "1.3.6.1.2.1.17.7.1.2.2.1.2": {"1.2.0.0.0.0.1": 1, "1.2.0.0.0.0.2": 55},
            "1.3.6.1.2.1.17.1.4.1.2": {"1": 6},
            "1.3.6.1.4.1.2011.5.25.42.1.1.1.3.1.2": {"1": 60, "55": 60},
        },
        "bridge",
    )
    told = {"02:00:00:00:00:01": "GE0/0/1", "02:00:00:00:00:02": "Eth-Trunk1"}
    assert column(snapshot, "bridge.port") == told


def test_a_fast_port_of_old_ruijie_firmware_has_the_speed_that_its_own_table_tells(
    read: Read,
) -> None:
    own, if_speed = "1.3.6.1.4.1.4881.1.1.10.2.10.1.1.1.7", "1.3.6.1.2.1.2.2.1.5"
    snapshot = read(
        {
            NAME: {"1": b"Te1/1", "2": b"Gi1/2", "3": b"Te1/3", "4": b"Te1/4"},
            OPER: {"1": 1, "2": 1, "3": 2, "4": 1},
            if_speed: {"1": 4294967295, "2": 10**9, "3": 4294967295, "4": 4294967295},
            own: {"1": 5, "2": 2, "3": 5, "4": 4},
        },
        "ruijie-port",
    )
    assert column(snapshot, "interface.speed") == {"Te1/1": 10**10, "Gi1/2": 10**9}


def test_a_neighbour_that_two_tables_tell_is_told_once(read: Read) -> None:
    own = "1.3.6.1.4.1.11863.6.35.1.2.2.1"
    snapshot = read(
        {
            DESCR: {"49153": b"gigabitEthernet 1/0/1 : copper"},
            f"{LLDP_LOCAL}.4": {"1": b"GigabitEthernet1/0/1 Interface"},
            f"{LLDP_REMOTE}.7": {"0.1.1": b"Gi0/7"},
            f"{LLDP_REMOTE}.9": {"0.1.1": b"core"},
            f"{own}.6": {"49153.1": b"Gi0/7", "49153.2": b"Gi0/8"},
            f"{own}.9": {"49153.1": b"core", "49153.2": b"core"},
        },
        "lldp",
        "tplink",
    )
    port = "gigabitEthernet 1/0/1 : copper"
    assert snapshot.values("lldp.remote_name", port) == ("core", "core")
    assert snapshot.values("lldp.remote_port", port) == ("Gi0/7", "Gi0/8")
    assert snapshot.values("lldp.remote_chassis", port) == ("", "")


def test_a_load_written_as_a_sentence_and_memory_without_caches_are_read(read: Read) -> None:
    fastpath, ucd = "1.3.6.1.4.1.4413.1.1.1.1.4", "1.3.6.1.4.1.2021.4"
    words = b"    5 Secs ( 12.9%)   60 Secs ( 13.1%)  300 Secs ( 13.0%)"
    snapshot = read(
        {f"{fastpath}.9": {"0": words}, f"{fastpath}.1": {"0": 250}, f"{fastpath}.2": {"0": 1000}},
        "edgeswitch",
    )
    assert snapshot.value("system.cpu", "") == 12.9
    assert snapshot.value("system.memory", "") == 75.0
    linux = {"5": 1000, "6": 100, "14": 150, "15": 250}
    snapshot = read({f"{ucd}.{n}": {"0": kb} for n, kb in linux.items()}, "net-snmp")
    assert snapshot.value("system.memory", "") == 50.0


@pytest.mark.parametrize(
    ("object_id", "description", "vendor", "read_by"),
    [
        ("1.3.6.1.4.1.2011.2.23.291", "VRP (R) software", "Huawei", "huawei-entity"),
        ("1.3.6.1.4.1.2011.2.239.12", "CE6856", "Huawei", "huawei-entity"),
        ("1.3.6.1.4.1.25506.11.1.172", "Comware", "H3C", "h3c-optics"),
        ("1.3.6.1.4.1.2011.10.1.88", "H3C S5500", "H3C", "h3c-poe"),
        ("1.3.6.1.4.1.4881.1.1.10.1.150", "Ruijie", "Ruijie", "ruijie-optics"),
        ("1.3.6.1.4.1.9.1.1208", "Cisco IOS", "Cisco", "cisco-sensor"),
        ("1.3.6.1.4.1.9.12.3.1.3.1410", "Cisco NX-OS", "Cisco", "cisco-system"),
        ("1.3.6.1.4.1.14988.1", "RouterOS RB3011", "MikroTik", "mikrotik"),
        ("1.3.6.1.4.1.11863.5.34", "JetStream", "TP-Link", "tplink"),
        ("1.3.6.1.4.1.3902.3.100.402", "ZXR10", "ZTE", "zte"),
        ("1.3.6.1.4.1.3902.1082.1001.300.1.1", "C300", "ZTE", "zte-an-optics"),
        ("1.3.6.1.4.1.12356.101.1.626", "", "Fortinet", "fortinet"),
        ("1.3.6.1.4.1.41112.1.5", "EdgeOS v1.8.0", "Ubiquiti", "edgeos"),
        ("1.3.6.1.4.1.4413", "EdgeSwitch 24-Port", "Ubiquiti", "edgeswitch"),
        ("1.3.6.1.4.1.8072.3.2.10", "Linux OpenWrt", "", "net-snmp"),
        ("1.3.6.1.4.1.5651.1.102.16", "SM4200", "", "if-mib"),
        ("1.3.6.1.4.1.20115.1", "not 2011", "", "ip-mib"),
    ],
)
def test_a_device_is_recognised_by_its_object_id(
    object_id: str, description: str, vendor: str, read_by: str, profiles: dict[str, Profile]
) -> None:
    found = recognised(profiles, object_id, description)
    assert read_by in found
    assert (vendor_of(found.values()) == vendor) or not vendor
    makers = {profile.vendor for profile in found.values()} - {None}
    assert len(makers) <= 1
