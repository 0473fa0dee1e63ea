import base64
import hashlib
import hmac

import asyncssh
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parknet.drivers.huawei_session import ComwareSession, VrpSession
from parknet.drivers.known_hosts import load_known_hosts
from parknet.drivers.session import Answer, SessionLimits
from parknet.drivers.sessions import Target
from parknet.errors import (
    AuthenticationError,
    CommandRejectedError,
    DeviceUnreachableError,
    HostKeyError,
)
from tests.drivers.far_end import DROP, PASSWORD, SILENCE, Far, Table

QUICK = SessionLimits(connect_s=0.4, reply_s=0.4)


def connect(target: Target, password: str = PASSWORD, limits: SessionLimits | None = None):
    return VrpSession(
        host=target.host,
        port=target.port,
        username=target.username,
        password=password,
        known_hosts=load_known_hosts(target.known_hosts),
        limits=limits or SessionLimits(connect_s=5, reply_s=5),
    )


@pytest.fixture
def stranger() -> str:
    return asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()


def test_an_unknown_host_key_is_refused_before_any_credential_is_sent(far: Far) -> None:
    table = Table()
    target = far.serve(table, trusted=False)
    with pytest.raises(HostKeyError, match="unknown: it shows ssh-ed25519 SHA256:"):
        connect(target)
    assert table.attempts == []


def test_a_changed_host_key_is_refused_before_any_credential_is_sent(
    far: Far, stranger: str
) -> None:
    table = Table()
    target = far.serve(table, trusted=stranger)
    with pytest.raises(HostKeyError, match="has changed"):
        connect(target)
    assert table.attempts == []


def test_a_revoked_host_key_is_refused_even_where_it_is_also_trusted(far: Far) -> None:
    table = Table()
    target = far.serve(table)
    with target.known_hosts.open("a") as file:
        file.write(f"@revoked [127.0.0.1]:{target.port} {far.public()}\n")
    with pytest.raises(HostKeyError, match="revokes"):
        connect(target)
    assert table.attempts == []


def test_a_missing_known_hosts_file_trusts_nobody(far: Far) -> None:
    target = far.serve(Table())
    target.known_hosts.unlink()
    with pytest.raises(HostKeyError, match="nobody is trusted"):
        connect(target)


def test_a_hashed_name_in_known_hosts_is_recognised(far: Far) -> None:
    target = far.serve(Table(), trusted=False)
    salt = b"0123456789abcdefghij"
    digest = hmac.digest(salt, f"[127.0.0.1]:{target.port}".encode(), hashlib.sha1)
    name = f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()}"
    target.known_hosts.write_text(f"{name} {far.public()}\n")
    session = connect(target)
    assert session.prompt == "<sw1>"
    session.disconnect()


def test_a_wrong_password_is_an_authentication_error_without_the_password(far: Far) -> None:
    table = Table()
    with pytest.raises(AuthenticationError) as caught:
        connect(far.serve(table), password="canary-Wrong-1")
    assert table.attempts[-1] == "password parknet"
    assert "canary" not in str(caught.value)


def test_a_far_end_that_says_nothing_is_given_up_within_its_limit(far: Far) -> None:
    with pytest.raises(DeviceUnreachableError, match="no SSH session within"):
        connect(far.mute(), limits=QUICK)


def test_a_closed_port_is_unreachable(far: Far) -> None:
    target = far.serve(Table())
    far.close_listeners()
    with pytest.raises(DeviceUnreachableError, match="no TCP connection: Connection refused"):
        connect(target)


def test_a_device_that_falls_silent_after_login_is_given_up_within_its_limit(far: Far) -> None:
    table = Table(replies={"display version": SILENCE})
    session = connect(far.serve(table), limits=SessionLimits(connect_s=5, reply_s=0.3))
    with pytest.raises(DeviceUnreachableError, match=r"within 0\.3 s"):
        session.run("display version")
    session.disconnect()


def test_a_lost_session_is_told_with_the_line_it_was_lost_at(far: Far) -> None:
    session = connect(far.serve(Table(replies={"display version": DROP})))
    with pytest.raises(DeviceUnreachableError, match="lost at 'display version'"):
        session.run("display version")
    session.disconnect()


def test_a_reply_is_what_stands_between_the_echo_and_the_prompt(far: Far) -> None:
    table = Table(replies={"display version": "VRP\r\n<sw2> is no prompt\r\n[sw1 neither"})
    session = connect(far.serve(table))
    assert session.run("display version") == "VRP\n<sw2> is no prompt\n[sw1 neither"
    session.disconnect()


