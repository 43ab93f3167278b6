"""The review page in a real browser: what is shown, filters, keys, marks, and the files it saves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anonymize.allow import Allow
from anonymize.config.file import load_config
from anonymize.detectors.terms import Terms, load_terms
from anonymize.evaluation import read_labelled
from anonymize.leaks import Leak
from anonymize.report.review import ReviewPage
from datasets_custom.check import Checker, check_file
from finetune.datasets.registry import load_dataset
from tests.report.browser import Browser
from tests.report.pages import LETTER, NOTE, OPERATORS, WITHHELD, shown, spans_of, three, write_page

ENTER = "\ue007"
ESCAPE = "\ue00c"
CURRENT = "mark.current:not(.out)"


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Browser:
    """A browser with the page of `three` documents open."""
    browser.open(write_page(tmp_path / "review.html", three()))
    return browser


def mark_missed(browser: Browser, value: str, label: str, place: int = 0) -> None:
    browser.select(value, place)
    browser.press("m")
    browser.press(label + ENTER)


def corrections(browser: Browser) -> Path:
    browser.click("#save-gold")
    return browser.saved("corrections.jsonl")


def gold(browser: Browser) -> dict[str, tuple[str, set[tuple[str, str]]]]:
    """Gives what is in the downloaded corrections: text, and value and label of each span, by id."""
    lines = map(json.loads, corrections(browser).read_text(encoding="utf-8").splitlines())
    return {
        line["id"]: (
            line["text"],
            {(line["text"][span["start"] : span["end"]], span["label"]) for span in line["spans"]},
        )
        for line in lines
    }


def test_originals_and_redacted_texts_stand_side_by_side_character_by_character(page: Browser) -> None:
    note, letter, withheld = page.all("article")
    texts = [
        ["".join(block.get_property("textContent") for block in card.find_elements("css selector", side))
         for side in (".original .block", ".redacted .block")]
        for card in (note, letter, withheld)
    ]  # fmt: skip
    assert texts == [
        [NOTE, "<PERSON> met <PERSON> in <ADDRESS>. Write to <EMAIL>. Clara was late.\n"],
        [LETTER, LETTER.replace("Park", "<PERSON>").replace("Elm Street 5", "<ADDRESS>")],
        [WITHHELD, ""],
    ]
    assert "not_covered: tagger did not see it whole" in withheld.text
    assert withheld.find_element("css selector", ".status").text == "withheld"
    assert note.location["x"] < note.find_element("css selector", ".redacted .block").location["x"]


def test_markup_in_a_text_is_shown_as_text(browser: Browser, tmp_path: Path) -> None:
    code = "document.title='broken'"
    text = f'</script><script>{code}</script><img src=x onerror="{code}">&amp;<!--'

    name = "<b>bold</b>.txt"
    documents = [
        shown(
            name,
            text,
            spans_of(text, ("<img src=x", "<i>label</i>", 0.4, "<u>source</u>")),
            replacements=["<h1>replaced</h1>"],
            detail="<svg onload=alert(1)>",
        )
    ]
    browser.open(write_page(tmp_path / "review.html", documents))
    browser.press("j")
    assert browser.script("return document.title") == "anon review"
    assert browser.texts(".original .block") == [text]
    assert browser.texts(".redacted .block") == [text.replace("<img src=x", "<h1>replaced</h1>")]
    assert browser.texts("article h2") == [name]
    for tag in ("b.bold", "img", "i:not(.rail i):not(#histogram i)", "u", "main svg", "main h1"):
        assert not browser.driver.find_elements("css selector", tag), tag
    assert "<i>label</i>" in browser.one("#facts").text
    assert browser.troubles() == []


def test_nothing_is_asked_of_any_server_and_the_policy_refuses_to(page: Browser, tmp_path: Path) -> None:
    page.press("jjn")
    assert set(page.requested()) <= {"about:blank", (tmp_path / "review.html").as_uri()}
    assert page.script("return performance.getEntriesByType('resource').length") == 0
    assert page.troubles() == []
    refused = page.driver.execute_async_script(
        "const done = arguments[0];"
        "addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective));"
        "new Image().src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';"
    )
    assert refused == "img-src"
    page.script(
        "const added = document.createElement('script'); added.textContent = 'document.title = \"broken\"';"
        "document.body.append(added);"
    )
    assert page.script("return document.title") == "anon review"
    assert any("Content Security Policy" in trouble for trouble in page.troubles())


def test_hover_shows_label_score_source_and_operator(page: Browser) -> None:
    from selenium.webdriver import ActionChains

    mark = next(mark for mark in page.all(".original mark") if mark.text.startswith("Elm"))
    ActionChains(page.driver).move_to_element(mark).perform()
    told = page.one("#tip").text
    for fact in ("address", "0.72", "tagger", "mask", "<ADDRESS>"):
        assert fact in told
    ActionChains(page.driver).move_to_element(page.one("#totals")).perform()
    assert page.all("#tip") == []


def test_every_label_is_written_beside_its_span(page: Browser) -> None:
    contents = page.script(
        "return [...document.querySelectorAll('.original mark')].map((mark) =>"
        " getComputedStyle(mark, '::after').content)"
    )
    assert contents == ['"person"', '"person"', '"address"', '"email"', '"person"', '"address"', '"person"']


def test_labels_sources_scores_and_states_filter(page: Browser) -> None:
    def visible() -> list[str]:
        return page.texts(".original mark:not(.muted)")

    def toggle(group: str, name: str) -> None:
        next(row for row in page.all(f"#{group} li label") if name in row.text).click()

    toggle("labels", "person")
    assert visible() == ["Elm Street 5", "bob@example.com", "Elm Street 5"]
    assert page.texts("article h2") == ["docs/note.txt", "docs/letter.txt"], "nothing of the third is shown"
    toggle("sources", "patterns")
    assert visible() == ["Elm Street 5", "Elm Street 5"]
    assert "Bob Okafor" in page.texts(".original .block")[0], "what is filtered out stays readable"
    page.click("#reset")
    assert len(visible()) == 7
    page.script(
        "const slider = document.getElementById('highest'); slider.value = 70;"
        "slider.dispatchEvent(new Event('input'));"
    )
    assert visible() == ["Bob Okafor", "Elm Street 5"]
    page.click("#reset")
    toggle("statuses", "redacted")
    assert page.texts("article h2") == ["docs/weiss.txt"]
    page.click("#reset")
    page.press("/")
    page.press("letter")
    assert page.texts("article h2") == ["docs/letter.txt"]
    page.press(ESCAPE)
    assert page.one("#query").get_property("value") == "letter", "what is filtered by stays to be seen"
    page.press("j")
    assert page.texts(CURRENT) == ["Park"]


def test_one_label_can_be_shown_alone(page: Browser) -> None:
    page.script("document.querySelector('#labels .only[aria-label=\"Show only email\"]').click()")
    assert page.texts(".original mark:not(.muted)") == ["bob@example.com"]


def test_low_scores_are_listed_lowest_first_and_lead_to_their_span(page: Browser) -> None:
    rows = page.all("#first button")
    assert [row.text.split("\n")[:2] for row in rows] == [
        ["0.55", "Bob Okafor"],
        ["0.66", "Elm Street 5"],
        ["0.72", "Elm Street 5"],
    ]
    rows[1].click()
    current = page.one(CURRENT)
    assert current.find_element("xpath", "ancestor::article").text.startswith("docs/letter.txt")
    assert page.script("return document.activeElement === arguments[0]", current)


def test_what_may_have_leaked_is_shown_on_both_sides_and_first(browser: Browser, tmp_path: Path) -> None:
    text = "BobOkafor wrote to Bob Okafor of Elm Street 5."
    spans = spans_of(text, ("Bob Okafor", "person", 0.95), ("Elm Street 5", "address", 0.6))
    leaks = (Leak(0, 9, "person", "value"), Leak(3, 9, "person", "detectors"))
    lost = shown("b.txt", text, spans, leaks=leaks, status="withheld", replacements=None, reason="leak")
    browser.open(write_page(tmp_path / "review.html", [shown("a.txt", text, spans, leaks=leaks), lost]))
    assert browser.one("#first-note").text.startswith("1 possible leak is in the output. 2 spans scored")
    assert "1 possible leak is in the output" in browser.one("#totals").text
    assert browser.texts(".alarm:not(.number)") == ["1 possible leak is in the output"]
    assert browser.texts(".original mark.leak") == ["BobOkafor", "BobOkafor"]
    assert browser.texts(".redacted mark.leak") == ["BobOkafor"]
    [first, *_] = browser.all("#first button")
    assert first.text.split("\n")[:2] == ["leak", "BobOkafor"]
    first.click()
    assert browser.one(CURRENT).text == "BobOkafor"
    assert "possible leak: removed in another place" in browser.one("#facts").text
    browser.press("w")
    assert browser.texts("#message") == ["It was not replaced. If it should have been, mark it as missed."]
    browser.press("m")
    browser.press("person" + ENTER)
    assert browser.texts(".original mark.missed") == ["BobOkafor"]
    assert gold(browser)["a.txt"][1] == {
        ("BobOkafor", "person"), ("Bob Okafor", "person"), ("Elm Street 5", "address")
    }  # fmt: skip
    assert browser.troubles() == []


def test_keys_lead_through_spans_and_documents(page: Browser) -> None:
    seen = []
    for key in "jjjjjkn":
        page.press(key)
        seen += page.texts(CURRENT) or page.texts("article.here h2")
    assert seen == [
        "Anna Schmidt", "Bob Okafor", "Elm Street 5", "bob@example.com", "Park", "bob@example.com",
        "docs/letter.txt",
    ]  # fmt: skip
    page.press("j")
    assert page.texts(CURRENT) == ["Park"], "from the document on"
    page.press("n")
    page.press("n")
    assert page.texts("article.here h2") == ["docs/weiss.txt"]
    page.press("p")
    page.press("k")
    assert page.texts(CURRENT) == ["bob@example.com"], "the last span before the document"
    page.press("?")
    assert page.one("#help").is_displayed()
    page.press("j")
    assert page.texts(CURRENT) == ["bob@example.com"], "keys are the dialog's while it is open"
    page.press(ESCAPE)
    assert page.all("#help") == []


def test_wrong_and_missed_become_documents_that_all_our_loaders_read(page: Browser) -> None:
    page.press("j")
    page.press("w")
    mark_missed(page, "Clara", "person")
    mark_missed(page, " came to ", "movement")  # white space at the edges goes
    assert "1 marked wrong · 2 marked missed" in page.one("#totals").text
    path = corrections(page)
    by_id = {document.id: document for document in read_labelled(path)}
    assert list(by_id) == ["docs/note.txt", "docs/letter.txt"], "only what was corrected"
    values = {
        name: [(document.text[span.start : span.end], span.label) for span in document.spans]
        for name, document in by_id.items()
    }
    assert values == {
        "docs/note.txt": [
            ("Bob Okafor", "person"), ("Elm Street 5", "address"), ("bob@example.com", "email"),
            ("Clara", "person"),
        ],
        "docs/letter.txt": [
            ("Park", "person"), ("came to", "movement"), ("Elm Street 5", "address"),
        ],
    }  # fmt: skip
    assert [document.text for document in by_id.values()] == [NOTE, LETTER]
    checker = Checker()
    assert list(check_file(path, checker)) == []
    assert (checker.documents, checker.spans) == (2, 7)
    for line in map(json.loads, path.read_text().splitlines()):
        assert set(OPERATORS) <= set(line["labels"]), "what the text was searched for"
    many = path.with_name("many.jsonl")  # a data set cannot be divided where there are two documents
    many.write_text("".join(path.read_text().replace('.\\n"', f'. {number}"') for number in range(10)))
    dataset = load_dataset(f"jsonl:{many}")
    assert {"person", "movement"} <= {tag.removeprefix("B-").removeprefix("I-") for tag in dataset.labels}


def test_offsets_behind_emoji_are_code_points(browser: Browser, tmp_path: Path) -> None:
    text = "👩‍👧 and 🏳️‍🌈: Zoë 𝒵, José, then 😀Kim😀 and lone \ud83d end Lee."
    spans = spans_of(text, ("José", "person", 0.9), ("Kim", "person", 0.9))
    browser.open(write_page(tmp_path / "review.html", [shown("emoji.txt", text, spans)]))
    assert browser.texts(".original mark") == ["José", "Kim"]
    assert browser.texts(".redacted mark") == ["<PERSON>", "<PERSON>"]
    mark_missed(browser, "Zoë 𝒵", "person")
    mark_missed(browser, "Lee", "person")
    [document] = read_labelled(corrections(browser))
    assert document.text == text.replace("\ud83d", "\ufffd"), "which UTF-8 cannot hold"
    found = [document.text[span.start : span.end] for span in document.spans]
    assert found == ["Zoë 𝒵", "José", "Kim", "Lee"]


def test_a_span_can_be_given_another_label_and_everything_be_undone(page: Browser) -> None:
    page.press("j")
    page.press("j")
    page.press("m")
    page.press("addr" + ENTER)
    assert ("Bob Okafor", "address") in gold(page)["docs/note.txt"][1]
    assert ("Bob Okafor", "person") not in gold_again(page)
    page.press("u")
    assert page.one("#totals").text == "3 documents · 7 spans · 1 withheld"
    assert not page.one("#save-gold").is_enabled()
    page.press("u")
    assert "nothing to undo" in page.one("#message").text


def gold_again(browser: Browser) -> set[tuple[str, str]]:
    (browser.downloads / "corrections.jsonl").unlink()
    return gold(browser)["docs/note.txt"][1]


def test_a_mark_over_spans_takes_their_place(page: Browser) -> None:
    page.script(
        "const [first, second] = document.querySelectorAll('.original mark');"
        "getSelection().setBaseAndExtent(first.firstChild, 5, second.firstChild, 3);"
    )
    page.press("m")
    page.press("couple" + ENTER)
    values = gold(page)["docs/note.txt"][1]
    assert ("Schmidt met Bob", "couple") in values
    assert not values & {("Anna Schmidt", "person"), ("Bob Okafor", "person")}
    assert page.texts(".redacted mark.missed") == [" met "], "what of it stands in the redacted text"
    page.press("w")
    assert "couple" not in page.one("#labels").text, "w takes a mark back"


def test_text_of_the_redacted_side_cannot_be_marked(page: Browser) -> None:
    page.press("j")
    page.script(
        "const text = [...document.querySelector('.redacted .block').childNodes].at(-1);"
        "getSelection().setBaseAndExtent(text, 2, text, 7);"
    )
    page.press("m")
    assert page.all("#labelling") == []
    assert "Select text in an original first" in page.one("#message").text


def test_a_selection_from_its_end_over_blocks_is_taken_whole(browser: Browser, tmp_path: Path) -> None:
    lines = "".join(f"line {number} of a text that is long enough for blocks\r\n" for number in range(40))
    browser.open(write_page(tmp_path / "review.html", [shown("a.txt", f"😀{lines}")]))
    blocks = browser.texts(".original .block")
    assert "".join(blocks) == f"😀{lines}"
    assert len(blocks) > 3
    browser.script(
        "const blocks = document.querySelectorAll('.original .block');"
        "getSelection().setBaseAndExtent(blocks[2].firstChild, 6, blocks[0].firstChild, 2);"
    )
    browser.press("m")
    browser.press("person" + ENTER)
    [document] = read_labelled(corrections(browser))
    [span] = document.spans
    assert document.text == f"😀{lines}"
    assert (span.start, span.end) == (1, len(blocks[0] + blocks[1]) + 6)


def test_a_document_without_mistakes_can_be_marked_as_checked(page: Browser) -> None:
    page.press("n")
    page.press("c")
    assert gold(page) == {
        "docs/note.txt": (
            NOTE,
            {("Anna Schmidt", "person"), ("Bob Okafor", "person"), ("Elm Street 5", "address"),
             ("bob@example.com", "email")},
        )
    }  # fmt: skip


def test_wrong_values_are_allowed_unless_they_are_right_elsewhere(page: Browser) -> None:
    page.press("jw")
    page.press("jjw")  # Elm Street 5, which is right in the letter
    page.click("#save-allow")
    path = page.saved("allow.yaml")
    config = load_config(path)
    assert config.allow.values == ("Anna Schmidt",)
    assert Allow(config.allow.values).permits("Anna Schmidt")
    assert '# - "Elm Street 5"  # found rightly 1 time elsewhere' in path.read_text()


def test_values_of_any_kind_are_read_from_the_lists_as_they_are(browser: Browser, tmp_path: Path) -> None:
    wrong = ['O\'Neil: "x"', "- a # b", "\u0085K\u009fB", "ﬁn\ufeffé", "tab\tbed", "{yes}", "null"]
    missed = ["Müller\nJunior", "D'Arcy", "#hash", "a\tb"]
    text = " | ".join(wrong) + " || " + " | ".join(missed)
    spans = spans_of(text, *((value, "person", 0.9) for value in wrong))
    browser.open(write_page(tmp_path / "review.html", [shown("a.txt", text, spans)]))
    for _ in wrong:
        browser.press("jw")
    for value in missed:
        mark_missed(browser, value, "person")
    browser.click("#save-allow")
    allow = Allow(load_config(browser.saved("allow.yaml")).allow.values)
    for value in wrong:
        assert allow.permits(value), value
    browser.click("#save-deny")
    assert "1 left out" in browser.one("#message").text, "a line with # is a remark"
    terms = load_terms(browser.saved("deny.txt"), "other")
    assert terms == {"person": ["Müller Junior", "D'Arcy", "a b"]}
    found = {text[span.start : span.end] for span in Terms(terms).find(text)}
    assert found == {"Müller\nJunior", "D'Arcy", "a\tb"}


def test_marks_that_were_not_saved_are_not_lost_without_a_question(page: Browser) -> None:
    def asks() -> bool:
        return bool(
            page.script(
                "const event = new Event('beforeunload', { cancelable: true });"
                "dispatchEvent(event); return event.defaultPrevented;"
            )
        )

    assert not asks()
    page.press("jw")
    assert asks()
    corrections(page)
    assert not asks()
    page.press("jw")
    assert asks()
    page.press("uu")
    assert not asks(), "there is nothing left to lose"


def test_a_file_that_was_taken_back_shows_none_of_its_documents_as_redacted(
    browser: Browser, tmp_path: Path
) -> None:
    with ReviewPage(tmp_path / "review.html", OPERATORS) as page:
        page.document(shown("a.jsonl:1:text", NOTE, input_id="a.jsonl"))
        page.lost("a.jsonl", status="failed", reason="corrupt_gzip", detail="torn", taken_back=True)
        page.document(shown("b.jsonl:1:text", NOTE, input_id="b.jsonl"))
    browser.open(tmp_path / "review.html")
    assert browser.texts("article .status") == ["failed", "failed", "redacted"]
    assert browser.texts("article .why b") == ["corrupt_gzip", "corrupt_gzip"]


def test_two_hundred_long_documents_open_in_under_two_seconds(browser: Browser, tmp_path: Path) -> None:
    text = NOTE * 120  # 10,000 characters and 480 spans each
    size = len(NOTE)
    spans = [
        type(span)(span.start + size * turn, span.end + size * turn, span.label, span.score, span.source)
        for turn in range(120)
        for span in three()[0].spans
    ]
    path = write_page(
        tmp_path / "review.html", (shown(f"docs/{number:03}.txt", text, spans) for number in range(200))
    )
    browser.open(path)
    milliseconds = int(browser.script("return document.documentElement.dataset.ready"))
    assert milliseconds < 2000
    assert "200 documents · 96,000 spans" in browser.one("#totals").text
    drawn = len(browser.driver.find_elements("css selector", ".block"))
    assert 0 < drawn < 1000, "only what is near the view"
    browser.script("document.getElementById('page-after').click()")
    assert browser.texts("article h2")[0] == "docs/100.txt"
    browser.press("j")
    assert browser.texts("article.here h2") == ["docs/100.txt"]


def test_what_was_not_searched_is_named(browser: Browser, tmp_path: Path) -> None:
    with ReviewPage(tmp_path / "review.html", OPERATORS) as page:
        page.document(shown("a.txt", NOTE))
        page.unsearched({"memo", "<b>author</b>"}, {"metadata of the file": 2})
    browser.open(tmp_path / "review.html")
    section = browser.one("#unsearched")
    assert "are in the output: <b>author</b>, memo" in section.text
    assert "it cannot be searched: 2 metadata of the file" in section.text


def test_where_all_was_searched_nothing_is_said_of_it(page: Browser) -> None:
    assert page.all("#unsearched") == []
