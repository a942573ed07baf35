"""Three encoder-decoders of one size, each taught for the same processor time: what the two studies share."""

import json
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

import torch

from minitransformer.apps.teach_translation import new_translator, translation_loss
from minitransformer.core.parts import Parts
from minitransformer.functional import IGNORE
from minitransformer.models.gru import FusedGRU, initialise_recurrent
from minitransformer.models.recurrent import Attentive, Bottleneck, RecurrentConfig
from minitransformer.training.schedule import adamw, warmup_linear

NAMES = {
    "transformer": ("transformer", "트랜스포머"),
    "attentive": ("GRU with attention", "어텐션 있는 GRU"),
    "bottleneck": ("GRU without attention", "어텐션 없는 GRU"),
}
KINDS = tuple(NAMES)
RECURRENT = {"attentive": Attentive, "bottleneck": Bottleneck}
WARMUP = 0.1


def parameters(model):
    return sum(p.numel() for p in model.parameters())


def build(kind, tokenizer, size, seed):
    """The transformer of a size, or the recurrent model whose state is as wide as the same number of weights
    allows. All have PyTorch's kernels in their slots."""
    generator = torch.Generator().manual_seed(seed)
    transformer = new_translator(tokenizer, size, generator, Parts.fused())
    if kind == "transformer":
        return transformer
    cfg = RecurrentConfig(
        d_model=size.d_model,
        d_hidden=1,
        vocab_size=tokenizer.vocab_size,
        max_len=size.max_len,
        dropout=size.dropout,
        pad_id=tokenizer.pad_id,
        start_id=tokenizer.bos_id,
        eos_id=tokenizer.eos_id,
    )

    def away(d_hidden):
        with torch.device("meta"):
            model = RECURRENT[kind](replace(cfg, d_hidden=d_hidden), FusedGRU)
        return abs(parameters(model) - parameters(transformer))

    model = RECURRENT[kind](replace(cfg, d_hidden=min(range(8, 4 * size.d_model), key=away)), FusedGRU)
    initialise_recurrent(model, generator)
    return model


def teach(model, batches, lr, minutes, smoothing, seed, look=lambda _minutes: None, looks=20):
    """Train for so many minutes of one core, counted while it trains and while nothing else does."""
    torch.manual_seed(seed)  # of the dropout; this process is the run's own
    optimiser, limit = adamw(model, lr), 60 * minutes
    seconds, steps, tokens, epoch, queue, looked = 0.0, 0, 0, 0, [], 0
    model.train()
    while seconds < limit:
        if not queue:
            queue, epoch = list(batches(torch.Generator().manual_seed(1000 * seed + epoch))), epoch + 1
        batch = queue.pop()
        began = time.process_time()
        for group in optimiser.param_groups:
            group["lr"] = lr * warmup_linear(seconds / limit, WARMUP)
        step(model, batch, optimiser, smoothing)
        seconds += time.process_time() - began
        steps, tokens = steps + 1, tokens + words(batch)
        if seconds >= (looked + 1) * limit / looks:
            looked += 1
            model.eval()
            look(seconds / 60)
            model.train()
    model.eval()
    return {"steps": steps, "target_tokens_per_second": tokens / seconds, "parameters": parameters(model)}


def step(model, batch, optimiser, smoothing):
    loss = translation_loss(model, batch, smoothing)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()


def words(batch):
    return int((batch.labels != IGNORE).sum())


class Store:
    """What has been found so far, on disk after every run: whoever starts again goes on."""

    def __init__(self, path, settings):
        self.path = path
        self.content = {"settings": settings, "runs": {}}
        if path.exists():
            self.content = json.loads(path.read_text(encoding="utf-8"))
            if self.content["settings"] != settings:
                raise SystemExit(
                    f"{path} is of other settings: {self.content['settings']}. Choose another --out"
                )

    @property
    def runs(self):
        return self.content["runs"]

    def write(self, **more):
        self.content |= more
        text = json.dumps(self.content, ensure_ascii=False, indent=1)
        aside = self.path.with_suffix(".tmp")
        aside.write_text(text, encoding="utf-8")
        aside.replace(self.path)

    def finish(self, run, keys, workers):
        """`run(*key)` for every key that is not there yet, each in a process of its own."""
        todo = [key for key in keys if "/".join(map(str, key)) not in self.runs]
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, spawn, max_tasks_per_child=1) as pool:
            futures = {pool.submit(run, *key): "/".join(map(str, key)) for key in todo}
            for future in as_completed(futures):
                self.runs[futures[future]] = future.result()
                self.write()
                print(f"{len(self.runs)} of {len(keys)}: {futures[future]}", flush=True)


def arguments(parser, minutes, name):
    parser.add_argument("--minutes", type=float, default=minutes, help="of one core, each run")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--workers", type=int, default=1, help="runs at a time")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / f"{name}.json")
