"""Where is it, and what does it look like? Body map, pictures of muscles, and charts.

``artwork`` holds the drawings and reads them; ``readings`` decides what each region says; ``traces`` (plotly) and
``svg`` draw it; ``colours`` and ``legend`` are the code that both share. ``panel`` and ``picker`` are the live maps to
read and to point at; they are loaded on first use, as nothing else here needs widgets.
"""

from typing import TYPE_CHECKING, Any

from balancekit.figures.body_map import BodyMap, body_map, chosen_map
from balancekit.figures.pictures import MuscleMap, muscle_map, muscle_picture

if TYPE_CHECKING:
    from balancekit.figures.panel import BodyMapPanel
    from balancekit.figures.picker import RegionPicker

__all__ = [
    "BodyMap",
    "BodyMapPanel",
    "MuscleMap",
    "RegionPicker",
    "body_map",
    "chosen_map",
    "muscle_map",
    "muscle_picture",
]


def __getattr__(name: str) -> Any:
    if name == "BodyMapPanel":
        from balancekit.figures.panel import BodyMapPanel

        return BodyMapPanel
    if name == "RegionPicker":
        from balancekit.figures.picker import RegionPicker

        return RegionPicker
    raise AttributeError(f"module 'balancekit.figures' has no attribute {name!r}; it offers: {', '.join(__all__)}.")
