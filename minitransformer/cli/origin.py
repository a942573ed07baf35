"""Where the model of a command was named: a wrong one is mended there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import Problem


@contextmanager
def named_in(line: str | None) -> Iterator[None]:
    """A `Problem` with a model that the line did not name says so where the environment named it."""
    try:
        yield
    except Problem as e:
        if line or not os.environ.get("MINITRANSFORMER_MODEL"):
            raise
        raise Problem(
            f"{e.en} (MINITRANSFORMER_MODEL names this model)",
            f"{e.ko} (환경 변수 MINITRANSFORMER_MODEL에 지정된 모델입니다.)",
        ) from e
