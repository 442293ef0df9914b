"""The store: what goes in comes out, whatever happens half-way and whoever else is writing."""

from __future__ import annotations

import datetime as dt
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from balancekit.case import SCHEMA, Case, CaseError, Profile, Trial
from balancekit.store import Store, StoreError


def a_case(name: str = "", left: float = 62) -> Case:
    case = Case(profile=Profile(name=name, dominant_hand="right"))
    case = case.measure("side_bridge", left=[left, 60, 64], right=[48, 51, 47], on="2026-11-02")
    return case.measure("scoliometer_lumbar", value=[6, 6, 7], on="2026-11-03")


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'clients.db'}"


@pytest.mark.parametrize("place", ["file", "memory"])
def test_a_case_comes_back_as_it_was_saved(url, place):
    case = a_case("Ada").unable("side_bridge", "right", on="2026-12-01").model_copy(update={"safety": {"fever": False}})
    with Store(url if place == "file" else "sqlite://") as store:
        store.save(case)
        assert store.case("Ada") == case


def test_a_file_is_still_there_when_it_is_opened_again(url):
    with Store(url) as store:
        store.save(a_case("Ada"))
    with Store(url) as store:
        assert store.clients() == ("Ada",)
        assert store.case("Ada").trials == a_case("Ada").trials


def test_saving_again_replaces_and_clients_stand_in_order(url):
    with Store(url) as store:
        store.save(a_case(), client="Zoe")
        store.save(a_case("Ada"))
        store.save(a_case("Ada", left=70))
        assert store.clients() == ("Ada", "Zoe")
        assert store.case("Ada").trials[0].value == 70


def test_the_name_given_wins_over_the_one_in_the_profile():
    with Store("sqlite://") as store:
        store.save(a_case("Ada"), client="client 7")
        assert store.clients() == ("client 7",)


def test_the_frame_is_that_of_every_case_under_the_clients_name():
    with Store("sqlite://") as store:
        cases = {
            "Ada": a_case("Ada"),
            "Bo": a_case("Bo", 50).unable("side_bridge", "right", on="2026-12-01"),
            "Cy": Case(),
        }
        for name, case in cases.items():
            store.save(case, client=name)
        frame = store.frame()
    expected = pd.concat([case.to_frame().assign(client=name) for name, case in cases.items() if case.trials])
    assert frame.columns.tolist() == ["client", *Case().to_frame().columns]
    expected = expected.reindex(columns=frame.columns).reset_index(drop=True)
    pd.testing.assert_frame_equal(frame, expected, check_dtype=False)


def test_a_reading_that_is_not_confirmed_is_kept_but_stays_out_of_the_frame():
    doubted = Trial(assessment="side_bridge", side="left", value=500, on=dt.date(2026, 11, 2), doubted=True)
    case = a_case().model_copy(update={"trials": (doubted, *a_case().trials)})
    with Store("sqlite://") as store:
        store.save(case, client="Ada")
        assert store.case("Ada") == case
        assert 500 not in set(store.frame()["value"])
        assert store.frame()["trial"].tolist() == case.to_frame()["trial"].tolist()


def test_an_empty_store_has_an_empty_frame_with_its_columns():
    with Store("sqlite://") as store:
        assert store.frame().empty
        assert "client" in store.frame().columns
        assert store.clients() == ()


def test_thousands_of_clients_in_one_frame():
    with Store("sqlite://") as store:
        for number in range(2000):
            store.save(a_case(left=number), client=f"client {number:04}")
        frame = store.frame()
    assert len(frame) == 2000 * len(a_case().trials)
    assert frame.query("client == 'client 1234'")["value"].iloc[0] == 1234


@pytest.mark.parametrize("name", ["", "   "])
def test_a_case_without_a_name_is_refused(name):
    with Store("sqlite://") as store:
        with pytest.raises(StoreError, match=r"needs a name.*client="):
            store.save(a_case(name))
        assert store.clients() == ()


def test_an_unknown_client_is_answered_with_close_names():
    with Store("sqlite://") as store:
        store.save(a_case("Ada Lovelace"))
        with pytest.raises(StoreError, match=r"no client 'Ada Lovelance'\. Did you mean 'Ada Lovelace'"):
            store.case("Ada Lovelance")
        with pytest.raises(StoreError, match="holds 1 clients"):
            store.case("Xyz")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("clients.db", "sqlite:///clients.db"),
        ("mysql://localhost/clients", "SQLite or PostgreSQL, not in mysql"),
        ("sqlite:////nowhere/at/all/clients.db", "cannot be opened"),
    ],
)
def test_an_address_that_is_none_is_explained(url, says):
    with pytest.raises(StoreError, match=says):
        Store(url)


def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    file = tmp_path / "holiday.txt"
    file.write_text("sun and sea " * 100)
    with pytest.raises(StoreError, match="cannot be opened as a store"):
        Store(f"sqlite:///{file}")
    assert file.read_text() == "sun and sea " * 100


def test_a_failure_half_way_leaves_the_old_case(url):
    with Store(url) as store:
        store.save(a_case("Ada"))

        def power_cut(*_):
            raise KeyboardInterrupt

        event.listen(store._engine, "after_cursor_execute", power_cut)
        with pytest.raises(KeyboardInterrupt):
            store.save(a_case("Ada", left=99))
        event.remove(store._engine, "after_cursor_execute", power_cut)
        assert store.case("Ada") == a_case("Ada")
    with Store(url) as store:
        assert store.case("Ada") == a_case("Ada")


def test_a_newer_case_is_refused_not_guessed_at(url, tmp_path):
    with Store(url) as store:
        store.save(a_case("Ada"))
    with sqlite3.connect(tmp_path / "clients.db") as connection:
        connection.execute(
            "update cases set schema_version = ?, content = replace(content, ?, ?)",
            (SCHEMA + 1, f'"schema_version":{SCHEMA}', f'"schema_version":{SCHEMA + 1}'),
        )
    connection.close()
    with Store(url) as store:
        with pytest.raises(StoreError, match="'Ada' was saved by a newer balancekit"):
            store.frame()
        with pytest.raises(CaseError, match="newer balancekit"):
            store.case("Ada")


def test_threads_write_to_one_store_without_loss(url):
    with Store(url) as store, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: store.save(a_case(left=number), client=f"client {number}"), range(80)))
        assert len(store.clients()) == 80
        assert all(store.case(f"client {number}").trials[0].value == number for number in range(80))


WRITER = """
import sys
from balancekit.case import Case
from balancekit.store import Store
with Store(sys.argv[1]) as store:
    for number in range(25):
        case = Case().measure("side_bridge", left=[number], right=[50], on="2026-11-02")
        store.save(case, client=f"{sys.argv[2]} {number}")
        store.save(case, client="shared")
"""


def test_programs_write_to_one_file_at_the_same_time(url):
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, url, name]) for name in ("one", "two", "three")]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    with Store(url) as store:
        assert len(store.clients()) == 3 * 25 + 1
        assert store.case("shared").trials[0].value == 24


def test_closing_gives_the_file_free(url, tmp_path):
    with Store(url) as store:
        store.save(a_case("Ada"))
    (tmp_path / "clients.db").rename(tmp_path / "moved.db")
    with Store(f"sqlite:///{tmp_path / 'moved.db'}") as store:
        assert store.clients() == ("Ada",)


@given(st.text().filter(str.strip))
def test_any_name_finds_its_case(name):
    with Store("sqlite://") as store:
        store.save(a_case(), client=name)
        assert store.clients() == (name.strip(),)
        assert store.case(name.strip()) == a_case()
