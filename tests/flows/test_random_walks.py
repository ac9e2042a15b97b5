"""Five thousand events by chance: no exception, no dead end, never booked unpaid, no time sold twice, nothing kept twice."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flows import rules
from tests.flows.walk import DRAWN, Walk

STEPS, WALKS = 100, 50
step = st.tuples(st.sampled_from(DRAWN), st.integers(0, 10_000))


@settings(max_examples=WALKS, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(step, min_size=STEPS, max_size=STEPS))
def test_whatever_happens_the_rules_hold(steps: list[tuple[str, int]]) -> None:
    """Students, staff, Stripe and the clock do anything, in any order."""
    walk = Walk()
    for action, luck in steps:
        walk.step(action, luck)
        rules.hold_after(walk)
    rules.hold_at_last(walk)
