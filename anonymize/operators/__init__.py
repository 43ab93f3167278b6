"""Operators: one value in, its replacement out. Presidio's names, parameters and results, and a keyed set."""

from __future__ import annotations

from anonymize.operators.base import Operator
from anonymize.operators.operator_set import OperatorSet

__all__ = ["Operator", "OperatorSet"]
