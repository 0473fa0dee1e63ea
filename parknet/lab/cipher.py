"""Secrets as devices keep and show them: plain inside, freshly salted ciphertext outside.

VRP and Comware show `irreversible-cipher`, `cipher` and `hash` secrets with a new salt each time,
and take what they showed back in. The emulated ciphertext carries the secret under a fixed key: it
protects nothing and need not, since no lab holds a real secret.
"""

import base64
import hashlib
import re
import secrets
from typing import Final

_KEY: Final = b"parknet emulated device"
# Ciphertext of real devices holds punctuation too, so whatever parses it must not split on it.
_PLAIN_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_HUAWEI_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl#!,;:<>[]{}()*0123456789-_"
_TO_HUAWEI: Final = str.maketrans(_PLAIN_ALPHABET, _HUAWEI_ALPHABET)
_FROM_HUAWEI: Final = str.maketrans(_HUAWEI_ALPHABET, _PLAIN_ALPHABET)

# How each style wraps its ciphertext.
_WRAP: Final = {
    "huawei": ("%^%#", "%^%#"),
    "irreversible": ("$1c$", "$"),
    "h3c": ("$c$3$", ""),
    "hash": ("$h$6$", ""),
    # Cisco's name their own kind: [D] IOS Security Command Reference, username secret, key.
    "scrypt": ("9 $9$", ""),
    "type7": ("7 ", ""),
    "type7-last": ("", " 7"),
    # RGOS puts the kind of ciphertext before it, behind it, or nowhere.
    "rgos-hash": ("8 $1c$", "$"),
    "rgos-key": ("7 $10$", "$"),
    "rgos-after": ("$10$", "$ 7"),
    "rgos-usm": ("$10$", "$"),
    "eos-hash": ("$6$", ""),
    "eos7": ("7 ", ""),
    "eos-snmp": ("0x", ""),
}
_WRAPPED: Final = tuple(
    (style, re.compile(re.escape(head) + r"(\S{16,})" + re.escape(tail)))
    # `7 $10$` before `7 `: what says more is tried first.
    for style, (head, tail) in sorted(_WRAP.items(), key=lambda wrap: -len("".join(wrap[1])))
)


class Secret(str):
    """A secret in plain, and the style in which its device shows it."""

    __slots__ = ("style",)
    style: str

    def __new__(cls, plain: str, style: str) -> "Secret":
        """Return `plain`, to be shown in `style`."""
        self = super().__new__(cls, plain)
        self.style = style
        return self


def _stream(salt: bytes, length: int) -> bytes:
    blocks = (
        hashlib.blake2b(salt + bytes([number]), key=_KEY).digest()
        for number in range(length // 64 + 1)
    )
    return b"".join(blocks)[:length]


def conceal(secret: Secret, *, salted: bool = True) -> str:
    """Return ciphertext that differs each time, or, unsalted, one that can be compared."""
    plain = secret.encode()
    salt = secrets.token_bytes(12) if salted else hashlib.blake2b(plain, key=_KEY).digest()[:12]
    hidden = bytes(a ^ b for a, b in zip(plain, _stream(salt, len(plain)), strict=True))
    body = base64.urlsafe_b64encode(salt + hidden).decode().rstrip("=")
    head, tail = _WRAP[secret.style]
    return head + (body.translate(_TO_HUAWEI) if secret.style == "huawei" else body) + tail


def is_ciphertext(text: str) -> bool:
    """Return whether a text is wrapped as devices wrap ciphertext."""
    return any(pattern.fullmatch(text) for _, pattern in _WRAPPED)


def reveal(text: str, style: str) -> Secret:
    """Return the secret in `text`: one of our ciphertexts, or itself the plain secret."""
    for wrapped_style, pattern in _WRAPPED:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        body = match[1].translate(_FROM_HUAWEI) if wrapped_style == "huawei" else match[1]
        try:
            raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
            hidden = raw[12:]
            plain = bytes(
                a ^ b for a, b in zip(hidden, _stream(raw[:12], len(hidden)), strict=True)
            )
            return Secret(plain.decode(), style)
        except ValueError:  # what merely looks like ciphertext is a plain secret
            break
    return Secret(text, style)
