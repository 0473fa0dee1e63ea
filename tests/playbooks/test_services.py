"""The playbook of services hosts, beneath a folder of this machine, with programs' own checks."""

import json
import shutil
from pathlib import Path

import pytest

from tests.playbooks.conftest import Desk

pytestmark = pytest.mark.root
NEEDED = ("/usr/sbin/kea-dhcp4", "/usr/sbin/kea-dhcp6", "/usr/sbin/unbound-checkconf")


@pytest.fixture
def host(tmp_path: Path) -> Path:
    missing = [path for path in NEEDED if not Path(path).exists()]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    for folder in ("etc/kea", "etc/unbound/unbound.conf.d", "etc/freeradius/3.0"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def deliver(desk: Desk, host: Path, *more: str) -> tuple[int, str]:
    variables = {
        "ansible_connection": "local",
        "parknet_become": False,
        "parknet_root": str(host),
        "parknet_restart": False,
    }
    said = desk.ansible("services", "-e", json.dumps(variables), *more)
    return said.code, said.text


def test_files_are_shown_checked_delivered_and_left_alone_when_they_are_there(
    desk: Desk, host: Path
) -> None:
    code, text = deliver(desk, host, "--check", "--diff")
    assert code == 0, text
    assert '"subnet4"' in text
    assert not list(host.glob("etc/*/*.conf"))
    code, text = deliver(desk, host)
    assert code == 0, text
    assert (host / "etc/kea/kea-dhcp4.conf").exists()
    assert (host / "etc/unbound/unbound.conf.d/parknet.conf").exists()
    code, text = deliver(desk, host)
    assert code == 0, text
    assert "changed=0" in text
    assert "changed=1" not in text
    assert not list(Path("/tmp").glob("parknet-services-*")), "nothing with secrets is left"


def test_a_file_that_its_program_refuses_never_takes_its_place(desk: Desk, host: Path) -> None:
    assert deliver(desk, host)[0] == 0
    before = (host / "etc/kea/kea-dhcp4.conf").read_text()
    templates = desk.folder / "templates" / "services"
    try:
        assert desk.parknet("eject", "templates/services").code == 0
        template = templates / "kea-dhcp4.conf.j2"
        template.write_text(template.read_text() + "\nnot what Kea reads\n")
        code, text = deliver(desk, host)
        assert code != 0
        assert "the former files are back" in text
    finally:
        shutil.rmtree(desk.folder / "templates", ignore_errors=True)
    assert (host / "etc/kea/kea-dhcp4.conf").read_text() == before
