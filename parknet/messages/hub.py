"""What the platform's page says."""

HUB: dict[str, tuple[str, str]] = {
    "hub.title": ("园区网络达标总览", "Park connectivity"),
    "hub.subtitle": (
        "各园区网络达标情况，依据园区上报的签名证据",
        "What each park's signed evidence shows, clause by clause",
    ),
    "hub.updated": ("页面时间：{time}（北京时间，下同）", "as of {time}; all times are UTC"),
    "hub.other_language": ("English", "中文"),
    "hub.empty": ("还没有园区接入。", "No park has joined yet."),
    "hub.empty.how": (
        "在园区执行下面的命令即可上报；首次上报前，请先把园区名片登记到本平台。",
        "In a park, run the command below; enrol the park's card at this platform first.",
    ),
    "hub.parks": ("园区一览", "All parks"),
    "hub.parks.note": (
        "只计约束性条款；超时未上报的园区一律按未知处理。",
        "Binding clauses only; a park that has fallen silent counts as unknown.",
    ),
    "hub.park": ("园区", "Park"),
    "hub.last_seen": ("最近上报", "Last heard of"),
    "hub.never": ("尚未上报", "not heard of yet"),
    "hub.stale": ("超时未上报", "silent for too long"),
    "hub.devices": ("设备（可达/总数）", "Devices (reached/all)"),
    "hub.links": ("链路（正常/总数）", "Links (as planned/all)"),
    "hub.node": ("节点标识", "Node"),
    "hub.clause": ("条款", "Clause"),
    "hub.pack": ("政策文件与判定时间", "Policy and time"),
    "hub.state": ("判定", "Verdict"),
    "hub.met": ("达标/总数", "Met/all"),
    "hub.unknown": ("未知", "Unknown"),
    "hub.reason": ("说明", "Reason"),
    "hub.contract": ("（见园区合同）", "(see the park's contract)"),
    "hub.level": ("证据等级与用途", "Evidence and purpose"),
    "hub.measured": ("已检测的约束性条款", "Binding clauses that were measured"),
    "hub.measured.none": (
        "还没有约束性条款得到检测。",
        "No binding clause has been measured yet.",
    ),
    "hub.rest": ("其余条款（{count} 条）", "The other {count} {count:clause|clauses}"),
    "hub.non_binding": ("无约束力", "does not bind"),
}
