"""What was odd about a device's cells."""

from collections import Counter


class Notes:
    """Oddities, counted and told once for each metric and reason."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], str] = {}

    def add(self, subject: str, reason: str, example: object = "") -> None:
        """Count one cell of `subject` (a metric or table) for which `reason` holds."""
        key = (subject, reason)
        self._counts[key] += 1
        self._examples.setdefault(key, str(example)[:60])

    def warnings(self) -> tuple[str, ...]:
        """Return a line for each subject and reason, with how often and one example."""
        lines = []
        for key, count in sorted(self._counts.items()):
            subject, reason = key
            example = self._examples[key]
            such_as = f", such as {example}" if example else ""
            lines.append(f"{subject}: {reason} ({count}{such_as})")
        return tuple(lines)
