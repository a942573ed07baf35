"""Which layers of a BERT make the best features? The comparison of Devlin et al. (2019), table 7, in small:

    python figures/study_layers.py                          pocket-bert-ko; the embedded sentences, topics held out
    python figures/study_layers.py --data nsmc              film reviews: 3,000 of the test part
    python figures/study_layers.py --model klue/bert-base   with a real model, where there is a network

As a control the same is done with that network before it has read anything, so that nobody takes for reading what
any network of that shape would do.

The paper's numbers are of another task (names in CoNLL-2003, BERT-base, a two-layer BiLSTM as reader, development
F1): only the order can be compared. Every finished row is stored at once in the .json, and is not done again;
the table goes to a .csv and the bars to a .png.
"""

import argparse
import csv
import json
from functools import partial

import torch
from reader import arguments, chosen

from minitransformer.apps.folds import folds_of
from minitransformer.apps.layer_study import TFIDF, study
from minitransformer.apps.study_picture import kept_row, picture_of
from minitransformer.plots import fonts
from minitransformer.plots.canvas import save


class Kept:
    """The rows that are done, on disk."""

    def __init__(self, path, settings):
        self.path, self.content = path, {"settings": settings, "rows": {}}
        if path.exists():
            self.content = json.loads(path.read_text(encoding="utf-8"))
            if self.content["settings"] != settings:
                raise SystemExit(
                    f"{path} is of other settings: {self.content['settings']}. Choose another --out"
                )

    def write(self, **more):
        self.content |= more
        aside = self.path.with_suffix(".tmp")
        aside.write_text(json.dumps(self.content, ensure_ascii=False, indent=1), encoding="utf-8")
        aside.replace(self.path)

    def rows_of(self, which):
        return {
            (found["name"], found["pooling"]): kept_row(found)
            for found in self.content["rows"].get(which, [])
        }

    def add(self, which, row):
        self.content["rows"].setdefault(which, []).append(row.to_json())
        self.write()
        print(f"  {row.name} ({row.pooling or '-'}): {row.mean:.3f} ± {row.half_width:.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="emotions", help="emotions, nsmc, chatbot_ko, dialogues or a table")
    parser.add_argument("--most", type=int, default=3000, help="of other sets than emotions: so many texts")
    arguments(parser, "study_layers")
    args = parser.parse_args()
    models, tokenizer = chosen(args)
    name, examples, folds = folds_of(args.data, most=args.most)
    settings = {"data": name, "texts": len(examples), "folds": len(folds), "model": {"model": args.model}}
    kept = Kept(args.out, settings)
    found = {}
    for which, one in models.items():
        print(which, flush=True)
        done = kept.rows_of(which)
        found[which] = study(one, tokenizer, examples, folds, done, partial(kept.add, which))
    best, ahead = found["taught"].best, {}
    for other in ("embeddings", TFIDF):
        ahead[other] = dict(zip(("difference", "half_width_95"), found["taught"].against(other), strict=True))
    kept.write(
        best=[best.name, best.pooling],
        ahead_of=ahead,
        chance=found["taught"].chance,
        labels=list(found["taught"].labels),
        torch=torch.__version__,
    )
    print("\n".join(found["taught"].conclusion))
    with args.out.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["model", "features", "pooling", "layers", "macro_f1", "half_width_95", "paper_f1"])
        for which, one in found.items():
            for r in one.rows:
                layers = " ".join(map(str, r.layers))
                table.writerow(
                    [which, r.name, r.pooling, layers, f"{r.mean:.4f}", f"{r.half_width:.4f}", r.paper]
                )
    for language in ("en", "ko") if fonts.hangul_font() else ("en",):
        ending = ".png" if language == "en" else ".ko.png"
        save(picture_of(found["taught"], name, language), args.out.with_suffix(ending))


if __name__ == "__main__":
    main()
