"""Controllers in; their device plans, and the access points they leave out, out.

A controller is a host: one bundle to one core, one address on its link, a default through the core.
Users' traffic never reaches it, so its link carries nothing but its own VLAN.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from parknet.design.bundles import Bundle, controller_bundles
from parknet.design.cabling import plug_links
from parknet.design.draft import Draft
from parknet.design.features import Want, has, settle
from parknet.design.operators import operator_wants
from parknet.design.raw import raw_of
from parknet.design.routers import all_ports, link_ports, link_svi
from parknet.design.sockets import Need
from parknet.design.wireless import controllers_of
from parknet.design.wlan import is_admitted, platform_of, wlan_wants
from parknet.model.intent import Controller, Intent
from parknet.model.network import DeviationPlan, DevicePlan
from parknet.model.policy import StandbyPlan, WlanPlan

# What every report names while access points are not written down; no feature of a device.
AP_IDENTITY: Final = "ap-identity"


def controller(draft: Draft, device: Controller, at: int, bundle: Bundle) -> DevicePlan:
    """Return a controller; the one that lists the access points is told of the WiFi.

    Raises:
        ShortageError: it has too few ports for its link.
    """
    park = draft.intent.park
    name = device.device
    model = draft.model(device.model)
    platform = draft.platform(model)
    need = Need("link", bundle.speed_bps, from_end=True)
    switch = plug_links(name, model, draft.places, [(need, bundle.owners())])
    vlan = draft.link_vlans[bundle.owner]
    ports, lags = link_ports(draft, name, switch, [(bundle, (vlan,))])
    svi = link_svi(draft, model, bundle, name)
    _, far = draft.plan.link(vlan)
    wlan = _told(draft, device, bundle)
    return DevicePlan(
        name=name,
        role="controller",
        platform=model.profile.platform,
        os=model.profile.os,
        model=model.name,
        building="",
        floor="",
        ownership=(device.ownership or park.management.ownership).value,
        deletion_budget=park.management.deletion_budget,
        serial=park.management.serials.get(name, ""),
        management4=draft.link_addresses(bundle, name)[0],
        management6=draft.link_addresses(bundle, name)[1],
        management_interface=svi.name,
        router_id=None,
        default_originate=False,
        vlans=(
            *(draft.vlan(number, segment) for number, segment in _user_vlans(draft, wlan)),
            draft.vlan(vlan, "link"),
        ),
        ports=all_ports(draft, model, ports),
        lags=lags,
        svis=(svi,),
        routes=draft.defaults(via=far),
        services=draft.services_of(model.name),
        origin=draft.intent.origin("park", "controllers", at),
        description_limit=platform.description_limit,
        operators=draft.operators(""),
        radius=wlan.radius if wlan is not None else None,
        wlan=wlan,
        raw=raw_of(park.raw, name, "controller", model.profile.platform),
        deviations=settle(
            draft.intent,
            name,
            model.name,
            controller_wants(draft.intent, name),
            draft.problems,
        ),
    )


def _told(draft: Draft, device: Controller, bundle: Bundle) -> WlanPlan | None:
    """Return what a controller is told: two that stand in for one another are told the same."""
    park = draft.intent.park
    both = controllers_of(park)
    if draft.wlan is None or device.device not in both:
        return None
    standby = None
    if len(both) > 1:
        (peer,) = [
            one
            for one in controller_bundles(draft.intent)
            if one.owner in both and one.owner != device.device
        ]
        standby = StandbyPlan(
            own=draft.link_addresses(bundle, device.device)[0].ip,
            peer=draft.link_addresses(peer, peer.owner)[0].ip,
            is_first=device.device == both[0],
        )
    dtls = park.wlan.capwap_dtls and has(draft.intent, device.model, "capwap-dtls")
    return replace(draft.wlan, standby=standby, dtls=dtls)


def _user_vlans(draft: Draft, wlan: WlanPlan | None) -> list[tuple[int, str]]:
    """Return the VLANs of SSIDs: a controller must know them, though no port carries them."""
    used = {ssid.vlan for ssid in wlan.ssids} if wlan is not None else set()
    segments = draft.intent.park.segments
    return sorted((s.vlan, name) for name, s in segments.items() if s.vlan in used)


def controller_wants(intent: Intent, device: str) -> Sequence[Want]:
    """Return what a controller is asked to do."""
    at = next(n for n, one in enumerate(intent.park.controllers) if one.device == device)
    wants = [Want("wlan-controller", ("park", "controllers", at, "model"))]
    wants += [want for want in wlan_wants(intent, can_control=True) if want.feature != wants[0][0]]
    wlan, here = intent.park.wlan, ("park", "wlan")
    if device in controllers_of(intent.park) and wlan.ssids:
        if wlan.backup is not None:
            wants.append(Want("wlan-backup", (*here, "backup")))
        if wlan.capwap_dtls:
            written = "capwap_dtls" in wlan.model_fields_set
            wants.append(Want("capwap-dtls", (*here, "capwap_dtls"), written))
    return (*wants, *operator_wants(intent))


def left_out(intent: Intent, wlan: WlanPlan | None) -> tuple[DeviationPlan, ...]:
    """Return the access points that no controller lists: nobody said which they are."""
    platform = platform_of(intent)
    if platform is None or wlan is None:
        return ()
    unknown = [ap.ap for ap in wlan.aps if not is_admitted(ap, platform, wlan.admits)]
    if not unknown:
        return ()
    origin = intent.origin("park", "controllers", 0)
    return (DeviationPlan(AP_IDENTITY, tuple(unknown), origin=origin),)
