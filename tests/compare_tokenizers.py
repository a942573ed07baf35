"""The hand-written tokenizers beside the libraries' on real texts: lines, tokens, mismatches, speed.

    MINITRANSFORMER_DATA=... python tests/compare_tokenizers.py [--strings 100000] [--json] [NAME ...]

A process of its own, because pytest checks the types of every call, which takes ten times as long.
"""

import argparse
import csv
import json
import os
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from tokenizers_at_hand import hard_strings

from minitransformer.text.byhand.read import read_by_hand
from minitransformer.text.files import read_tokenizer
from minitransformer.text.tokenizer import Tokenizer

DATA = Path(os.environ.get("MINITRANSFORMER_DATA", ""))
WHOLE_FOLDERS = ("gpt2", "kogpt2_v2", "bert_base_uncased", "bert_base_multilingual_cased", "kobert")
WORD_LISTS = {
    "koelectra_v1": "koelectra_vocab/vocab_v1.txt",
    "koelectra_v3": "koelectra_vocab/vocab_v3_goemotions.txt",
}
NAMES = (*WHOLE_FOLDERS, *WORD_LISTS)


def both(name: str) -> tuple[Tokenizer, Tokenizer]:
    """Ours and the library's, of a real model."""
    if name in WHOLE_FOLDERS:
        return read_by_hand(DATA / name), read_tokenizer(DATA / name)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "vocab.txt").write_bytes((DATA / WORD_LISTS[name]).read_bytes())
        return read_by_hand(Path(folder)), read_tokenizer(Path(folder))


def chatbot() -> list[str]:
    """Questions and answers."""
    with (DATA / "chatbot_ko/ChatbotData.csv").open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file) for column in ("Q", "A")]


def nsmc() -> list[str]:
    """The test half."""
    rows = (DATA / "nsmc/ratings_test.txt").read_text(encoding="utf-8").split("\n")[1:]
    return [row.split("\t")[1] for row in rows if row]


def shakespeare() -> list[str]:
    """Line by line, the empty ones too."""
    return (DATA / "tinyshakespeare/input.txt").read_text(encoding="utf-8").split("\n")


def tatoeba() -> list[str]:
    """English and Korean."""
    rows = (DATA / "tatoeba_ko_en/kor.txt").read_text(encoding="utf-8").split("\n")
    return [cell for row in rows if row for cell in row.split("\t")[:2]]


def korquad() -> list[str]:
    """The texts in which answers are sought."""
    said = json.loads((DATA / "korquad1_dev/KorQuAD_v1.0_dev.json").read_text(encoding="utf-8"))
    return [paragraph["context"] for article in said["data"] for paragraph in article["paragraphs"]]


CORPORA: dict[str, Callable[[], list[str]]] = {
    f.__name__: f for f in (chatbot, nsmc, shakespeare, tatoeba, korquad)
}


def compare(ours: Tokenizer, theirs: Tokenizer, lines: list[str]) -> dict[str, int | str]:
    """How many lines are cut otherwise: other ids, or other places. `encode` composes a text first, so it
    is compared too where that makes another text of it."""
    seconds, cut = [], []
    for tokenizer in (ours, theirs):
        start = time.process_time()
        cut.append([tokenizer.cut(line) for line in lines])
        seconds.append(time.process_time() - start)
    parted = [line for line in lines if not unicodedata.is_normalized("NFC", line)]
    wrong = [line for line, a, b in zip(lines, *cut, strict=True) if a != b]
    wrong += [line for line in parted if ours.encode(line) != theirs.encode(line)]
    characters = sum(map(len, lines))
    return {
        "lines": len(lines),
        "characters": characters,
        "tokens": sum(map(len, cut[1])),
        "mismatches": len(wrong),
        "ours_per_second": round(characters / seconds[0]),
        "theirs_per_second": round(characters / seconds[1]),
        "first_mismatch": ascii(wrong[0]) if wrong else "",
    }


def drawn(n: int) -> list[str]:
    """Strings that hypothesis draws."""
    texts: list[str] = []

    @settings(
        max_examples=n,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(hard_strings())
    def draw(text: str) -> None:
        texts.append(text)

    draw()
    return texts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", default=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--strings", type=int, default=0, help="so many strings drawn, instead of real texts")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    texts = {"drawn": drawn(args.strings)} if args.strings else {c: read() for c, read in CORPORA.items()}
    rows: list[dict[str, int | str]] = []
    for name in args.names:
        ours, theirs = both(name)
        rows += [
            {"tokenizer": name, "corpus": c, **compare(ours, theirs, lines)} for c, lines in texts.items()
        ]
    table = [rows[0].keys(), *(row.values() for row in rows)]
    lines = [json.dumps(rows)] if args.json else ["\t".join(map(str, row)) for row in table]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
