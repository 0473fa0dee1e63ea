"""Keychains of ours go once nothing names them, behind the lines that did."""

import pytest

from parknet.dialect import fingerprint
from tests.dialect.asking import ask, running

# By system: a chain, a line that names it, and what takes both back.
WAYS = {
    "comware7": (
        "keychain parknet-ospf mode absolute\n key 1\n  key-string cipher <<secret>>\n#\n",
        "interface Vlan-interface3001\n ip address 10.0.0.0 255.255.255.254\n{}#\n",
        " ospf authentication-mode keychain parknet-ospf\n",
        "undo keychain parknet-ospf",
        "ospf 1\n area 0.0.0.0\n  authentication-mode keychain parknet-ospf\n#\n",
    ),
    "iosxe": (
        "key chain parknet-ospf\n key 1\n  key-string 7 <<secret>>\n!\n",
        "interface Vlan3001\n ip address 10.0.0.0 255.255.255.254\n{}!\n",
        " ip ospf authentication key-chain parknet-ospf\n",
        "no key chain parknet-ospf",
        "interface Tunnel7\n ip ospf authentication key-chain parknet-ospf\n!\n",
    ),
    "rgos": (
        "key chain parknet-ospf\n key 1\n  key-string 7 <<secret>>\n!\n",
        "interface VLAN 3001\n ip address 10.0.0.0 255.255.255.254\n{}!\n",
        " ip ospf authentication key-chain parknet-ospf\n",
        "no key chain parknet-ospf",
        "interface Tunnel 7\n ip ospf authentication key-chain parknet-ospf\n!\n",
    ),
}
EACH = pytest.mark.parametrize("os", WAYS)


@EACH
def test_a_chain_goes_in_a_step_of_its_own_behind_the_lines_that_name_it(os: str) -> None:
    chain, interface, names, takes_back, _ = WAYS[os]
    change = ask(chain + interface.format(names), interface.format(""), os)
    assert change is not None
    first, last = change.steps
    assert takes_back not in first.patch
    assert any("authentication" in line for line in first.patch)
    assert last.patch == (takes_back,)
    assert fingerprint(running(chain + interface.format(""), os)) == first.wanted_digest
    assert fingerprint(running(interface.format(""), os)) == last.wanted_digest


@EACH
def test_a_chain_that_nothing_names_goes_at_once_and_cuts_nothing(os: str) -> None:
    chain, interface, _, takes_back, _ = WAYS[os]
    change = ask(chain + interface.format(""), interface.format(""), os)
    assert change is not None
    assert (change.patch, change.steps, change.two_ended) == ((takes_back,), (), ())


@EACH
def test_a_chain_that_somebody_else_names_stays(os: str) -> None:
    chain, interface, names, takes_back, theirs = WAYS[os]
    change = ask(chain + interface.format(names) + theirs, interface.format(""), os)
    assert change is not None
    assert takes_back not in change.patch
    assert change.steps == ()
