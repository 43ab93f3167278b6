"""Whether products of int8 are exact on this processor, asked of onnxruntime itself."""

from __future__ import annotations

import functools

import numpy as np

_PRODUCT = (
    b'\x08\x08:[\n\x18\n\x01a\n\x01b\x12\x01c"\rMatMulInteger\x12\x00'
    b"Z\x13\n\x01a\x12\x0e\n\x0c\x08\x02\x12\x08\n\x02\x08\x04\n\x02\x08\x04"
    b"Z\x13\n\x01b\x12\x0e\n\x0c\x08\x03\x12\x08\n\x02\x08\x04\n\x02\x08\x10"
    b"b\x13\n\x01c\x12\x0e\n\x0c\x08\x06\x12\x08\n\x02\x08\x04\n\x02\x08\x10B\x04\n\x00\x10\n"
)
"""ONNX: `c = MatMulInteger(a, b)`, `a` (4, 4) of uint8, `b` (4, 16) of int8, `c` (4, 16) of int32."""


@functools.cache
def exact() -> bool:
    """Whether onnxruntime's own kernels add products of uint8 and int8 without a loss.

    Where the processor has instructions for such products (VNNI, AMX, Arm), they do, and take less than half
    the time of those for uint8 and uint8. On others they add two products in 16 bits, and cut what is too
    large for that. The names of a processor's instructions can be read on some systems alone; so the largest
    products that there are get formed here, which takes a few milliseconds.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(_PRODUCT, options, providers=["CPUExecutionProvider"])
    a, b = np.full((4, 4), 255, dtype=np.uint8), np.full((4, 16), 127, dtype=np.int8)
    (c,) = session.run(None, {"a": a, "b": b})
    return bool((c == a.astype(np.int32) @ b).all())
