"""Weights as text that fits into a page: no bit is lost, and a character carries more than base64's six."""

import json
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

ALPHABET = np.array([c for c in range(33, 127) if chr(c) not in '"&<'], dtype=np.uint8)
"""91 characters that mean nothing in HTML, in an attribute or in JSON (but one). Two of them are 8,281
numbers, enough for 13 bits: 1.23 characters a byte, where base64 needs 1.33."""

BITS, LINE = 13, 1 << 14


def text_of(content: bytes) -> str:
    """Bytes as text, in lines: 13 bits, the lowest first, in every two characters."""
    bits = np.unpackbits(np.frombuffer(content, np.uint8), bitorder="little")
    groups = np.pad(bits, (0, -len(bits) % BITS)).reshape(-1, BITS)
    values = groups @ (1 << np.arange(BITS))
    text = ALPHABET[np.stack(np.divmod(values, len(ALPHABET)), -1)].tobytes().decode("ascii")
    return "\n".join(text[i : i + LINE] for i in range(0, len(text), LINE))


def packed(content: bytes, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> str:
    """Compressed, with the compressed length in front, and as text."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, strategy)
    small = compressor.compress(content) + compressor.flush()
    return text_of(len(small).to_bytes(4, "little") + small)


def packed_json(value: Any) -> str:
    """What `json` can say, packed."""
    return packed(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def packed_tensors(tensors: Mapping[str, Tensor]) -> tuple[str, int]:
    """All numbers in order, and how many bytes each has.

    Two bytes where every number is one of float16 anyway (as in a file of half precision), else four. All
    lowest bytes stand first, then all next ones: exponents, which are alike, come together, and shrink.
    Nothing in weights comes twice, so only frequent bytes are written shorter (Huffman), and none repeated.
    """
    numbers = np.concatenate([tensor.detach().cpu().float().numpy().ravel() for tensor in tensors.values()])
    half = _half(numbers)
    content = numbers if half is None else half
    planes = content.view(np.uint8).reshape(-1, content.itemsize).T
    return packed(np.ascontiguousarray(planes).tobytes(), zlib.Z_HUFFMAN_ONLY), content.itemsize


def _half(numbers: NDArray[np.float32]) -> NDArray[np.float16] | None:
    """The same numbers in float16; None where one would change."""
    with np.errstate(over="ignore"):
        half = numbers.astype(np.float16)
    return half if np.array_equal(half.astype(np.float32), numbers) else None
