"""The catalogue's machinery: checks, errors that name the place, and a coach's own entries."""

import ast
import inspect
import itertools
import subprocess
import sys

import pytest
from pydantic import ValidationError
from small_catalogue import SMALL, row, test_entry

import balancekit as bk
from balancekit.catalogue import CatalogueError, entries


def _models(of=entries.Model):
    return {of}.union(*(_models(model) for model in of.__subclasses__()))


MODELS = sorted(_models(), key=lambda model: model.__name__)


def test_the_default_catalogue_is_read_once():
    assert bk.catalogue() is bk.catalogue()


def test_entries_are_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        bk.catalogue().assessments["side_bridge"].minutes = 1  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(TypeError):
        bk.catalogue().assessments["x"] = 1  # pyright: ignore[reportIndexIssue]


@pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])
def test_every_field_says_what_it_means(model):
    [written] = ast.parse(inspect.getsource(model)).body
    assert isinstance(written, ast.ClassDef)
    said = {
        ast.unparse(field.target)
        for field, after in itertools.pairwise(written.body)
        if isinstance(field, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
    }
    assert set(inspect.get_annotations(model)) <= said


def test_a_coach_adds_a_test_from_a_file(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(
        """
assessments:
  sled_pull:
    name: Sled pull
    question: How much can each arm pull?
    quality: strength
    unit: kg
    scale: ratio
    better: higher
    combine: best
    trials: 3
    rest_seconds: 60
    resolution: 2.5
    usual: [10, 200]
    people: alone
    minutes: 10
    how_to: [Take the rope., Pull.]
    stop: Stop when it hurts.
    muscles: [{muscle: latissimus_dorsi}]
    margin: {value: 10, source: convention}
"""
    )
    mine = bk.catalogue().extend(file)
    assert mine.assessments["sled_pull"].name == "Sled pull"
    assert "sled_pull" not in bk.catalogue().assessments
    assert mine.version != bk.catalogue().version
    case = bk.Case().measure("sled_pull", left=[80, 82.5, 80], right=[60, 62.5, 60])
    assert bk.score(case, catalogue=mine)["sled_pull"].verdict == "clear"


def test_version_says_whether_two_catalogues_say_the_same():
    assert SMALL.extend({}).version == SMALL.extend({}).version
    assert SMALL.extend({"equipment": {"rope": {"name": "rope"}}}).version != SMALL.version


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"tests": {}}, "unknown kind 'tests'"),
        ({"assessments": {"x": test_entry()}}, "x: the field 'name' is missing"),
        ({"assessments": {"x": test_entry(name="X", colour="red")}}, "x: unknown field 'colour'"),
        ({"assessments": {"x": test_entry(name="X", qualty="s")}}, "did you mean 'quality'"),
        ({"assessments": {"x": test_entry(name="X", unit="miles")}}, "x: unit: .*'miles'"),
        ({"assessments": {"X y": test_entry(name="X")}}, "X y: id"),
        ({"assessments": {"x": test_entry(name="X", muscles=[{"muscle": "piriforms"}])}}, "did you mean 'piriformis'"),
        ({"assessments": {"x": test_entry(name="X", equipment=["moon"])}}, "x, equipment: unknown equipment 'moon'"),
        ({"assessments": {"x": test_entry(name="X", margin={"value": 1, "source": "nobody_1999"})}}, "margin"),
        ({"assessments": {"x": test_entry(name="X", reliability=[row(cv=5, use="sem")])}}, "'use: sem' names a figure"),
        (
            {"assessments": {"x": test_entry(name="X", reliability=[row(cv=5, use="cv", compares="raters")])}},
            "compares raters",
        ),
        (
            {"assessments": {"x": test_entry(name="X", scale="interval", reliability=[row(cv=5, use="cv")])}},
            "needs a ratio scale",
        ),
        (
            {"assessments": {"x": test_entry(name="X", reliability=[row(cv=5, use="cv"), row(sem=5, use="sem")])}},
            "more than one row",
        ),
        ({"assessments": {"x": test_entry(name="X", usual=(9, 1))}}, "'usual' goes from 9"),
        ({"batteries": {"b": {"name": "B", "why": "w", "assessments": ["hodl"]}}}, "did you mean 'hold'"),
        ({"assessments": ["x"]}, "expected ids at this level"),
        ({"assessments": {"x": 3}}, "x: expected the fields of the entry, found 3"),
    ],
)
def test_an_error_names_place_entry_and_field(content, message):
    with pytest.raises(CatalogueError, match=message) as caught:
        SMALL.extend(content)
    assert str(caught.value).startswith("the mapping given")


def test_an_unreadable_file_is_named(tmp_path):
    with pytest.raises(CatalogueError, match="there is no such file"):
        SMALL.extend(tmp_path / "no.yaml")
    (tmp_path / "bad.yaml").write_text("a: [1, 2")
    with pytest.raises(CatalogueError, match=r"bad\.yaml: cannot be read as YAML"):
        SMALL.extend(tmp_path / "bad.yaml")


def test_import_is_lazy():
    """The package alone brings none of the heavy libraries; a name brings its own."""
    heavy = ("numpy", "pandas", "plotly", "ipywidgets", "pydantic", "scipy", "pyagrum", "sqlalchemy", "yaml")
    script = f"import balancekit, sys; print([m for m in {heavy!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_rooms_that_share_a_name_with_their_verb_are_both():
    assert bk.catalogue().version
    assert entries.Assessment is bk.catalogue.Assessment  # pyright: ignore[reportAttributeAccessIssue]  it is the room, too
    with pytest.raises(AttributeError, match="has no attribute 'skore'; it offers"):
        bk.skore  # noqa: B018
