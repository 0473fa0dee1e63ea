"""What new devices run to ask for their configuration: where it is handed out in, scripts out."""

from collections.abc import Mapping
from typing import Final

from parknet.evidence import sha256_hex

# Comware runs a Python script that option 67 names [D] Comware 7 Fundamentals, Automatic
# configuration, Python; the calls of its `comware` module and the display's wording are [U].
_COMWARE: Final = """#!usr/bin/python
import re
import comware
shown = comware.CLI('display device manuinfo', False).get_output()
serial = re.search(r'DEVICE_SERIAL_NUMBER\\s*:\\s*(\\S+)', '\\n'.join(shown)).group(1)
comware.Transfer('http', '@HOST@', 'ztp/comware/' + serial, 'flash:/parknet.cfg')
comware.CLI('startup saved-configuration flash:/parknet.cfg main ;reboot force')
"""

# VRP 8 calls `main` of a Python script, whose first line has the checksum of the others, and starts
# anew where it returns 0. What it asks the device for goes over HTTP to the device itself: [D]
# CloudEngine switches, ZTP, Python intermediate file, and Huawei's example of one.
_VRP8: Final = """#!/usr/bin/env python
import re
try:
    import http.client as client
except ImportError:
    import httplib as client


def ask(method, path, body):
    kind = {'Content-type': 'application/xml', 'Accept': 'application/xml'}
    device = client.HTTPConnection('localhost', 80)
    device.request(method, path, '<?xml version="1.0" encoding="UTF-8"?>' + body, kind)
    answer = device.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise RuntimeError(path)
    return text if isinstance(text, str) else text.decode()


def main(usb_path=''):
    told = ask('GET', '/system/systemInfo', '<systemInfo><esn/></systemInfo>')
    serial = re.search('<(?:[a-z]+:)?esn>([^<]+)<', told).group(1)
    ask('POST', '/HTTPC/httpcTransFiles/httpcTransFile', '<httpcTransFile>'
        '<OperationType>download</OperationType>'
        '<FileUrl>@SCHEME@://@HOST@/ztp/vrp8/' + serial + '</FileUrl>'
        '<FileFullPath>flash:/parknet.cfg</FileFullPath>'
        '<IsOverSsl>@TLS@</IsOverSsl></httpcTransFile>')
    ask('POST', '/cfg/setStartup',
        '<setStartup><fileName>flash:/parknet.cfg</fileName></setStartup>')
    return 0
"""

# OpenWrt asks nobody for a configuration: two scripts in its image do. [D] OpenWrt wiki, UCI
# defaults; Hotplug. The serial number is the MAC address on the label, without colons: [C]
# base-files, system.sh, get_mac_label. Nothing was tried on a device [U].
FIRST_PASSWORD: Final = "# first password: "  # noqa: S105 - what stands before it
_ADDRESS: Final = """\
# An address by DHCP, until the configuration has come.
uci -q batch <<'END'
set network.lan.proto='dhcp'
delete network.lan.ipaddr
delete network.lan.netmask
commit network
END
exit 0
"""
_FETCH: Final = """\
[ "$ACTION" = ifup ] || exit 0
root=$IPKG_INSTROOT
. "$root/lib/functions/system.sh"
serial=$(get_mac_label | tr -d :)
file=$root/tmp/parknet.uci
umask 077
# Where nobody answers, the next interface that comes up asks again.
uclient-fetch -q -O "$file" "@URL@/ztp/openwrt/$serial" || exit 0
password=$(sed -n '1s/^@FIRST@//p' "$file")
[ -n "$password" ] || exit 0
# Radios keep what is found out about them; the other packages begin empty.
for package in $(sed -n 's/^package //p' "$file"); do
	[ "$package" = wireless ] || : > "$root/etc/config/$package"
done
uci -m import < "$file" && uci commit || exit 0
grep -q '^@USER@:' "$root/etc/passwd" || {
	echo '@USER@:x:0:0:parknet:/root:/bin/ash' >> "$root/etc/passwd"
	echo '@USER@:*:0:0:99999:7:::' >> "$root/etc/shadow"
}
printf '%s\\n%s\\n' "$password" "$password" | passwd @USER@
rm -f "$file" "$root/etc/hotplug.d/iface/99-parknet"
reboot
"""


def comware_script(host: str) -> str:
    """Return what Comware 7 runs.

    Args:
        host: where configurations are handed out, with the port.
    """
    return _COMWARE.replace("@HOST@", host)


def vrp8_script(host: str, *, tls: bool = False) -> str:
    """Return what VRP 8 runs.

    Args:
        host: as for `comware_script`.
        tls: they are handed out over HTTPS.
    """
    body = _VRP8.replace("@HOST@", host).replace("@SCHEME@", "https" if tls else "http")
    body = body.replace("@TLS@", str(tls).lower())
    return f'#sha256sum="{sha256_hex(body)}"\n{body}'


def openwrt_files(url: str, user: str) -> Mapping[str, str]:
    """Return what an image of OpenWrt has to hold, by path.

    Args:
        url: where configurations are handed out.
        user: the account that is made.
    """
    fetch = _FETCH.replace("@URL@", url).replace("@USER@", user).replace("@FIRST@", FIRST_PASSWORD)
    return {
        "/etc/uci-defaults/99-parknet": _ADDRESS,
        "/etc/hotplug.d/iface/99-parknet": fetch,
    }
