"""Secrets from a HashiCorp Vault (or OpenBao): where it is and who asks in, secrets by name out.

KV version 2 and AppRole: [D] Vault HTTP API, /secret/data/:path and /auth/approle/login. Secrets
are read once, when a command starts; a token that AppRole gave lives no longer than that, and is
given back.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx

from parknet.errors import SecretError

PATH: Final = "PARKNET_VAULT_PATH"
ADDRESS: Final = "VAULT_ADDR"
_TIMEOUT_S: Final = 10.0
_PLACE: Final = re.compile(r"([A-Za-z0-9_-]+)/([A-Za-z0-9_./-]+)")


def read_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the secrets that a vault holds at one path.

    Args:
        environment: `PARKNET_VAULT_PATH` is the mount and the path, such as `secret/parknet/p1`;
            `VAULT_ADDR` the vault, over HTTPS, or HTTP on this machine; `VAULT_TOKEN`, or
            `PARKNET_VAULT_ROLE_ID` and `PARKNET_VAULT_SECRET_ID`, who asks; `VAULT_CACERT` whom to
            believe, and `VAULT_NAMESPACE` where it has namespaces.

    Raises:
        SecretError: it cannot be asked, or has no such path.
    """
    place = _PLACE.fullmatch(environment[PATH])
    if place is None:
        raise SecretError(f"{PATH} is no mount and path, such as secret/parknet/my-park")
    address = httpx.URL(environment.get(ADDRESS, ""))
    is_here = address.host in ("127.0.0.1", "::1", "localhost")
    if address.scheme != "https" and not (address.scheme == "http" and is_here):
        raise SecretError(f"{ADDRESS} is no https address")
    authority = environment.get("VAULT_CACERT")
    if authority and not Path(authority).exists():
        raise SecretError(f"VAULT_CACERT: {authority} is missing")
    import ssl  # noqa: PLC0415 - only here, as is the client

    trust: Any = ssl.create_default_context(cafile=authority) if authority else True
    with httpx.Client(base_url=address, verify=trust, timeout=_TIMEOUT_S) as client:
        if namespace := environment.get("VAULT_NAMESPACE"):
            client.headers["X-Vault-Namespace"] = namespace
        token, is_ours = _token(client, environment)
        client.headers["X-Vault-Token"] = token
        try:
            found = _ask(client, "GET", f"/v1/{place[1]}/data/{place[2]}")
        finally:
            if is_ours:
                _ask(client, "POST", "/v1/auth/token/revoke-self")
    values = (found.get("data") or {}).get("data") or {}
    wrong = sorted(name for name, value in values.items() if not isinstance(value, str))
    if wrong:
        raise SecretError(f"{environment[PATH]}: {', '.join(wrong)} is no text")
    return {name.replace("_", "-"): value for name, value in values.items()}


def _token(client: httpx.Client, environment: Mapping[str, str]) -> tuple[str, bool]:
    """Return the token to ask with, and whether it is ours to give back."""
    if token := environment.get("VAULT_TOKEN"):
        return token, False
    role = environment.get("PARKNET_VAULT_ROLE_ID", "")
    secret = environment.get("PARKNET_VAULT_SECRET_ID", "")
    if not role or not secret:
        raise SecretError(
            "who asks the vault? set VAULT_TOKEN, or PARKNET_VAULT_ROLE_ID and "
            "PARKNET_VAULT_SECRET_ID"
        )
    login = {"role_id": role, "secret_id": secret}
    given = _ask(client, "POST", "/v1/auth/approle/login", login)
    return str((given.get("auth") or {}).get("client_token", "")), True


def _ask(
    client: httpx.Client, method: str, path: str, body: Mapping[str, str] | None = None
) -> dict[str, Any]:
    where = f"the vault at {client.base_url.host}"
    try:
        answer = client.request(method, path, json=body)
    except httpx.HTTPError as error:
        # Its text could hold what was sent.
        raise SecretError(f"{where} cannot be asked: {type(error).__name__}") from None
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise SecretError(f"{where} has nothing at {path.removeprefix('/v1/')}")
    if answer.is_error:
        raise SecretError(f"{where} refuses {path.removeprefix('/v1/')}: {answer.status_code}")
    if answer.status_code == httpx.codes.NO_CONTENT or not answer.content:
        return {}
    try:
        found = answer.json()
    except ValueError:
        raise SecretError(f"{where} does not answer as a vault does") from None
    return found if isinstance(found, dict) else {}
