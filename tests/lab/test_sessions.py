"""The lab over real sockets, with clients that are not ours."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import paramiko
import pytest

from parknet.errors import StateError
from parknet.lab.faults import Fault
from parknet.lab.park import Lab
from parknet.lab.process import LabControl, clear, is_running, read_state, start_lab, write_state
from tests.lab.parks import SECRETS, configs_of, network_of

PARK = "wuhan-urban"


@pytest.fixture(scope="module")
def shared() -> Iterator[Lab]:
    with Lab(network_of(PARK), configs_of(PARK), SECRETS, seed=1) as lab:
        yield lab


@pytest.fixture
def lab(shared: Lab) -> Iterator[Lab]:
    """The shared lab; what a test planted or changed is put right after it."""
    texts = configs_of(PARK)
    yield shared
    for name in ("b01-agg", "b01-01f-acc1"):
        shared.restore(name, texts[name])


class Client:
    """A session typed by hand."""

    def __init__(self, lab: Lab, device: str, **over) -> None:
        self.end = lab.endpoints[device]
        self.known = asyncssh.import_known_hosts(
            f"[{self.end.host}]:{self.end.ssh_port} {self.end.host_key}\n"
        )
        self.login = {"username": "parknet", "password": SECRETS["ssh-password"]} | over

    async def __aenter__(self) -> "Client":
        self.connection = await asyncssh.connect(
            self.end.host, self.end.ssh_port, known_hosts=self.known, **self.login,
            client_keys=None, agent_path=None, config=None,
        )  # fmt: skip
        self.process = await self.connection.create_process(term_type="vt100")
        await self.process.stdout.readuntil(">")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.connection.close()
        await self.connection.wait_closed()

    async def type(self, line: str, until: str | None = None) -> str:
        self.process.stdin.write(line + "\n")
        prompt = until or ("]" if self.system else ">")
        return await asyncio.wait_for(self.process.stdout.readuntil(prompt), 10)

    system = False

    async def to_system_view(self) -> None:
        self.system = True
        await self.type("system-view", "]")


def run(awaitable):
    return asyncio.run(awaitable)


def test_a_known_host_key_a_login_and_a_configuration(lab: Lab) -> None:
    async def talk() -> str:
        async with Client(lab, "b01-agg") as client:
            await client.type("screen-length 0 temporary")
            return await client.type("display current-configuration", "return\r\n<b01-agg>")

    shown = run(talk())
    assert "\r\nsysname b01-agg\r\n" in shown
    assert not any(secret in shown for secret in SECRETS.values())


def test_a_foreign_client_talks_to_it(lab: Lab) -> None:
    end = lab.endpoints["b02-agg"]
    client = paramiko.SSHClient()
    kind, key = end.host_key.split()
    entry = paramiko.HostKeys()
    client._host_keys = entry  # paramiko has no other way to hand in keys without a file
    entry.add(f"[{end.host}]:{end.ssh_port}", kind, paramiko.PKey.from_type_string(kind, _raw(key)))
    client.connect(
        end.host, end.ssh_port, "parknet", SECRETS["ssh-password"],
        look_for_keys=False, allow_agent=False,
    )  # fmt: skip
    channel = client.invoke_shell()
    channel.settimeout(10)
    channel.send(b"screen-length disable\ndisplay version\n")
    shown = b""
    while b"uptime" not in shown or not shown.endswith(b"<b02-agg>"):
        shown += channel.recv(4096)
    client.close()
    assert b"Comware Software" in shown


def _raw(key: str) -> bytes:
    import base64

    return base64.b64decode(key)


@pytest.mark.parametrize("login", [{"password": "wrong"}, {"username": "nobody"}])
def test_a_wrong_login_is_refused(lab: Lab, login: dict[str, str]) -> None:
    async def talk() -> None:
        async with Client(lab, "b01-agg", **login):
            pass

    with pytest.raises(asyncssh.PermissionDenied):
        run(talk())


def planted(lab: Lab, kind, device: str = "b01-agg", detail: str = "") -> Fault:
    fault = Fault(kind, f"device/{device}", device, detail=detail)
    lab.plant(fault)
    return fault


def test_another_host_key_is_shown_until_healed(lab: Lab) -> None:
    async def talk() -> None:
        async with Client(lab, "b01-agg"):
            pass

    fault = planted(lab, "wrong_host_key")
    with pytest.raises(asyncssh.HostKeyNotVerifiable):
        run(talk())
    lab.heal(fault)
    run(talk())


def test_a_password_that_is_suddenly_wrong(lab: Lab) -> None:
    async def talk() -> None:
        async with Client(lab, "b01-agg"):
            pass

    fault = planted(lab, "wrong_password")
    with pytest.raises(asyncssh.PermissionDenied):
        run(talk())
    lab.heal(fault)


def test_a_silent_device_takes_the_connection_and_says_nothing(lab: Lab) -> None:
    async def talk() -> bytes:
        end = lab.endpoints["b01-agg"]
        reader, writer = await asyncio.open_connection(end.host, end.ssh_port)
        try:
            return await asyncio.wait_for(reader.read(10), 0.2)
        finally:
            writer.close()

    fault = planted(lab, "silent")
    assert lab.source("b01-agg").is_silent
    with pytest.raises(TimeoutError):
        run(talk())
    lab.heal(fault)
    assert run(talk()).startswith(b"SSH-2.0")


def test_a_session_drops_at_the_line_it_was_planted_for(lab: Lab) -> None:
    async def talk() -> int:
        done = 0
        async with Client(lab, "b01-agg") as client:
            await client.to_system_view()
            try:
                for vlan in (301, 302, 303):
                    await client.type(f"vlan {vlan}")
                    done += 1
            except (asyncio.IncompleteReadError, asyncssh.Error, OSError):
                return done
        return -1

    planted(lab, "dropped_session", detail="2")
    assert run(talk()) == 1
    assert "vlan 301" not in lab.running("b01-agg")


def test_a_change_that_cuts_the_way_freezes_the_session_and_the_timer_brings_it_back(
    lab: Lab,
) -> None:
    network = network_of(PARK)
    svi = next(svi for svi in network.device("b01-agg").svis if svi.role == "link")
    before = lab.running("b01-agg")

    async def cut() -> None:
        async with Client(lab, "b01-agg") as client:
            await client.to_system_view()
            await client.type(f"interface {svi.name}")
            await client.type("undo ip address")
            await client.type("commit trial 60 persist run-1")

    with pytest.raises((asyncio.IncompleteReadError, asyncssh.Error, OSError)):
        run(cut())
    assert not lab.is_reached("b01-agg")
    assert not lab.is_reached("b01-01f-acc1")
    assert lab.source("b01-01f-acc1").is_silent

    async def look() -> None:
        async with Client(lab, "b01-agg"):
            pass

    with pytest.raises((OSError, asyncssh.Error)):
        run(look())
    lab.advance(60)
    assert lab.running("b01-agg") == before
    run(look())


def test_a_lab_in_a_process_answers_and_ends(tmp_path: Path) -> None:
    record = tmp_path / ("deep" * 30) / "lab"
    network = network_of(PARK)
    fault = Fault("ap_down", f"ap/{network.aps[0].id}", network.aps[0].controller)
    control = start_lab(network, configs_of(PARK), SECRETS, record, seed=1, faults=[fault])
    try:
        assert is_running(record)
        assert len(control.endpoints()) == len(network.devices)
        assert control.faults() == (fault,)
        now = control.now()
        control.advance(90)
        assert control.now() == now + 90
        assert control.is_reached("b01-agg")
        with pytest.raises(StateError, match="refuses"):
            control.configure("b01-agg", "nonsense")
        with pytest.raises(StateError, match="refuses"):
            control.running("no-such-device")
        with pytest.raises(StateError, match="up already"):
            start_lab(network, {}, SECRETS, record)
        other = LabControl.connect(record)
        assert other is not None
        assert other.running("b01-agg") == control.running("b01-agg")
        other.hang_up()
    finally:
        control.stop()
    assert not is_running(record)
    assert LabControl.connect(record) is None
    assert not record.exists()


def test_what_a_killed_lab_left_behind_is_recognised(tmp_path: Path) -> None:
    record = tmp_path / "lab"
    control = start_lab(network_of(PARK), {}, SECRETS, record)
    state = control.state
    control.kill()
    assert record.exists()
    assert not is_running(record)
    assert LabControl.connect(record) is None
    assert not record.exists()
    assert not Path(state.socket).exists()


def test_another_process_of_the_same_number_is_no_lab(tmp_path: Path) -> None:
    import os

    record = tmp_path / "lab"
    control = start_lab(network_of(PARK), {}, SECRETS, record)
    state = read_state(record)
    control.stop()
    assert state is not None
    write_state(record, type(state)(os.getpid(), "1", state.socket, state.park, state.devices))
    assert not is_running(record)
    clear(record)


def test_half_a_record_is_no_lab(tmp_path: Path) -> None:
    record = tmp_path / "lab"
    record.write_text('{"pid": 1')
    assert not is_running(record)
    assert LabControl.connect(record) is None
