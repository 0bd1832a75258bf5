"""Hypothesis profiles: `ci`, the default, of moderate size, and `thorough`, with which the properties of
`test_agreement.py` alone run for about an hour on one core: `pytest --hypothesis-profile=thorough`."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No wall clock decides whether a test passes; generated tables are large on purpose.
_ALWAYS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
settings.register_profile("ci", _ALWAYS, max_examples=100)
settings.register_profile("thorough", _ALWAYS, max_examples=5_000)
settings.load_profile("ci")  # pytest loads the one of its command line afterwards
