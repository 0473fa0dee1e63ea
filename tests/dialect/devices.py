"""Emulated devices to enter patches into: they share no code with dialect."""

import re
from collections.abc import Callable, Iterable

from parknet.lab.device import GRAMMARS
from parknet.lab.tree import Config, Path
from tests.dialect.asking import ALL_SECRETS

OTHERS = ("ospf", "radius", "tacacs", "account-netadmin", "account-auditor",
          "account-secadmin", "account-watcher")  # fmt: skip
PLAIN = {f"<<secret:{name}>>": f"Plain-{name}-1" for name in (*ALL_SECRETS, *OTHERS)}
SECRET_WORDS = re.compile(
    r"((?:irreversible-cipher|hash|authentication-mode sha2-256 cipher|privacy-mode aes128 cipher"
    r"|authentication-mode hmac-sha-?256 cipher|authentication-mode sha256"
    r"|privacy-mode aes128|key-string cipher"
    r"|key (?:authentication|authorization|accounting) cipher"
    # EOS
    r"|secret sha512|key 7|sha1 7|sha256 7|auth sha256|priv aes) )(?!cipher )\S+"
)

CISCO_SECRETS = re.compile(
    r"( secret 9 | key 7 |\bkey-string 7 |\bmd5 (?=\S+ 7$)| auth (?:sha|sha-2 256) | priv aes 128 )"
    r"\S+",
    re.MULTILINE,
)

# What Comware takes only as ciphertext where it is not called plain.
_CALLED_PLAIN = re.compile(
    r"^(\s*(?:password|key \S+|ip \S+ key|preshared-key pass-phrase)) (?:cipher|hash) (?=<<)"
)


def plain(line: str) -> str:
    """Put values in the place of secrets' names, as a driver does."""
    line = line.replace("secret sha512 <<", "secret 0 <<")
    if "irreversible" not in line and "sha2-256" not in line:
        line = line.replace(" cipher authentication-mode ", " simple authentication-mode ")
        line = line.replace("key-string cipher <<", "key-string plain <<")
        line = line.replace(" hmac-sha-256 cipher <<", " hmac-sha-256 simple <<")
        line = re.sub(_CALLED_PLAIN, r"\1 simple ", line)
    for placeholder, value in PLAIN.items():
        line = line.replace(placeholder, value)
    return line


def started(os: str, ports: Iterable[str], text: str = "") -> Config:
    """Return a device that runs a text."""
    config = Config.factory(GRAMMARS[os], frozenset(ports))
    assert config.load("\n".join(plain(line) for line in text.splitlines())) == []
    return config


def shown(config: Config) -> str:
    """Return what a device shows, secrets masked as a driver masks them."""
    if config.grammar.vendor == "cisco":
        return CISCO_SECRETS.sub(r"\1<<secret>>", config.text())
    return SECRET_WORDS.sub(r"\1<<secret>>", config.text())


def enter(
    config: Config, commands: Iterable[str], watch: Callable[[Config], None] = lambda _: None
) -> None:
    """Type a patch; nothing may be refused, and it must end where it began."""
    path: Path = ()
    leave = "exit" if config.grammar.negation == "no" else "quit"
    for line in commands:
        if line == leave:
            assert path, f"{leave} leaves the system view"
            path = path[:-1]
            continue
        done = config.apply(path, plain(line))
        assert not done.is_refused, (path, line, done.error or done.refusal)
        path = done.path
        watch(config)
    assert path == (), "a patch ends in the system view"
