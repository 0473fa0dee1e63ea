"""What the report says."""

REPORT: dict[str, tuple[str, str]] = {
    "report.title": ("园区网络达标报告", "Park connectivity report"),
    "report.facts": (
        "{kind} · 用途：{purpose} · 采集时间 {time}",
        "{kind} · purpose: {purpose} · measured {time}",
    ),
    "report.summary": ("结论", "Summary"),
    "report.summary.binding": (
        "园区适用的政策文件中，有约束力的条款共 {total} 条：达标 {passed} 条，不达标 {failed} 条，未知 {unknown} 条。",
        "Of {total} binding clauses in the policies this park answers to, {passed} are met, {failed} are not, and {unknown} are unknown.",
    ),
    "report.summary.measured": (
        "其中 {measured} 条有测量数据；其余 {rest} 条尚无人测量，一律按未知处理，不算达标。",
        "{measured} of them have measurements; nobody has measured the other {rest}: they count as unknown, never as met.",
    ),
    "report.summary.no_fault": (
        "没有发现不符合设计或政策的地方。",
        "Nothing was found that breaks the design or a policy.",
    ),
    "report.summary.faults": (
        "发现 {count} 处问题，见下表。",
        "{count} faults were found: see the next table.",
    ),
    "report.faults": ("发现的问题", "What is wrong"),
    "report.fault.where": ("对象", "Where"),
    "report.fault.observed": ("测量值", "Measured"),
    "report.fault.wanted": ("应为", "Should be"),
    "report.fault.why": ("说明", "What it means"),
    "report.fault.breaks": ("不满足", "Breaks"),
    "report.fault.port": ("设备与端口", "Device and port"),
    "report.design": ("设计", "the design"),
    "report.map": ("各楼宇状态", "The park, building by building"),
    "report.map.legend": (
        "✕ 有问题　? 有未知项　✓ 均达标",
        "✕ something is wrong   ? something is unknown   ✓ all as required",
    ),
    "report.map.unmodelled": (
        "台账中有、但设计中没有的建筑（位置未知）：",
        "In the register, but nobody modelled them (place unknown):",
    ),
    "report.map.unregistered": (
        "设计中有、但台账中没有的建筑：",
        "In the design, but not in the register:",
    ),
    "report.clauses": ("逐条判定", "Clause by clause"),
    "report.clauses.note": (
        "引文与原文一字不差。证据等级低于要求时可以判不达标，但不能判达标；没有证据的一律为未知，并计入总数。",
        "Quotes are exact. Evidence below the required level may fail a clause but never passes it; what has no evidence is unknown and stays in the denominator.",
    ),
    "report.clause.id": ("条款", "Clause"),
    "report.clause.quote": ("原文", "Text"),
    "report.clause.threshold": ("指标", "Threshold"),
    "report.clause.measured": ("测量结果", "Measured"),
    "report.clause.status": ("判定", "Verdict"),
    "report.clause.level": ("证据等级（实有 / 要求）", "Evidence (has / needs)"),
    "report.clause.evidence": ("依据", "Evidence"),
    "report.clause.no_number": ("原文无数值", "no number in the text"),
    "report.clause.partial": ("仅网络部分", "network's share only"),
    "report.clause.non_binding": ("{force}，无约束力", "{force}: does not bind"),
    "report.clause.counts": (
        "达标 {passed} / 共 {total}；不达标 {failed}；未知 {unknown}",
        "{passed} of {total} met; {failed} not; {unknown} unknown",
    ),
    "report.clause.members": ("逐项（{shown} / {total}）", "Each one ({shown} of {total})"),
    "report.clause.more": (
        "其余见 findings.csv",
        "the rest is in findings.csv",
    ),
    "report.unmeasured": ("尚无人测量的条款", "What nobody has measured"),
    "report.unmeasured.note": (
        "以下 {count} 条与网络有关，但目前没有任何测量数据。“如何证明”一栏说明需要做什么。",
        "These {count} clauses touch the network, but nothing has been measured. The last column says how each is proved.",
    ),
    "report.unmeasured.method": ("如何证明", "How it is proved"),
    "report.unreachable": ("读不到的设备", "Devices that could not be read"),
    "report.next": ("下一步", "What to do next"),
    "report.next.fix": (
        "排除上表所列 {count} 处问题后重新采集（parknet collect，再 parknet assess）。",
        "Mend the {count} faults listed above, then measure again (parknet collect, parknet assess).",
    ),
    "report.next.reach": (
        "恢复对 {count} 台设备的访问：{names}。",
        "Restore access to {count} devices: {names}.",
    ),
    "report.next.model": (
        "把台账中的 {count} 栋建筑补入设计：{names}。",
        "Model the {count} registered buildings that the design lacks: {names}.",
    ),
    "report.next.ports": (
        "{count} 个桌面信息点端口未连通，请接入终端或使用线缆测试仪逐点测试。",
        "{count} desktop ports are down: plug in a host, or test the cabling.",
    ),
    "report.next.verify": (
        "{count} 条条款数值已满足，但本用途要求实测：请安排主动测试。",
        "{count} clauses have sufficient values, but this purpose needs active tests: schedule them.",
    ),
    "report.next.survey": (
        "对 {count} 条无线覆盖条款做现场信号测试；接入点在线不等于信号覆盖。",
        "Survey the WiFi on site for {count} coverage clauses: an access point that is up proves no coverage.",
    ),
    "report.next.evidence": (
        "为 {count} 条尚无测量手段的条款准备书面证据。",
        "Prepare written evidence for the {count} clauses that nothing measures yet.",
    ),
    "report.basis": ("依据与版本", "Basis"),
    "report.basis.intent": ("设计摘要（SHA-256）", "Intent (SHA-256)"),
    "report.basis.register": ("台账摘要（SHA-256）", "Register (SHA-256)"),
    "report.basis.pack": ("政策包", "Policy pack"),
    "report.basis.tool": ("生成工具", "Made by"),
    "report.unit.devices": ("台设备", "devices"),
}
