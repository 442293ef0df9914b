"""Where do you feel it? Point at regions of the body and say what is different there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import ipywidgets as w
import traitlets

from balancekit.figures.body_map import chosen_map
from balancekit.figures.marks import side
from balancekit.figures.regions import drawn_regions, region_name, unknown_name
from balancekit.figures.views import Guard, RegionViews, classed

if TYPE_CHECKING:
    from balancekit.figures.body_map import BodyMap

FEELINGS = ("larger", "smaller", "tighter", "weaker", "painful")
"""What can be said about a region, seen against the other side."""
_OPPOSITES = {"larger": "smaller", "smaller": "larger"}

_HINT = (
    '<p class="bk-note">Tap every place that feels or looks different from the other side, or choose it from the '
    "list. Then say what is different. Left and right are yours, as the letters show.</p>"
)


class RegionPicker(RegionViews):
    """A body to point at. ``value`` is what was chosen: ``{"quadratus_lumborum_l": ("larger", "painful")}``.

    A region that was chosen without a word about it has an empty tuple. The value is a frozen mapping; observe it, or
    set it to any mapping of region ids to `FEELINGS`.

    Parameters
    ----------
    value
        What to begin with.
    layer, figure, guard
        As in `RegionViews`.

    Raises
    ------
    traitlets.TraitError
        For a region that nobody drew, or a word that is none of `FEELINGS`.
    """

    value: Any = traitlets.Instance(
        Mapping, help="What was chosen: region ids with the words said about each; not synced."
    )

    def __init__(
        self,
        value: Mapping[str, Iterable[str]] = MappingProxyType({}),
        *,
        layer: str = "superficial",
        figure: str = "male",
        guard: Guard | None = None,
    ) -> None:
        super().__init__(layer=layer, figure=figure, guard=guard)
        self._rows: dict[str, w.VBox] = {}
        self._list = classed(w.VBox(), "bk-felt")
        hint = classed(w.HTML(_HINT), "bk-block")
        head = classed(w.HBox([self.layer, self.regions]), "bk-split bk-maphead")
        aside = classed(w.VBox([hint, self._list]), "bk-mapside is-felt")
        self.children = [head, classed(w.HBox([self.maps, aside]), "bk-mapcard")]
        self.value = value
        self.observe(self.guard(lambda _: self._refresh()), "value")
        self._refresh()

    def shown(self) -> BodyMap:
        """The map of what was chosen, in the present layer."""
        return chosen_map(self.value, layer=str(self.layer.value), figure=self.build)

    def choose(self, region: str) -> None:
        """Choose a region, and mark it; nothing is said about it yet."""
        super().choose(region)
        if region and region not in self.value:
            self.value = {**self.value, region: ()}

    def say(self, region: str, feeling: str, *, so: bool = True) -> None:
        """Say that a region feels or looks so, or take it back. Larger and smaller exclude each other."""
        words = {*self.value.get(region, ())} - {feeling}
        self.value = {**self.value, region: words - {_OPPOSITES.get(feeling, "")} | {feeling} if so else words}

    def drop(self, region: str) -> None:
        """Choose a region no longer."""
        if self.region == region:
            self.region = ""
        self.value = {name: words for name, words in self.value.items() if name != region}

    def tell(self) -> None:
        """The rows beside the map tell of all regions, the picked one included."""
        for name, row in self._rows.items():
            (row.add_class if name == self.region else row.remove_class)("is-now")

    @traitlets.validate("value")
    def _frozen(self, proposal: Any) -> Mapping[str, tuple[str, ...]]:
        chosen = {}
        for region, words in proposal["value"].items():
            if region not in drawn_regions(self.build):
                raise traitlets.TraitError(unknown_name(region, self.build))
            wrong = next((word for word in words if word not in FEELINGS), None)
            if wrong is not None:
                raise traitlets.TraitError(f"A region can be {', '.join(FEELINGS)}, not {wrong!r}.")
            chosen[region] = tuple(word for word in FEELINGS if word in words)
        return MappingProxyType(chosen)

    def _refresh(self) -> None:
        for region in [name for name in self._rows if name not in self.value]:
            self._rows.pop(region)
        for region, words in self.value.items():
            row = self._rows.get(region) or self._rows.setdefault(region, self._row(region))
            for chip in cast("w.HBox", row.children[1]).children:
                chip.value = chip.description in words  # pyright: ignore[reportAttributeAccessIssue]
        latest_first = [self._rows[region] for region in reversed(tuple(self.value))]
        if list(self._list.children) != latest_first:
            self._list.children = latest_first
        self.draw()
        self.tell()

    def _row(self, region: str) -> w.VBox:
        name = region_name(region)
        chips = []
        for feeling in FEELINGS:
            chip = classed(w.ToggleButton(description=feeling, tooltip=f"{name}: {feeling}"), "bk-chip is-small")
            chip.observe(self.guard(lambda change, word=feeling: self.say(region, word, so=change["new"])), "value")
            chips.append(chip)
        remove = classed(w.Button(description="Remove", tooltip=f"Remove {name}"), "bk-btn is-quiet is-small")
        remove.on_click(lambda _: self.guard(self.drop)(region))
        which = "left" if region.endswith("_l") else "right"
        title = classed(w.HTML(side(which, name)), "bk-grow")
        head = classed(w.HBox([title, remove]), "bk-split")
        return classed(w.VBox([head, classed(w.HBox(chips), "bk-chips")]), "bk-feltrow")
