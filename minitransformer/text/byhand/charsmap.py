"""SentencePiece's table of what is replaced by what (Kudo and Richardson 2018, section 3.2).

A model brings its own table, compiled from a rule set such as nmt_nfkc: NFKC of the Unicode version of that
time, all spaces made one, control characters left out. Rules made anew from `unicodedata` would differ
here and there, and with them the pieces; so it is the model's table that is read.
"""

import struct
from functools import cache

NO_CHILD = -1


class CharsMap:
    """The rules in a double-array trie (Aoe 1989): a tree whose branches are bytes, packed into one array.

    Each unit of the array holds the byte that leads to it, the distance to its children (a child is found
    by XOR with its byte), and whether a rule ends there; then the child of byte 0 tells where in
    `replacements` the replacement begins. It goes on to the next zero byte.
    """

    def __init__(self, content: bytes) -> None:
        """`content` is the length of the trie, in four bytes, the trie, and the replacements."""
        length = int.from_bytes(content[:4], "little")
        self.units = struct.unpack_from(f"<{length // 4}I", content, 4) if length else ()
        self.replacements = content[4 + length :]
        root = _children(self.units[0]) if length else NO_CHILD
        self._from_root = cache(lambda character: self._step(root, character))

    def longest(self, text: str, start: int) -> tuple[int, str]:
        """Where the longest rule that applies at `start` ends, and what it puts there. Without a rule, a
        character stands for itself."""
        end, replacement = start + 1, text[start]
        node, found = self._from_root(text[start])
        at = start + 1
        while True:
            if found is not None:
                end, replacement = at, found
            if node == NO_CHILD or at == len(text):
                return end, replacement
            node, found = self._step(node, text[at])
            at += 1

    def _step(self, node: int, character: str) -> tuple[int, str | None]:
        """One character down the tree: where its children are, and the replacement if a rule ends here."""
        if node == NO_CHILD:
            return NO_CHILD, None
        for byte in character.encode():
            unit = self.units[node ^ byte]
            if unit & 0x8000_00FF != byte:
                return NO_CHILD, None
            node ^= byte ^ _children(unit)
        if not unit >> 8 & 1:
            return node, None
        begins = self.units[node] & 0x7FFF_FFFF
        return node, self.replacements[begins : self.replacements.index(0, begins)].decode()


def _children(unit: int) -> int:
    """How far the children of a unit are: 21 bits, and one that says whether to count in steps of 256."""
    return unit >> 10 << (unit >> 6 & 8)
