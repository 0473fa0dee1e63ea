"""Where a neighbour is managed and what it is used as, as its agent's tables say."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from hypothesis import given
from hypothesis import strategies as st

from parknet.collect import decode
from parknet.collect.texts import address_text
from parknet.drivers.base import PollReply
from parknet.model.collector import Profile
from parknet.model.snapshot import DeviceSnapshot

NAME = "1.3.6.1.2.1.31.1.1.1.1"
REMOTE, MANAGED = "1.0.8802.1.1.2.1.4.1.1", "1.0.8802.1.1.2.1.4.2.1"
LOCAL = "1.0.8802.1.1.2.1.3.7.1.3"
Address = IPv4Address | IPv6Address


def row(address: Address, *, with_length: bool = True) -> str:
    octets = address.packed
    length = (len(octets),) if with_length else ()
    return ".".join(map(str, (1 if len(octets) == 4 else 2, *length, *octets)))


def read(profile: Profile, if_mib: Profile, managed: dict[str, int]) -> DeviceSnapshot:
    cells = {
        NAME: {"5": b"GE0/0/1", "6": b"GE0/0/2"},
        LOCAL: {"1": b"GE0/0/1", "2": b"GE0/0/2"},
        f"{REMOTE}.9": {"0.1.7": b"core-1", "0.2.8": b"phone"},
        f"{REMOTE}.12": {"0.1.7": b"\x28\x00", "0.2.8": b"\x24"},
        f"{MANAGED}.3": managed,
    }
    return decode(PollReply("sw1", cells), [if_mib, profile], 0.0)


@given(
    st.lists(st.ip_addresses().filter(lambda one: not one.is_unspecified), min_size=1, max_size=4),
    st.booleans(),
)
def test_a_neighbour_is_managed_at_one_of_its_addresses_in_ipv4_if_it_has_any(
    profiles: dict[str, Profile], addresses: list[Address], with_length: bool
) -> None:
    managed = {f"0.1.7.{row(one, with_length=with_length)}": 2 for one in addresses}
    found = read(profiles["lldp"], profiles["if-mib"], managed)
    (told,) = found.values("lldp.remote_address", "GE0/0/1")
    assert ip_address(str(told)) in addresses
    assert ip_address(str(told)).version == min(one.version for one in addresses)
    assert found.values("lldp.remote_address", "GE0/0/2") == ("",)


@given(st.lists(st.integers(0, 300), max_size=9))
def test_an_index_that_holds_no_address_makes_none(
    profiles: dict[str, Profile], rest: list[int]
) -> None:
    # No address is of family 9.
    index = ".".join(map(str, (0, 2, 8, 9, *rest)))
    found = read(profiles["lldp"], profiles["if-mib"], {index: 2})
    assert set(found.values("lldp.remote_address", "GE0/0/2")) <= {""}


def test_a_neighbour_says_what_it_is_used_as(profiles: dict[str, Profile]) -> None:
    found = read(profiles["lldp"], profiles["if-mib"], {})
    assert found.value("lldp.remote_capabilities", "GE0/0/1") == "bridge router"
    assert found.value("lldp.remote_capabilities", "GE0/0/2") == "bridge telephone"


@given(st.ip_addresses().filter(lambda one: not one.is_unspecified))
def test_an_address_is_read_as_octets_and_as_text(address: Address) -> None:
    assert address_text(address.packed) == address_text(str(address).encode()) == str(address)
