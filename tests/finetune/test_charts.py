"""Pictures: that they say what was scored."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.figure import Figure

from finetune.charts import bars


@pytest.mark.parametrize(
    ("where", "label"),
    [("test", "F1 on the test sentences"), ("validation", "F1 on the validation sentences"), (None, "F1")],
)
def test_bars_say_which_sentences_were_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str | None, label: str
) -> None:
    drawn: list[Figure] = []
    monkeypatch.setattr(Figure, "savefig", lambda figure, *_, **__: drawn.append(figure))
    bars({"1000-none": {"tokens": 0.5}}, tmp_path / "a.png", where=where)
    assert drawn[0].axes[0].get_ylabel() == label
