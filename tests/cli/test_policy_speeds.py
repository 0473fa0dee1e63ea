"""What is planned slower than a policy demands is found by `parknet validate`, with its line."""

from tests.cli.conftest import PARK, Parknet, Place


def test_an_uplink_slower_than_the_policy_demands_is_told_with_its_line(
    desk: Place, parknet: Parknet
) -> None:
    desk.replace(PARK, "policies: [wuhan-2016", "policies: [chongqing-2018, wuhan-2016")
    desk.replace(PARK, "speed: 10G", "speed: 1G")
    said = parknet("validate", "my-park", "-C", str(desk.folder))
    assert said.code == 2
    told = "circuit telecom is planned for 1 Gbit/s, but CQ-06 demands 10 Gbit/s"
    (line,) = [line for line in said.lines if told in line]
    written = (desk.folder / PARK).read_text(encoding="utf-8").splitlines()
    number = written.index("    speed: 1G") + 1
    assert line.startswith(f"{PARK}:{number}:12: ")
