import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.drivers.config_text import check_lines, comparable, fill_secrets, mask_secrets
from parknet.errors import CommandRejectedError, SecretError

# VRP and Comware ciphertext holds punctuation; what ends it is a blank.
CIPHERTEXT = st.text(string.ascii_letters + string.digits + "#!,;:<>[]{}()*+/=$%@^&-_", min_size=8)
CIPHERTEXT |= st.sampled_from(
    ["simple-Pass1", "cipher$x", "hash.1", "acl/2000", "<<secret:", "privacy-mode="]
)
FORMS = [
    " local-user ops password irreversible-cipher {}",
    " local-user ops password cipher {}",
    "snmp-agent usm-user v3 ops authentication-mode sha2-256 cipher {}",
    "snmp-agent usm-user v3 ops privacy-mode aes128 cipher {}",
    "snmp-agent community read cipher {}",
    "snmp-agent community read {}",
    " snmp-agent usm-user v3 o o cipher authentication-mode sha256 {} privacy-mode aes128 {}",
    " snmp-agent usm-user v3 o o simple authentication-mode sha {} privacy-mode aes128 {} acl 2000",
    " password hash {}",
    " password simple {}",
    " ospf authentication-mode md5 1 cipher {}",
    " ospf authentication-mode simple plain {}",
    " radius-server shared-key cipher {}",
    " key authentication simple {}",
    " security wpa2 psk pass-phrase {} aes",
    " preshared-key pass-phrase cipher {}",
    " preshared-key pass-phrase simple {}",
    " set authentication password cipher {}",
]


@pytest.mark.parametrize("form", FORMS)
@given(first=CIPHERTEXT, second=CIPHERTEXT)
def test_no_form_of_secret_survives_masking(form: str, first: str, second: str) -> None:
    masked = mask_secrets(form.format(first, second))
    assert masked == form.format("<<secret>>", "<<secret>>")
    assert mask_secrets(masked) == masked


def test_ciphertext_with_blanks_is_masked_where_vrp_wraps_it() -> None:
    line = "snmp-agent usm-user v3 p privacy-mode aes128 cipher %^%#a b c%^%#"
    assert mask_secrets(line) == "snmp-agent usm-user v3 p privacy-mode aes128 cipher <<secret>>"


@pytest.mark.parametrize(
    "line",
    [
        "ssh server cipher aes256_ctr aes128_ctr",
        " description cipher machine",
        "ssh user parknet authentication-type password",
        " authentication-mode aaa",
        "snmp-agent group v3 parknet privacy read-view parknet-view",
        " ssh user parknet service-type stelnet authentication-type password",
        "ip route-static 0.0.0.0 0.0.0.0 10.0.0.1",
    ],
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert mask_secrets(line) == line


def test_times_in_headers_do_not_count() -> None:
    head = "!Software Version V1\n!Last configuration was saved at {}\n#\nsysname a\n"
    assert comparable(head.format("08:00")) == comparable(head.format("09:00"))


@given(st.text(min_size=1))
def test_a_secret_either_fits_into_one_line_or_is_refused(value: str) -> None:
    try:
        line = fill_secrets("cipher <<secret:x>>", lambda _: value)
    except SecretError:
        return
    assert line == f"cipher {value}"
    assert line.isprintable()
    assert "?" not in line
    assert len(line.split()) == 2


@given(st.text())
def test_lines_that_are_let_through_are_single_lines(text: str) -> None:
    try:
        check_lines([text])
    except CommandRejectedError:
        return
    assert len(text.splitlines()) <= 1
    assert "?" not in text
    assert "\x1b" not in text


def test_a_masked_secret_is_never_sent() -> None:
    with pytest.raises(CommandRejectedError, match="masked"):
        check_lines([" password hash <<secret>>"])


@given(
    st.lists(
        st.sampled_from(
            [" cipher abcd", "\n", "description simple x", " snmp-agent community read ", "word ",
             "%^%#ab%^%#", "vlan 10", "ssh server cipher aes", " pass-phrase key1 "]
        ),
        max_size=30,
    ).map("".join)
)  # fmt: skip
def test_a_text_is_masked_as_its_lines_are(text: str) -> None:
    assert mask_secrets(text) == "\n".join(map(mask_secrets, text.split("\n")))
