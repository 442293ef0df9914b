"""The report: complete, honest, one file, and safe with whatever people write into their names."""

from __future__ import annotations

import re
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from balancekit.case import Case, Profile
from balancekit.catalogue import catalogue
from balancekit.report import report
from balancekit.symmetry import score

CAT = catalogue()
SAFE = dict.fromkeys(CAT.red_flags, False)
VOID = {"meta", "br", "img", "link", "hr", "input"}


def a_case(name: str = "Ada", **profile) -> Case:
    """Something clear, something unable, something open, something alike."""
    case = Case(profile=Profile(name=name, dominant_hand="right", **profile)).screen(catalogue=CAT, **SAFE)
    for day, hair in (("2026-11-02", 0), ("2026-11-04", 1), ("2026-11-06", 0)):
        case = case.measure("suitcase_hold", left=[40 + hair], right=[60], on=day)
        case = case.measure("navicular_drop", left=[12 + hair / 2], right=[5], on=day)
    case = case.unable("single_leg_glute_ham_raise", "right", on="2026-11-06")
    case = case.measure("single_leg_glute_ham_raise", left=3, on="2026-11-06")
    case = case.measure("side_bridge", left=[62, 60, 64], right=[48, 51, 47], on="2026-11-06")
    case = case.measure("scoliometer_lumbar", value=[1, 1, 2], on="2026-11-06")
    return case.measure("thigh_girth", left=55, right=54, on="2026-11-06")


