"""An emulated park on loopback: SSH command lines and SNMP agents over one state. Edge."""
