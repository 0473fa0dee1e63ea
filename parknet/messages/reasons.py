"""Why a finding or a clause has its status; keys are `reason.<key>` of `parknet.model.verdict`."""

REASONS: dict[str, tuple[str, str]] = {}