def test_a_banner_that_ends_like_a_prompt_is_not_taken_for_one(far: Far) -> None:
    table = Table(banner="Property of\r\n<Park>\r\n", replies={"display version": "VRP"})
    session = connect(far.serve(table))
    assert session.run("display version") == "VRP"
    assert session.prompt == "<sw1>"
    session.disconnect()


def test_a_large_reply_arrives_whole(far: Far) -> None:
    text = "\r\n".join(f"interface GigabitEthernet0/0/{number}" for number in range(20_000))
    session = connect(far.serve(Table(replies={"display it": text})))
    assert session.run("display it") == text.replace("\r\n", "\n")
    session.disconnect()


def test_a_prompt_follows_a_change_of_the_devices_name(far: Far) -> None:
    table = Table(
        prompts={"system-view": "[sw1]", "sysname sw2": "[sw2]", "vlan 10": "[sw2-vlan10]"}
    )
    session = connect(far.serve(table))
    for line in table.prompts:
        session.run(line)
        assert session.is_below_system_view == (line == "vlan 10")
    assert session.prompt == "[sw2-vlan10]"
    session.disconnect()


def test_a_question_gets_the_answer_meant_for_it_and_no_other(far: Far) -> None:
    table = Table(replies={"save": "Write to flash? [Y/N]:", "y": "saved successfully"})
    session = connect(far.serve(table))
    reply = session.run("save", answers=[Answer(r"Write to flash\? \[Y/N\]:$", "y")])
    assert reply.endswith("saved successfully")
    session.disconnect()


def test_an_unforeseen_question_is_never_answered(far: Far) -> None:
    table = Table(replies={"undo vlan 10": "Really delete everything? [Y/N]:"})
    session = connect(far.serve(table))
    with pytest.raises(CommandRejectedError, match="Really delete everything"):
        session.run("undo vlan 10", answers=[Answer(r"Write to flash", "y")])
    assert table.lines[-1] == "undo vlan 10"
    assert not session.is_alive()


def test_comware_is_asked_to_stop_paging_in_its_own_words(far: Far) -> None:
    table = Table()
    target = far.serve(table, platform="h3c_comware")
    session = ComwareSession(
        host=target.host,
        port=target.port,
        username=target.username,
        password=PASSWORD,
        known_hosts=load_known_hosts(target.known_hosts),
        limits=SessionLimits(),
    )
    session.disconnect()
    assert table.lines == ["screen-length disable"]


def test_an_offer_to_change_the_password_at_login_is_declined(far: Far) -> None:
    table = Table(
        prompt="The password needs to be changed. Change now? [Y/N]:", prompts={"N": "<sw1>"}
    )
    session = connect(far.serve(table))
    assert session.prompt == "<sw1>"
    assert table.lines[0] == "N"
    session.disconnect()


def test_any_other_question_at_login_is_not_answered(far: Far) -> None:
    table = Table(prompt="Erase startup configuration? [Y/N]:")
    with pytest.raises(CommandRejectedError, match="Erase"):
        connect(far.serve(table))
    assert table.lines == []


def test_a_server_with_several_keys_is_asked_for_the_one_that_is_known(far: Far) -> None:
    far.more_keys = [asyncssh.generate_private_key("ecdsa-sha2-nistp256")]
    other = far.more_keys[0].export_public_key().decode().strip()
    session = connect(far.serve(Table(), trusted=other))
    assert session.prompt == "<sw1>"
    session.disconnect()


LINE = st.text(
    st.characters(
        min_codepoint=32, max_codepoint=0x5FFF, exclude_categories=["Cs", "Cc", "Zl", "Zp"]
    ),
    min_size=1,
) | st.sampled_from([" <sw1>", " [sw1]", "description a[Y/N]:", "[Y/N]", "<sw2>", "#"])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(LINE, min_size=1, max_size=12), chunk=st.integers(1, 40))
def test_a_reply_is_the_same_however_it_is_cut_into_packets(
    far: Far, lines: list[str], chunk: int
) -> None:
    table = Table(replies={"display it": "\r\n".join(lines)}, chunk=chunk)
    session = connect(far.serve(table))
    try:
        assert session.run("display it") == "\n".join(lines)
    finally:
        session.disconnect()
