"""Which label has which operator, what is refused before any input is read, and what the cache may not do."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymize.config import DEFAULT, OperatorConfig
from anonymize.config.file import load_config
from anonymize.errors import ConfigError, UsageError
from anonymize.keys import Key
from anonymize.operators import OperatorSet
from anonymize.operators.operator_set import CACHED_VALUES, LONGEST_CACHED
from anonymize.operators.registry import BUILT_IN

KEY = Key(b"0123456789abcdef0123456789abcdef")
LABELS = ("person", "phone_number", "favourite_cheese")
SECRET = "hunter2-hunter2-hunter2"  # noqa: S105 - what messages are searched for


class Counting:
    """An operator that counts its calls."""

    name = "counting"
    exposes = False
    repeatable = True

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    def operate(self, value: str, label: str) -> str:
        self.calls.append((label, value))
        return f"{label}={value}"


def build(operators: Mapping[str, OperatorConfig] | None = None, key: Key = KEY) -> OperatorSet:
    return OperatorSet.build(operators or {}, labels=LABELS, key=key)


def refusal(type_: str, params: Mapping[str, object] | None = None, label: str = "person") -> str:
    with pytest.raises(UsageError) as caught:
        build({label: OperatorConfig(type_, params or {})})
    return str(caught.value)


def test_without_any_operator_a_value_becomes_its_label() -> None:
    assert build().replace("person", "Ann") == "<PERSON>"
    assert build().replace("favourite_cheese", "Brie") == "<FAVOURITE_CHEESE>"
    assert build().name("person") == "replace"


def test_a_label_has_its_own_operator_and_the_rest_the_default() -> None:
    operators = build({"person": OperatorConfig("mask"), DEFAULT: OperatorConfig("redact")})
    assert [operators.name(label) for label in LABELS] == ["mask", "redact", "redact"]
    assert operators.replace("person", "Ann") == "***"
    assert operators.replace("phone_number", "555") == ""


def test_every_operator_but_custom_can_be_built_without_parameters() -> None:
    for name in BUILT_IN.keys() - {"custom"}:
        assert build({DEFAULT: OperatorConfig(name)}).name("person") == name


@pytest.mark.parametrize(
    ("type_", "params", "exposes"),
    [
        ("replace", {}, False),
        ("redact", {}, False),
        ("mask", {}, False),
        ("mask", {"masking_char": "#"}, False),
        ("mask", {"chars_to_mask": 1000}, True),
        ("hash", {}, False),
        ("encrypt", {}, False),
        ("keep", {}, True),
    ],
)
def test_what_may_leave_characters_of_the_value_says_so(
    type_: str, params: dict[str, object], exposes: bool
) -> None:
    assert build({"person": OperatorConfig(type_, params)}).exposes("person") is exposes


@pytest.mark.parametrize(
    ("type_", "params", "kept"),
    [
        ("keep", {}, True),
        ("mask", {"chars_to_mask": 1}, False),
        ("generalize", {}, False),
        ("tag", {}, False),
    ],
)
def test_only_keep_keeps_whole_values(type_: str, params: dict[str, object], kept: bool) -> None:
    assert build({"person": OperatorConfig(type_, params)}).keeps("person") is kept


@pytest.mark.parametrize(
    ("type_", "params", "key", "repeatable"),
    [
        ("replace", {}, Key.random(), True),
        ("hash", {}, KEY, True),
        ("hash", {}, Key.random(), False),
        ("hash", {"salt": SECRET}, Key.random(), True),
        ("encrypt", {}, KEY, True),
        ("encrypt", {"key": "k" * 32}, Key.random(), True),
    ],
)
def test_only_what_hangs_on_a_random_key_cannot_be_repeated(
    type_: str, params: dict[str, object], key: Key, repeatable: bool
) -> None:
    found = build({"person": OperatorConfig(type_, params)}, key=key).unrepeatable
    assert found == (() if repeatable else (type_,))


def test_an_unknown_operator_is_refused_with_the_nearest() -> None:
    assert refusal("msk") == "operator 'msk' for 'person': no such operator, did you mean 'mask'?"
    assert "did you mean 'redact'?" in refusal("REDACT")


def test_an_operator_far_from_any_is_refused_with_what_there_is() -> None:
    assert refusal("zzz").endswith(f"no such operator, there are {', '.join(sorted(BUILT_IN))}")


@pytest.mark.parametrize(
    ("type_", "params", "message"),
    [
        ("mask", {"mask_char": "*"}, "unknown parameter 'mask_char', did you mean 'masking_char'?"),
        ("mask", {"zzz": 1}, "unknown parameter 'zzz', there are chars_to_mask, from_end, masking_char"),
        ("redact", {"new_value": "x"}, "unknown parameter 'new_value', it takes none"),
        ("keep", {"new_value": "x"}, "it takes none"),
        (
            "mask",
            {"masking_char": "ab"},
            "parameter 'masking_char' must be one character in quotes, not 'ab'",
        ),
        ("mask", {"masking_char": ""}, "must be one character"),
        ("mask", {"masking_char": 0}, "must be one character in quotes, not 0"),
        ("mask", {"chars_to_mask": 0}, "parameter 'chars_to_mask' must be a whole number above 0, not 0"),
        ("mask", {"chars_to_mask": -1}, "not -1"),
        ("mask", {"chars_to_mask": 1.5}, "not 1.5"),
        ("mask", {"chars_to_mask": True}, "not True"),
        ("mask", {"chars_to_mask": None}, "not empty"),
        (
            "mask",
            {"chars_to_mask": 2, "from_end": "yes"},
            "parameter 'from_end' must be true or false, not 'yes'",
        ),
        ("mask", {"from_end": True}, "parameter 'from_end' needs the parameter 'chars_to_mask'"),
        ("replace", {"new_value": ""}, "parameter 'new_value' must be text in quotes"),
        ("replace", {"new_value": 3}, "parameter 'new_value' must be text in quotes"),
        ("hash", {"hash_type": "md5"}, "parameter 'hash_type' must be sha256 or sha512, not 'md5'"),
        ("hash", {"salt": "short"}, "parameter 'salt' must be text in quotes of at least 16 bytes"),
        ("hash", {"salt": 12345678901234567890}, "parameter 'salt' must be text in quotes"),
        ("encrypt", {"key": "short"}, "parameter 'key' must be text in quotes of 128, 192 or 256 bits"),
        ("encrypt", {"key": 1234567890123456}, "parameter 'key' must be text in quotes"),
    ],
)
def test_a_wrong_parameter_is_refused_with_label_operator_and_parameter(
    type_: str, params: dict[str, object], message: str
) -> None:
    found = refusal(type_, params)
    assert found.startswith(f"operator {type_!r} for 'person': ")
    assert message in found


@pytest.mark.parametrize(
    ("type_", "params"),
    [
        ("hash", {"slat": SECRET}),
        ("hash", {"salt": {SECRET: 1}}),
        ("hash", {"hash_type": "md5", "salt": SECRET}),
        ("encrypt", {"key": SECRET}),
        ("encrypt", {"kye": SECRET}),
        ("redact", {"key": SECRET}),
    ],
)
def test_no_refusal_shows_a_secret(type_: str, params: dict[str, object]) -> None:
    assert SECRET not in refusal(type_, params)


def test_no_repr_shows_a_secret() -> None:
    operators = build(
        {
            "person": OperatorConfig("hash", {"salt": SECRET}),
            "phone_number": OperatorConfig("encrypt", {"key": SECRET[:16]}),
        }
    )
    assert SECRET[:16] not in repr(operators)
    assert SECRET[:16] not in repr(operators.__reduce__())


def test_an_operator_from_a_file_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "anon.yaml"
    file.write_text("operators:\n  DEFAULT: redact\n  person: {type: mask, chars: 4}\n")
    with pytest.raises(ConfigError) as caught:
        build(load_config(file).operators)
    assert str(caught.value).startswith(
        f"{file}, line 3: operator 'mask' for 'person': unknown parameter 'chars'"
    )


def test_an_operator_for_a_label_nobody_knows_is_refused_with_the_nearest() -> None:
    assert "unknown label 'persn'; did you mean 'person'?" in refusal("mask", label="persn")


def test_an_operator_for_a_label_of_other_programs_is_unused() -> None:
    operators = {"nrp": OperatorConfig("mask", origin="presidio.json, line 3")}
    assert build(operators).name("person") == "replace"


def test_an_operator_for_a_known_label_that_is_not_looked_for_is_unused() -> None:
    operators = build({"email": OperatorConfig("mask")})
    with pytest.raises(KeyError):
        operators.name("email")


def test_an_unused_operator_must_still_be_a_right_one() -> None:
    assert "chars_to_mask" in refusal("mask", {"chars_to_mask": 0}, label="email")
    assert "no such operator" in refusal("zzz", label="email")


def test_an_unused_encryption_needs_no_key() -> None:
    assert build({"email": OperatorConfig("encrypt")}, key=Key.random()).name("person") == "replace"


def test_a_default_that_every_label_overrides_must_still_be_a_right_one() -> None:
    own = {label: OperatorConfig("mask") for label in LABELS}
    with pytest.raises(UsageError, match="for all labels: no such operator"):
        build({**own, DEFAULT: OperatorConfig("zzz")})


def test_a_label_the_set_was_not_built_for_raises() -> None:
    for value in ("Ann", "A" * (LONGEST_CACHED + 1)):
        with pytest.raises(KeyError):
            build().replace("email", value)


def test_an_operator_is_called_once_for_a_value_and_label() -> None:
    counting = Counting()
    operators = OperatorSet({"person": counting, "location": counting})
    for _ in range(3):
        assert operators.replace("person", "Paris") == "person=Paris"
        assert operators.replace("location", "Paris") == "location=Paris"
    assert counting.calls == [("person", "Paris"), ("location", "Paris")]


def test_long_values_are_replaced_without_being_kept() -> None:
    counting = Counting()
    operators = OperatorSet({"person": counting})
    for length in (LONGEST_CACHED, LONGEST_CACHED + 1):
        for _ in range(2):
            assert operators.replace("person", "x" * length) == "person=" + "x" * length
    assert [len(value) for _, value in counting.calls] == [
        LONGEST_CACHED,
        LONGEST_CACHED + 1,
        LONGEST_CACHED + 1,
    ]


def test_the_cache_forgets_what_was_used_longest_ago() -> None:
    counting = Counting()
    operators = OperatorSet({"person": counting})
    for number in range(CACHED_VALUES + 1):
        operators.replace("person", str(number))
    operators.replace("person", str(CACHED_VALUES))
    assert len(counting.calls) == CACHED_VALUES + 1
    operators.replace("person", "0")
    assert len(counting.calls) == CACHED_VALUES + 2


@given(
    st.lists(
        st.tuples(st.sampled_from(["person", "location"]), st.sampled_from(["a", "b", "person", "location"]))
    )
)
def test_the_cache_never_mixes_labels_or_values(pairs: list[tuple[str, str]]) -> None:
    operators = OperatorSet({"person": Counting(), "location": Counting()})
    assert [operators.replace(label, value) for label, value in pairs] == [
        f"{one}={two}" for one, two in pairs
    ]


def test_a_pickled_set_gives_the_same_replacements() -> None:
    operators = build(
        {
            "person": OperatorConfig("hash"),
            "phone_number": OperatorConfig("encrypt"),
            DEFAULT: OperatorConfig("mask"),
        }
    )
    before = [operators.replace(label, "Ann") for label in LABELS]
    copy = pickle.loads(pickle.dumps(operators))  # noqa: S301 - made in the line itself
    assert [copy.replace(label, "Ann") for label in LABELS] == before
    assert [copy.name(label) for label in LABELS] == ["hash", "encrypt", "mask"]


def test_a_pickled_set_leaves_the_values_it_has_seen_behind() -> None:
    operators = build({DEFAULT: OperatorConfig("keep")})
    before = pickle.dumps(operators)
    operators.replace("person", "Ann Person")
    assert pickle.dumps(operators) == before


def test_an_empty_set_pickles() -> None:
    copy = pickle.loads(pickle.dumps(OperatorSet({})))  # noqa: S301 - made in the line itself
    with pytest.raises(KeyError):
        copy.replace("person", "Ann")


def test_importing_the_operators_imports_neither_presidio_nor_cryptography() -> None:
    code = "import sys, anonymize.operators; print(*sys.modules, sep='\\n')"
    modules = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    heavy = ("presidio_anonymizer", "presidio_analyzer", "cryptography", "torch")
    assert not [module for module in modules if module.split(".")[0] in heavy]
    assert "anonymize.operators" in modules
