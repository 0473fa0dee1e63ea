"""Why a finding or a clause has its status: `reason.<Reason>` of `parknet.model.verdict`."""

REASONS: dict[str, tuple[str, str]] = {
    "reason.met": ("满足要求", "as required"),
    "reason.too_slow": ("速率低于要求", "slower than required"),
    "reason.link_down": ("链路中断", "the link is down"),
    "reason.half_duplex": ("工作在半双工", "runs at half duplex"),
    "reason.ap_down": ("无线接入点离线", "the access point is down"),
    "reason.no_ipv6": ("网关缺少规划的 IPv6 地址", "the gateway lacks its planned IPv6 address"),
    "reason.differs": ("与要求不符", "not as required"),
    "reason.port_down": (
        "端口未连通，无法判断速率（无终端接入或终端关机）",
        "the port is down, so its speed cannot be judged (no host, or it is switched off)",
    ),
    "reason.not_read": ("设备未返回该项数据", "the device did not report this"),
    "reason.not_told": ("设备报告该项未知", "the device says that it does not know"),
    "reason.not_collected": ("未采集该设备", "the device was not asked"),
    "reason.device_unreachable": ("设备不可达", "the device cannot be reached"),
    "reason.device_authentication": ("设备认证失败", "the device refused our credentials"),
    "reason.device_failed": ("设备读取失败", "the device could not be read"),
    "reason.not_modelled": (
        "在台账中登记，但设计中没有",
        "in the register, but nobody modelled it",
    ),
    "reason.below_level": (
        "数值满足要求，但证据等级不足，须实测",
        "the value is sufficient, the evidence is not: an active test is needed",
    ),
    "reason.needs_survey": (
        "须按合同指标 {contract} 做现场信号测试",
        "needs a survey on site under contract profile {contract}",
    ),
    "reason.not_measured": (
        "本版本尚不能测量，须人工举证",
        "not measured by this release: evidence by hand",
    ),
    "reason.not_binding": ("无约束力，仅显示进展", "does not bind: progress only"),
    "reason.no_population": (
        "园区没有该条款所指的对象",
        "the park has nothing the clause is about",
    ),
    "reason.not_a_desk": ("不是办公桌面信息点", "not a desktop outlet"),
    "reason.slower_circuit": (
        "另有线路承担该带宽",
        "another circuit is contracted for the bandwidth",
    ),
    "reason.seen_faster": (
        "端口曾以所需速率接入终端（休眠终端会降到 10 Mbit/s）",
        "an earlier host at the port ran as fast as required (sleeping hosts fall to 10 Mbit/s)",
    ),
    "reason.cable_passed": (
        "端口未接终端，布线测试合格且等级满足要求",
        "no host at the port, but its cabling was tested and is good for it",
    ),
    "reason.cable_failed": ("布线测试不合格", "its cabling was tested and failed"),
    "reason.not_tested": ("未导入测试结果", "no result of an instrument was imported"),
    "reason.not_judged": (
        "仪表未给出结论，也没有可用的限值",
        "the instrument gave no verdict, and no limit is known",
    ),
    "reason.too_long": ("永久链路超长", "the permanent link is too long"),
    "reason.loss_too_high": ("光纤损耗超限", "the fibre loses too much"),
    "reason.is_copper": ("铜缆", "copper"),
    "reason.is_fibre": ("光纤", "fibre"),
    "reason.light_too_weak": ("接收光功率过低", "too little light is received"),
    "reason.light_too_strong": (
        "接收光功率过高（或 PON 衰减不足）",
        "too much light is received (of a PON: too little is lost)",
    ),
    "reason.no_limit": ("该介质没有可用的限值", "nobody gave a limit for this medium"),
    "reason.too_short_a_time": (
        "连续采集不足 24 小时",
        "polled for less than 24 hours",
    ),
    "reason.over_limit": ("超过限值", "over the limit"),
    "reason.exempt": (
        "承载视频等豁免网段，不判定",
        "carries a segment that the profile excuses, such as video",
    ),
    "reason.too_few": ("测试数量少于抽样要求", "fewer were tested than the sample asks for"),
    "reason.stale": ("超时未上报", "silent for too long"),
}
