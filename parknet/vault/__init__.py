"""Secrets by name, from the environment, a vault or a private file; digests that do not show them.

Environment `PARKNET_SECRET_SNMP_AUTH` holds the secret `snmp-auth`. A file holds `NAME=VALUE`
lines, or TOML or YAML if its name says so, and must be readable by its owner alone; it may be
encrypted by ansible-vault. `PARKNET_VAULT_PATH` names secrets in a HashiCorp Vault. What is said in
several places holds as the environment has it, then the vault, then the file.
"""

import base64
import hmac
import os
import re
import secrets
import stat
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

import yaml

from parknet.errors import SecretError
from parknet.vault.encrypted import decrypt, is_encrypted

PREFIX: Final = "PARKNET_SECRET_"
VAULT_PATH: Final = "PARKNET_VAULT_PATH"  # as `parknet.vault.hashicorp`, which takes long to import
PASSWORD: Final = "PARKNET_VAULT_PASSWORD"  # noqa: S105 - a variable's name
SECRETS_FILES: Final = ("secrets", "secrets.toml", "secrets.yml")
MASK: Final = "<<secret>>"
FIRST_BOOT: Final = "first-boot:"  # then DEVICE/NAME: what a device has for it at its first boot
_TOML_NAME: Final = re.compile(r"""\s*([\w-]+|"[^"]*"|'[^']*')\s*=""")
_SHORTEST_MASKED: Final = 4  # masking "a" would leave no readable text


class Vault:
    """Named secrets; its text form never shows one.

    Args:
        values: the secrets in plain.
        key: of `digest` and `first_boot`.
        lab_file: where an emulated lab keeps its own, which are asked for nowhere else.
    """

    def __init__(self, values: Mapping[str, str], key: bytes, lab_file: Path | None = None) -> None:
        self._values = dict(values)
        self._key = key
        self._lab_file = lab_file

    def __repr__(self) -> str:
        return f"Vault({', '.join(sorted(self._values))})"

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def names(self) -> frozenset[str]:
        """Return the names of all secrets."""
        return frozenset(self._values)

    def get(self, name: str) -> str:
        """Return a secret in plain.

        Raises:
            SecretError: there is none of this name.
        """
        if name.startswith(FIRST_BOOT):
            device, _, secret = name.removeprefix(FIRST_BOOT).partition("/")
            return self.first_boot(device, secret)
        try:
            return self._values[name]
        except KeyError:
            raise SecretError(self.unset(name)) from None

    def unset(self, name: str) -> str:
        """Return what to say of a secret that nobody has set."""
        told = f"secret {name!r} is not set; "
        if self._lab_file is None:
            return f"{told}set {variable_of(name)} or add it to the secrets file"
        return f"{told}the emulated lab has its own: add {name}=VALUE to {self._lab_file}"

    def first_boot(self, device: str, name: str) -> str:
        """Return what a device has for a secret until its first push: its own, and kept nowhere.

        It follows from this vault's key: the same each time, and no device's tells another's.
        """
        raw = hmac.digest(self._key, f"first boot\0{device}\0{name}".encode(), "sha256")
        # A letter, a capital and a digit for devices that ask for them.
        return f"Pk1{base64.b32encode(raw)[:24].decode('ascii').lower()}"

    @property
    def world(self) -> str:
        """Return what tells this vault's devices from those of a lab: each has a key of its own."""
        return hmac.digest(self._key, b"world", "sha256").hex()[:16]

    def digest(self, name: str, value_of: str = "") -> str:
        """Return a keyed digest (HMAC-SHA-256) that tells whether a secret has changed.

        Args:
            name: the secret's name, which is part of what is digested.
            value_of: the secret whose value it would have; its own where this is left out.
        """
        value = self.get(value_of or name)
        return hmac.digest(self._key, f"{name}\0{value}".encode(), "sha256").hex()

    def mask(self, text: str) -> str:
        """Return `text` without any of the secrets."""
        return mask(text, self._values.values())


def variable_of(name: str) -> str:
    """Return the environment variable of a secret.

    Example:
        >>> variable_of("snmp-auth")
        'PARKNET_SECRET_SNMP_AUTH'
    """
    return PREFIX + name.upper().replace("-", "_").replace(".", "_")


def mask(text: str, values: Iterable[str]) -> str:
    """Return `text` with each value replaced, also in base64, percent-encoded and hexadecimal form.

    Values shorter than four characters are left: masking them would tell what they are.

    Example:
        >>> mask("login with Secr3t+! or U2VjcjN0KyE=", ["Secr3t+!"])
        'login with <<secret>> or <<secret>>'
    """
    forms: set[str] = set()
    for value in values:
        if len(value) >= _SHORTEST_MASKED:
            forms |= _forms(value)
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, MASK)
    return text


def _forms(value: str) -> set[str]:
    raw = value.encode()
    forms = {
        value,
        quote(value, safe=""),
        quote(value),
        quote_plus(value),
        raw.hex(),
        repr(value)[1:-1],
    }
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        # Inside a longer text the value starts at any of three places of a base64 group; only the
        # characters that depend on it alone are masked.
        for shift in range(3):
            encoded = encode(b"\0" * shift + raw).decode()
            first = (0, 2, 3)[shift]
            last = (shift + len(raw)) * 8 // 6
            forms.add(encoded[first:last])
        forms.add(encode(raw).decode())
    return {form for form in forms if len(form) >= _SHORTEST_MASKED}


