"""A large model needs room for itself while it is loaded, and not for itself twice."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from minitransformer.pretrained.files import weight_files

FIGURES = Path(__file__).parents[1] / "figures"
SMALL = {
    "hidden_size": 768, "num_hidden_layers": 4, "num_attention_heads": 6, "intermediate_size": 3072,
    "vocab_size": 8000,
}  # fmt: skip
LIMIT = 1.2


@pytest.fixture(scope="module")
def script() -> Any:
    spec = importlib.util.spec_from_file_location("memory_of_load", FIGURES / "memory_of_load.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if sys.platform == "linux":  # where /proc tells what belongs to a process alone

    @pytest.mark.parametrize(("kind", "dtype"), [("safetensors", "bfloat16"), ("bin", "float32")])
    def test_shards_are_read_a_tensor_at_a_time(script: Any, tmp_path: Path, kind: str, dtype: str) -> None:
        script.write(tmp_path, script.POLYGLOT | SMALL, shard=50 * 10**6)
        if kind == "bin":
            pickle_shards(tmp_path)
        assert len(list(weight_files(tmp_path))) == 2
        found = script.measure(tmp_path, dtype, tokens=3)
        assert found["dtype"] == [f"torch.{dtype}"]
        assert found["looks"] > 10
        assert 0.9 < found["ratio"] <= LIMIT

    @pytest.mark.heavy
    def test_polyglot_ko_1_3b_is_loaded_and_writes(script: Any, tmp_path: Path) -> None:
        script.write(tmp_path, script.POLYGLOT)
        for dtype in ("bfloat16", "float32"):
            found = script.measure(tmp_path, dtype, tokens=5)
            assert found["parameters"] == 1_331_810_304  # as its card says
            assert len(found["written"]) == 5
            assert 0.95 < found["ratio"] <= LIMIT


def pickle_shards(folder: Path) -> None:
    """The same checkpoint as .bin files."""
    for path in list(folder.glob("*.safetensors")):
        name = path.name.replace("model", "pytorch_model").replace("safetensors", "bin")
        torch.save(load_file(path), folder / name)
        path.unlink()
    index = folder / "model.safetensors.index.json"
    text = index.read_text(encoding="utf-8").replace("model-", "pytorch_model-")
    index.unlink()
    (folder / "pytorch_model.bin.index.json").write_text(
        text.replace(".safetensors", ".bin"), encoding="utf-8"
    )
