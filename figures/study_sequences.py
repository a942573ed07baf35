"""How long may a source be? Three encoder-decoders of one size are taught, in the same processor time, to
reverse letters and to sort them:

    python figures/study_sequences.py --minutes 4 --seeds 0 1 2

transformer    the original one: attention everywhere, and nothing else
attentive      a GRU that looks at all of the source before every step (Bahdanau et al. 2015)
bottleneck     a GRU that is told one vector, whatever the length of the source (Cho et al. 2014)

All learn from the same sequences of 4 to 40 symbols, with PyTorch's kernels in their slots, and are asked to
write sequences of 4 to 60. Then the speed of training is measured against length, in turns in one process on
one core. Each finished run is stored at once in study_sequences.json, and is not done again; the curves go to
study_sequences.png. Two runs at a time: --workers 2.
"""

import argparse
import statistics
import time
from functools import partial

import numpy as np
import torch
from three import KINDS, NAMES, Store, arguments, build, step, teach, words

from minitransformer.apps.size import Size
from minitransformer.apps.translator import Translator, sequence_scores
from minitransformer.data.pairs import fitting_pairs, pair_batches
from minitransformer.data.sequences import LETTERS, SEQUENCES, character_tokenizer, distinct
from minitransformer.plots import fonts
from minitransformer.plots.canvas import CYCLE, GREY, LINES, canvas, describe, picture, save
from minitransformer.plots.wording import wording
from minitransformer.training.schedule import adamw

TASKS = {"reversal": ("reversal", "뒤집기"), "sorting": ("sorting", "정렬")}
TAUGHT = range(4, 41)
ASKED = range(4, 61, 4)
EACH = 200
SIZE = Size(d_model=64, n_layers=2, n_heads=4, vocab_size=0, dropout=0.0)
RATES = {"transformer": 4e-3, "attentive": 5e-3, "bottleneck": 5e-3}
SMOOTHING, BATCH = 0.1, 64
SPEED_LENGTHS = (4, 8, 16, 32, 64, 128)
SPEED_SIZE = Size(d_model=64, n_layers=2, n_heads=4, vocab_size=0, max_len=256, dropout=0.0)


def vocabulary():
    return character_tokenizer([LETTERS])


def asked(task):
    """The same for every model, and never among what is taught."""
    generator = torch.Generator().manual_seed(1_000_000)
    return {n: distinct(SEQUENCES[task], EACH, range(n, n + 1), generator) for n in ASKED}


def batches_of(pairs, tokenizer, generator=None):
    encoded = fitting_pairs(tokenizer, pairs, 2 * max(ASKED) + 2)
    ids = {"start_id": tokenizer.bos_id, "pad_id": tokenizer.pad_id}
    return pair_batches(encoded, BATCH, **ids, generator=generator)


def run(minutes, task, kind, seed):
    """Teach one model, and ask it sequences of every length."""
    torch.set_num_threads(1)
    tokenizer, questions = vocabulary(), asked(task)
    never = [pair for pairs in questions.values() for pair in pairs]
    model = build(kind, tokenizer, SIZE, seed)

    def fresh(generator):
        return batches_of(distinct(SEQUENCES[task], 6400, TAUGHT, generator, never), tokenizer, generator)

    found = teach(model, fresh, RATES[kind], minutes, SMOOTHING, seed)
    translator = Translator(model, tokenizer)
    found["by_length"] = {}
    for n, pairs in questions.items():
        written = translator.translate_all([p.source for p in pairs])
        found["by_length"][n] = sequence_scores(written, [p.target for p in pairs])
    return found


