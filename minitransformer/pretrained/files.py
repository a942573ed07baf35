"""Weight files, read without trusting them: sizes are checked, and no file may run code."""

import json
import pickle
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from ..errors import Problem
from ..weights import llama2c
from .sums import verify

CONFIG = "config.json"
GENERATION = "generation_config.json"
SINGLE = ("model.safetensors", "pytorch_model.bin")
"""The weight files that are looked for, best first; each may also be an index of shards."""


def read_config(place: Path) -> dict[str, Any]:
    """A config as it stands: a file of any name, or the config.json of a folder; that of a file of llama2.c
    is in its first bytes."""
    path = place / CONFIG if place.is_dir() else place
    if is_llama2c(place):
        return llama2c.read_header(place.read_bytes()[: llama2c.HEADER.size])
    try:
        config = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as e:
        if place.is_dir():
            raise Problem(
                f"{place} has no {CONFIG}: it is not a model directory",
                f"{place}에 {CONFIG}이 없습니다. 모델 폴더가 아닙니다.",
            ) from e
        raise Problem(
            f"there is nothing at {place}: give a {CONFIG}, or a folder that holds one",
            f"{place} 파일이 없습니다. {CONFIG}이나 그것이 든 폴더를 주세요.",
        ) from e
    except (OSError, ValueError, RecursionError) as e:
        raise _no_config(path, e) from e
    if not isinstance(config, dict):
        raise _no_config(path, ValueError("not an object"))
    return config


def read_tensors(folder: Path) -> dict[str, Tensor]:
    """Every tensor of a checkpoint, whole or in shards, safetensors or pickled, by its name on disk; or all
    that is in one file of llama2.c. Tensors are views of their file, of which little is read before they are
    used (only pickles from before 2020 are read at once)."""
    if is_llama2c(folder):
        return llama2c.read_body(folder.read_bytes())
    verify(folder)
    tensors: dict[str, Tensor] = {}
    for path in weight_files(folder):
        tensors |= _read_safetensors(path) if path.suffix == ".safetensors" else _read_pickle(path)
    return tensors


def is_llama2c(place: Path) -> bool:
    """A single file, where all others are folders."""
    return place.suffix == llama2c.SUFFIX and place.is_file()


def weight_files(folder: Path) -> Iterator[Path]:
    """The files that hold the weights of a model directory."""
    for name in SINGLE:
        if (folder / name).exists():
            yield folder / name
            return
        index = folder / f"{name}.index.json"
        if index.exists():
            try:
                shards = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
                paths = [folder / Path(shard).name for shard in shards]
            except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
                raise _damaged(index, e) from e
            yield from paths
            return
    raise Problem(
        f"{folder} has no weights ({' or '.join(SINGLE)}): copy them there",
        f"{folder}에 가중치 파일({', '.join(SINGLE)})이 없습니다.",
    )


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    try:
        return load_file(path)
    except FileNotFoundError as e:
        raise _absent(path) from e
    except (SafetensorError, OSError, ValueError) as e:
        raise _damaged(path, e) from e


def _read_pickle(path: Path) -> dict[str, Tensor]:
    try:
        mapped = zipfile.is_zipfile(path)
        loaded = torch.load(path, map_location="cpu", weights_only=True, mmap=mapped or None)
    except FileNotFoundError as e:
        raise _absent(path) from e
    except pickle.UnpicklingError as e:
        raise Problem(
            f"{path} is damaged, or holds more than numbers and wants to run code: refused",
            f"{path} 파일이 손상되었거나 코드를 실행하려고 합니다. 읽지 않았습니다.",
        ) from e
    except Exception as e:  # a damaged pickle raises whatever its first wrong byte leads to
        raise _damaged(path, e) from e
    if not isinstance(loaded, dict) or not all(
        isinstance(name, str) and isinstance(t, Tensor) for name, t in loaded.items()
    ):
        raise _damaged(path, ValueError("not a dictionary of tensors"))
    return dict(loaded)


def _absent(path: Path) -> Problem:
    return Problem(
        f"{path.name} is named by the index and missing in {path.parent}: copy it there",
        f"색인에 있는 {path.name} 파일이 {path.parent}에 없습니다.",
    )


def _no_config(path: Path, why: Exception) -> Problem:
    reason = _reason(why)
    return Problem(
        f"{path} is damaged, or not a config ({reason}): correct it, or fetch it again",
        f"{path} 파일을 설정(JSON)으로 읽을 수 없습니다({reason}). 고치거나 다시 받아 주세요.",
    )


def _reason(why: Exception) -> str:
    return str(why).splitlines()[0][:160] if str(why) else type(why).__name__


def _damaged(path: Path, why: Exception) -> Problem:
    reason = _reason(why)
    return Problem(
        f"{path} is damaged ({reason}): fetch it again",
        f"{path} 파일이 손상되었습니다({reason}). 다시 받아 주세요.",
    )
