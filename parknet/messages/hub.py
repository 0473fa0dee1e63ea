"""What the platform's page says."""

HUB: dict[str, tuple[str, str]] = {
    "hub.title": ("园区网络达标总览", "Park connectivity"),
    "hub.subtitle": (
        "各园区网络达标情况，依据上报的签名证据",
        "What each park's signed evidence shows, clause by clause",
    ),
    "hub.updated": ("页面时间 {time}", "as of {time}"),
    "hub.other_language": ("English", "中文"),
    "hub.empty": (
        "还没有园区接入。请在园区执行：parknet feed 园区名 --to 本平台地址",
        "No park has joined yet. In a park, run: parknet feed PARK --to this platform's address",
    ),
    "hub.last_seen": ("最近上报 {time}", "last heard of {time}"),
    "hub.never": ("尚未上报", "not heard of yet"),
    "hub.stale": ("超时未上报，状态按未知处理", "silent for too long: counted as unknown"),
    "hub.devices": (
        "设备 {total} 台，不可达 {unreachable} 台",
        "{total} devices, {unreachable} unreachable",
    ),
    "hub.links": ("链路 {good}/{total} 条符合设计", "{good}/{total} links as planned"),
    "hub.clause": ("条款", "Clause"),
    "hub.pack": ("政策文件", "Policy pack"),
    "hub.purpose": ("用途", "Purpose"),
    "hub.state": ("判定", "Verdict"),
    "hub.met": ("达标/总数", "Met / all"),
    "hub.unknown": ("未知", "Unknown"),
    "hub.level": ("证据等级", "Evidence"),
    "hub.time": ("时间", "Time"),
    "hub.binding": ("有约束力", "binding"),
    "hub.clauses": ("全部条款（{count} 条）", "All {count} clauses"),
    "hub.judged": ("有约束力的条款", "Binding clauses"),
}
