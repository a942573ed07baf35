"""How much memory do texts take while a GPT learns from them: as lists of ids, and as ids on disk?

    python figures/memory_of_tokens.py nsmc --megabytes 50

Joins the texts of the names two by two, drawn at random, until there are so many megabytes (no two alike, or they
would be read once only). Fresh processes then read and encode them into lists, encode them onto the disk, and
go through an epoch of packed batches. Of each the largest resident size is told (ru_maxrss), and the largest count
of what is its own (RssAnon: pages that no file on disk stands behind; what is read from a mapped file the system
can take back at any time). Both are less those of a process that only imports the same. Linux only: it reads /proc.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from minitransformer.data.corpus import read_corpus

CHILD = """
import json, resource, sys, threading, time
from pathlib import Path
import torch
from minitransformer.apps.teach_language import encode_documents
from minitransformer.data.corpus import documents_of, read_corpus
from minitransformer.data.language import packed_batches
from minitransformer.data.token_file import open_tokens
from minitransformer.data.token_writing import write_tokens
from minitransformer.pretrained import load_tokenizer
torch.set_num_threads(1)
what, text, folder, name = sys.argv[1:]
own, over = [], threading.Event()

def watch():
    while not over.wait(0.01):
        status = Path("/proc/self/status").read_text()
        own.append(int(status.split("RssAnon:")[1].split()[0]) * 1024)

threading.Thread(target=watch, daemon=True).start()
tokenizer, began, tokens = load_tokenizer(name), time.monotonic(), 0
if what == "lists":
    encoded = encode_documents(tokenizer, read_corpus(text))
elif what == "encode":
    write_tokens(lambda: documents_of(text), [text], tokenizer, Path(folder))
elif what == "disk":
    encoded = open_tokens(Path(folder)).documents
if what in ("lists", "disk"):
    for batch in packed_batches(encoded, 32, 128, tokenizer.eos_id, torch.Generator().manual_seed(0)):
        tokens += batch.ids.numel()
seconds = time.monotonic() - began
time.sleep(0.05)
over.set()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"tokens": tokens, "resident": peak, "own": max(own), "seconds": round(seconds, 1)}))
"""


def write(names, path, size):
    """Texts of these names in pairs, one a line, and how many bytes they are."""
    texts = [" ".join(document).replace("\n", " ") for document in read_corpus(*names)]
    draw, written = np.random.default_rng(0), 0
    with path.open("w", encoding="utf-8") as file:
        while written < size:
            for i, j in draw.integers(len(texts), size=(1000, 2)):
                line = f"{texts[i]} {texts[j]}\n"
                file.write(line)
                written += len(line.encode())
    return written


def measure(what, *arguments):
    """One of the processes."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, what, *map(str, arguments)], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("texts", nargs="+")
    asked.add_argument("--megabytes", type=float, default=50)
    asked.add_argument("--tokenizer", default="pocket-gpt-ko")
    asked = asked.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        text, folder = Path(spare) / "texts.txt", Path(spare) / "ids"
        told = {"text": write(asked.texts, text, asked.megabytes * 1e6)}
        nothing = measure("nothing", text, folder, asked.tokenizer)
        for what in ("lists", "encode", "disk"):
            found = measure(what, text, folder, asked.tokenizer)
            told[what] = found | {k: found[k] - nothing[k] for k in ("resident", "own")}
        told["on_disk"] = sum(path.stat().st_size for path in folder.iterdir())
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
