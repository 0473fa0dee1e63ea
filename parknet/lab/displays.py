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
    """Return the neighbours, one a line."""
    view = device.look()
    if view is None:
        return ""
    rows = [
        "Local Intf                  Neighbor Dev             Neighbor Intf             Exptime(s)"
    ]
    rows += [
        f"{near.port_name:<28}{near.remote_name:<25}{near.remote_port:<26}105"
        for near in view.neighbours
    ]
    return "".join(f"{row}\n" for row in rows)
