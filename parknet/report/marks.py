"""A state in, the sign that pages show it by out, told apart without colour."""

from parknet.model.verdict import Status

# Drawn, not typed: fonts differ in which of these signs they have. 18 × 18, centred on 0, 0.
SIGNS = {
    Status.FAIL: '<path class="plate" d="M-3.6-8.6h7.2l5 5v7.2l-5 5h-7.2l-5-5v-7.2z"/>'
    '<path class="sign" d="M-3.2-3.2l6.4 6.4M3.2-3.2l-6.4 6.4"/>',
    Status.UNKNOWN: '<rect class="plate" x="-6.4" y="-6.4" width="12.8" height="12.8" '
    'transform="rotate(45)"/><path class="sign" '
    'd="M-2.6-2.2c0-3.6 5.4-3.4 5.2-.2c-.1 1.8-2.6 1.8-2.6 3.6M0 4.2v.2"/>',
    Status.PASS: '<circle class="plate" r="8"/><path class="sign" d="M-3.8.2l2.7 2.8l5-5.6"/>',
    Status.NOT_APPLICABLE: '<circle class="plate" r="8"/><path class="sign" d="M-3.4 0h6.8"/>',
    Status.WAIVED: '<circle class="plate" r="8"/><path class="sign" d="M-3.4 0h6.8"/>',
}


def mark(status: Status) -> str:
    """Return the sign of a state, for running text."""
    return (
        f'<svg class="mark {status.value}" viewBox="-10 -10 20 20" aria-hidden="true">'
        f"{SIGNS[status]}</svg>"
    )
