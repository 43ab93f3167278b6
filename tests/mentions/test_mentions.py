"""Values found again: whole ones, and parts of names, without the words that only look like them."""

from __future__ import annotations

import pickle
import sys
import time
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.matching import is_bound
from anonymize.mentions import Found, Mentions
from anonymize.mentions.common_words import COMMON_WORDS
from anonymize.mentions.needles import Needles
from anonymize.text import View

NAMES = st.text(st.sampled_from("AaBbÉé\u0301 -'\n中أ"), max_size=12)
"""Values of which some are names of several words."""
TWO_OF_EACH = ("Uwe Schön", "Sam An", "Eva Schon", "Sara Aman")
"""Of the first two, what stands for the others is a word, or short."""


def find_mentions(text: str, values: Iterable[tuple[str, str]]) -> list[Found]:
    """What is found of values in a text."""
    return Mentions(values).find(text)


def parts(name: str, text: str) -> list[str]:
    """The parts of a person's name that stand in a text."""
    return [text[one.start : one.end] for one in find_mentions(text, [("person", name)]) if one.is_part]


def wholes(value: str, text: str, label: str = "person") -> list[str]:
    """The places where a value stands whole."""
    return [text[one.start : one.end] for one in find_mentions(text, [(label, value)]) if not one.is_part]


