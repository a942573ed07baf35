"""Which encoder-decoder translates English into Korean best, on few sentences and in the same processor time?

    python figures/study_translation.py --minutes 8 --seeds 0 1 2

The three of study_sequences.py, of one size, on one split of Tatoeba's sentences (in the folder that
MINITRANSFORMER_DATA names), in which no held-out sentence, in either language, is in the training part. One
part of them chooses the weights, another is translated once, at the end: word by word, and by the transformer
also with four beams. Each finished run is stored at once in study_translation.json, and is not done again; the
scores and curves go to study_translation.png. Two runs at a time: --workers 2.
"""

import argparse
import copy
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from three import KINDS, NAMES, Store, arguments, build, teach

from minitransformer.apps.corpora import corpus_of
from minitransformer.apps.size import Size
from minitransformer.apps.teach_translation import translation_task
from minitransformer.apps.train_translation import judge
from minitransformer.apps.translator import Translator
from minitransformer.data.split import split_translations
from minitransformer.plots import fonts
from minitransformer.plots.canvas import CYCLE, LINES, canvas, describe, picture, save
from minitransformer.plots.wording import wording

SIZE = Size(d_model=128, n_layers=2, n_heads=4, vocab_size=3000)
DROPOUT = {"transformer": 0.1, "attentive": 0.3, "bottleneck": 0.3}
"""Of 0.1 and 0.3, which was better for the held-out loss of the transformer and of the attentive GRU, with one
seed; a transformer drops in three times as many places."""

RATES = {"transformer": 2e-3, "attentive": 2e-3, "bottleneck": 2e-3}
SMOOTHING, BATCH, BEAMS = 0.1, 64, 4


def parts_of(data):
    """What is learnt, what chooses the weights, what is translated: the same for every run."""
    corpus = corpus_of(data, 0, 0)
    rest, test = split_translations(corpus.pairs, 0.1, 0)
    learnt, choosing = split_translations(rest, 0.1, 1)
    return corpus, learnt, choosing, test


def run(data, minutes, kind, seed):
    """Teach one model, and let it translate."""
    torch.set_num_threads(1)
    corpus, learnt, choosing, test = parts_of(data)
    tokenizer = corpus.tokenizer(learnt, SIZE.vocab_size)
    model = build(kind, tokenizer, replace(SIZE, dropout=DROPOUT[kind]), seed)
    task = translation_task(
        tokenizer,
        learnt,
        choosing,
        start_id=model.cfg.start_id,
        max_len=model.cfg.max_len,
        batch_size=BATCH,
    )
    curve, kept = [], {}

    @torch.inference_mode()
    def look(now):
        loss = task.evaluate(model)["heldout_loss"]
        if not curve or loss < min(seen for _, seen in curve):
            kept.update(copy.deepcopy(model.state_dict()))
        curve.append((now, loss))
        print(f"{kind} {seed} {now:5.2f} min {loss:.4f}", flush=True)

    found = teach(model, partial(task.batches, 0), RATES[kind], minutes, SMOOTHING, seed, look)
    model.load_state_dict(kept)
    translator = Translator(model, tokenizer)
    scores = judge(translator, test, corpus.made, BEAMS if kind == "transformer" else 1)
    return found | {"scores": scores, "curve": curve, "least_loss": min(loss for _, loss in curve)}


@picture
def draw(content, language):
    say = wording(language)
    figure, (bars, curves) = canvas(12, 4.6, 1, 2)
    rows = []
    for i, kind in enumerate(KINDS):
        runs = [r for key, r in content["runs"].items() if key.startswith(f"{kind}/")]
        if not runs:
            continue
        for way in [way for way in runs[0]["scores"] if way != "beam_1"]:
            beam = "" if way == "greedy" else say(f", {BEAMS} beams", f", 빔 {BEAMS}개")
            rows.append((say(*NAMES[kind]) + beam, [r["scores"][way]["chrf"] for r in runs], i))
        for number, r in enumerate(runs):
            x, y = zip(*r["curve"], strict=True)
            curves.plot(x, y, LINES[i], color=CYCLE[i], label="" if number else say(*NAMES[kind]))
    for place, (_, values, i) in enumerate(rows):
        bars.barh(place, np.mean(values), color=CYCLE[i], alpha=0.35)
        bars.plot(values, [place] * len(values), "o", color=CYCLE[i])
    bars.set_yticks(range(len(rows)), [name for name, _, _ in rows])
    bars.invert_yaxis()
    bars.set_title(
        say("chrF of the test sentences, each seed a dot", "평가 문장의 chrF (점 하나가 시드 하나)")
    )
    curves.set_title(say("held-out loss (nats a token)", "검증 손실 (토큰당 nats)"))
    curves.set_xlabel(say("minutes of one core", "코어 하나의 시간(분)"))
    curves.grid(True)
    curves.legend()
    told = "; ".join(f"{name} {np.mean(values):.1f}" for name, values, _ in rows)
    return describe(figure, f"chrF of three encoder-decoders, English to Korean: {told}.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="tatoeba_ko_en")
    arguments(parser, 8.0, "study_translation")
    args = parser.parse_args()
    corpus, *parts = parts_of(args.data)
    settings = {
        "data": args.data,
        "pairs": dict(zip(("learnt", "choosing", "test"), map(len, parts), strict=True)),
        "minutes_of_one_core": args.minutes,
        "size": {name: value for name, value in vars(SIZE).items() if name != "dropout"},
        "dropout": DROPOUT,
        "rates": RATES,
        "torch": torch.__version__,
    }
    store = Store(args.out, settings)
    store.write(credits=corpus.credits)
    keys = [(kind, seed) for seed in args.seeds for kind in KINDS]
    store.finish(partial(run, args.data, args.minutes), keys, args.workers)
    for language in ("en", "ko") if fonts.hangul_font() else ("en",):
        save(draw(store.content, language), args.out.with_suffix(".png" if language == "en" else ".ko.png"))


if __name__ == "__main__":
    main()
