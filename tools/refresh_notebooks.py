"""Run the notebooks that tell something and store their outputs, as nbval will compare them.

A notebook of forms alone keeps no outputs. An interactive figure is stored as its SVG picture: a code host shows that,
and the file stays small.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
FIGURE = "application/vnd.plotly.v1+json"


def refresh(path: Path) -> None:
    """Run one notebook in an empty folder and write it back with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if all("source_hidden" in cell.metadata.get("jupyter", {}) for cell in code):
        return
    with TemporaryDirectory() as folder:
        NotebookClient(notebook, timeout=120, resources={"metadata": {"path": folder}}).execute()
    notebook.metadata.pop("widgets", None)
    for cell in code:
        cell.metadata.pop("execution", None)
        for output in cell.outputs:
            output.get("data", {}).pop(FIGURE, None)
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for file in sorted(NOTEBOOKS.glob("*.ipynb")):
        refresh(file)