def test_a_find_tells_where_it_is_and_which_value_it_is() -> None:
    found = find_mentions("Schmidt; Anna\nSchmidt", [("person", "Anna Schmidt"), ("city", "Ulm")])
    assert found == [
        Found(0, 7, "person", "Anna Schmidt", is_part=True, is_common=False),
        Found(9, 21, "person", "Anna Schmidt", is_part=False, is_common=False),
    ]


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        (
            "Anna Schmidt",
            "ANNA  SCHMIDT, anna\r\nschmidt, Anna Schmidts",
            ["ANNA  SCHMIDT", "anna\r\nschmidt"],
        ),
        ("Ulm", "in Ulm, in ULM, in ulm, in Ulmen", ["Ulm"]),
        ("DE89 3704", "DE89 3704, de89 3704", ["DE89 3704"]),
        ("3 - 4", "3 - 4, 3-4", ["3 - 4"]),
        ("دوست محمد", "قال دوست محمد.", ["دوست محمد"]),
        ("王小明", "她说王小明在这里", ["王小明"]),
    ],
)
def test_whole_values_are_found_on_word_bounds(value: str, text: str, expected: list[str]) -> None:
    assert wholes(value, text, "id_number") == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Anna Schmidt", "Schmidt, schmidt, Anna's", ["Schmidt", "Anna"]),
        ("Anna Schmidt", "SCHMIDT, ANNA, sCHMIDT", ["SCHMIDT", "ANNA"]),
        ("Ana Okafor-Weiß", "ANA; OKAFOR-WEISS, OKAFOR, WEISS", ["OKAFOR-WEISS", "OKAFOR", "WEISS"]),
        ("Jörg Preuß", "PREUẞ, PREUSS; Preuß", ["PREUẞ", "PREUSS", "Preuß"]),
        ("Jörg PREUẞ", "PREUSS; Preuß, Preuss", ["PREUSS", "Preuß", "Preuss"]),
        ("Ana OKAFOR-WEISS", "Okafor-Weiss, Mrs Okafor; Ana", ["Okafor-Weiss", "Okafor", "Ana"]),
        ("Anna Schmidt", "Annas, the Schmidts’; SCHMIDTS, schmidts", ["Annas", "Schmidts", "SCHMIDTS"]),
        ("Rita Jones", "the Joneses, Joness, Ritaes", ["Joneses"]),
        ("SCHMIDT, ANNA", "Schmidts, Annas", ["Schmidts", "Annas"]),
        ("Ann Li", "Anns, Lis, Anna, LI, li", []),
        ("Mr Li", "Li, Mr Li", ["Li"]),
        ("Jo Ng Jr", "Jo; Jr; Ng; J", ["Jo", "Ng"]),
        ("LI, JO", "Li, LI or Jo", ["Li", "Jo"]),
        ("JR Ewing", "JR, Jr", []),
        ("Ana de la O", "De, La, O", []),
        ("Le Minh", "Le, Minh", ["Minh"]),
        ("Schmidt, Anna", "Schmidt or Anna", ["Schmidt", "Anna"]),
        ("Li Xiaoming", "Li, Xiaoming", ["Li", "Xiaoming"]),
        ("J. R. Ewing", "J. or Ewing", ["Ewing"]),
        ("Anna-Lena Berg-Ott", "Anna-Lena; Lena; Berg-Ott; Ott", ["Anna-Lena", "Lena", "Berg-Ott", "Ott"]),
        ("Pat O'Hara", "O’Hara, Hara", ["O’Hara", "Hara"]),
        (
            "Pat O’Hara",
            "Ohara, OHARA, OHara, O'hara, Oharas; ohara",
            ["Ohara", "OHARA", "OHara", "O'hara", "Oharas"],
        ),
        ("Marie d'Aubigny", "Daubigny, DAUBIGNY; daubigny", ["Daubigny", "DAUBIGNY"]),
        ("Awa N'DIAYE", "Ndiaye, NDIAYE, N'diaye", ["Ndiaye", "NDIAYE", "N'diaye"]),
        ("Lea D'Ora", "Dora, DORA", []),
        ("Anna Schmidt's", "Schmidt", ["Schmidt"]),
        ("Dr. med. Anna Schmidt, MBA", "Dr. Schmidt, MBA; med. Dr", ["Schmidt"]),
        ("Frau von der Leyen", "Frau Leyen, Von, von, der", ["Leyen"]),
        ("Ms Schmidt", "Ms Berg met Schmidt", ["Schmidt"]),
        ("Dott.ssa Maria de la Cruz", "Dott.ssa, De La, la, Maria", ["Maria"]),
        ("MÜLLER, ANNA", "Müller, MÜLLER or Anna, müller", ["Müller", "MÜLLER", "Anna"]),
        ("anna o'hara", "Anna, anna, O'Hara, o'hara", ["Anna", "O'Hara"]),
        ("Rene\u0301 Berg", "René", ["René"]),
        ("أحمد خالد", "قال خالد.", ["خالد"]),
        ("Schmidt", "Schmidt", []),
        ("Schmidt", "Schmidts, schmidts, SCHMIDTS", ["Schmidts", "SCHMIDTS"]),
        ("SCHMIDT", "Schmidts, SCHMIDTS", ["Schmidts", "SCHMIDTS"]),
        ("nurse", "Nurses, nurses", []),
        ("Hans Bach", "Bachs Werke, the Baches, Hanses, Hanss", ["Bachs", "Baches", "Hanses"]),
        ("Berg GmbH", "", []),
    ],
)
def test_parts_of_a_name_are_found_as_they_are_written_there(
    name: str, text: str, expected: list[str]
) -> None:
    assert parts(name, text) == expected


