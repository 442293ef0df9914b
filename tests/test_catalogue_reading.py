"""The quick reader of the package's own files says what PyYAML's safe one says."""

import pytest
import yaml

from balancekit.catalogue import load
from balancekit.catalogue.load import KINDS, CatalogueError, catalogue, own_catalogue, own_files
from balancekit.catalogue.reader import OwnFileLoader

FILES = {name: text for kind in KINDS for name, text in own_files(kind)}


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_read_as_pyyaml_reads_it(name):
    assert yaml.load(FILES[name], OwnFileLoader) == yaml.safe_load(FILES[name])  # noqa: S506  a safe loader


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: 1.5\nc: -2e+3\nd: true\ne: no\nf: null\ng:\nh: ~\ni: 2026-11-02\nj: 1:05\nk: 0x10\nl: .5\n",
        "a: '1'\nb: \"true\"\nc: 'null'\nd: !!str 5\ne: 'text: no'\n",
        "a: >-\n  one\n  two\nb: |\n  1\n",
        "- [1, {x: y}, []]\n- {}\n",
        "a: &x {p: 1, q: [1, 2]}\nb: *x\nc:\n  <<: *x\n  p: 2\nd:\n  p: 3\n  <<: *x\n",
        "1: a\n1.5: b\nyes: c\n",
    ],
)
def test_every_kind_of_value_is_read_as_pyyaml_reads_it(text):
    quick, slow = yaml.load(text, OwnFileLoader), yaml.safe_load(text)  # noqa: S506  a safe loader
    assert quick == slow
    assert [type(value) for value in _flat(quick)] == [type(value) for value in _flat(slow)]


def test_what_is_kept_is_what_the_files_say(tmp_path, monkeypatch):
    monkeypatch.setattr(load, "cache_from_source", lambda _: str(tmp_path / "cache" / "load.pyc"))
    read = own_catalogue()
    [kept] = (tmp_path / "cache").iterdir()
    with monkeypatch.context() as nothing_is_read:
        nothing_is_read.setattr(load, "_read_own", None)
        assert own_catalogue() == read
    said = {kind: {} for kind in KINDS}
    for kind in KINDS:
        for _, text in own_files(kind):
            said[kind] |= yaml.safe_load(text)
    assert {kind: {*getattr(read, kind)} for kind in KINDS} == {kind: {*said[kind]} for kind in KINDS}
    for kind, model in KINDS.items():
        for key, entry in getattr(read, kind).items():
            assert entry == model.model_validate({"id": key, **said[kind][key]})
    kept.write_bytes(kept.read_bytes()[:-1_000])
    assert own_catalogue() == read


def test_a_changed_file_is_read_anew_and_the_old_copy_goes(tmp_path, monkeypatch):
    monkeypatch.setattr(load, "cache_from_source", lambda _: str(tmp_path / "load.pyc"))
    own_catalogue()
    files = {"equipment": b"a: {name: new}"}
    monkeypatch.setattr(load, "own_files", lambda kind: iter([(f"{kind}.yaml", files.get(kind, b"{}"))]))
    assert {key: entry.name for key, entry in own_catalogue().equipment.items()} == {"a": "new"}
    assert len(list(tmp_path.iterdir())) == 1


def test_a_fault_in_a_file_is_told_at_every_start(tmp_path, monkeypatch):
    monkeypatch.setattr(load, "cache_from_source", lambda _: str(tmp_path / "load.pyc"))
    files = {"equipment": b"a: {name: new, references: [nobody_2020]}"}
    monkeypatch.setattr(load, "own_files", lambda kind: iter([(f"{kind}.yaml", files.get(kind, b"{}"))]))
    for _ in range(2):
        with pytest.raises(CatalogueError, match="nobody_2020"):
            own_catalogue()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(load, "cache_from_source", lambda _: str(tmp_path / "file" / "load.pyc"))
    assert own_catalogue() == catalogue()


def test_the_version_follows_the_content_and_nothing_else():
    ours = catalogue()
    same = ours.extend({"equipment": {"mat": ours.equipment["mat"]}})
    other = ours.extend({"equipment": {"mat": {"name": "another mat"}}})
    assert same.version == ours.version != other.version
    assert other.extend({"equipment": {"mat": ours.equipment["mat"]}}).version == ours.version


def _flat(value):
    if isinstance(value, dict):
        return [item for pair in sorted(value.items(), key=str) for part in pair for item in _flat(part)]
    return [item for part in value for item in _flat(part)] if isinstance(value, list) else [value]
