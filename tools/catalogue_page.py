"""Writes docs/catalogue.md: every entry with its sources, for whoever reviews the catalogue without code."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from balancekit.catalogue import Catalogue, catalogue
from balancekit.catalogue.page import as_markdown

TARGET = Path(__file__).resolve().parent.parent / "docs" / "catalogue.md"
_KINDS = {
    "batteries": "Sets of tests",
    "assessments": "Tests",
    "muscles": "Muscles",
    "exercises": "Exercises",
    "causes": "Causes",
    "red_flags": "Questions that come before every test",
    "references": "Works",
}
_INTRODUCTION = """# The catalogue

Every entry that balancekit knows, as its cards show it. Written by `python tools/catalogue_page.py` from
`balancekit/catalogue/data/`; please mend entries there.

Marks: **H**, the printed figure was seen in the work itself, usually in its abstract; **M**, the figure is known or was
seen only where others quote it. "Convention": in use without proof. No cut-off for a side difference has been tested
against what happens to people later.
"""


def page(known: Catalogue) -> str:
    """The whole page as Markdown."""
    parts = [_INTRODUCTION, _contents(known), _marks(known), _reading_list(known)]
    for kind, title in _KINDS.items():
        parts.append(f"## {title}\n")
        parts += [as_markdown(entry, known) for entry in getattr(known, kind).values()]
    return "\n".join(parts)


def _contents(known: Catalogue) -> str:
    anchors = {title: title.lower().replace(" ", "-") for title in _KINDS.values()}
    lines = [f"- [{title}](#{anchors[title]}): {len(getattr(known, kind))}" for kind, title in _KINDS.items()]
    return "\n".join([*lines, "- [Worth reading](#worth-reading)", ""])


def _marks(known: Catalogue) -> str:
    rows = Counter(row.confidence for test in known.assessments.values() for row in test.reliability)
    norms = Counter(norm.confidence for test in known.assessments.values() for norm in test.norms)
    lines = [f"| {mark} | {rows[mark]} | {norms[mark]} |" for mark in ("H", "M")]
    head = ["| mark | rows of reliability | norms |", "| --- | --- | --- |"]
    return "\n".join(["How many figures carry which mark:", "", *head, *lines, ""])


def _reading_list(known: Catalogue) -> str:
    lines = [f"- {work.citation} *{work.gives}*" for work in known.reading_list()]
    return "\n".join(["## Worth reading", "", *lines, ""])


if __name__ == "__main__":
    text = page(catalogue())
    if "--check" in sys.argv:
        stale = not TARGET.exists() or TARGET.read_text("utf-8") != text
        sys.exit(f"{TARGET.name} is not what the catalogue says; run python tools/catalogue_page.py." if stale else 0)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, "utf-8")
