"""SNMP behind one interface: gufo_snmp polls parks, pysnmp does what is asked rarely."""

from parknet.drivers.snmp.gufo import GufoReader
from parknet.drivers.snmp.pysnmp_reader import PysnmpReader
from parknet.drivers.snmp.target import (
    Credential,
    Limits,
    SnmpCommunity,
    SnmpCredential,
    SnmpTarget,
)

__all__ = [
    "Credential",
    "GufoReader",
    "Limits",
    "PysnmpReader",
    "SnmpCommunity",
    "SnmpCredential",
    "SnmpTarget",
]