def test_only_people_have_parts() -> None:
    assert find_mentions("Holding, Acmes, AcmeHolding", [("organization", "Acme Holding")]) == []


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "Anna Schmidt",
            "AnnaSchmidt; @annaschmidt ANNASCHMIDT",
            ["AnnaSchmidt", "annaschmidt", "ANNASCHMIDT"],
        ),
        ("Dr. Anna Schmidt", "AnnaSchmidt.pdf", ["AnnaSchmidt"]),
        ("Anna-Lena Berg", "anna-lenaberg", ["anna-lenaberg"]),
        ("Ann Lee", "AnnLee, Annlee, annlee", ["AnnLee"]),
        ("an other", "another", []),
        ("some thing", "something", []),
    ],
)
def test_a_name_is_found_without_its_spaces(name: str, text: str, expected: list[str]) -> None:
    assert wholes(name, text) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Jürgen Groß-Müller", "JUERGEN; Jurgen; Gross; Muller; Mueller; MUELLERS; juergen gross-mueller"),
        ("José García Núñez", "Jose; GARCIA; Nunez; JoseGarciaNunez; jose_garcia_nunez"),
        ("Søren Kjærgaard", "Soren; SOEREN; Kjaergaard"),
        ("Łukasz Żółć", "Lukasz Zolc; Zolc"),
        ("Björk Þórðardóttir", "Bjork; Thordardottir; Þordardottir; Thórðardóttir; THORDARDOTTIR"),
        ("Thora Sigurdsson", "Sigurðsson; SIGURÐSSON"),
        ("İlham Əliyev", "Eliyev; ALIYEV; Aliyev; Ilham Aliyev"),
        ("Ɗanladi Ƙofarmata", "Danladi; KOFARMATA"),
        ("Kofi Amɛyaw-Ɔsei", "Ameyaw; Osei; Kofi Ameyaw-Osei"),
        ("Marija Ħaber", "Haber; HABER"),
        ("Åse Dvořák", "Aase Dvorak; DVORAK; Åse DVORÁK"),
        ("HELENE LEFEVRE", "Hélène; Lefèvre; Helene; LEFÈVRE"),
        ("Juergen Mueller", "Jürgen; MÜLLER; Müllers"),
        ("Botho Strauss", "Strauß; STRAUSS; Botho Strauß; botho_strauß"),
        ("Rita Süßmuth", "Süssmuth; Suessmuth; Sussmuth; SÜSSMUTH; Rita Sueßmuth"),
        ("Rita Suessmuth", "Süßmuth; Süssmuth; Sueßmuth"),
        ("Søren Ødegård", "Ødegaard; Odegaard; Oedegård; SØREN ØDEGAARD"),
        ("Rene\u0301 Berg", "Rene"),
    ],
)
def test_a_name_is_found_without_the_marks_on_its_letters_and_with_them(name: str, text: str) -> None:
    found = [text[one.start : one.end] for one in find_mentions(text, [("person", name)])]
    assert found == text.split("; ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Eva Schön", "Schon, schon, SCHON"),
        ("Eva Bär", "Bar, BAR"),
        ("Peter Bruder", "Brüder, BRÜDER"),
        ("Schoen", "Schon"),
        ("Anna Müller", "Muhler, muller, Mahler"),
    ],
)
def test_a_name_without_its_marks_is_not_found_where_it_would_be_a_word(value: str, text: str) -> None:
    assert find_mentions(text, [("person", value)]) == []


def test_a_name_that_is_another_one_without_its_marks_is_marked_as_the_word_that_it_is() -> None:
    found = find_mentions("Pena, PENA, pena", [("person", "Ana Peña")])
    assert [(one.start, one.is_common) for one in found] == [(0, True), (6, True)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dr. Quentin Ashdown", "qashdown; ashdownq"),
        ("Jürgen Müller", "jmueller; jmuller"),
        ("Jürgen Müller", "JMUELLER; JMULLER; MUELLERJ; JMÜLLER"),
        ("Ludwig van der Meulen", "lmeulen; lvandermeulen"),
        ("Marta Ruiz López", "mlopez"),
        ("Okafor, Ada", "aokafor; okafora"),
        ("Pat O'Neill", "poneill"),
        ("Peter Müller", "pmüller; pmueller; müllerp"),
        ("Peter Muller", "pmüller"),
        ("Pieter van den Berg", "pvandenberg"),
        ("María José Núñez de la Fuente", "mjnunez; mjnunezdelafuente"),
        ("Jean-François D'Almeida", "jfdalmeida"),
        ("Jürgen Müller-Lüdenscheidt", "jmueller; muellerj; jluedenscheidt; juergenmueller"),
        ("Sarah Taylor-Jones", "staylor; sjones; staylorjones; sarahtaylor; taylorsarah"),
        ("Anna-Lena Schmidt", "aschmidt; alschmidt; annaschmidt; annalenaschmidt"),
        ("García-Núñez, María", "mgarcia; mnunez; mariagarcia"),
        ("Íñigo Zubiri Etxeberria", "inigozubiri; zubiriinigo; inigoetxeberria; inigozubirietxeberria"),
        ("Anna Müller-Lüdenscheidt", "amueller; luedenscheidta; amuellerluedenscheidt"),
        ("María José García-Huidobro", "mjgarcia; mjhuidobro; mjgarciahuidobro"),
        ("Wouden-Visser, Jan van der", "jwouden; jvisser"),
        ("Jan van der Wouden-Visser", "jvanderwouden; jvdwouden; janvdwouden; jvisser"),
        ("Ana de la Fuente", "adlfuente"),
    ],
)
def test_account_names_made_of_a_name_are_found(name: str, text: str) -> None:
    found = [text[one.start : one.end] for one in find_mentions(text, [("person", name)])]
    assert found == text.split("; ")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [("Ana Maria Okafor", "(ana.okafor)", "okafor"), ("Ana de la Cruz", "okafor_ana.delacruz;", "delacruz")],
)
def test_what_does_not_count_hides_no_part_of_it(name: str, text: str, expected: str) -> None:
    assert expected in [text[one.start : one.end] for one in find_mentions(text, [("person", name)])]


