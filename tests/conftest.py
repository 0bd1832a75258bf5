"""Hypothesis profiles: `ci`, the default, of moderate size, and `thorough`, which runs for long."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No wall clock decides whether a test passes; generated tables are large on purpose.
_ALWAYS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
settings.register_profile("ci", _ALWAYS, max_examples=100)
settings.register_profile("thorough", _ALWAYS, max_examples=20_000)
settings.load_profile("ci")
