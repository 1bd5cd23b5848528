from __future__ import annotations

from collections.abc import Callable

RIGHT: dict[str, Callable[[], object]] = {}
