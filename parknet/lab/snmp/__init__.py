"""The SNMP agents of emulated devices."""