@pytest.mark.parametrize("sign", ["'", "\u2019", "\u02bc", "\u00b4"])
def test_the_same_is_found_of_a_name_whatever_its_apostrophe(sign: str) -> None:
    text = "Neill; O\u2019Neill; O\u02bcNeill; O'NEILL; poneill; PONEILL; pat.o'neill; Pat O'Neill"
    found = find_mentions(text, [("person", f"Pat O{sign}Neill")])
    assert [text[one.start : one.end] for one in found] == text.split("; ")


@pytest.mark.parametrize(
    ("name", "account"),
    [("Gina Ross", "GROSS"), ("Ada King", "AKING"), ("Jean Le Goff", "LEGOFF"), ("Ann Lee", "ALEE")],
)
def test_an_account_name_in_capitals_that_may_be_a_word_is_found_where_an_account_is_named(
    name: str, account: str
) -> None:
    text = f"user={account}, C:\\Users\\{account}\\x; {account}@x.org"
    found = find_mentions(text, [("person", name)])
    assert [text[one.start : one.end] for one in found if not one.is_common] == [account] * 3
    prose = f"THE {account} WEIGHT, {account}"
    assert all(one.is_common for one in find_mentions(prose, [("person", name)]))


def test_an_account_name_is_found_in_small_letters_beside_the_same_in_capitals() -> None:
    found = find_mentions("user pwalsh", [("person", "PWALSH"), ("person", "Peter Walsh")])
    assert [one.is_common for one in found] == [False]


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("Pat O'Neill", "oneill"),
        ("Pat O Neill", "oneill"),
        ("J.-Ph. Le Goff", "legoff"),
        ("Pieter van den Berg", "vandenberg"),
        ("K. Müller-Lüdenscheidt", "muellerluedenscheidt"),
        ("Inés de Mora", "demora"),
        ("Catherine O'Rourke-Vance", "orourke"),
        ("Aoife McNamara-O'Brien", "obrien"),
        ("Jean D'Alembert-Roux", "dalembert"),
        ("Jan van der Wouden-Visser", "vanderwouden"),
        ("Jan van der Wouden", "vdwouden"),
    ],
)
def test_a_last_name_in_one_word_is_found_within_identifiers_only(name: str, last: str) -> None:
    text = f"jp.{last}@example.org /home/{last}/x user={last}"
    found = find_mentions(text, [("person", name)])
    assert [text[one.start : one.end] for one in found if not one.is_common] == [last] * 3
    assert find_mentions(f"sin {last} alguna", [("person", name)]) == []


@pytest.mark.parametrize(
    ("name", "accounts", "last"),
    [
        ("LE GOFF Jean", "jlegoff; legoffj", "legoff"),
        ("LE GOFF, Jean", "jlegoff; legoffj", "legoff"),
        ("Van den Berg, Anna", "avandenberg; vandenberga", "vandenberg"),
        ("de la Torre Ana", "adelatorre", "delatorre"),
        ("García López, Ana María", "agarcia; agarcialopez", "garcialopez"),
        ("María de la Cruz Gómez", "mdelacruz; mgomez", "delacruz"),
        ("Anna Maria van der Meulen", "avandermeulen; ameulen", "vandermeulen"),
    ],
)
def test_account_names_are_made_of_the_last_name_wherever_it_stands(
    name: str, accounts: str, last: str
) -> None:
    text = f"{accounts} user={last}"
    found = [text[one.start : one.end] for one in find_mentions(text, [("person", name)])]
    assert found == [*accounts.split("; "), last]


