"""Where a model is to lie, and in which numbers: the words of a command line, and what they ask for."""

import torch

from ..errors import Problem

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float64": torch.float64}
DEVICES = {"cpu": lambda: 1, "cuda": torch.cuda.device_count, "mps": torch.mps.device_count}


def dtype_of(asked: str | torch.dtype) -> torch.dtype:
    """The numbers of that name; `Problem` for any that a model cannot compute in.

    float16 is none: it ends at 65,504, and GPT-2 has activations whose square is far beyond.
    """
    name = str(asked).removeprefix("torch.")
    if name == "float16":
        raise Problem(
            "dtype float16: the square of a large activation overflows in it; choose bfloat16, which is as small",
            "dtype float16: 활성값이 크면 제곱이 범위를 넘습니다. 크기가 같은 bfloat16을 고르세요.",
        )
    if name not in DTYPES:
        known = ", ".join(DTYPES)
        raise Problem(f"dtype {name}: choose {known}", f"dtype {name}: {known} 중에서 고르세요")
    return DTYPES[name]


def device_of(asked: str | torch.device) -> torch.device:
    """The device of that name; `Problem` where this computer has none such."""
    if isinstance(asked, torch.device):
        return asked
    kind, _, number = asked.partition(":")
    if kind not in DEVICES or not (number or "0").isdecimal():
        known = ", ".join(DEVICES)
        raise Problem(f"device {asked}: choose {known}", f"device {asked}: {known} 중에서 고르세요")
    if int(number or 0) >= DEVICES[kind]():
        raise Problem(
            f"device {asked}: PyTorch finds none such on this computer; leave it out, or say cpu",
            f"device {asked}: 이 컴퓨터에서 PyTorch가 그런 장치를 찾지 못합니다. 빼거나 cpu로 쓰세요.",
        )
    return torch.device(asked)
