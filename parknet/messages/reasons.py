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
    "reason.stale": ("超时未上报", "silent for too long"),
}
