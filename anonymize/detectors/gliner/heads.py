"""The last step of a GLiNER, from the encoder's output to scores, in fewer operations than in the package.

Both heads put vectors side by side and multiply them with one matrix. A matrix times vectors side by side is
the sum of its parts times each, and the parts for a word need computing once a word, not once for every pair
of a word and a label or every span. The numbers are the same up to the rounding of floats.
"""

from __future__ import annotations

from typing import Any, Protocol

Tensor = Any
"""A torch tensor; torch is imported where it is used."""


class Scorer(Protocol):
    """Scores words or spans for each label."""

    def __call__(self, words: Tensor, prompts: Tensor) -> Tensor:
        """Gives logits for words, shape (windows, words, size), and labels, shape (windows, labels, size)."""
        ...


def scorer_of(model: Any) -> Scorer:  # noqa: ANN401 - a model of the package, which carries no types
    """Gives the head of a model of the `gliner` package, sharing its weights."""
    return TokenScorer(model.scorer) if hasattr(model, "scorer") else SpanScorer(model)


class TokenScorer:
    """Scores each word as start, end and inside of an entity: shape (windows, words, labels, 3).

    The package's `Scorer` multiplies the hidden matrix with [word, label, word * label]; here the parts for
    word and label are computed once for each, a third of the work is left.
    """

    def __init__(self, scorer: Any) -> None:  # noqa: ANN401
        self._word, self._label = scorer.proj_token, scorer.proj_label
        hidden = scorer.out_mlp[0]
        self._parts = [part.contiguous() for part in hidden.weight.detach().chunk(3, dim=1)]
        self._bias = hidden.bias.detach()
        self._out = scorer.out_mlp[-1]

    def __call__(self, words: Tensor, prompts: Tensor) -> Tensor:
        """Gives the logits; see `Scorer`."""
        import torch
        from torch.nn.functional import linear

        of_word, of_label, of_both = self._parts
        word, word_factor = self._word(words).chunk(2, dim=-1)
        label, label_factor = self._label(prompts).chunk(2, dim=-1)
        word_part = linear(word, of_word, self._bias)
        label_part = linear(label, of_label)
        logits = []
        # One label at a time: the hidden layer of all would not stay in the processor's cache.
        for each in range(prompts.shape[1]):
            hidden = linear(word_factor * label_factor[:, each : each + 1], of_both)
            hidden += word_part
            hidden += label_part[:, each : each + 1]
            logits.append(self._out(hidden.relu_()))
        return torch.stack(logits, dim=2)


class SpanScorer:
    """Scores each span of up to `width` words: shape (windows, words, width, labels), by start and width.

    The package's `markerV0` multiplies the hidden matrix with [start, end] of every span, then the second
    matrix, then the labels; here the parts for start and end are computed once a word, and the second matrix
    is multiplied with the labels, which are few, instead of with the spans.
    """

    def __init__(self, model: Any) -> None:  # noqa: ANN401
        layer = model.span_rep_layer.span_rep_layer
        self._start, self._end, self._prompt = layer.project_start, layer.project_end, model.prompt_rep_layer
        self._width = layer.max_width
        hidden, self._out = layer.out_project[0], layer.out_project[-1]
        self._parts = [part.contiguous() for part in hidden.weight.detach().chunk(2, dim=1)]
        self._bias = hidden.bias.detach()

    def __call__(self, words: Tensor, prompts: Tensor) -> Tensor:
        """Gives the logits; see `Scorer`. Those of spans that end behind the batch's last word are zero."""
        import torch
        from torch.nn.functional import linear

        of_start, of_end = self._parts
        start = linear(self._start(words).relu_(), of_start, self._bias)
        end = linear(self._end(words).relu_(), of_end)
        prompt = self._prompt(prompts)
        matrix = torch.matmul(prompt, self._out.weight).transpose(1, 2)
        constant = torch.matmul(prompt, self._out.bias)[:, None]
        windows, count, _ = words.shape
        logits = words.new_zeros((windows, count, self._width, prompts.shape[1]))
        for width in range(min(self._width, count)):
            hidden = start[:, : count - width] + end[:, width:]
            logits[:, : count - width, width] = torch.matmul(hidden.relu_(), matrix) + constant
        return logits