def speed(rounds=7):
    """Target tokens learnt a second, by the length of source and target: the median over rounds in which
    every model has its turn."""
    torch.set_num_threads(1)
    tokenizer, generator = vocabulary(), torch.Generator().manual_seed(0)
    models = {kind: build(kind, tokenizer, SPEED_SIZE, 0).train() for kind in KINDS}
    optimisers = {kind: adamw(model, 1e-4) for kind, model in models.items()}
    seen = {kind: {n: [] for n in SPEED_LENGTHS} for kind in KINDS}
    for n in SPEED_LENGTHS:
        pairs = SEQUENCES["reversal"](BATCH, range(n, n + 1), generator)
        encoded = fitting_pairs(tokenizer, pairs, SPEED_SIZE.max_len)
        (batch,) = pair_batches(encoded, BATCH, start_id=tokenizer.bos_id, pad_id=tokenizer.pad_id)
        for turn in range(rounds + 1):  # the first is to warm up
            for kind in KINDS:
                began, times = time.process_time(), max(1, 64 // n)
                for _ in range(times):
                    step(models[kind], batch, optimisers[kind], SMOOTHING)
                if turn:
                    seen[kind][n].append(times * words(batch) / (time.process_time() - began))
    return {kind: {n: statistics.median(rates) for n, rates in by.items()} for kind, by in seen.items()}


@picture
def draw(content, language):
    say = wording(language)
    tasks = [task for task in TASKS if any(key.startswith(task) for key in content["runs"])]
    figure, axes = canvas(8.8, 2.7 * (len(tasks) + 1), len(tasks) + 1, 2)
    for row, task in enumerate(tasks):
        for column, measure in enumerate(("exact", "symbols")):
            ax = axes[2 * row + column]
            for i, kind in enumerate(KINDS):
                runs = [r for key, r in content["runs"].items() if key.startswith(f"{task}/{kind}/")]
                if not runs:
                    continue
                lengths = [int(n) for n in runs[0]["by_length"]]
                values = np.array([[by[measure] for by in r["by_length"].values()] for r in runs])
                ax.fill_between(lengths, values.min(0), values.max(0), color=CYCLE[i], alpha=0.15)
                ax.plot(lengths, values.mean(0), LINES[i], color=CYCLE[i], label=say(*NAMES[kind]))
            ax.axvline(max(TAUGHT), color=GREY, linewidth=1, linestyle=":")
            ax.set_ylim(-0.03, 1.03)
            what = say("wholly right", "완전히 맞음") if column == 0 else say("symbols right", "맞은 기호")
            ax.set_title(f"{say(*TASKS[task])}: {what}")
    rates, ratios = axes[-2:]
    for i, kind in enumerate(KINDS):
        by = content["speed"][kind]
        lengths, fast = [int(n) for n in by], np.array(list(by.values()))
        rates.plot(lengths, fast, LINES[i], marker=".", color=CYCLE[i], label=say(*NAMES[kind]))
        beside = fast / np.array(list(content["speed"]["transformer"].values()))
        ratios.plot(lengths, beside, LINES[i], marker=".", color=CYCLE[i], label=say(*NAMES[kind]))
    rates.set_title(say("trained on, tokens/s (one core)", "학습 속도, 토큰/초 (코어 하나)"))
    ratios.set_title(say("the same beside the transformer", "트랜스포머에 대한 비율"))
    for ax in (rates, ratios):
        ax.set_ylim(bottom=0)
        ax.set_xscale("log", base=2)
        ax.set_xticks(SPEED_LENGTHS, [str(n) for n in SPEED_LENGTHS])
    for ax in axes:
        ax.grid(True)
        ax.set_xlabel(say("symbols in the source", "원문의 기호 수"))
    figure.legend(*rates.get_legend_handles_labels(), loc="outside lower center", ncols=len(KINDS))
    return describe(figure, "Accuracy against source length, and training speed, of three encoder-decoders.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS))
    arguments(parser, 4.0, "study_sequences")
    args = parser.parse_args()
    settings = {
        "minutes_of_one_core": args.minutes,
        "taught_lengths": [TAUGHT[0], TAUGHT[-1]],
        "size": vars(SIZE),
        "rates": RATES,
        "torch": torch.__version__,
    }
    store = Store(args.out, settings)
    keys = [(task, kind, seed) for seed in args.seeds for task in args.tasks for kind in KINDS]
    store.finish(partial(run, args.minutes), keys, args.workers)
    if "speed" not in store.content:
        store.write(speed=speed())
    for language in ("en", "ko") if fonts.hangul_font() else ("en",):
        save(draw(store.content, language), args.out.with_suffix(".png" if language == "en" else ".ko.png"))


if __name__ == "__main__":
    main()
