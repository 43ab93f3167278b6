"""A base model of which there is the int8 graph alone is read back into a temporary directory."""

from __future__ import annotations

import pytest

from anonymize.errors import EXIT_INCOMPLETE, AnonError
from finetune import base_models
from tests.finetune.test_checkpoints import no_file_larger_than


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    base_models._with_weights.cache_clear()


@pytest.mark.parametrize("name", ["gliner-small", "pii-small"])
def test_a_disk_that_is_full_is_said(name: str) -> None:
    with (
        no_file_larger_than(20_000),
        pytest.raises(AnonError, match=rf"{name}: .*\(File too large\); .*TMPDIR") as caught,
    ):
        base_models.open_base(name)
    assert caught.value.exit_code == EXIT_INCOMPLETE, "what was asked for is not to blame"
