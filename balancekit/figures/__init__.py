"""Where is it, and what does it look like? Body map, pictures of muscles, and charts.

``artwork`` holds the drawings and reads them; ``readings`` decides what each region says; ``traces`` (plotly) and
``svg`` draw it; ``colours`` and ``legend`` are the code that both share.
"""

from balancekit.figures.body_map import BodyMap, body_map
from balancekit.figures.pictures import MuscleMap, muscle_map, muscle_picture

__all__ = ["BodyMap", "MuscleMap", "body_map", "muscle_map", "muscle_picture"]
