"""What small emulated controllers run beside what their makers' switches do, and patches of it."""

KEY = "canary-Wlan+Key/7"
HUAWEI = f"""wlan
 security-profile name parknet-1
  security wpa2 psk pass-phrase {KEY} aes
 ssid-profile name parknet-1
  ssid things
 vap-profile name parknet-1
  service-vlan vlan-id 30
  ssid-profile parknet-1
  security-profile parknet-1
 ap-group name b03
  radio 0
   vap-profile parknet-1 wlan 1
 ap-id 1 ap-mac 00e0-fc12-3456
  ap-name b03/AP01
  ap-group b03
  radio 0
   channel 20mhz 1
   calibrate auto-channel-select disable
#
"""
H3C = f"""wlan service-template parknet-1
 ssid things
 vlan 30
 akm mode psk
 preshared-key pass-phrase simple {KEY}
 cipher-suite ccmp
 security-ie rsn
 service-template enable
#
wlan ap-group b03
 ap b03/AP01
 ap-model WA6320
  radio 2
   radio enable
   service-template parknet-1
#
wlan ap b03/AP01 model WA6320
 mac-address 00e0-fc12-3456
 radio 2
  channel 1
#
"""
RUIJIE = f"""wlan-config 1 things
 ssid-code utf-8
 tunnel local
!
wlansec 1
 security rsn enable
 security rsn ciphers aes enable
 security rsn akm psk enable
 security rsn akm psk set-key ascii {KEY}
!
ap-group b03
 interface-mapping 1 30 radio 1 ap-wlan-id 1
!
ap-config b03/AP01
 ap-mac 00e0.fc12.3456
 ap-group b03
 channel 1 radio 1
!
"""


def _huawei(ssid: str, channel: int) -> tuple[str, ...]:
    return (
        "wlan", "ssid-profile name parknet-1", f"ssid {ssid}", "quit",
        "ap-id 1 ap-mac 00e0-fc12-3456", "radio 0", f"channel 20mhz {channel}",
        "quit", "quit", "quit",
    )  # fmt: skip


def _h3c(ssid: str, channel: int) -> tuple[str, ...]:
    return (
        "wlan service-template parknet-1", "undo service-template enable", f"ssid {ssid}",
        "service-template enable", "quit",
        "wlan ap b03/AP01 model WA6320", "radio 2", f"channel {channel}", "quit", "quit",
    )  # fmt: skip


def _ruijie(ssid: str, channel: int) -> tuple[str, ...]:
    return (
        f"wlan-config 1 {ssid}", "exit", "ap-config b03/AP01", f"channel {channel} radio 1", "exit",
    )  # fmt: skip


PATCHES = {"vrp5_ac": _huawei, "comware7_ac": _h3c, "rgos_ac": _ruijie}