@pytest.mark.parametrize(
    ("name", "text"),
    [("Ann Schmidt, MBA", "mschmidt"), ("Anna und Peter", "und Peter"), ("J. R. Ewing", "jr")],
)
def test_what_stands_beside_a_name_is_no_last_name(name: str, text: str) -> None:
    assert text not in [text[one.start : one.end] for one in find_mentions(text, [("person", name)])]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Maria De la Torre", "De\nla Torre; De La  Torre; DE LA TORRE"),
        ("DE LA GARZA Maria", "De la Garza; de la Garza; De La Garza"),
        ("Anna van den Berg", "Van den Berg; van den\r\nBerg; VAN DEN BERG"),
        ("Anna van den Berg-Visser", "Van den Berg; van den\r\nBerg; VAN DEN BERG"),
        ("Ludwig von der Leyen", "Von der Leyen; von der Leyen"),
        ("Le Goff, Jean", "Le Goff; LE GOFF"),
        ("anna van den berg", "van den berg; Van den Berg"),
        ("Sjoerd 't Hart", "'t Hart; \u2019t Hart; 'T HART"),
        ("Sjoerd van \u2019t Veld", "Van 't Veld; van \u2018t Veld; VAN 'T VELD"),
    ],
)
def test_a_last_name_of_several_words_is_found_with_all_of_them(name: str, text: str) -> None:
    found = [one for one in find_mentions(text, [("person", name)]) if not one.is_common]
    assert [text[one.start : one.end] for one in found if one.is_part] == text.split("; ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Anatole de France", "les plages de France"),
        ("Álex de la Iglesia", "los bienes de la Iglesia"),
        ("Maria del Mar", "la vista del Mar"),
        ("Maria De la Torre", "la sombra de la Torre"),
        ("Karl von Stein", "ein Haufen von Stein"),
        ("jean du parc", "les arbres du parc"),
        ("marie de la place", "au milieu de la place"),
        ("Sjoerd 't Hart", "hij had 't hart niet"),
    ],
)
def test_a_last_name_that_may_be_a_phrase_needs_more(name: str, text: str) -> None:
    assert all(one.is_common for one in find_mentions(text, [("person", name)]))


@pytest.mark.parametrize(
    ("name", "text"),
    [("Hans K. Leiner", "kleiner"), ("Ken A. Merica", "america"), ("Jo T Rouble", "trouble")],
)
def test_a_middle_initial_makes_no_other_word_of_a_last_name(name: str, text: str) -> None:
    assert find_mentions(f"{text} user={text}", [("person", name)]) == []


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Ada Okafor", "/home/okafor/x ~okafor @okafor user=okafor notes/okafor.md a\\okafor '%okafor%'", 7),
        ("Ada Okafor", "okafor, an okafor. /// okafor = okafor", 0),
        ("Okafor", "/home/okafor okafor", 1),
        ("Ada King", "/srv/king king.example king=1 a-king-b", 0),
        ("Tom Lowe", "/srv/lowe lowe-cv.pdf /srv/löwe", 2),
        ("Ana Cortes", "notes/cortes.md", 1),
    ],
)
def test_parts_in_small_letters_are_found_within_identifiers(name: str, text: str, expected: int) -> None:
    found = [one for one in find_mentions(text, [("person", name)]) if not one.is_common]
    assert [text[one.start : one.end] for one in found] == [name.split()[-1].lower()] * expected


