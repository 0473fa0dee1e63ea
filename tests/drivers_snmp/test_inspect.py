"""`parknet inspect` against an emulated agent: a device known by nothing but its address."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

SECRETS = {"PARKNET_SECRET_SNMP_AUTH": "auth-secret-1", "PARKNET_SECRET_SNMP_PRIV": "priv-secret-1"}


def inspect(*arguments: str) -> tuple[int, dict[str, Any]]:
    ended = subprocess.run(
        [sys.executable, "-m", "parknet", "inspect", *arguments, "--json"],
        env=os.environ | SECRETS,
        capture_output=True,
        check=False,
    )
    return ended.returncode, json.loads(ended.stdout)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_device_is_recognised_and_read_over_both_versions_of_ip(host, lab, make) -> None:
    port = lab({"b03-agg": make()}, host)["b03-agg"].port
    code, told = inspect(f"[{host}]:{port}" if ":" in host else f"{host}:{port}", "--v3", "parknet")
    assert code == 0
    assert set(told) == {"device", "readings", "warnings"}
    assert told["device"]["vendor"] == "Huawei"
    assert told["device"]["name"] == "b03-agg"
    uplink = {"metric": "interface.oper_status", "instance": "XGigabitEthernet0/0/1"}
    assert uplink | {"value": "up", "unit": ""} in told["readings"]


def test_a_device_that_says_nothing_is_told_and_exits_3(lab, make) -> None:
    port = lab({"b03-agg": make(is_silent=True)})["b03-agg"].port
    code, told = inspect(f"127.0.0.1:{port}", "--timeout", "0.1")
    assert code == 3
    assert told["readings"] == []
    assert told["warnings"]
