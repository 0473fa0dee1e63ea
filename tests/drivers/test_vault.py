import base64
import stat
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.errors import SecretError
from parknet.vault import Vault, mask, open_vault


def private(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    path = private(tmp_path / "secrets", "# ours\nsnmp-auth = one=1 \nsnmp-priv=two\n\n")
    vault = open_vault({"PARKNET_SECRET_SNMP_PRIV": "three", "HOME": "/"}, path)
    assert vault.get("snmp-auth") == "one=1"
    assert vault.get("snmp-priv") == "three"
    assert vault.names() == {"snmp-auth", "snmp-priv"}


def test_a_toml_file_is_read(tmp_path: Path) -> None:
    path = private(tmp_path / "secrets.toml", "snmp-auth = 'a # b'\n")
    assert open_vault({}, path).get("snmp-auth") == "a # b"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = private(tmp_path / "secrets", "a=canary\n", mode)
    with pytest.raises(SecretError, match="chmod 600") as caught:
        open_vault({}, path)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [("s", "canary\n"), ("s.toml", "a = canary\n"), ("s.toml", "a = 7\n"), ("s", "=canary\n")],
)
def test_a_damaged_file_is_told_without_its_text(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(SecretError) as caught:
        open_vault({}, private(tmp_path / name, text))
    assert "canary" not in str(caught.value)


def test_a_missing_secret_says_what_to_set() -> None:
    with pytest.raises(SecretError, match="set PARKNET_SECRET_SNMP_AUTH"):
        open_vault({}).get("snmp-auth")


def test_a_lab_says_where_its_own_secrets_are(tmp_path: Path) -> None:
    path = private(tmp_path / "secrets", "snmp-priv=two\n")
    with pytest.raises(SecretError) as caught:
        open_vault({}, path, is_lab=True).get("snmp-auth")
    assert f"add snmp-auth=VALUE to {path}" in str(caught.value)
    assert "PARKNET_SECRET" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("secrets", "a=canary1\n# b\na = canary2\n"),
        ("secrets.toml", "a = 'canary1'\n\n\"a\" = 'canary2'\n"),
        ("secrets.yml", "a: canary1\nb: c\n'a': canary2\n"),
    ],
)
def test_a_name_that_stands_twice_is_told_with_both_lines(
    tmp_path: Path, name: str, text: str
) -> None:
    path = private(tmp_path / name, text)
    with pytest.raises(SecretError) as caught:
        open_vault({}, path)
    assert str(caught.value).startswith(f"{path}:3:1: has secret 'a' again, after line 1")
    assert "canary" not in str(caught.value)


def test_digests_compare_secrets_across_processes_and_differ_by_name(tmp_path: Path) -> None:
    key = tmp_path / "state" / "key"
    one = open_vault({"PARKNET_SECRET_A": "x", "PARKNET_SECRET_B": "x"}, key_file=key)
    two = open_vault({"PARKNET_SECRET_A": "x"}, key_file=key)
    assert one.digest("a") == two.digest("a")
    assert one.digest("a") != one.digest("b")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_damaged_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="damaged"):
        open_vault({}, key_file=private(tmp_path / "key", "zz"))


def test_a_vaults_text_form_shows_names_only() -> None:
    assert repr(Vault({"a": "canary"}, b"")) == "Vault(a)"


@given(
    value=st.text(st.characters(codec="utf-8"), min_size=6).filter(str.strip),
    before=st.binary(max_size=5),
    after=st.binary(max_size=5),
)
def test_masking_reaches_encoded_forms(value: str, before: bytes, after: bytes) -> None:
    for form in (value, quote(value, safe=""), quote_plus(value), value.encode().hex()):
        assert form not in mask(f"a {form} b", [value]).removeprefix("a ").removesuffix(" b")
    encoded = base64.b64encode(before + value.encode() + after).decode()
    assert "<<secret>>" in mask(encoded, [value])


def test_short_values_are_left_since_masking_would_tell_them() -> None:
    assert mask("abc", ["b"]) == "abc"
