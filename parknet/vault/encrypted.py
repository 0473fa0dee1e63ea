"""A file that `ansible-vault` encrypted and its password in, the text out.

Format 1.1 and 1.2, cipher AES256: [D] Ansible User Guide, "Format of files encrypted with Ansible
Vault": a header line, then hexadecimal digits of three lines that are hexadecimal digits
themselves: salt, HMAC-SHA-256 of the ciphertext, ciphertext (AES-256-CTR, PKCS #7 padding). The
two keys and the counter are PBKDF2-HMAC-SHA-256 of the password, 10,000 rounds. [T] against files
of ansible-core 2.19.
"""

import binascii
import hashlib
import hmac
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from parknet.errors import SecretError

HEADER: Final = "$ANSIBLE_VAULT;"
_ROUNDS: Final = 10_000
_KEY: Final = 32
_COUNTER: Final = 16


def is_encrypted(text: str) -> bool:
    """Return whether a text is a file of ansible-vault."""
    return text.startswith(HEADER)


def decrypt(text: str, password: str, where: str) -> str:
    """Return what `ansible-vault view` would print.

    Args:
        text: the file.
        password: as `ansible-vault` was given it.
        where: the file's name, for messages.

    Raises:
        SecretError: the password is wrong, or the file is damaged or of another format.
    """
    head, *body = text.split("\n")
    words = head.strip().split(";")
    if len(words) < 3 or words[1] not in ("1.1", "1.2") or words[2] != "AES256":
        raise SecretError(f"{where} is of a format of ansible-vault that parknet does not know")
    try:
        parts = binascii.unhexlify("".join(line.strip() for line in body)).split(b"\n")
        salt, told, sealed = (binascii.unhexlify(part) for part in parts)
    except ValueError:  # binascii.Error is one
        raise SecretError(f"{where} is damaged: restore it from a backup") from None
    derived = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ROUNDS, 2 * _KEY + _COUNTER)
    key, signing, counter = derived[:_KEY], derived[_KEY : 2 * _KEY], derived[2 * _KEY :]
    if not hmac.compare_digest(hmac.digest(signing, sealed, "sha256"), told):
        raise SecretError(f"{where} does not open with this password, or was changed")
    reader = Cipher(algorithms.AES(key), modes.CTR(counter)).decryptor()
    unpadder = PKCS7(algorithms.AES.block_size).unpadder()
    plain = unpadder.update(reader.update(sealed) + reader.finalize()) + unpadder.finalize()
    return plain.decode("utf-8")