def open_vault(
    environment: Mapping[str, str],
    secrets_file: Path | None = None,
    key_file: Path | None = None,
    *,
    is_lab: bool = False,
) -> Vault:
    """Return the secrets of a file and, over them, of the environment.

    Args:
        environment: as `os.environ`.
        secrets_file: `NAME=VALUE` lines, TOML or YAML, maybe encrypted by ansible-vault, whose
            password is in `PARKNET_VAULT_PASSWORD`, or in the file that
            `PARKNET_VAULT_PASSWORD_FILE` names; must have mode 0600 or less.
        key_file: the key of `digest`, created where it is missing; None gives a key for this run.
        is_lab: the file is that of an emulated lab, and says so of what it lacks.

    Raises:
        SecretError: a file is readable by others, cannot be read or has a name twice; or the vault
            cannot be asked.
    """
    values = {} if secrets_file is None else _read(secrets_file, environment)
    if environment.get(VAULT_PATH):
        from parknet.vault.hashicorp import read_secrets  # noqa: PLC0415 - few commands need it

        values |= read_secrets(environment)
    for variable, value in environment.items():
        if variable.startswith(PREFIX) and value:
            values[variable.removeprefix(PREFIX).lower().replace("_", "-")] = value
    key = secrets.token_bytes(32) if key_file is None else _key(key_file)
    return Vault(values, key, secrets_file if is_lab else None)


def _read(path: Path, environment: Mapping[str, str]) -> dict[str, str]:
    text = _read_private(path)
    if is_encrypted(text):
        text = decrypt(text, _password(path, environment), str(path))
    return _parse(path, text)


def _password(path: Path, environment: Mapping[str, str]) -> str:
    if environment.get(PASSWORD):
        return environment[PASSWORD]
    file = environment.get(f"{PASSWORD}_FILE")
    if not file:
        raise SecretError(
            f"{path} is encrypted by ansible-vault: set {PASSWORD}, or {PASSWORD}_FILE to a file "
            "of mode 0600"
        )
    return _read_private(Path(file)).strip()


def _parse(path: Path, text: str) -> dict[str, str]:
    if path.suffix == ".toml":
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError:  # its message quotes the text, which may hold a secret
            _refuse_twins(path, _toml_names(text))
            raise SecretError(
                f"{path} is not TOML; write lines such as snmp-auth = '...'"
            ) from None
        return _texts(path, table)
    if path.suffix in (".yml", ".yaml"):
        try:
            document = yaml.safe_load(text)
        except yaml.YAMLError:  # as above
            raise SecretError(f"{path} is not YAML; write lines such as snmp-auth: '...'") from None
        _refuse_twins(path, _yaml_names(text))
        return _texts(path, {} if document is None else document)
    values = {}
    names = []
    for number, line in enumerate(text.splitlines(), 1):
        name, is_assigned, value = line.partition("=")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not is_assigned or not name.strip():
            raise SecretError(f"{path}:{number}:1: is not NAME=VALUE")
        values[name.strip()] = value.strip()
        names.append((name.strip(), number))
    _refuse_twins(path, names)
    return values


def _refuse_twins(path: Path, names: Iterable[tuple[str, int]]) -> None:
    """Refuse a file that has a name in two lines: nobody could tell which of them holds."""
    first: dict[str, int] = {}
    for name, number in names:
        if first.setdefault(name, number) != number:
            raise SecretError(
                f"{path}:{number}:1: has secret {name!r} again, after line {first[name]}: "
                "remove one of them"
            )


def _toml_names(text: str) -> list[tuple[str, int]]:
    lines = ((_TOML_NAME.match(line), number) for number, line in enumerate(text.splitlines(), 1))
    return [(found[1].strip("\"'"), number) for found, number in lines if found]


def _yaml_names(text: str) -> list[tuple[str, int]]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return []
    return [(str(key.value), key.start_mark.line + 1) for key, _ in root.value]


def _texts(path: Path, table: object) -> dict[str, str]:
    values = table if isinstance(table, dict) else {"": None}
    found = {
        name: value
        for name, value in values.items()
        if isinstance(name, str) and isinstance(value, str)
    }
    if len(found) != len(values):
        raise SecretError(f"{path}: every value must be a text in quotes")
    return found


def _read_private(path: Path) -> str:
    """Return a file's text, checked on the open file, so that it cannot be swapped in between."""
    try:
        with path.open(encoding="utf-8") as file:
            status = os.fstat(file.fileno())
            if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SecretError(f"{path} is readable by others; run: chmod 600 {path}")
            return file.read()
    except OSError as error:
        raise SecretError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SecretError(f"{path} is not UTF-8 text") from None


def _key(path: Path) -> bytes:
    try:
        if not path.exists():
            _make_key(path)
    except OSError as error:
        raise SecretError(f"{path} cannot be written: {error.strerror}") from None
    text = _read_private(path).strip()
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise SecretError(
            f"{path} is damaged; remove it to make a new key: "
            "the next plan then sends every secret again"
        )
    return bytes.fromhex(text)


def _make_key(path: Path) -> None:
    """Write a new key in one step: a killed run leaves no half key, and the first of two holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(32).hex())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