def test_a_word_by_the_name_of_another_person_is_found_for_whom_it_is_none() -> None:
    found = find_mentions("/srv/schon /srv/saman", [("person", name) for name in TWO_OF_EACH])
    assert [one.value for one in found] == ["Eva Schon", "Sara Aman"]
    assert find_mentions("/srv/schon /srv/saman", [("person", name) for name in TWO_OF_EACH[:2]]) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ada King", "king@x.org; ada.king@x.org; a.king80@x.org; /home/king; C:\\Users\\king; ~king; @king"),
        ("Ada King", """user=king; "author": "king"; username: 'king'; King@x.org; login = "king\""""),
        ("Ana Peña", "ana@x.org; pena@x.org; ana.pena@x.org; pena_ana.pdf; /scans/ana-pena/1; user=pena"),
        ("Jo Ng", "jo.ng@x.org; jo_ng.pdf; jong@x.org; jo@x.org"),
        ("Peter Rice", "price@x.org; user=price"),
        ("Sun Kim", "skim@x.org; kims@x.org; /home/skim; user=skim"),
        ("An Li", "ali@x.org; an.li@x.org; anli@x.org"),
    ],
)
def test_names_that_are_words_or_short_are_found_where_an_account_is_named(name: str, text: str) -> None:
    for one in text.split("; "):
        assert [found.is_common for found in find_mentions(one, [("person", name)])][:1] == [False], one


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ada King", "user: king of hearts; the author, king; x@king.example; @ king, kingdom@x.org"),
        ("Ada May", "User: may I? I will.may be, author: may"),
        ("Ana Peña", "la pena de ana; ana-lisis; a.ana; Ana.pena"),
        ("Eva Schön", "schon, user: schon da"),
        ("Ann Lee", "annlee; ann lees"),
        ("Sun Kim", "skim-milk, /srv/skim skim.txt skim"),
        ("Me Ho", "/srv/home home-made homes/x"),
        ("Mary Rose", "rosemary and thyme"),
        ("Elvira Scarpa", "inciampata in una scarpa"),
    ],
)
def test_they_are_not_found_in_prose(name: str, text: str) -> None:
    found = [one for one in find_mentions(text, [("person", name)]) if text[one.start : one.end].islower()]
    assert all(one.is_common for one in found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "Jane Okafor",
            "JaneOkaforResume; OkaforJaneResume; okaforJane_2024.pdf; jOkafor; JOkafor; CVOkafor",
        ),
        ("Jane Okafor", "okaforjane01; okaforJane; class JaneOkaforHandler; getOkaforNotes; 2024okafor"),
        ("Jane Okafor", "Jane Okafor1; Okafor2,3; Okafor¹; jane.okafor80@x.org; jokafor80; jokaforFix"),
        ("Ada Okafor", "OKAFORAda.pdf; OKAFORReport2024; cvOKAFORScan"),
        ("Ada Maria Okafor", "adaokafor77; OkaforAda; AdaOkaforCV"),
        ("Jean Le Goff", "LeGoffJean; LeGoffCV.pdf; legoffjean01"),
        ("Jürgen Müller", "MuellerJuergen.pdf; JürgenMüllerCV; muller80"),
        ("Okafor", "OkaforReport; reportOkafor2"),
        ("Al Brown", "ABrown; BrownA_2024.pdf; ABrown2"),
        ("Peter Walsh", "P<GBRWALSH<<PETER<<<; IDFRAWALSH<<<; PNGBRWALSH<<PETER"),
    ],
)
def test_a_name_is_found_within_a_word_where_capitals_or_figures_set_it_apart(name: str, text: str) -> None:
    for one in text.split("; "):
        found = find_mentions(View.of(one).text, [("person", name)])
        assert found, one
        assert not found[0].is_common, one


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Sam Donald", "McDonald, MacDonald; Macdonald RonaldMcDonald"),
        ("Jane Okafor", "Okaforian, xokafor, OKAFORIAN, OKAFORs1, janeokaforian, Janet"),
        ("Anna Mark", "readMark, Mark2, BAnna, AnnaBanana"),
        ("Ann Book", "FaceBook, MacBook, Ann2, book2, Annual"),
        ("Li Wang", "Li2, LiFePO4, wangle"),
        ("Al Brown", "abrown, AlBrownie, BrownArea, ABrowning, brownA"),
        ("Luis Abad", "3f9abad7c0, 81abad"),
        ("Peter Walsh", "XGBRWALSH<, P<GBRWALSHAM<<PETRA"),
    ],
)
def test_parts_of_other_words_are_not_found(name: str, text: str) -> None:
    assert all(one.is_common for one in find_mentions(text, [("person", name)]))


