"""The lab's agents answer net-snmp's own tools, which nobody here wrote."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.pipeline.rig import SECRETS, rig_of

pytestmark = pytest.mark.root

SNMPWALK = shutil.which("snmpbulkwalk")


def walk(
    port: int, oid: str, secret: str = SECRETS["snmp-auth"]
) -> subprocess.CompletedProcess[str]:
    if SNMPWALK is None:
        pytest.skip("net-snmp's tools are not installed: apt-get install snmp")
    return subprocess.run(
        [SNMPWALK, "-v3", "-l", "authPriv", "-u", "parknet", "-a", "SHA-256", "-A", secret,
         "-x", "AES", "-X", SECRETS["snmp-priv"], "-On", "-t", "3", "-r", "1",
         f"127.0.0.1:{port}", oid],
        capture_output=True, text=True, check=False, timeout=60,
        env={"MIBS": "", "PATH": "/usr/bin"},
    )  # fmt: skip


def test_net_snmp_walks_every_interface_of_a_switch(tmp_path: Path) -> None:
    with rig_of(tmp_path, "wuhan-agricultural", configured=True) as rig:
        name = "b01-agg"
        answer = walk(rig.lab.endpoints[name].snmp_port, "1.3.6.1.2.1.31.1.1.1.1")
    assert answer.returncode == 0, answer.stderr
    shown = {line.rsplit('"', 2)[1] for line in answer.stdout.splitlines()}
    device = rig.site.network.device(name)
    assert {port.name for port in device.ports} <= shown
    assert {svi.name for svi in device.svis} <= shown


def test_net_snmp_is_refused_with_another_secret(tmp_path: Path) -> None:
    with rig_of(tmp_path, "wuhan-agricultural", configured=True) as rig:
        answer = walk(rig.lab.endpoints["b01-agg"].snmp_port, "1.3.6.1.2.1.1", "another-secret")
    assert answer.returncode != 0
    assert "Authentication failure" in answer.stdout + answer.stderr
