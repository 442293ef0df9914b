"""What asks and shows: the workbench and one form a step."""

from balancekit.forms.about import About
from balancekit.forms.choose import ChooseTests
from balancekit.forms.feel import Feel
from balancekit.forms.header import Header
from balancekit.forms.log import TrainingLog
from balancekit.forms.measure import Measure
from balancekit.forms.plan import Plan
from balancekit.forms.progress import Progress
from balancekit.forms.results import Results
from balancekit.forms.safety import Safety
from balancekit.forms.save import Save
from balancekit.forms.stopwatch import Metronome, Stopwatch
from balancekit.forms.what_if import WhatIf
from balancekit.forms.why import Why
from balancekit.forms.workbench import Workbench

__all__ = [
    "About",
    "ChooseTests",
    "Feel",
    "Header",
    "Measure",
    "Metronome",
    "Plan",
    "Progress",
    "Results",
    "Safety",
    "Save",
    "Stopwatch",
    "TrainingLog",
    "WhatIf",
    "Why",
    "Workbench",
]
