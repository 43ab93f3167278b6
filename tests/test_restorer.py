"""The restorer: unchanged texts byte for byte, quotes in changed ones, and nothing that is not known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.config import OperatorConfig
from anonymize.detectors.terms import Terms
from anonymize.findings import Texts
from anonymize.operators import OperatorSet
from anonymize.operators.encrypt import Encrypt, encryption_key
from anonymize.redaction import Redaction
from anonymize.redactor import Redactor
from anonymize.report.manifest import Manifest
from anonymize.restorer import Encrypted, Restorer
from anonymize.vault import GrowingVault, Replaced, Vault
from tests.restoring import document, write_manifest
from tests.vault.support import KEY, add, replaced

ANNA = ("Anna Schmidt", "<PERSON_7f3a91c2>")
MARIA = ("Anna Schmidt", "Maria Keller")
TEXTS = st.text(st.characters())
"""Lone surrogates included: `st.characters()` draws them."""
VALUES = st.text(st.characters(), min_size=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.vault"


@contextmanager
def restorer(path: Path) -> Iterator[Restorer]:
    with Vault.open_for_reading(path, KEY) as vault:
        yield Restorer(vault)


def restored(path: Path, text: str) -> str:
    with restorer(path) as opened:
        found = opened.restore(text)
        assert found.restored == len(found.edits)
        return found.text


def encrypted(value: str, label: str = "person") -> str:
    return Encrypt(encryption_key(KEY)).operate(value, label)


def tag(value: str) -> str:
    return f"<PERSON_{KEY.mac('test', value.encode('utf-8', 'surrogatepass')).hex()[:8]}>"


def surrogate(value: str) -> str:
    return f"Maria {value[::-1]} Keller"


def number(value: str) -> str:
    return f"<PERSON_{len(value)}>"


@pytest.mark.parametrize("operator", [tag, surrogate, number], ids=["tag", "pseudonym", "tag of a document"])
@given(pieces=st.lists(TEXTS | st.tuples(VALUES)))
def test_an_unchanged_text_comes_back_byte_for_byte(
    operator: object, pieces: list[str | tuple[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("vaults") / "a.vault"
    assert callable(operator)
    given_pieces = [piece if isinstance(piece, str) else (piece[0], operator(piece[0])) for piece in pieces]
    before, after, spans = replaced(*given_pieces)
    with GrowingVault.open_for_writing(path, KEY) as vault:
        vault.add(after, spans)
    with restorer(path) as opened:
        found = opened.restore(after)
    assert (found.text, found.unresolved) == (before, {})
    assert found.restored == len(spans)


@given(pieces=st.lists(TEXTS | st.tuples(VALUES)))
def test_an_unchanged_text_that_was_encrypted_comes_back_byte_for_byte(
    pieces: list[str | tuple[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    given_pieces = [
        piece if isinstance(piece, str) else (piece[0], encrypted(piece[0]), "person") for piece in pieces
    ]
    before, redaction = document(*given_pieces)
    manifest = write_manifest(tmp_path_factory.mktemp("manifests") / "m.jsonl", [(before, redaction)])
    found = Restorer(encrypted=Encrypted.of_job(manifest, KEY)).restore(redaction.text or "")
    assert (found.text, found.unresolved) == (before, {})


def test_edits_make_the_restored_text(path: Path) -> None:
    add(path, "Dear ", ANNA, ("!", ""), "?")
    with restorer(path) as opened:
        found = opened.restore("Dear <PERSON_7f3a91c2>?")
    assert found.text == "Dear Anna Schmidt!?"
    assert [(edit.start, edit.end, edit.replacement) for edit in found.edits] == [
        (5, 22, "Anna Schmidt"),
        (22, 22, "!"),
    ]


def test_what_looks_like_a_replacement_in_an_unchanged_text_stays(path: Path) -> None:
    add(path, MARIA, " met <PERSON_9>")
    text = add(path, "the other Maria Keller, and <PERSON_1>")
    with restorer(path) as opened:
        found = opened.restore(text)
    assert (found.text, found.edits, found.unresolved) == (text, (), {})


def test_quotes_give_the_form_that_was_replaced_first(path: Path) -> None:
    add(path, "a ", ("Ms Schmidt", "<PERSON_7f3a91c2>"), " b ", ANNA)
    assert restored(path, "<PERSON_7f3a91c2>'s letter") == "Ms Schmidt's letter"


@pytest.mark.parametrize(
    ("quoted", "expected"),
    [
        ("I asked Maria Keller.", "I asked Anna Schmidt."),
        ("MARIA KELLER", "ANNA SCHMIDT"),
        ("Maria  \r\n Keller", "Anna Schmidt"),
        ("Maria", "Anna"),
        ("KELLER, Maria", "SCHMIDT, Anna"),
        ("Maria Keller-Braun", "Anna Schmidt-Braun"),
        ("Marias Keller", "Marias Schmidt"),
        ("Mariana Kellermann", "Mariana Kellermann"),
        ("brief_Maria_Keller.txt", "brief_Anna Schmidt.txt"),
        ("xMaria", "xMaria"),
        ("maria keller", "maria keller"),
        ("mARIA", "mARIA"),
        ("王Maria小", "王Anna小"),
        ("שלום Maria Keller", "שלום Anna Schmidt"),
        ("Maria\u0301", "Maria\u0301"),
        ("\ud83dMaria Keller\ud83d", "\ud83dAnna Schmidt\ud83d"),
        ("Maria Keller" * 2, "Anna KellerMaria Schmidt"),
    ],
)
def test_surrogates_are_found_on_word_bounds_in_their_usual_capitals(
    path: Path, quoted: str, expected: str
) -> None:
    add(path, "to ", MARIA)
    assert restored(path, quoted) == expected


@pytest.mark.parametrize(
    ("replacement", "original", "quoted", "expected"),
    [
        ("maria keller", "anna schmidt", "Maria Keller and MARIA KELLER", "Anna Schmidt and ANNA SCHMIDT"),
        ("MARIA KELLER", "ANNA SCHMIDT", "Maria Keller", "Anna Schmidt"),
        ("Maria Strauß", "Anna Weiß", "MARIA STRAUSS", "ANNA WEISS"),
        ("Maria Keller", "Anna McDonald", "Maria Keller, KELLER", "Anna McDonald, MCDONALD"),
        ("O'Keller", "O'Schmidt", "O\u2019Keller", "O'Schmidt"),
        ("Anna-Lena", "Eva-Maria", "ANNA-LENA", "EVA-MARIA"),
        ("Bo", "Al", "Bo is no BOB, Boo or bo", "Al is no BOB, Boo or bo"),
        ("+49 30 5550100", "+49 30 123456", "call +49 30 5550100!", "call +49 30 123456!"),
    ],
)
def test_capitals_of_a_quote_are_those_of_the_value(
    path: Path, replacement: str, original: str, quoted: str, expected: str
) -> None:
    add(path, "to ", (original, replacement))
    assert restored(path, quoted) == expected


def test_the_form_as_it_was_written_wins_over_other_capitals(path: Path) -> None:
    add(path, ("Anna", "Maria"), " ", ("Schmidt GmbH", "MARIA"))
    assert restored(path, "Maria MARIA") == "Anna Schmidt GmbH"


def test_the_longest_replacement_is_taken_first(path: Path) -> None:
    add(path, ("Ulm", "Bad Homburg"), ", ", ("Bonn", "Bad"), ", ", ("Kiel", "Homburg vor der Höhe"))
    assert restored(path, "Bad Homburg vor der Höhe") == "Bonn Kiel"
    assert restored(path, "Bad Homburg vor der Hütte") == "Ulm vor der Hütte"


def test_a_word_that_stands_for_two_is_left_alone(path: Path) -> None:
    add(path, ("Anna Schmidt", "Maria Keller"), " ", ("Beth Vogt", "Paula Keller"))
    assert restored(path, "Keller, Maria Keller, Paula") == "Keller, Anna Schmidt, Beth"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ms Keller", 1),
        ("KELLER and Keller", 2),
        ("maria keller, Maria keller", 2),
        ("to bo.keller@firm.example", 1),
        ("by Sam Weber", 1),
        ("Maria Keller, Bo.Keller@firm.example", 0),
        ("so maria, keller, kellers", 0),
    ],
)
def test_what_looks_like_a_surrogate_and_is_not_clear_stays_and_is_counted(
    path: Path, text: str, left: int
) -> None:
    add(path, ("Anna Schmidt", "Maria Keller"), " ", ("Beth Vogt", "Paula Keller"))
    add(path, ("Al.Vogt@a.com", "Bo.Keller@firm.example"), ", ", ("Eve Wolf", "Sam Weber"))
    add(path, ("Kim Wolf", "Sam Weber"))
    with GrowingVault.open_for_writing(path, KEY) as vault:
        vault.hold("Sam Weber", "one")
        vault.hold("Sam Weber", "two")
    with restorer(path) as opened:
        found = opened.restore(text)
    assert found.unresolved == ({"pseudonym": left} if left else {})
    assert found.restored == (2 if not left and text[0] == "M" else 0)


def test_titles_that_stand_for_themselves_are_no_find(path: Path) -> None:
    add(path, ("Dr. Anna von Schmidt", "Dr. Maria von Keller"), ("Ms", "Ms"))
    with restorer(path) as opened:
        assert opened.restore("Dr. von Ms").edits == ()


@pytest.mark.parametrize(
    "text", ["<PERSON_7f3a91c2>", "x<PERSON_7f3a91c2>x", "山<PERSON_7f3a91c2>\u0301", "<<PERSON_7f3a91c2>>"]
)
def test_a_tag_is_its_own_bound(path: Path, text: str) -> None:
    add(path, "to ", ANNA)
    assert restored(path, text) == text.replace("<PERSON_7f3a91c2>", "Anna Schmidt")


def test_tags_that_are_not_in_the_vault_stay_and_are_counted(path: Path) -> None:
    add(path, "to ", ANNA)
    text = "<PERSON_00000000>, <PERSON_7f3a91c2>, <PERSON_1>, <PERSON_00000000>, <b>, <PERSON>"
    with restorer(path) as opened:
        found = opened.restore(text)
    assert found.text == text.replace("<PERSON_7f3a91c2>", "Anna Schmidt")
    assert found.unresolved == {"<PERSON_00000000>": 2, "<PERSON_1>": 1}


def test_a_tag_with_a_number_is_given_back_by_place_and_elsewhere_only_if_it_has_one_value(
    path: Path,
) -> None:
    one = add(path, "Dear ", ("Anna", "<PERSON_1>"), ", ", ("Ulm", "<PLACE_1>"))
    other = add(path, "Hi ", ("Bob", "<PERSON_1>"))
    assert [restored(path, text) for text in (one, other)] == ["Dear Anna, Ulm", "Hi Bob"]
    with restorer(path) as opened:
        found = opened.restore("<PERSON_1> of <PLACE_1>")
    assert (found.text, found.unresolved) == ("<PERSON_1> of Ulm", {"<PERSON_1>": 1})


@pytest.mark.parametrize(
    ("text", "expected", "left"),
    [
        ("She may come on 3 May, aged 45.", "She may come on 3 May, aged 45.", 2),
        ("Rose Keller is 45 years old", "Anna Schmidt is 45 years old", 1),
        ("Rose, Keller and ROSE", "Rose, Schmidt and ROSE", 2),
    ],
)
def test_what_may_be_another_number_or_word_stays_in_a_changed_text_and_is_counted(
    path: Path, text: str, expected: str, left: int
) -> None:
    unchanged = add(path, ("Anna Schmidt", "Rose Keller"), ", ", ("39", "45"), ", ", ("Vogt", "May"))
    with restorer(path) as opened:
        found = opened.restore(text)
        assert (found.text, found.short) == (expected, left)
        assert opened.restore(unchanged).text == "Anna Schmidt, 39, Vogt"
        assert opened.restore(unchanged).short == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to PERSON_7f3a91c2, <PERSON_7f3a91c2>", "to Anna Schmidt, Anna Schmidt"),
        ("[PERSON_7f3a91c2] &lt;PERSON_7f3a91c2&gt;", "Anna Schmidt Anna Schmidt"),
        (r"PERSON\_7f3a91c2 and PERSON_00000000", "Anna Schmidt and PERSON_00000000"),
    ],
)
def test_a_tag_comes_back_in_other_brackets(path: Path, text: str, expected: str) -> None:
    add(path, "to ", ANNA)
    with restorer(path) as opened:
        found = opened.restore(text)
    assert (found.text, found.unresolved, found.by_spelling) == (expected, {}, True)


def test_a_tag_that_is_spelled_in_a_way_that_is_not_clear_stays_and_is_counted(path: Path) -> None:
    add(path, "to ", ANNA, " of ", ("Don Draper", "<PERSON_00000001>"))
    add(path, ("Betty Draper", "<PERSON_00000001>"))
    text = "<PERSONNE_7f3a91c2>, PERSONNE_7f3a91c2, <PERSON_7f3a91c2>, [PERSON_00000001], <PERSON_00000001>"
    with restorer(path) as opened:
        found = opened.restore(text)
    assert found.text == text.replace("<PERSON_7f3a91c2>", "Anna Schmidt")
    assert found.unresolved == {"<PERSON_7f3a91c2>": 2, "<PERSON_00000001>": 2}


def test_a_text_is_changed_where_values_came_back_by_their_spelling(path: Path) -> None:
    text = add(path, "to ", ANNA, "\r\n")
    with restorer(path) as opened:
        changed = [opened.restore(one).by_spelling for one in (text, text.replace("\r", ""), "of others")]
    assert changed == [False, True, False]


def test_a_value_in_doubt_stays_and_is_counted(path: Path) -> None:
    for value in ("Anna", "Bob"):
        text = add(path, "Dear ", (value, "<PERSON_1>"), " of ", ("Ulm", "<PLACE_1>"))
    with restorer(path) as opened:
        found = opened.restore(text)
    assert (found.text, found.unresolved) == ("Dear <PERSON_1> of Ulm", {"<PERSON_1>": 1})


def test_a_surrogate_in_doubt_stays_and_is_counted_without_its_name(path: Path) -> None:
    add(path, "Dear ", MARIA)
    text = add(path, "Dear Maria Keller")
    with restorer(path) as opened:
        found = opened.restore(text)
    assert (found.text, found.unresolved) == (text, {"pseudonym": 1})


@pytest.mark.parametrize("replacement", ["", " ", "\r\n", "\ud83d", "***"])
@pytest.mark.parametrize("text", ["", "a", "x \ud83d\ufffd *** \r\n y", "a" * 10_000, "\u0301", "\u202eabc"])
def test_odd_replacements_and_odd_texts_raise_nothing(path: Path, replacement: str, text: str) -> None:
    add(path, "to ", ("Anna", replacement))
    with restorer(path) as opened:
        assert opened.restore(text).text in (text, text.replace("***", "Anna"))


@given(text=TEXTS | st.text("<PERSON_7f3a91c2> Maria Keller\ud83d"))
def test_a_text_without_anything_known_stays(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("vaults") / "a.vault"
    add(path, "to ", ("Anna", "<PERSON_ffffffff>"))
    assert restored(path, text) == text


def test_ten_thousand_values_are_found_in_one_text(path: Path) -> None:
    values = [(f"value {place}", f"Name{place:05} Other{place:05}") for place in range(10_000)]
    add(path, *values, label="company")
    text = "\n".join(f"{replacement}, once more" for _, replacement in values)
    assert restored(path, text) == "\n".join(f"{value}, once more" for value, _ in values)


def test_ciphertexts_are_found_in_a_changed_text(tmp_path: Path) -> None:
    bob = encrypted("Bob \ud83d")
    manifest = write_manifest(tmp_path / "m.jsonl", [document(("Anna", encrypted("Anna"), "person"))])
    found = Restorer(encrypted=Encrypted.of_job(manifest, KEY)).restore(f"to {bob}, not <PERSON_1>")
    assert (found.text, found.unresolved) == ("to Bob \ud83d, not <PERSON_1>", {})


def test_only_what_the_job_encrypted_is_decrypted_in_an_unchanged_text(tmp_path: Path) -> None:
    before, redaction = document(f"literally {encrypted('Bob')}: ", ("Anna", encrypted("Anna"), "person"))
    manifest = write_manifest(tmp_path / "m.jsonl", [(before, redaction)])
    assert Restorer(encrypted=Encrypted.of_job(manifest, KEY)).restore(redaction.text or "").text == before


def test_a_ciphertext_that_cannot_be_read_stays_and_is_counted(tmp_path: Path) -> None:
    foreign = Encrypt(b"k" * 32).operate("Anna", "person")
    before, redaction = document("to ", ("Anna", foreign, "person"), (" Bob", encrypted(" Bob"), "person"))
    manifest = write_manifest(tmp_path / "m.jsonl", [(before, redaction)])
    found = Restorer(encrypted=Encrypted.of_job(manifest, KEY)).restore(redaction.text or "")
    assert (found.text, found.unresolved) == (f"to {foreign} Bob", {"encrypt": 1})


def test_a_vault_and_a_manifest_work_together(path: Path, tmp_path: Path) -> None:
    before, redaction = document(
        ("Anna", "<PERSON_7f3a91c2>", "address"),
        (" (", "", "address"),
        ("Bob", encrypted("Bob"), "person"),
        "!",
    )
    _, text, spans = replaced(("Anna", "<PERSON_7f3a91c2>"), (" (", ""), encrypted("Bob"), "!")
    with GrowingVault.open_for_writing(path, KEY) as growing:
        growing.add(text, spans, {"encrypt": 1})
    assert text == redaction.text
    encrypted_there = Encrypted.of_job(write_manifest(tmp_path / "m.jsonl", [(before, redaction)]), KEY)
    with Vault.open_for_reading(path, KEY) as vault:
        assert Restorer(vault).restore(text).lost == {"encrypt": 1}
        both = Restorer(vault, encrypted_there)
        assert both.restore(text).text == before
        assert both.restore(text).lost == {}
        assert both.restore(f"{encrypted('Eve')} and <PERSON_7f3a91c2>").text == "Eve and Anna"


def test_nothing_is_looked_for_in_a_ciphertext(path: Path, tmp_path: Path) -> None:
    add(path, ("Carl", encrypted("Bob")))
    manifest = write_manifest(tmp_path / "m.jsonl", [document(("Bob", encrypted("Bob"), "person"))])
    with Vault.open_for_reading(path, KEY) as vault:
        both = Restorer(vault, Encrypted.of_job(manifest, KEY))
        assert both.restore(f"to {encrypted('Bob')}").text == "to Bob"


def test_what_a_redactor_did_with_the_vault_as_its_ledger_is_undone(path: Path) -> None:
    terms = Terms({"person": ["Anna Schmidt", "Ms Schmidt", "Schmidt"], "phone_number": ["+49 170 1234567"]})
    settings = {"person": OperatorConfig("tag", {"scope": "job"}), "phone_number": OperatorConfig("encrypt")}
    operators = OperatorSet.build(settings, labels=terms.labels, key=KEY)
    redactor = Redactor([terms], operators)
    texts = ["Dear Ms Schmidt,\r\nthis is Anna Schmidt, +49 170 1234567.", "schmidt \ud83d", "nobody"]
    manifest = path.with_suffix(".jsonl")
    with (
        GrowingVault.open_for_writing(path, KEY) as growing,
        Manifest(manifest, key=KEY, operators=operators, job={}) as journal,
    ):
        records = redactor.redact_records([Texts((text,)) for text in texts], ledger=growing)
        done = [record.results[0] for record in records]
        for text, result in zip(texts, done, strict=True):
            assert result.text is not None
            growing.add(result.text, tagged(text, result, operators))
            journal.document("d", input_id="i", output=PurePath("a.txt"), text=text, result=result)
    assert len({result.text for result in done}.intersection(texts)) == 1
    with Vault.open_for_reading(path, KEY) as vault:
        both = Restorer(vault, Encrypted.of_job(manifest, KEY))
        assert [both.restore(result.text or "").text for result in done] == texts


def tagged(text: str, result: Redaction, operators: OperatorSet) -> Iterator[Replaced]:
    """Gives what `tag` replaced, with its places in the output."""
    shift = 0
    for span, edit in zip(result.spans, result.edits, strict=True):
        start = edit.start + shift
        if operators.name(span.label) == "tag":
            yield Replaced(start, start + len(edit.replacement), span.label, text[edit.start : edit.end])
        shift += len(edit.replacement) - (edit.end - edit.start)


def test_with_nothing_to_restore_from_there_is_no_restorer() -> None:
    with pytest.raises(ValueError, match="needs a vault"):
        Restorer()
