"""What the report says."""

REPORT: dict[str, tuple[str, str]] = {
    "report.title": ("园区网络达标报告", "Park connectivity report"),
    "report.title.acceptance": ("园区网络验收报告", "Park network acceptance report"),
    "report.facts": (
        "{kind} · 用途：{purpose} · 采集时间：{time}",
        "{kind} · purpose: {purpose} · measured {time}",
    ),
    "report.contents": ("目录", "Contents"),
    # First screen
    "report.summary": ("总体结论", "Summary"),
    "report.verdict.fail": (
        "有 {count} 条约束性条款不达标。",
        "{count} binding {count:clause is|clauses are} not met.",
    ),
    "report.verdict.pass": (
        "没有约束性条款不达标，{count} 条达标。",
        "No binding clause has failed; {count} {count:is|are} met.",
    ),
    "report.verdict.unknown": (
        "目前没有一条约束性条款能够判定达标。",
        "No binding clause can be called met yet.",
    ),
    "report.verdict.none": (
        "所适用的政策文件中没有约束性条款。",
        "The policies that apply hold no binding clause.",
    ),
    "report.verdict.open": (
        "另有 {count} 条未知：没有足够证据的条款一律不算达标。",
        "{count} {count:is|are} unknown: what lacks evidence never counts as met.",
    ),
    "report.tile.fail": ("条不达标", "not met"),
    "report.tile.pass": ("条达标", "met"),
    "report.tile.unknown": ("条未知", "unknown"),
    "report.tile.reason": ("{count} 条：{reason}", "{count}: {reason}"),
    "report.tile.nothing": ("无", "none"),
    "report.tile.more": ("等共 {count} 条", "{count} in all"),
    "report.scope": ("检测范围", "What was checked"),
    "report.scope.clauses": (
        "政策文件 {policies} 份，与网络有关的条款 {clauses} 条，其中约束性条款 {binding} 条",
        "{policies} {policies:policy|policies} with {clauses} {clauses:clause|clauses} on networks, {binding} of them binding",
    ),
    "report.scope.buildings": (
        "台账建筑 {registered} 栋，已纳入设计 {modelled} 栋",
        "{registered} registered {registered:building|buildings}, {modelled} of them in the design",
    ),
    "report.scope.devices": (
        "网络设备 {devices} 台，已读取 {read} 台",
        "{devices} network {devices:device|devices}, {read} of them read",
    ),
    "report.scope.parts": (
        "链路和出口线路 {links} 条，信息点 {outlets} 个，无线接入点 {aps} 个",
        "{links} {links:link|links} and circuits, {outlets} {outlets:outlet|outlets}, {aps} access {aps:point|points}",
    ),
    # Faults
    "report.faults": ("发现的问题", "What is wrong"),
    "report.faults.count": (
        "共 {count} 处，每处只列一次。",
        "{count} {count:fault|faults}, each listed once.",
    ),
    "report.faults.none": (
        "没有发现不符合设计或政策的地方。未知项不在此列，见“尚无人测量的条款”。",
        "Nothing was found that breaks the design or a policy. What is unknown is listed apart.",
    ),
    "report.faults.more": (
        "另有 {count} 处，见 CSV 格式的逐项结果。",
        "{count} more: see the findings in CSV.",
    ),
    "report.fault.where": ("位置", "Where"),
    "report.fault.observed": ("实测值", "Measured"),
    "report.fault.wanted": ("应为", "Should be"),
    "report.fault.why": ("问题", "What is wrong"),
    "report.fault.breaks": ("不满足的条款", "Breaks"),
    "report.fault.port": ("设备与端口", "Device and port"),
    "report.design": ("设计要求", "the design"),
    # Map
    "report.map": ("各楼宇状态", "The park, building by building"),
    "report.map.label": (
        "园区平面示意图，各楼宇状态见图后的表",
        "Plan of the park; the table below tells each building's state",
    ),
    "report.map.north": ("北", "N"),
    "report.map.tooltip": (
        "{name}（{code}，{kind}）：{state}；不达标 {failed} 项，未知 {unknown} 项，达标 {passed} 项",
        "{name} ({code}, {kind}): {state}; {failed} not met, {unknown} unknown, {passed} met",
    ),
    "report.map.fail": ("有不达标项", "something is not met"),
    "report.map.unknown": ("有未知项", "something is unknown"),
    "report.map.pass": ("均达标", "all is met"),
    "report.map.unmodelled": (
        "台账中有、设计中没有的建筑（位置未知，网络状况未知）：",
        "In the register, but nobody modelled them (place and network unknown):",
    ),
    "report.map.outlets": (
        "台账中有、设计中没有的信息点：",
        "Registered outlets that the design lacks: ",
    ),
    "report.map.outlet_count": ("{name} {count} 个", "{name}: {count}"),
    "report.map.unregistered": (
        "设计中有、台账中没有：",
        "In the design, but not in the register: ",
    ),
    "report.map.others": ("等，共 {count} 项", "and others, {count} in all"),
    "report.map.table": ("逐栋明细（{count} 栋）", "Each building ({count})"),
    "report.map.building": ("建筑", "Building"),
    "report.map.kind": ("类型", "Kind"),
    "report.map.nothing": (
        "设计中没有建筑。",
        "The design holds no building.",
    ),
    # Cabling
    "report.cabling": ("与设计不符的连线", "Cables that differ from the plan"),
    "report.cabling.note": (
        "按设备的邻居信息与设计逐条比对，{devices} 台设备中 {hearing} 台提供了邻居信息；其余设备之间的连线未知。不影响各条款的判定。",
        "What devices hear of each other (LLDP, CDP) beside the design. {hearing} of {devices} told their neighbours; cables among the others are unknown. Nothing here decides a clause.",
    ),
    "report.cabling.none": (
        "所提供的邻居信息均与设计一致。",
        "What they hear agrees with the design.",
    ),
    "report.cabling.silent": (
        "没有设备提供邻居信息。",
        "No device told its neighbours.",
    ),
    "report.cabling.here": ("端口", "Port"),
    "report.cabling.found": ("实际对端", "At the other end"),
    "report.cabling.planned": ("设计对端", "As designed"),
    "cabling.other-port": ("对端端口接错", "another port of the right device"),
    "cabling.other-device": ("对端设备接错", "another device"),
    "cabling.unplanned": ("设计中没有的连线", "a cable that the design does not have"),
    "cabling.stranger": ("设计之外的设备", "a device that the design does not know"),
    "cabling.loop": ("自环", "a loop"),
    "cabling.unheard": (
        "两端互相收不到邻居信息",
        "neither end hears the other",
    ),
    # Information
    "report.info": ("运行情况（仅供参考）", "For information"),
    "report.info.note": (
        "这些数据没有政策限值，不作判定。设备未提供的计为未知。",
        "No policy gives a number for these, so nothing here passes or fails. What a device did not tell is unknown.",
    ),
    "report.ipv6": ("各设备的 IPv6 就绪情况", "IPv6 by device"),
    "report.ipv6.sum": (
        "{devices} 台网关设备的 {vlans} 个用户 VLAN 中，{ready} 个已有可路由的 IPv6 地址，{unknown} 个未知。",
        "Of {vlans} user {vlans:VLAN|VLANs} on {devices} gateway {devices:device|devices}, {ready} {ready:has|have} a routed IPv6 address; {unknown} unknown.",
    ),
    "report.ipv6.table": ("逐台明细（{count} 台）", "Each device ({count})"),
    "report.ipv6.vlans": ("用户 VLAN", "User VLANs"),
    "report.ipv6.ready": ("已就绪", "Ready"),
    "report.ipv6.share": ("IPv6 流量占比（设备自报）", "IPv6's share of traffic, as it counts"),
    "report.wlan": ("无线接入点与负载", "Access points and their load"),
    "report.wlan.controller": ("控制器", "Controller"),
    "report.wlan.planned": ("规划", "Planned"),
    "report.wlan.serving": ("在服务", "In service"),
    "report.wlan.clients": ("终端数", "Stations"),
    "report.wlan.busiest": ("最忙射频的信道占用", "Busiest radio's channel"),
    # Contract profiles
    "report.checks": ("合同指标核查", "Checks of contract profiles"),
    "report.checks.note": (
        "政策没有给出布线、光功率和链路健康的限值，这里按合同指标逐项核查，不影响各条款的判定。没有测试或采集数据的一律为未知。",
        "Policies give no limits for cabling, light and the health of links. Contract profiles do: they are checked here and decide no clause. What nobody measured is unknown.",
    ),
    "report.checks.what": ("核查项", "Check"),
    "report.checks.profile": ("指标文件", "Profile"),
    "report.checks.counts": ("{all} 项中 {passed} 项达标", "{passed} of {all} met"),
    "report.checks.failed": ("{count} 项不达标", "{count} not met"),
    "report.checks.unknown": ("{count} 项未知", "{count} unknown"),
    "report.checks.worst": ("最差 {value}：{where}", "worst {value}: {where}"),
    "report.member.parts": (
        "{count} 条活动成员，最大 {largest}",
        "{count} active {count:member|members}, the largest {largest}",
    ),
    "check.utilisation": ("平均利用率", "Mean utilisation"),
    "check.utilisation.whom": ("各链路和出口线路，24 小时", "links and circuits, over 24 hours"),
    "check.broadcast": ("广播帧", "Broadcast frames"),
    "check.broadcast.whom": ("各链路和出口线路，24 小时", "links and circuits, over 24 hours"),
    "check.multicast": ("组播帧", "Multicast frames"),
    "check.multicast.whom": (
        "各链路和出口线路，24 小时，视频网段除外",
        "links and circuits, over 24 hours, but for video",
    ),
    "check.error-frames": ("错误帧占比", "Damaged frames"),
    "check.error-frames.whom": ("各链路和出口线路，24 小时", "links and circuits, over 24 hours"),
    "check.collisions": ("冲突占比", "Collisions"),
    "check.collisions.whom": ("各链路和出口线路，24 小时", "links and circuits, over 24 hours"),
    "check.received-power": ("接收光功率", "Light received"),
    "check.received-power.whom": ("各光纤链路两端", "both ends of every optical link"),
    "check.received-power.limit": ("按光模块介质", "by the medium"),
    "check.fibre-loss": ("光纤损耗", "Loss of fibres"),
    "check.fibre-loss.whom": (
        "各光纤链路，按 OTDR 和光损耗测试",
        "optical links, by OTDR and loss test",
    ),
    "check.fibre-loss.limit": ("按计算值或 PON 预算", "as computed, or a PON's budget"),
    "check.cabling": ("布线永久链路", "Permanent links of the cabling"),
    "check.cabling.whom": (
        "台账中的全部信息点，按认证测试，可抽样",
        "every registered outlet, by certificate; a sample suffices",
    ),
    "check.cabling.limit": ("仪表结论", "the instrument's verdict"),
    # Clauses
    "report.clauses": ("逐条判定", "Clause by clause"),
    "report.clauses.note": (
        "引文与政策原文一字不差。证据等级由低到高：已配置（已下发配置）、已观测（经 SNMP 读取）、已实测（主动测试或现场信号测试）。证据等级不足的可以判不达标，不能判达标。",
        "Quotes are exact. Evidence rises from configured (what was pushed) to observed (what SNMP says) to verified (an active test, or a survey). Evidence that is too weak may fail a clause but never passes it.",
    ),
    "report.clauses.none": (
        "还没有任何条款有测量数据。",
        "Nothing has been measured for any clause yet.",
    ),
    "report.clause.id": ("条款", "Clause"),
    "report.clause.quote": ("条款原文", "Text"),
    "report.clause.threshold": ("指标", "Threshold"),
    "report.clause.measured": ("测量结果", "Measured"),
    "report.clause.status": ("判定", "Verdict"),
    "report.clause.level": ("证据等级", "Evidence"),
    "report.clause.has": ("现有：{level}", "has: {level}"),
    "report.clause.needs": ("要求：{level}", "needs: {level}"),
    "report.clause.no_number": ("原文无量化指标", "no number in the text"),
    "report.clause.partial": ("仅判定其中的网络部分", "the network's share only"),
    "report.clause.non_binding": (
        "{force}类条款，无约束力",
        "{force}: does not bind",
    ),
    "report.clause.contract": ("合同指标 {contract}", "contract profile {contract}"),
    "report.measured.met": ("{met}/{all}达标 {threshold}", "met: {met} of {all} {threshold}"),
    "report.measured.values": (
        "数值满足 {met}/{all} {threshold}",
        "sufficient values: {met} of {all} {threshold}",
    ),
    "report.measured.value": ("{what}：{value}", "{what}: {value}"),
    "report.measured.unknown": ("{what}未知：{reason}", "{what} unknown: {reason}"),
    "report.measured.low": ("{what}：{reason}", "{what}: {reason}"),
    "report.clause.excused": ("另有 {count} 项不作判定", "{count} more are not judged"),
    "report.clause.members": (
        "逐项证据（{shown}/{total}）",
        "evidence, item by item ({shown} of {total})",
    ),
    "report.clause.more": (
        "其余见 CSV 格式的逐项结果。",
        "The rest is among the findings in CSV.",
    ),
    "report.member": ("对象", "Item"),
    "report.member.source": ("说明与证据来源", "Reason and source"),
    # Unmeasured
    "report.unmeasured": ("尚无人测量的条款", "What nobody has measured"),
    "report.unmeasured.note": (
        "以下 {count} 条与网络有关，但目前没有任何测量数据。“如何证明”一栏说明需要做什么。",
        "{count} {count:clause touches|clauses touch} the network, but nothing has been measured. The last column says how each is proved.",
    ),
    "report.unmeasured.none": (
        "所有条款都已有测量数据。",
        "Something was measured for every clause.",
    ),
    "report.unmeasured.binding": (
        "约束性条款 {count} 条",
        "{count} binding {count:clause|clauses}",
    ),
    "report.unmeasured.progress": (
        "无约束力的条款 {count} 条（仅显示进展）",
        "{count} {count:clause that does|clauses that do} not bind (progress only)",
    ),
    "report.unmeasured.method": ("如何证明", "How it is proved"),
    # Unreachable
    "report.deviations": ("暂缓与缺失的功能", "Features gone without"),
    "report.deviations.note": (
        "设备不具备、因而没有配置的功能。有责任人的已接受到所列日期；没有责任人的是默认防护，设备不支持。",
        "What devices cannot do and is therefore not configured. With an owner it is accepted until the day shown; without one it is a default protection that the device lacks.",
    ),
    "report.deviations.feature": ("功能", "Feature"),
    "report.deviations.devices": ("设备", "Devices"),
    "report.deviations.count": ("{count} 台", "{count} {count:device|devices}"),
    "report.deviations.owner": ("责任人", "Owner"),
    "report.deviations.nobody": ("无人接受", "nobody accepted it"),
    "report.deviations.until": ("截止日期", "Until"),
    "report.deviations.why": ("原因", "Why"),
    "report.deviations.default": ("默认防护，设备不支持", "a default that the device lacks"),
    "report.deviations.ap_count": (
        "{count} 个无线接入点",
        "{count} {count:access point|access points}",
    ),
    "report.deviations.ap_feature": ("AP 身份（MAC 或序列号）登记", "identity of access points"),
    "report.deviations.clause": ("政策条款 {clause}", "policy clause {clause}"),
    "report.deviations.ap_identity": (
        "尚未登记 MAC 地址或序列号，控制器不接纳",
        "neither MAC address nor serial number is written down: the controller admits none of them",
    ),
    "report.raw": ("直接写入的配置行", "Escape hatches"),
    "report.raw.note": (
        "园区文件中原样写给设备的配置行，parknet 不理解其含义，由写下它的人负责。",
        "Lines that the park's file gives devices as they are. parknet does not know what they do; whoever wrote them answers for them.",
    ),
    "report.raw.why": ("原因", "Why"),
    "report.raw.lines": ("配置行", "Lines"),
    "report.raw.count": ("{count} 行", "{count} {count:line|lines}"),
    "report.unreachable": ("读不到的设备", "Devices that could not be read"),
    "report.unreachable.note": (
        "这些设备上的端口、信息点和网关一律按未知处理。",
        "Whatever hangs on them counts as unknown.",
    ),
    "report.unreachable.device": ("设备", "Device"),
    "report.unreachable.role": ("角色与位置", "Role and place"),
    "report.unreachable.why": ("原因", "Why"),
    # Next
    "report.next": ("下一步", "What to do next"),
    "report.next.none": (
        "无待办事项；按计划定期复测即可。",
        "Nothing is open: measure again as scheduled.",
    ),
    "report.next.fix": (
        "排除下文所列 {count} 处问题，然后复测。",
        "Mend the {count} {count:fault|faults} listed below, then measure again.",
    ),
    "report.next.reach": (
        "恢复对 {count} 台设备的访问：{names}。",
        "Restore access to {count} {count:device|devices}: {names}.",
    ),
    "report.next.model": (
        "把台账中的 {count} 栋建筑补入设计：{names}。",
        "Add {count} registered {count:building|buildings} to the design: {names}.",
    ),
    "report.next.outlets": (
        "把台账中的 {count} 个信息点补入设计，涉及：{names}。",
        "Add {count} registered {count:outlet|outlets} to the design, in: {names}.",
    ),
    "report.next.ports": (
        "{count} 个桌面信息点端口未连通：接入终端，或用线缆测试仪逐点测试。",
        "{count} desktop {count:port is|ports are} down: plug in a host, or test the cabling.",
    ),
    "report.next.verify": (
        "{count} 条条款的数值已满足，但本次用途要求实测：安排主动测试。",
        "{count} {count:clause has a sufficient value|clauses have sufficient values}, but this purpose asks for active tests: schedule them.",
    ),
    "report.next.survey": (
        "为 {count} 条无线覆盖条款做现场信号测试；接入点在线不等于信号覆盖。",
        "Survey the WiFi on site for {count} coverage {count:clause|clauses}: an access point that is up proves no coverage.",
    ),
    "report.next.evidence": (
        "为 {count} 条本工具尚不能测量的条款准备书面证据。",
        "Prepare written evidence for {count} {count:clause|clauses} that this tool cannot measure yet.",
    ),
    # Basis
    "report.basis": ("依据与版本", "Basis"),
    "report.basis.note": (
        "下列摘要（SHA-256）可核对本报告所依据的文件未被改动。",
        "These digests (SHA-256) show which files the report rests on.",
    ),
    "report.basis.intent": ("设计文件", "Design"),
    "report.basis.register": ("建筑与信息点台账", "Register of buildings and outlets"),
    "report.basis.pack": ("{title}，第 {version} 版", "{title}, version {version}"),
    "report.basis.tool": ("生成工具", "Made by"),
}
