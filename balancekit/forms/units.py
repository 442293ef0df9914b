"""Kilograms and centimetres, or pounds and inches: a switch that any form can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balancekit.forms.parts import Form, segments

if TYPE_CHECKING:
    import ipywidgets as w

_OPTIONS = (("kg · cm", "metric"), ("lb · in", "imperial"))


def units_switch(form: Form) -> w.RadioButtons:
    """The switch, kept in step with the case. What was measured stays in metric units; only what is shown changes."""
    bench = form.workbench
    made = segments("Units", _OPTIONS, bench.case.profile.units, "bk-units")
    made.observe(
        form.guard(lambda change: bench.update(bench.case.about(units=change["new"]), what="about units")), "value"
    )

    def follow() -> None:
        if made.value != bench.case.profile.units:
            made.value = bench.case.profile.units

    form.watch("case", follow)
    return made
