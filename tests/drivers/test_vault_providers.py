"""Secrets from ansible-vault's files, from YAML, and from a vault that speaks HashiCorp's API."""

import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parknet.errors import SecretError
from parknet.vault import open_vault
from parknet.vault.encrypted import decrypt


def private(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the real ansible-vault makes of a file."""
    folder = tmp_path_factory.mktemp("vault")
    password = private(folder / "password", "open sesame\n")
    secrets = private(folder / "secrets.yml", "snmp-auth: 'canary: 1'\nssh-password: 密码-12\n")
    program = Path(sys.executable).parent / "ansible-vault"
    command = [str(program), "encrypt", "--vault-password-file", str(password), str(secrets)]
    subprocess.run(command, check=True, capture_output=True)
    return secrets.read_text()


def test_a_file_of_ansible_vault_opens_with_its_password(encrypted: str, tmp_path: Path) -> None:
    path = private(tmp_path / "secrets.yml", encrypted)
    with pytest.raises(SecretError, match="set PARKNET_VAULT_PASSWORD, or"):
        open_vault({}, path)
    vault = open_vault({"PARKNET_VAULT_PASSWORD": "open sesame"}, path)
    assert vault.get("snmp-auth") == "canary: 1"
    file = private(tmp_path / "password", "open sesame\n")
    vault = open_vault({"PARKNET_VAULT_PASSWORD_FILE": str(file)}, path)
    assert vault.get("ssh-password") == "密码-12"
    with pytest.raises(SecretError, match="does not open with this password"):
        open_vault({"PARKNET_VAULT_PASSWORD": "open  sesame"}, path)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(at=st.integers(0), character=st.sampled_from("0123456789abcdef\n;x"))
def test_a_damaged_file_is_told_and_shows_nothing(encrypted: str, at: int, character: str) -> None:
    at %= len(encrypted)
    damaged = encrypted[:at] + character + encrypted[at + 1 :]
    told = ""
    try:
        told = decrypt(damaged, "open sesame", "secrets.yml")
    except SecretError as error:
        told = str(error).replace("canary", "SHOWN")
    assert "SHOWN" not in told
    assert told.startswith("secrets.yml ") or "canary: 1" in told


@pytest.mark.parametrize("text", ["- a\n", "a: 1\n", "a: [b]\n", "a: 'x\n", "1: b\n", "canary"])
def test_yaml_that_holds_other_than_texts_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(SecretError) as caught:
        open_vault({}, private(tmp_path / "secrets.yml", text))
    assert "canary" not in str(caught.value)


class _Api(BaseHTTPRequestHandler):
    """KV version 2 and AppRole as the HTTP API documents them."""

    tokens: set[str]

    def do_GET(self) -> None:
        if self.headers["X-Vault-Token"] not in self.tokens:
            return self._answer(403, {"errors": ["permission denied"]})
        if self.path != "/v1/secret/data/parknet/p1":
            return self._answer(404, {"errors": []})
        values = {"ssh_password": "canary-1", "snmp-auth": "canary-2"}
        return self._answer(200, {"data": {"data": values, "metadata": {"version": 3}}})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)) or b"{}")
        if self.path == "/v1/auth/approle/login":
            if body != {"role_id": "parknet", "secret_id": "s3cret-id"}:
                return self._answer(400, {"errors": ["invalid role or secret ID"]})
            self.tokens.add("s.ours")
            return self._answer(200, {"auth": {"client_token": "s.ours", "lease_duration": 60}})
        self.tokens.discard(self.headers["X-Vault-Token"])
        return self._answer(204, None)

    def _answer(self, code: int, body: object) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[tuple[str, set[str]]]:
    handler = type("Handler", (_Api,), {"tokens": {"s.root"}})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler.tokens
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_vault_is_asked_by_token_and_the_environment_comes_before_it(api) -> None:
    environment = {
        "VAULT_ADDR": api[0],
        "VAULT_TOKEN": "s.root",
        "PARKNET_VAULT_PATH": "secret/parknet/p1",
        "PARKNET_SECRET_SNMP_AUTH": "mine",
    }
    vault = open_vault(environment)
    assert (vault.get("ssh-password"), vault.get("snmp-auth")) == ("canary-1", "mine")


def test_a_token_of_approle_is_given_back(api) -> None:
    address, tokens = api
    environment = {
        "VAULT_ADDR": address,
        "PARKNET_VAULT_ROLE_ID": "parknet",
        "PARKNET_VAULT_SECRET_ID": "s3cret-id",
        "PARKNET_VAULT_PATH": "secret/parknet/p1",
    }
    assert open_vault(environment).get("ssh-password") == "canary-1"
    assert tokens == {"s.root"}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"VAULT_TOKEN": "s.stolen"}, "refuses secret/data/parknet/p1: 403"),
        ({"PARKNET_VAULT_PATH": "secret/parknet/p2"}, "has nothing at secret/data/parknet/p2"),
        ({"PARKNET_VAULT_PATH": "secret"}, "is no mount and path"),
        ({"VAULT_ADDR": "http://vault.example"}, "is no https address"),
        ({"VAULT_ADDR": "http://127.0.0.1:9"}, "cannot be asked: ConnectError"),
        ({"VAULT_TOKEN": ""}, "who asks the vault?"),
    ],
)
def test_a_vault_that_does_not_answer_is_told_and_no_secret_is_in_it(api, change, what) -> None:
    environment = {
        "VAULT_ADDR": api[0],
        "VAULT_TOKEN": "s.root",
        "PARKNET_VAULT_PATH": "secret/parknet/p1",
    }
    with pytest.raises(SecretError, match=what.replace("?", r"\?")) as caught:
        open_vault(environment | change)
    assert "s.root" not in str(caught.value)
    assert "s.stolen" not in str(caught.value)
