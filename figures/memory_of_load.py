"""How much memory does it take to load a large model, beside the model itself?

    python figures/memory_of_load.py --dtype bfloat16

Writes a checkpoint in the exact shape of EleutherAI/polyglot-ko-1.3b (its card: 1,331,810,304 parameters, 24
layers of 2,048 channels and 16 heads, 64 of a head's 128 channels turned) with random numbers in half precision,
in files of at most 1 GB, as large models lie on the hub. A fresh process loads it, and what the system counts as
that process's own memory (RssAnon: pages that no file on disk stands behind) is read every few milliseconds. The
figure is the highest count while loading, less the count after the imports, over the size of the loaded
weights; 1.00 is the least that is possible. Then the model writes a few tokens. Linux only: it reads /proc.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import torch
from safetensors.torch import save_file

POLYGLOT = {
    "model_type": "gpt_neox",
    "architectures": ["GPTNeoXForCausalLM"],
    "hidden_size": 2048,
    "num_hidden_layers": 24,
    "num_attention_heads": 16,
    "intermediate_size": 8192,
    "vocab_size": 30080,
    "max_position_embeddings": 2048,
    "rotary_pct": 0.5,
    "rotary_emb_base": 10000,
    "hidden_act": "gelu",
    "layer_norm_eps": 1e-5,
    "use_parallel_residual": True,
    "tie_word_embeddings": False,
    "bos_token_id": 0,
    "eos_token_id": 0,
}
SHARD = 10**9
PAUSE = 0.003
BYTES = {"float32": 4, "bfloat16": 2}

LOADER = """
import json, sys, time
import torch
from minitransformer.generation.loop import generate
from minitransformer.pretrained import load_model
torch.set_num_threads(1)
print("ready", flush=True)
sys.stdin.readline()
began = time.monotonic()
model = load_model(sys.argv[1], dtype=sys.argv[2])
print(time.monotonic() - began, flush=True)
sys.stdin.readline()
(written,) = generate(model, [[5, 6, 7]], max_new_tokens=int(sys.argv[3]))
kinds = sorted({str(p.dtype) for p in model.parameters()})
parameters = sum(p.numel() for p in model.parameters())
print(json.dumps({"parameters": parameters, "dtype": kinds, "written": written.ids}), flush=True)
"""


def shapes(config):
    """Every tensor of the checkpoint, in the order in which the layers stand."""
    d, ff = config["hidden_size"], config["intermediate_size"]
    yield "gpt_neox.embed_in.weight", (config["vocab_size"], d)
    for i in range(config["num_hidden_layers"]):
        layer = f"gpt_neox.layers.{i}"
        for name, out, into in (
            ("attention.query_key_value", 3 * d, d),
            ("attention.dense", d, d),
            ("mlp.dense_h_to_4h", ff, d),
            ("mlp.dense_4h_to_h", d, ff),
        ):
            yield f"{layer}.{name}.weight", (out, into)
            yield f"{layer}.{name}.bias", (out,)
        for norm in ("input_layernorm", "post_attention_layernorm"):
            yield f"{layer}.{norm}.weight", (d,)
            yield f"{layer}.{norm}.bias", (d,)
    yield "gpt_neox.final_layer_norm.weight", (d,)
    yield "gpt_neox.final_layer_norm.bias", (d,)
    yield "embed_out.weight", (config["vocab_size"], d)


def write(folder, config, shard=SHARD):
    """The checkpoint, a shard at a time, so that writing takes little memory too."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    generator = torch.Generator().manual_seed(0)
    groups, room = [[]], shard
    for name, shape in shapes(config):
        size = 2 * torch.Size(shape).numel()
        if size > room and groups[-1]:
            groups, room = [*groups, []], shard
        groups[-1].append((name, shape))
        room -= size
    where = {}
    for i, group in enumerate(groups):
        file = f"model-{i + 1:05d}-of-{len(groups):05d}.safetensors"
        tensors = {
            name: torch.empty(shape, dtype=torch.float16).normal_(
                1.0 if "norm.weight" in name else 0.0, 0.02, generator=generator
            )
            for name, shape in group
        }
        save_file(tensors, folder / file, metadata={"format": "pt"})
        where |= dict.fromkeys(tensors, file)
    index = {"metadata": {}, "weight_map": where}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")


def own_memory(process):
    """Bytes of a process that no file stands behind."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.split("RssAnon:")[1].split()[0]) * 1024


def measure(folder, dtype, tokens):
    """Load it in a fresh process, and watch."""
    counts, loaded = [], threading.Event()

    def watch():
        while not loaded.wait(PAUSE):
            counts.append(own_memory(loader.pid))

    command = [sys.executable, "-c", LOADER, str(folder), dtype, str(tokens)]
    watcher = threading.Thread(target=watch)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as loader:
        assert loader.stdout.readline() == "ready\n"
        counts.append(own_memory(loader.pid))
        watcher.start()
        print("load", file=loader.stdin, flush=True)
        seconds = loader.stdout.readline()
        loaded.set()
        watcher.join()
        print("write", file=loader.stdin, flush=True)
        said = json.loads(loader.stdout.readline())
    assert loader.returncode == 0
    weights = said["parameters"] * BYTES[dtype]
    peak = max(counts) - counts[0]
    return {
        **said,
        "bytes": weights,
        "before": counts[0],
        "peak": peak,
        "ratio": round(peak / weights, 3),
        "looks": len(counts),
        "seconds": round(float(seconds), 1),
    }


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--dtype", default="bfloat16", choices=list(BYTES))
    asked.add_argument("--tokens", type=int, default=5, help="how many the model then writes")
    asked.add_argument("--layers", type=int, default=POLYGLOT["num_hidden_layers"], help="fewer for a trial")
    asked.add_argument("--folder", type=Path, help="keep the checkpoint here, or find it here")
    asked = asked.parse_args()
    if not Path("/proc/self/status").exists():
        sys.exit("this computer has no /proc to read: it takes a Linux")
    config = POLYGLOT | {"num_hidden_layers": asked.layers}
    with tempfile.TemporaryDirectory() as spare:
        folder = asked.folder or Path(spare)
        if not (folder / "config.json").exists():
            write(folder, config)
        print(json.dumps(measure(folder, asked.dtype, asked.tokens), indent=1))


if __name__ == "__main__":
    main()
