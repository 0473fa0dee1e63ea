"""Canonical bytes, digests and signatures: values in, text out; keys are handed in.

Canonical JSON is RFC 8785 (JCS), signatures are Ed25519 (RFC 8032), so anyone can check what
parknet signed with a standard library and the public key alone.
"""

import base64
import hashlib
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def canonical_json(value: Any) -> bytes:
    r"""Return the RFC 8785 form of a JSON value.

    Example:
        >>> canonical_json({"b": 1.0, "a": "é"})
        b'{"a":"\xc3\xa9","b":1}'
    """
    return rfc8785.dumps(value)


def sha256_hex(content: bytes | str) -> str:
    """Return the SHA-256 of bytes, or of a text's UTF-8, in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def new_signing_key() -> str:
    """Return a new Ed25519 private key as base64url: a secret, to be kept in a 0600 file."""
    return _encode(Ed25519PrivateKey.generate().private_bytes_raw())


def public_key(signing_key: str) -> str:
    """Return the public half of a signing key as base64url."""
    private = Ed25519PrivateKey.from_private_bytes(_decode(signing_key))
    return _encode(private.public_key().public_bytes_raw())


def sign(value: Any, signing_key: str) -> str:
    """Return the base64url signature of a JSON value's canonical form."""
    private = Ed25519PrivateKey.from_private_bytes(_decode(signing_key))
    return _encode(private.sign(canonical_json(value)))


def is_signed(value: Any, signature: str, verifying_key: str) -> bool:
    """Return whether `signature` is that of `value` by the holder of `verifying_key`."""
    try:
        key = Ed25519PublicKey.from_public_bytes(_decode(verifying_key))
        key.verify(_decode(signature), canonical_json(value))
    except (InvalidSignature, ValueError):
        return False
    return True


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
