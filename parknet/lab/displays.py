"""Tables that devices print of their state: what the SNMP agent shows, in the vendor's columns."""

from typing import Final

from parknet.lab.device import Device

# Comware shortens names in this table alone [D] display interface brief.
_SHORT: Final = {
    "Ten-GigabitEthernet": "XGE",
    "M-GigabitEthernet": "MGE",
    "Twenty-FiveGigE": "WGE",
    "FortyGigE": "FGE",
    "HundredGigE": "HGE",
    "GigabitEthernet": "GE",
    "Bridge-Aggregation": "BAGG",
    "Vlan-interface": "Vlan",
    "LoopBack": "Loop",
}


def short_name(name: str) -> str:
    """Return an interface's name as Comware's table has it.

    Example:
        >>> short_name("Ten-GigabitEthernet1/0/27")
        'XGE1/0/27'
    """
    for whole, short in _SHORT.items():
        if name.startswith(whole):
            return short + name.removeprefix(whole)
    return name


def interface_brief(device: Device) -> str:
    """Return `display interface brief`, by vendor."""
    view = device.look()
    if view is None:
        return ""
    rows = []
    for port in view.ports:
        state = "up" if port.oper == "up" else "down" if port.admin_up else "*down"
        if view.vendor == "huawei":
            rows.append(f"{port.name:<28}{state:<7}{state:<9}0%     0%          0          0")
        else:
            link = "UP" if port.oper == "up" else "DOWN" if port.admin_up else "ADM"
            speed = f"{port.speed_bps // 10**6}M" if port.speed_bps else "auto"
            rows.append(
                f"{short_name(port.name):<21}{link:<5}{speed:<9}{port.duplex[0].upper():<7}{port.alias}"
            )
    head = (
        "PHY: Physical\n*down: administratively down\n"
        "Interface                   PHY    Protocol InUti  OutUti   inErrors  outErrors\n"
        if view.vendor == "huawei"
        else "Brief information on interfaces in bridge mode:\nLink: ADM - administratively down\n"
        "Interface            Link Speed    Duplex Description\n"
    )
    return head + "".join(f"{row.rstrip()}\n" for row in rows)


def lldp_brief(device: Device) -> str:
    """Return the neighbours, one a line, in the columns of the device's operating system.

    [D] `display lldp neighbor brief` of S5700 and CloudEngine, `display lldp neighbor-information
    list` of Comware 7.
    """
    view = device.look()
    if view is None:
        return ""
    if device.os in ("vrp5", "vrp5_ac"):
        rows = [f"{'Local Intf':<24}{'Neighbor Dev':<25}{'Neighbor Intf':<26}Exptime(s)"]
        for near in view.neighbours:
            rows.append(f"{near.port_name:<24}{near.remote_name:<25}{near.remote_port:<26}105")
    elif device.os == "vrp8":
        rows = [
            f"{'Local Interface':<24}{'Exptime(s)':<11}{'Neighbor Interface':<30}Neighbor Device"
        ]
        for near in view.neighbours:
            rows.append(f"{near.port_name:<24}{'105':<11}{near.remote_port:<30}{near.remote_name}")
    else:
        rows = [
            "Chassis ID : * -- -- Nearest nontpmr bridge neighbor",
            "             # -- -- Nearest customer bridge neighbor",
            "             Default -- -- Nearest bridge neighbor",
            f"{'Local Interface':<16}{'Chassis ID':<16}{'Port ID':<27}System Name",
        ]
        for near in view.neighbours:
            digits = near.remote_chassis.hex()
            chassis = "-".join(digits[at : at + 4] for at in range(0, 12, 4))
            local = short_name(near.port_name)
            rows.append(f"{local:<16}{chassis:<16}{near.remote_port:<27}{near.remote_name}")
    return "".join(f"{row}\n" for row in rows)
