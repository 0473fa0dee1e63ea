"""A configuration's text and hardening rules in, findings out: rendered or running, offline."""

from parknet.audit.rules import UNKNOWN_OS, audit

__all__ = ["UNKNOWN_OS", "audit"]