def test_what_is_no_person_is_not_found_within_words() -> None:
    assert find_mentions("AcmeHoldings, Acme2, ACME80", [("organization", "Acme"), ("id", "ACME")]) == []


@pytest.mark.parametrize(
    ("name", "text"), [("Gina Ross", "gross"), ("Ada King", "aking kinga"), ("Li Wang", "lwang wangl")]
)
def test_an_account_name_that_may_be_another_word_is_found_within_identifiers_only(
    name: str, text: str
) -> None:
    assert find_mentions(text, [("person", name)]) == []
    first = text.split()[0]
    assert len(find_mentions(f"user={first}", [("person", name)])) == 1


@pytest.mark.parametrize(
    ("label", "expected"),
    [("location", ["Zurich", "ZUERICH"]), ("address", ["Zurich", "ZUERICH"]), ("project", [])],
)
def test_marks_matter_in_what_has_no_name(label: str, expected: list[str]) -> None:
    assert wholes("Zürich", "Zurich, ZUERICH", label) == expected


def test_a_part_of_two_letters_is_marked_as_one_that_may_be_another_word() -> None:
    text = "Li met Okafor. Ng Li and Al"
    found = find_mentions(text, [("person", "Ann Li"), ("person", "Al Okafor"), ("person", "Ng")])
    assert [(text[one.start : one.end], one.is_common) for one in found] == [
        ("Li", True),
        ("Okafor", False),
        ("Ng", False),
        ("Li", True),
    ]


def test_a_name_counts_as_whole_without_its_titles() -> None:
    assert wholes("Prof. Dr. Anna Schmidt", "anna schmidt, Dr. Anna Schmidt") == [
        "anna schmidt",
        "Anna Schmidt",
    ]


def test_parts_that_are_words_too_are_marked() -> None:
    text = "Will May saw Grace, Will, May and Okafor"
    found = find_mentions(text, [("person", "Will May"), ("person", "Grace Okafor")])
    assert [(text[one.start : one.end], one.is_part, one.is_common) for one in found] == [
        ("Will May", False, False),
        ("Grace", True, True),
        ("Will", True, True),
        ("May", True, True),
        ("Okafor", True, False),
    ]


@pytest.mark.parametrize("name", ["Will German", "GERMAN, WILL"])
def test_words_with_an_ending_are_marked_where_they_are_words_without_it(name: str) -> None:
    text = "Wills and Germans, WILLS and GERMANS"
    assert [one.is_common for one in find_mentions(text, [("person", name)])] == [True] * 4
    (found,) = find_mentions("Woods", [("person", "Ann Woods")])
    assert found.is_common is ("woods" in COMMON_WORDS)


def test_a_whole_name_that_is_a_word_is_marked_and_found_in_any_case() -> None:
    text = "Grace and grace; Okafor"
    found = find_mentions(text, [("person", "Grace"), ("person", "Okafor")])
    assert [one.is_common for one in found] == [True, True, False]
    assert not find_mentions("grace", [("project", "Grace")])[0].is_common


def test_parts_in_scripts_without_capitals_are_marked() -> None:
    (found,) = find_mentions("قال خالد.", [("person", "أحمد خالد")])
    assert found.is_part
    assert found.is_common


def test_of_several_values_with_a_part_the_first_one_is_told() -> None:
    values = [("person", "Anna Schmidt"), ("person", "Peter Schmidt")]
    assert [one.value for one in find_mentions("Schmidt", values)] == ["Anna Schmidt"]
    assert [one.value for one in find_mentions("Schmidt", values[::-1])] == ["Peter Schmidt"]


def test_a_value_that_is_part_of_another_is_whole() -> None:
    values = [("person", "Ian Okafor"), ("person", "Ian"), ("person", "Okafor")]
    assert [one.is_part for one in find_mentions("Ian, Okafor", values)] == [False, False]


