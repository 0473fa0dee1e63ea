"""Debian 12 among the systems of the lab: it has no configuration language, only facts."""

from typing import Final

from parknet.lab.debian.facts import accepts, debian_facts
from parknet.lab.grammar import Grammar

DEBIAN: Final = Grammar(
    name="debian12",
    vendor="net-snmp",
    views={},
    prompts={},
    indent=0,
    factory="",
    refusals={},
    facts=debian_facts,  # type: ignore[arg-type]  # a machine's state stands for its configuration
    accepts=accepts,  # type: ignore[arg-type]  # as above
    follow=lambda *_: None,
    object_id="1.3.6.1.4.1.8072.3.2.10",  # [D] NET-SNMP-TC, linux
    software="Linux debian 6.1.0 SMP PREEMPT_DYNAMIC Debian 6.1 x86_64 ({model})",
)
