"""Devices that are there already: their keys confirmed, never replaced; who they are, read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from parknet.drivers.known_hosts import load_known_hosts
from parknet.errors import HostKeyError, IntentError
from parknet.lab.faults import Fault
from parknet.pipeline.enrol import Sighting, Standing, known_hosts_of, look, see_keys, trust
from parknet.pipeline.seeds import Seed, expected_fingerprints, seeds_of
from tests.pipeline.arista import arista_park
from tests.pipeline.cisco import cisco_park
from tests.pipeline.debian_park import debian_workspace
from tests.pipeline.rig import Rig, rig_of
from tests.pipeline.ruijie import ruijie_park

PARK = "wuhan-agricultural"  # of H3C switches


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with rig_of(tmp_path, PARK) as found:
        forget(found)
        yield found


def forget(rig: Rig) -> Path:
    file = known_hosts_of(rig.reach)
    file.write_text("# of this park\n[127.0.0.1]:1 ssh-ed25519 AAAA", encoding="utf-8")
    return file


def all_seeds(rig: Rig) -> list[Seed]:
    return seeds_of(rig.site, rig.reach)


def see(rig: Rig, **expected: str) -> dict[str, Sighting]:
    seeds = all_seeds(rig)
    wanted = {seed: {expected[seed.device]} for seed in seeds if seed.device in expected}
    return {one.seed.device: one for one in see_keys(rig.site, rig.reach, seeds, wanted)}


def test_keys_are_shown_confirmed_written_and_then_known(rig: Rig) -> None:
    file = known_hosts_of(rig.reach)
    first = see(rig)
    assert {one.standing for one in first.values()} == {Standing.NEW}
    assert load_known_hosts(file).signature_types(*place(first["gw-1"])) == ()
    trust(rig.site, rig.reach, list(first.values()))
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# of this park\n[127.0.0.1]:1 ssh-ed25519 AAAA\n")
    assert {one.standing for one in see(rig).values()} == {Standing.KNOWN}
    trust(rig.site, rig.reach, list(see(rig).values()))
    assert file.read_text(encoding="utf-8") == text
    found = look(rig.site, rig.reach, list(first.values()))
    assert {(one.failure, one.mismatches) for one in found} == {("", ())}
    assert {one.vendor for one in found} == {"H3C"}


def place(one: Sighting) -> tuple[str, int]:
    return one.seed.host, one.seed.port


@pytest.mark.parametrize("make", [arista_park, cisco_park, ruijie_park, debian_workspace])
def test_devices_of_every_maker_say_who_they_are(make: object, tmp_path: Path) -> None:
    make(tmp_path)  # type: ignore[operator]
    with rig_of(tmp_path, PARK) as rig:
        forget(rig)
        fresh = list(see(rig).values())
        assert {one.standing for one in fresh} == {Standing.NEW}
        trust(rig.site, rig.reach, fresh)
        found = look(rig.site, rig.reach, fresh)
        assert {(one.failure, one.mismatches) for one in found} == {("", ())}
        assert all(one.model and one.release and one.vendor for one in found)


def test_the_key_shown_is_the_one_a_session_is_shown(rig: Rig) -> None:
    ends = rig.lab.endpoints
    for name, one in see(rig).items():
        assert one.key is not None
        assert one.key.line("x").split()[1:] == ends[name].host_key.split()[:2]


def test_a_changed_key_is_refused_with_both_fingerprints_and_never_replaced(rig: Rig) -> None:
    before = see(rig)
    trust(rig.site, rig.reach, list(before.values()))
    file = known_hosts_of(rig.reach)
    text = file.read_text(encoding="utf-8")
    rig.lab.plant(Fault("wrong_host_key", "device/gw-1", "gw-1"))
    after = see(rig)
    assert after["gw-1"].standing is Standing.REFUSED
    for one in (before["gw-1"], after["gw-1"]):
        assert one.key is not None
        assert one.key.fingerprint in after["gw-1"].detail
    assert f"ssh-keygen -R '[127.0.0.1]:{after['gw-1'].seed.port}'" in after["gw-1"].detail
    assert {it.standing for name, it in after.items() if name != "gw-1"} == {Standing.KNOWN}
    with pytest.raises(HostKeyError, match="has changed"):
        trust(rig.site, rig.reach, list(after.values()))
    assert file.read_text(encoding="utf-8") == text


def test_a_dead_address_is_told_and_the_others_go_on(rig: Rig) -> None:
    target = rig.reach.targets["core-1"]
    seeds = [Seed("127.0.0.1", 1, "gw-1"), Seed(target.host, target.port, "core-1")]
    dead, live = see_keys(rig.site, rig.reach, seeds)
    assert dead.standing is Standing.SILENT
    assert "no TCP connection" in dead.detail
    assert live.standing is Standing.NEW


def test_another_key_than_the_expected_one_is_refused(rig: Rig) -> None:
    found = see(rig, **{"gw-1": "SHA256:" + "A" * 43})
    assert found["gw-1"].standing is Standing.REFUSED
    assert "is expected" in found["gw-1"].detail


def test_one_key_for_two_devices_is_refused(rig: Rig) -> None:
    target = rig.reach.targets["core-1"]
    seeds = [Seed(target.host, target.port, name) for name in ("core-1", "gw-1")]
    # The same address cannot be asked for twice, so it goes by another name of this machine.
    seeds[1] = Seed("127.0.0.1", rig.reach.targets["gw-1"].port, "gw-1")
    swapped = [*seeds, Seed("::ffff:127.0.0.1", target.port, "b01-agg")]
    found = see_keys(rig.site, rig.reach, swapped)
    assert [one.standing for one in found] == [Standing.REFUSED, Standing.NEW, Standing.REFUSED]


def test_what_no_device_of_the_design_has_is_a_stranger(rig: Rig) -> None:
    target = rig.reach.targets["core-1"]
    (found,) = see_keys(rig.site, rig.reach, [Seed(target.host, target.port)])
    assert found.standing is Standing.STRANGER


def test_a_device_that_is_another_one_is_a_finding(rig: Rig) -> None:
    target = rig.reach.targets["b01-1f-acc1"]
    moved = see_keys(rig.site, rig.reach, [Seed(target.host, target.port, "gw-1")])
    trust(rig.site, rig.reach, moved)
    (found,) = look(rig.site, rig.reach, moved)
    assert found.mismatches[0] == "hostname: b01-1f-acc1, and the design has gw-1"
    assert found.mismatches[1].startswith("model: ")


def test_a_serial_number_that_is_not_the_labels_is_a_finding(tmp_path: Path) -> None:
    arista_park(tmp_path)
    park = tmp_path / "inventory/parks" / PARK / "park.yml"
    text = park.read_text(encoding="utf-8")
    new = "\nmanagement:\n  serials: {gw-1: XYZ00000001}\n"
    park.write_text(text.replace("\nmanagement:\n", new), encoding="utf-8")
    with rig_of(tmp_path, PARK) as rig:
        rig.lab.device("gw-1").serial = "XYZ00000099"
        found = {one.device: one for one in look(rig.site, rig.reach, list(see(rig).values()))}
        (mismatch,) = found.pop("gw-1").mismatches
        assert mismatch.endswith("and the design has XYZ00000001")
        assert {one.mismatches for one in found.values()} == {()}


def test_a_refused_password_is_told_and_the_others_go_on(rig: Rig) -> None:
    fresh = list(see(rig).values())
    trust(rig.site, rig.reach, fresh)
    rig.lab.plant(Fault("wrong_password", "device/gw-1", "gw-1"))
    found = {one.device: one.failure for one in look(rig.site, rig.reach, fresh)}
    assert "password was refused" in found.pop("gw-1")
    assert set(found.values()) == {""}


def test_seeds_are_read_and_every_mistake_is_told(rig: Rig, tmp_path: Path) -> None:
    file = tmp_path / "seeds.txt"
    file.write_text("10.0.0.1 gw-1  # old address\n\n[2001:db8::1]:2022\n", encoding="utf-8")
    assert seeds_of(rig.site, rig.reach, ["10.0.0.1", "10.0.0.2:23"], file) == [
        Seed("10.0.0.1", 22, "gw-1"),
        Seed("10.0.0.2", 23),
        Seed("2001:db8::1", 2022),
    ]
    file.write_text("10.0.0.1 gw-9\nnonsense\n10.0.0.1:70000\n", encoding="utf-8")
    with pytest.raises(IntentError) as caught:
        seeds_of(rig.site, rig.reach, (), file, ["10.0.0.0/8", "10.0.0.1/8"])
    where = [problem.where for problem in caught.value.problems]
    assert [text.removeprefix(str(tmp_path)) for text in where] == [
        "--discover 10.0.0.0/8",
        "--discover 10.0.0.1/8",
        "/seeds.txt:1:1",
        "/seeds.txt:2:1",
        "/seeds.txt:3:1",
    ]


def test_a_swept_prefix_has_each_host_once(rig: Rig) -> None:
    found = seeds_of(rig.site, rig.reach, ["10.0.0.1"], None, ["10.0.0.0/30"])
    assert [seed.host for seed in found] == ["10.0.0.1", "10.0.0.2"]


def test_fingerprints_are_read_as_ssh_keygen_prints_them(rig: Rig, tmp_path: Path) -> None:
    seeds = all_seeds(rig)
    one, other = seeds[0], seeds[1]
    file = tmp_path / "keys.txt"
    prints = ["SHA256:" + letter * 43 for letter in "AB"]
    lines = [f"256 {prints[0]} {one.name} (ED25519)", f"{other.device} {prints[1]}"]
    file.write_text("\n".join(lines), encoding="utf-8")
    found = expected_fingerprints(file, rig.reach.targets, seeds)
    assert found == {one: {prints[0]}, other: {prints[1]}}
    assert expected_fingerprints(file, rig.reach.targets, [other]) == {other: {prints[1]}}
    file.write_text(f"gw-1 MD5:00\nnobody {prints[0]}\n", encoding="utf-8")
    with pytest.raises(IntentError) as caught:
        expected_fingerprints(file, rig.reach.targets, seeds)
    assert len(caught.value.problems) == 2
