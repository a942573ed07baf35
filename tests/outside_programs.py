"""Programs for every exercise by someone who had not read which mistakes are known: the checker's own test.

A program is the body of the learner's function; it is laid into the stub that a learner begins with.
"""

import linecache
from textwrap import dedent, indent

from outside import asking, attention, layers, texts, training, writing

from minitransformer.learn.exercise import Exercise, Function
from minitransformer.learn.stub import EMPTY, stub

PARTS = (attention, layers, texts, training, writing, asking)
WRONG = {name: programs for part in PARTS for name, programs in part.WRONG.items()}
RIGHT = {name: programs for part in PARTS for name, programs in part.RIGHT.items()}

IMPORTS = """
import itertools
import random
from collections import Counter, defaultdict

import numpy as np
import torch.nn.functional as F

import minitransformer.functional as mf
from minitransformer.data.batching import CausalBatch
from minitransformer.data.dialogue import DialogueIds
from minitransformer.data.next_sentence import Pair
from minitransformer.functional import IGNORE
from minitransformer.text.masking import Masked


def """


def source_of(exercise: Exercise, body: str) -> str:
    """The learner's file with this body in it."""
    text = stub(exercise).replace(EMPTY, indent(dedent(body).strip("\n"), "    ").strip())
    head, function = text.split("\n\n\n", 1)
    decorator, _, rest = function.rpartition("def " + exercise.name)
    return f"{head}\n{IMPORTS[: -len('def ')]}{decorator}def {exercise.name}{rest}"


def program(exercise: Exercise, body: str) -> Function:
    """The function that a body makes."""
    source, file = source_of(exercise, body), f"/{exercise.name}.py"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    names: dict[str, object] = {"__name__": exercise.name}
    exec(compile(source, file, "exec"), names)
    return names[exercise.name]  # type: ignore[return-value]