@pytest.mark.parametrize("value", ["", " ", "\n", "-", "...", "\u0301", "\ud83d", "\u200b"])
def test_values_that_name_nothing_are_passed_over(value: str) -> None:
    assert find_mentions(f"a - b ... {value} \ufffd", [("person", value), ("person", "Anna")]) == []


@pytest.mark.parametrize("text", ["", "x", "\ud83d", "\u0301", "x\r\n" * 3_000])
def test_odd_texts_are_read(text: str) -> None:
    assert find_mentions(text, [("person", "Anna Schmidt")]) == []
    assert find_mentions(f"{text} Anna", [("person", "Anna Schmidt")])[0].start == len(text) + 1
    assert find_mentions(text, []) == []


@given(st.lists(st.tuples(st.sampled_from(["person", "city"]), NAMES), max_size=4), NAMES, NAMES)
def test_finds_are_in_order_on_word_bounds_and_within_the_text(
    values: list[tuple[str, str]], before: str, behind: str
) -> None:
    text = f"{before} {' '.join(value for _, value in values)} {behind}"
    found = find_mentions(text, values)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        assert (one.label, one.value) in values
        assert is_bound(text, one.start)
        assert is_bound(text, one.end)
        assert not text[one.start].isspace()
        assert not text[one.end - 1].isspace()


@given(NAMES.filter(lambda value: any(map(str.isalnum, value))), st.sampled_from(["person", "city"]))
def test_every_value_is_found_where_it_stands_alone(value: str, label: str) -> None:
    found = find_mentions(f"to {value.strip()}.", [(label, value)])
    assert (3, 3 + len(value.strip())) in [(one.start, one.end) for one in found]


def test_one_set_of_values_searches_many_texts_and_so_does_its_copy() -> None:
    mentions = Mentions([("person", "Anna Schmidt")])
    copy = pickle.loads(pickle.dumps(mentions))  # noqa: S301 - our own
    texts = ["", "Anna", "schmidt", "Anna Schmidt"]
    found = [mentions.find(text) for text in texts]
    assert [len(one) for one in found] == [0, 1, 0, 1]
    assert [copy.find(text) for text in texts] == found


def test_many_values_in_a_long_text_take_a_moment() -> None:
    values = [("person", f"Vor{number} Nach{number}") for number in range(500)]
    text = "Vor1 Nach1 met Nach2 again and again, and nobody else. " * 5_000
    started = time.process_time()
    found = find_mentions(text, values)
    assert time.process_time() - started < 5
    assert len(found) == 10_000


def test_what_is_found_does_not_depend_on_how_much_was_searched_before() -> None:
    values = [
        ("person", "Jürgen Müller"),
        ("person", "Ana Muller"),
        ("location", "Aarau"),
        ("number", "1212"),
    ]
    text = "Muller, MÜLLER, J. Mueller, aarau, Aarau: jmueller, jurgen  müller; 1212 121212 /home/muller"
    used = Mentions(values)
    used.find("x " * 10_000)

    assert used.find(text) == Mentions(values).find(text)
    assert len(used.find(text)) > 6


def test_the_values_of_a_short_record_need_no_automaton(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ahocorasick_rs", None)

    assert Mentions([("person", "Ada Okafor")]).find("A note on Okafor.")


def test_a_name_without_marks_is_looked_for_in_one_form_alone() -> None:
    wanted = Needles()
    wanted.add("person", "Ada Okafor")
    before = sum(map(len, wanted.tables))

    wanted.add_without_marks()

    assert sum(map(len, wanted.tables)) == before


def test_common_words_are_in_lower_case_and_of_three_letters_or_more() -> None:
    assert all(word == word.lower() and word.isalpha() and len(word) >= 2 for word in COMMON_WORDS)
    assert {"may", "will", "van", "grace", "mark", "koch", "rose", "cruz"} <= COMMON_WORDS
    assert COMMON_WORDS.isdisjoint({"anna", "schmidt", "okafor", "john", "garcía"})
