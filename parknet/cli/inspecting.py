"""The command that reads one device of which nothing is known but its address."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any

import typer

from parknet.cli.app import JsonOption, WorkspaceOption, app
from parknet.cli.device_tables import device_tables, value_text
from parknet.cli.output import EXIT_FAILED, print_json, print_table, stdout, talk, warn
from parknet.clock import SystemClock
from parknet.collect import read_profiles
from parknet.drivers.snmp import Credential, Limits, SnmpCommunity, SnmpCredential, SnmpTarget
from parknet.model.metrics import METRICS
from parknet.model.snapshot import DeviceSnapshot
from parknet.pipeline.inspection import Inspection, inspect
from parknet.vault import PREFIX, open_vault
from parknet.workspace import Workspace

_PORT = 161  # RFC 3430, RFC 1157: snmp
_SYSTEM = "system."


@app.command("inspect")
def inspect_command(
    host: Annotated[
        str, typer.Argument(metavar="HOST[:PORT]", help="a name, an IPv4 or an IPv6 address")
    ],
    workspace: WorkspaceOption = Path(),
    community: Annotated[
        str | None, typer.Option(metavar="NAME", help="ask over SNMPv2c, which anybody can read")
    ] = None,
    v3: Annotated[
        str,
        typer.Option(
            metavar="USER",
            help="the SNMPv3 user; secrets from PARKNET_SECRET_SNMP_AUTH and _SNMP_PRIV",
        ),
    ] = "parknet",
    profile: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="read with this; may be repeated")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.05, help="seconds for one answer")] = 2.0,
    as_json: JsonOption = False,
) -> None:
    """Read one device over SNMP, no park needed."""
    target = _target(host)
    found = inspect(
        target,
        credential_of(community, v3),
        read_profiles(Workspace(workspace).collector_profiles()),
        SystemClock(),
        only=profile or (),
        limits=Limits(timeout_s=timeout),
    )
    if as_json:
        print_json(_as_json(found))
    else:
        _print(found)
    if found.snapshot.failure is not None:
        warn(f"{host}: {found.snapshot.failure.detail}")
        raise typer.Exit(EXIT_FAILED)


def credential_of(community: str | None, user: str) -> Credential:
    """Return who asks: a community where one is named, or else the user of SNMPv3."""
    if community:
        return SnmpCommunity(community)
    here = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    vault = open_vault(here)
    return SnmpCredential(user, vault.get("snmp-auth"), vault.get("snmp-priv"))


def _target(text: str) -> SnmpTarget:
    """Return where `10.0.0.1`, `switch:1161`, `2001:db8::1` or `[2001:db8::1]:1161` is."""
    host, port = text, ""
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    elif ":" in text:
        ip_address(text.partition("%")[0])
    if port and not (port.isdigit() and 0 < int(port) < 65536):
        raise typer.BadParameter(f"{port!r} is no UDP port")
    return SnmpTarget(host, int(port) if port else _PORT)


def _as_json(found: Inspection) -> dict[str, Any]:
    snapshot = found.snapshot
    failure = snapshot.failure
    return {
        "device": {
            "address": found.address,
            "vendor": found.vendor,
            "profiles": list(found.profiles),
            **_system(snapshot),
        },
        "readings": [
            {
                "metric": reading.metric,
                "instance": reading.instance,
                "value": reading.value,
                "unit": reading.unit,
            }
            for reading in snapshot.readings()
        ],
        "warnings": list(snapshot.warnings) + ([failure.detail] if failure is not None else []),
    }


def _system(snapshot: DeviceSnapshot) -> Mapping[str, Any]:
    return {
        name.removeprefix(_SYSTEM): column.values[0]
        for name, column in snapshot.columns.items()
        if name.startswith(_SYSTEM)
    }


def _print(found: Inspection) -> None:
    snapshot = found.snapshot
    own = [
        (name.removeprefix(_SYSTEM).replace("_", " "), value_text(METRICS[name], column.values[0]))
        for name, column in snapshot.columns.items()
        if METRICS[name].instance == "device" and name.startswith(_SYSTEM)
    ]
    print_table(found.address, ("", ""), [("vendor", found.vendor or "unknown"), *own])
    for table in device_tables(snapshot):
        stdout.print()
        print_table(table.title, table.header, table.rows)
    for warning in snapshot.warnings:
        talk(warning)
