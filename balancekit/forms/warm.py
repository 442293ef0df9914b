"""Loads what the first picture and the first story need, while the reader still reads."""

from __future__ import annotations

import asyncio
from threading import Thread


def warm_up(after: float) -> None:
    """Begin to load in the background, so many seconds from now; nothing without a running event loop.

    plotly, pandas and the drawings take seconds in a fresh kernel. Loaded at the first reading, they would stop the
    keys that come after it.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    loop.call_later(after, Thread(target=_load, name="balancekit-warm-up", daemon=True).start)


def _load() -> None:
    import pandas  # noqa: F401
    import plotly.graph_objects as go
    import scipy.special  # noqa: F401

    from balancekit.figures import body_map
    from balancekit.reasoning.beliefs import load_pyagrum

    _ = body_map({}).figure, go.FigureWidget  # plotly loads both when they are first named
    load_pyagrum()
