"""A device that is read with a community by a named exception: in the clear, and never silently."""

import shutil
from pathlib import Path

import pytest

from parknet.drivers.sessions import Timeouts
from parknet.drivers.snmp import SnmpCommunity, SnmpTarget
from parknet.errors import SecretError
from parknet.pipeline.audits import audit_rendered
from parknet.pipeline.measure import collect_park, latest_snapshot
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach
from parknet.vault import Vault, open_vault
from parknet.workspace import Workspace
from tests.drivers_snmp.fuzz_agent import FuzzAgent, dotted, octets, serving

ROOT = Path(__file__).parents[2]
PARK = "wuhan-agricultural"
EXCEPTION = """  snmp_exceptions:
    gw-1: {version: v2c, secret: old-community, why: no SNMPv3, owner: Wang, until: 2099-12-31}
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    park = tmp_path / "inventory" / "parks" / PARK
    shutil.copytree(ROOT / "inventory" / "parks" / PARK, park)
    main = park / "park.yml"
    text = main.read_text(encoding="utf-8")
    main.write_text(text.replace("  snmp_user: parknet\n", EXCEPTION), encoding="utf-8")
    return Site(Workspace(tmp_path), PARK)


def vault_of(folder: Path, **more: str) -> Vault:
    secrets = {"snmp-auth": "auth-secret-1", "snmp-priv": "priv-secret-1"} | more
    path = folder / "secrets"
    path.write_text("".join(f"{name}={value}\n" for name, value in secrets.items()))
    path.chmod(0o600)
    return open_vault({}, path, folder / "vault.key")


def reach_of(site: Site, vault: Vault, **snmp: object) -> Reach:
    return Reach(
        targets={},
        snmp=snmp,  # type: ignore[arg-type]
        vault=vault,
        snmp_user="parknet",
        rehearsal=False,
        timeouts=Timeouts(),
        snmp_exceptions=site.intent.park.management.snmp_exceptions,
    )


def test_the_device_is_read_and_the_exception_is_told_and_kept(site: Site, tmp_path: Path) -> None:
    said: list[str] = []
    site.talk = said.append
    name = "1.3.6.1.2.1.1.5.0"
    agent = FuzzAgent({dotted(name): octets(b"gw-1")}, community=b"long-ago")
    with serving(agent) as target:
        vault = vault_of(tmp_path, **{"old-community": "long-ago"})
        collect_park(site, reach_of(site, vault, **{"gw-1": target}))
    assert any("gw-1" in line and "SNMPv2c" in line and "Wang" in line for line in said)
    kept = latest_snapshot(site).devices["gw-1"]
    assert kept.failure is None
    assert kept.value("system.name", "") == "gw-1"
    assert "in the clear" in kept.warnings[0]
    assert "long-ago" not in str(said) + str(kept)


def test_the_community_is_a_secret_that_has_to_be_set(site: Site, tmp_path: Path) -> None:
    target = {"gw-1": SnmpTarget("127.0.0.1")}
    with pytest.raises(SecretError, match="old-community"):
        reach_of(site, vault_of(tmp_path), **target).snmp_targets()
    vault = vault_of(tmp_path, **{"old-community": "long-ago"})
    found = reach_of(site, vault, **target).snmp_targets()["gw-1"]
    assert found.credential == SnmpCommunity("long-ago")
    assert "long-ago" not in repr(found)


def test_the_audit_has_a_finding_however_well_the_exception_is_accepted(site: Site) -> None:
    (finding,) = audit_rendered(site).findings
    assert (finding.device, finding.rule) == ("gw-1", "snmpv3-only")
    assert "park.yml" in finding.where
    assert "Wang accepts it until 2099-12-31" in finding.text
