"""Huawei VRP's lines of accounts, command lines, SNMP and SSH: see `parknet.lab.vrp.language`."""

from typing import Final

from parknet.lab.grammar import Line
from parknet.lab.vrp.access import SCHEMES, VTY

AAA: Final = (
    *SCHEMES,
    Line(
        "local-user <word> password {irreversible-cipher|cipher} <irreversible>",
        key=3,
        undo=("local-user <word>",),
    ),
    Line(
        "local-user <word> privilege level <0-15>",
        key=4,
        undo=("local-user <word> privilege level",),
    ),
    Line(
        "local-user <word> service-type {ssh|telnet|terminal|ftp|http}",
        key=3,
        undo=("local-user <word> service-type",),
    ),
)
LINES: Final = (
    *VTY,
    Line("authentication-mode {aaa|password|none}"),
    Line("user privilege level <0-15>"),
    Line("idle-timeout <0-35791> <0-59>"),
    Line("protocol inbound {ssh|telnet|all}"),
)
SNMP: Final = (
    Line("snmp-agent", undo=("snmp-agent",)),
    Line(
        "snmp-agent sys-info version {v3|v2c|all}",
        key=4,
        undo=("snmp-agent sys-info version {v3|v2c|all}",),
    ),
    Line("snmp-agent sys-info contact <text>"),
    Line("snmp-agent sys-info location <text>"),
    Line(
        "snmp-agent mib-view included <word> <word>",
        kind="many",
        undo=("snmp-agent mib-view included <word> <word>", "snmp-agent mib-view included <word>"),
    ),
    Line(
        "snmp-agent group v3 <word> {privacy|authentication|noauthentication} read-view <word>",
        key=4,
        undo=("snmp-agent group v3 <word> {privacy|authentication|noauthentication}",),
    ),
    Line("snmp-agent acl <2000-3999>", checks=("acl_number",)),
    Line("snmp-agent usm-user v3 <word>", key=4, undo=("snmp-agent usm-user v3 <word>",)),
    Line(
        "snmp-agent usm-user v3 <word> group <word>",
        key=5,
        undo=("snmp-agent usm-user v3 <word> group",),
    ),
    Line(
        "snmp-agent usm-user v3 <word> authentication-mode "
        "{md5|sha|sha2-224|sha2-256|sha2-384|sha2-512} cipher <cipher>",
        key=5,
        undo=("snmp-agent usm-user v3 <word> authentication-mode",),
    ),
    Line(
        "snmp-agent usm-user v3 <word> privacy-mode "
        "{aes128|aes192|aes256|3des168|des56} cipher <cipher>",
        key=5,
        undo=("snmp-agent usm-user v3 <word> privacy-mode",),
    ),
)
SSH: Final = (
    Line("stelnet server enable"),
    Line("sftp server enable"),
    Line("ssh user <word>", key=3),
    Line(
        "ssh user <word> authentication-type {password|rsa|all}",
        key=4,
        undo=("ssh user <word> authentication-type",),
    ),
    Line(
        "ssh user <word> service-type {stelnet|sftp|all}",
        key=4,
        undo=("ssh user <word> service-type",),
    ),
)
