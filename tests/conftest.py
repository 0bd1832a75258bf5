"""Hypothesis profiles: `ci`, the default, of moderate size, and `thorough`, with which `test_agreement.py`
compares 1,075,200 pairs of a text and a data set on the seven light engines with the definition, some three
hours on one core: `pytest --hypothesis-profile=thorough tests/test_agreement.py -k definition_gives`."""

from __future__ import annotations

import pytest
from engines.tested import ENGINES
from hypothesis import HealthCheck, settings

# No wall clock decides whether a test passes; generated tables are large on purpose.
_ALWAYS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
settings.register_profile("ci", _ALWAYS, max_examples=100)
settings.register_profile("thorough", _ALWAYS, max_examples=5_000)
settings.load_profile("ci")  # pytest loads the one of its command line afterwards


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares an engine that is slow to start, or the rows that are loaded for a feature, runs
    in one process."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        params: dict[str, object] = {} if callspec is None else callspec.params
        engine = params.get("engine")
        feature = getattr(params.get("case"), "feature", None)
        if not isinstance(engine, str) or engine not in ENGINES:
            continue
        if ENGINES[engine].heavy:
            item.add_marker(pytest.mark.xdist_group(engine))
        elif feature is not None:
            item.add_marker(pytest.mark.xdist_group(f"{engine} {feature}"))
        elif "group" in params:  # what the definition finds is found once for all engines
            item.add_marker(pytest.mark.xdist_group(f"{params['name']}"))
