"""What counts as another job, and what does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from anonymize.config import Config, OperatorConfig
from anonymize.documents.base import ReadOptions
from anonymize.jobs.configuration import changes, describe_job
from anonymize.keys import Key
from anonymize.placement import Placement
from anonymize.redactor import Redactor

KEY = Key(b"k" * 16)


def described(redactor: Redactor, config: Config, key: Key = KEY, **settings: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "inputs": ["docs"],
        "placement": Placement(None, None, None),
        "glob": None,
        "format_name": "auto",
        "options": ReadOptions(),
        "renaming": None,
        "vault_id": None,
        "files": 1,
    }
    return describe_job(redactor, config=config, key=key, **given | settings)


def of(config: Config, **settings: Any) -> dict[str, Any]:
    return described(Redactor.from_config(config, key=KEY), config, **settings)


PLAIN = Config(labels=("email", "url"), detectors=("patterns",))


class Thorough(Redactor):
    """Says more of itself than others."""

    def describe(self) -> dict[str, object]:
        return super().describe() | {"passes": 2}


def test_same_settings_in_another_order_are_the_same_job() -> None:
    operators = {"email": OperatorConfig("mask", {"chars_to_mask": 3, "from_end": True})}
    turned = {"email": OperatorConfig("mask", {"from_end": True, "chars_to_mask": 3})}
    one = Config(labels=("email", "url"), detectors=("patterns",), operators=operators)
    other = Config(labels=("url", "email"), detectors=("patterns",), operators=turned)
    assert changes(of(one), of(other)) == []


def test_where_inputs_and_outputs_are_is_no_setting_and_is_told() -> None:
    elsewhere = of(PLAIN, inputs=["./docs\n"], files=3)
    assert changes(of(PLAIN), elsewhere) == []
    assert elsewhere["files"] == 3
    assert elsewhere["inputs"] == [r"./docs\u000a"]


def test_whatever_a_redactor_says_of_itself_counts() -> None:
    redactor = Redactor.from_config(PLAIN, key=KEY)
    thorough = Thorough(redactor.detectors, redactor.operators)
    told = described(thorough, PLAIN)
    assert told["passes"] == 2
    assert changes(of(PLAIN), told) == ["how texts are searched"]


def test_operators_of_labels_that_nobody_looks_for_do_not_count() -> None:
    more = Config(
        labels=("email", "url"), detectors=("patterns",), operators={"person": OperatorConfig("mask")}
    )
    assert changes(of(PLAIN), of(more)) == []


def test_operators_of_labels_that_both_jobs_look_for_are_compared() -> None:
    masked = {"email": OperatorConfig("mask")}
    fewer = Config(labels=("email",), detectors=("patterns",))
    assert changes(of(PLAIN), of(fewer)) == changes(of(fewer), of(PLAIN)) == ["the labels"]
    assert changes(of(PLAIN), of(replace(fewer, operators=masked))) == ["the labels", "the operators"]
    assert changes(of(PLAIN), of(replace(PLAIN, operators=masked))) == ["the operators"]


def test_a_manifest_of_an_earlier_version_is_told_as_such() -> None:
    earlier = of(PLAIN)
    earlier["configuration"] = {"operators": "", **earlier["configuration"]}
    assert changes(earlier, of(PLAIN)) == ["the version of anon, of Python or of a library"]


def test_settings_are_told_in_the_same_order_whatever_that_of_the_labels() -> None:
    labels = [
        name.partition(":")[2]
        for name in of(Config(detectors=("patterns",)))["configuration"]
        if name.startswith("operators:")
    ]
    assert len(labels) > 5
    assert labels == sorted(labels)


def test_digests_tell_nothing_without_the_key() -> None:
    other = described(Redactor.from_config(PLAIN, key=KEY), PLAIN, Key(b"x" * 16))
    ours = of(PLAIN)["configuration"]
    assert not set(ours.values()) & set(other["configuration"].values())