class Page(HTMLParser):
    """The page as a real parser sees it; fails where tags do not close."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(file.read_text("utf-8"))
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data

    def classes(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.tags if name in (attrs.get("class") or "").split()]


@pytest.fixture(scope="module")
def full(tmp_path_factory) -> Page:
    return Page(report(a_case(), tmp_path_factory.mktemp("report") / "ada.html"))


def test_the_path_comes_back_and_the_same_case_gives_the_same_file(tmp_path):
    path = tmp_path / "one.html"
    assert report(a_case(), path) == path
    assert report(a_case(), str(tmp_path / "two.html")).read_bytes() == path.read_bytes()


def test_it_is_one_file_without_script_or_network(full):
    assert not {"script", "link", "iframe", "object", "base"} & {tag for tag, _ in full.tags}
    for tag, attrs in full.tags:
        assert not any(name.startswith("on") for name in attrs), (tag, attrs)
        assert not {"src", "href", "srcset", "action"} & set(attrs), (tag, attrs)


def test_its_style_and_pictures_ask_for_nothing_from_outside(tmp_path):
    text = report(a_case(), tmp_path / "ada.html").read_text("utf-8")
    assert not re.search(r"url\(\s*['\"]?(?!#)", text)
    assert "@import" not in text
    outside = set(re.findall(r"https?://[^\"'\s)]+", text)) - {"http://www.w3.org/2000/svg"}
    assert outside == set()


def test_every_id_is_used_once_and_every_pattern_is_there(full, tmp_path):
    ids = Counter(attrs["id"] for _, attrs in full.tags if "id" in attrs)
    assert [name for name, count in ids.items() if count > 1] == []
    text = report(a_case(), tmp_path / "ada.html").read_text("utf-8")
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)


def test_every_finding_stands_there_with_both_sides_the_error_and_its_source(full):
    findings = score(a_case(), catalogue=CAT)
    for finding in findings:
        assert finding.name in full.text
        if finding.verdict == "unscored":
            assert finding.reason in full.text
        else:
            assert finding.verdict_words in full.text
            assert finding.difference_words in full.text
    assert "62 s" in full.text
    assert "published: " in full.text
    assert findings["side_bridge"].error_words in full.text
    assert "In a perfectly symmetric person" in full.text


def test_the_works_that_are_used_are_cited(full):
    error = CAT.assessments["side_bridge"].error
    assert error is not None
    assert CAT.references[error.reference].citation in full.text
    assert CAT.references["ratamess_2009"].citation in full.text
    assert CAT.references["wells_1997"].citation not in full.text


def test_stories_are_bands_with_evidence_and_never_a_diagnosis(full):
    assert "None of them is a diagnosis" in full.text
    assert "This is not a diagnosis" in full.text
    assert len(full.classes("bk-rival")) == 5
    assert len(full.classes("bk-bandword")) == 5
    assert "Weakest link from cause to finding" in full.text
    assert "What to test next" in full.text


def test_the_first_week_the_rules_and_the_refusals_stand_there(full):
    assert len(full.classes("bk-week")) == 1
    assert "Week 1 of 6" in full.text
    assert "Weak side first, in every exercise." in full.text
    assert "Small trials." in full.text
    assert "Side bridge: can't tell yet" in full.text
    assert "try it again on the right" in full.text


def test_the_version_of_the_catalogue_is_named(full):
    assert f"catalogue {CAT.version}" in full.text


def test_a_catalogue_of_ones_own_is_used(tmp_path):
    longer = CAT.extend(
        {
            "references": {
                "own_2026": {"name": "Mine", "authors": "Me", "year": 2026, "source": "A drawer", "seen": "full text"}
            }
        }
    )
    page = Page(report(a_case(), tmp_path / "own.html", catalogue=longer))
    assert f"catalogue {longer.version}" in page.text


def test_the_plan_uses_what_the_case_has_at_hand(tmp_path):
    bare = Page(report(a_case().choose(equipment=["chair"]), tmp_path / "bare.html"))
    assert "Suitcase carry" not in bare.text.partition("What now")[2].partition("Too hard")[0]
    assert "Single-leg hamstring bridge" in bare.text


def test_safety_comes_first_and_there_is_no_plan(tmp_path):
    case = a_case().screen(catalogue=CAT, leg_weakness=True)
    page = Page(report(case, tmp_path / "flag.html"))
    flag = CAT.red_flags["leg_weakness"]
    assert page.text.index(flag.heading) < page.text.index("What was found")
    assert flag.say in page.text
    assert page.classes("bk-week") == []
    assert page.classes("bk-rule") == []
    assert [attrs for attrs in page.classes("bk-advice") if attrs.get("role") == "alert"]


def test_a_referral_stands_before_the_findings(tmp_path):
    case = a_case().measure("scoliometer_lumbar", value=[8, 8, 8], on="2026-11-06")
    page = Page(report(case, tmp_path / "curve.html"))
    assert page.text.index("scoliosis guideline says") < page.text.index("What was found")
    assert "No one-sided trunk work for a suspected curve" in page.text


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "</style><img src=x onerror=alert(1)>", 'A "quoted" & <b>bold</b> name', "Zoë 李"],
)
def test_a_name_stays_text_whatever_it_holds(tmp_path, name):
    page = Page(report(a_case(name), tmp_path / "name.html"))
    assert name in page.text
    assert not {"script", "img", "b>bold"} & {tag for tag, _ in page.tags}


def test_an_empty_case_is_a_valid_page_that_says_so(tmp_path):
    page = Page(report(Case(), tmp_path / "empty.html"))
    assert "Nothing measured yet" in page.text
    assert "Measure some tests first" in page.text
    assert page.classes("bk-rival") == []


def test_a_test_that_the_catalogue_does_not_know_is_reported_not_dropped(tmp_path):
    page = Page(report(a_case().measure("made_up_test", left=1, right=2, on="2026-11-06"), tmp_path / "unknown.html"))
    assert "knows no test" in page.text


@pytest.mark.parametrize("name", ["report", "report.docx", "report.html.zip"])
def test_another_ending_is_refused_and_nothing_is_written(tmp_path, name):
    with pytest.raises(ValueError, match=r"ends in \.html or \.pdf"):
        report(a_case(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_pdf_without_its_library_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'balancekit\[pdf\]'"):
        report(a_case(), tmp_path / "ada.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore")  # WeasyPrint and its libraries warn about themselves
def test_a_pdf_is_written_where_its_library_is_there(tmp_path):
    pytest.importorskip("weasyprint")
    path = report(a_case(), tmp_path / "ada.pdf")
    assert path.read_bytes().startswith(b"%PDF-")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1100, 390])
def test_it_fits_the_screen_and_asks_for_nothing(page, screenshots, tmp_path, width):
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.set_viewport_size({"width": width, "height": 900})
    address = report(a_case("A name that is rather long, as names of people can be"), tmp_path / "ada.html").as_uri()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [address]
    assert complaints == []
    page.screenshot(path=screenshots / f"report_{width}.png", full_page=True)


@pytest.mark.browser
def test_it_prints_on_paper_without_losing_anything_at_the_edges(page, screenshots, tmp_path):
    page.goto(report(a_case(), tmp_path / "ada.html").as_uri())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 980})  # A4 within its margins, at 96 dots an inch
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    assert page.pdf(path=screenshots / "report.pdf", prefer_css_page_size=True).startswith(b"%PDF-")
