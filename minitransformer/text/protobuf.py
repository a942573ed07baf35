"""Protocol buffers, in which SentencePiece writes its models: just enough to read one, and to add to it.

A message is a row of fields. Each begins with a number that tells the field's own number and its shape: a
whole number, eight bytes, a length and so many bytes (text, or another message), or four bytes. The package
that is made for them would be one more dependency, for what these few lines do.
"""

import struct
from collections.abc import Iterator

WHOLE, EIGHT, BYTES, FOUR = 0, 1, 2, 5
SIZES = {EIGHT: 8, FOUR: 4}


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message, in order: number and value. Raises `ValueError` if it ends too early."""
    at = 0
    while at < len(message):
        key, at = _read(message, at)
        number, shape = key >> 3, key & 7
        if shape == WHOLE:
            value, at = _read(message, at)
            yield number, value
            continue
        if shape != BYTES and shape not in SIZES:
            raise ValueError(f"field {number} has the shape {shape}, which there is not")
        length, at = (SIZES[shape], at) if shape in SIZES else _read(message, at)
        if at + length > len(message):
            raise ValueError(f"field {number} should have {length} bytes, but {len(message) - at} are left")
        yield number, message[at : at + length]
        at += length


def numbers(message: bytes) -> dict[int, int]:
    """The fields that are whole numbers."""
    return {number: value for number, value in fields(message) if isinstance(value, int)}


def texts(message: bytes, number: int) -> list[bytes]:
    """The bytes of a field that holds bytes, as often as it is there."""
    return [value for n, value in fields(message) if n == number and isinstance(value, bytes)]


def real(four: bytes) -> float:
    """A 32-bit number."""
    return struct.unpack("<f", four)[0]


def field(number: int, value: int | bytes) -> bytes:
    """One field as it is written."""
    if isinstance(value, int):
        return _write(number << 3 | WHOLE) + _write(value)
    return _write(number << 3 | BYTES) + _write(len(value)) + value


def _read(message: bytes, at: int) -> tuple[int, int]:
    """A whole number: seven bits a byte, the lowest first, and the eighth bit says that more follow."""
    number = shift = 0
    for i in range(at, len(message)):
        number |= (message[i] & 127) << shift
        shift += 7
        if message[i] < 128:
            return number, i + 1
    raise ValueError("it ends inside a number")


def _write(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + _write(number >> 7)
