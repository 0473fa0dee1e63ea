"""Where a machine may answer: what answers elsewhere has to be the same machine."""

import pytest

from parknet.drivers.known_hosts import KnownHosts, with_name
from parknet.drivers.places import Place, Places
from parknet.errors import DeviceUnreachableError, HostKeyError

OLD, NEW = ("10.0.0.1", 22), ("10.0.1.1", 22)
MINE, THEIRS = b"mine", b"theirs"
FILE = "10.0.0.1 ssh-ed25519 bWluZQ==\n10.0.1.1 ssh-ed25519 dGhlaXJz\n"


def answering(*there: Place):
    """Return what connects to places where somebody answers, and what was tried."""
    tried: list[Place] = []

    def connect(host: str, port: int) -> Place:
        tried.append((host, port))
        if (host, port) not in there:
            raise DeviceUnreachableError(f"{host} is silent")
        return host, port

    return connect, tried


def test_the_place_that_answered_last_is_tried_first() -> None:
    places = Places(OLD, NEW)
    connect, tried = answering(NEW)
    assert places.open(connect) == NEW
    assert places.open(connect) == NEW
    assert tried == [OLD, NEW, NEW]


def test_where_nobody_answers_the_first_place_says_why() -> None:
    connect, _ = answering()
    with pytest.raises(DeviceUnreachableError, match=r"10\.0\.0\.1 is silent"):
        Places(OLD, NEW).open(connect)


def test_a_proof_is_asked_at_one_place_alone() -> None:
    connect, tried = answering(OLD)
    with pytest.raises(DeviceUnreachableError):
        Places(OLD, NEW).only(NEW).open(connect)
    assert tried == [NEW]


def test_whoever_has_the_new_address_must_show_the_key_of_the_old_one() -> None:
    known = Places(OLD, NEW).trusting(KnownHosts.parse(FILE))
    known.check(*NEW, "ssh-ed25519", MINE)
    with pytest.raises(HostKeyError):
        known.check(*NEW, "ssh-ed25519", THEIRS)
    with pytest.raises(HostKeyError):
        Places(OLD).only(NEW).trusting(KnownHosts.parse(FILE)).check(*NEW, "ssh-ed25519", THEIRS)


def test_a_name_that_moves_takes_the_place_of_whoever_had_it() -> None:
    text = with_name(FILE, "10.0.0.1", "10.0.1.1")
    known = KnownHosts.parse(text)
    for place in (OLD, NEW):
        known.check(*place, "ssh-ed25519", MINE)
    with pytest.raises(HostKeyError):
        known.check(*NEW, "ssh-ed25519", THEIRS)
    assert with_name(text, "10.0.0.1", "10.0.1.1") == text
