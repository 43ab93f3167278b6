"""A tiny base model, a tiny data set, and plans for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from finetune.datasets.base import Dataset
from finetune.plans import Plan, make_plan
from tests.finetune import tiny

QUICK: dict[str, Any] = {"epochs": 3, "learning_rate": 5e-3, "batch_size": 8}


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    """For a model this small, threads take longer to wake than to work."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def base_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a BERT that has no head."""
    return tiny.build_base(tmp_path_factory.mktemp("base-model"))


@pytest.fixture(scope="session")
def data() -> Dataset:
    return tiny.dataset()


@pytest.fixture(scope="session")
def data_files(data: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same data set as files of two columns."""
    return tiny.write_columns(data, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def plan(base_model: Path, data_files: Path) -> Callable[..., Plan]:
    """Makes plans: a run of a second, but for what is given."""

    def make(**given: Any) -> Plan:
        known = {"dataset": f"conll:{data_files}", "base_model": str(base_model), "device": "cpu"}
        return make_plan({**known, **QUICK, **given})

    return make
