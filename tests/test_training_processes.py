"""Several processes: the same steps, the same weights, one who writes; and any number may go on with a run."""

import json

import accelerate
import pytest
import shared_run
import torch
from launched import LINUX, STEPS, found, launch, rows, same_as

from minitransformer.data import embedded
from minitransformer.data.records import EMOTIONS
from minitransformer.errors import Problem
from minitransformer.training import processes as processes_module
from minitransformer.training.alone import Alone
from minitransformer.training.device import moved
from minitransformer.training.processes import processes


@pytest.fixture(scope="module")
def alone():
    history, model = shared_run.train(None)
    return history, {name: p.detach() for name, p in model.named_parameters()}


@LINUX
@pytest.mark.slow
def test_two_processes_learn_what_one_learns_and_one_of_them_writes(alone, tmp_path):
    told = launch(shared_run.__file__, tmp_path)
    assert told.returncode == 0, told.stderr
    assert {p.name for p in (tmp_path / "seen").iterdir()} == {"0-of-2", "1-of-2"}
    same_as(alone, found(tmp_path))
    assert found(tmp_path, 1)["weights"] == found(tmp_path)["weights"]
    assert [int(row["step"]) for row in rows(tmp_path)] == list(range(1, STEPS + 1))
    assert len(list((tmp_path / "checkpoints").iterdir())) == 2


@LINUX
@pytest.mark.slow
def test_a_run_goes_from_one_process_to_two_and_back(alone, tmp_path):
    """And where one of the two is told to stop, both do, at the same step."""
    with pytest.raises(KeyboardInterrupt):
        shared_run.train(tmp_path, stop_after=7)
    told = launch(shared_run.__file__, tmp_path, "--resume", "--stop-after", 13)
    assert told.returncode == 0, told.stderr
    assert not list(tmp_path.glob("found-*"))
    assert max(p.name for p in (tmp_path / "checkpoints").iterdir()) == "step-00000013"
    history, model = shared_run.train(tmp_path, resume=True)
    weights = {name: p.tolist() for name, p in model.named_parameters()}
    same_as(alone, {"losses": history.train_loss, "looks": history.heldout, "weights": weights})
    noted = rows(tmp_path)
    assert [int(row["step"]) for row in noted] == list(range(1, STEPS + 1))
    assert all(row["lr"] for row in noted)


@LINUX
@pytest.mark.slow
def test_the_command_runs_in_two_processes_and_speaks_once(tmp_path):
    ten_each = [x for e in EMOTIONS for x in [x for x in embedded.emotions() if x.label == e][:10]]
    table = "\n".join(["text,emotion", *(f'"{x.text}",{x.label}' for x in ten_each)])
    (tmp_path / "mine.csv").write_text(table, encoding="utf-8")
    line = ["-m", "minitransformer", "train", "emotion", "--data", tmp_path / "mine.csv", "--epochs", 2]
    told = launch(*line, "--batch-size", 8, "--out", tmp_path / "out", "--lang", "en", "--json")
    assert told.returncode == 0, told.stderr
    result = json.loads(told.stdout)
    assert result["steps"] == 6  # 45 texts, 8 in a batch, a batch for each process in a step
    assert told.stderr.count("epoch 1:") == told.stderr.count("held out, from") == 1
    card = json.loads((tmp_path / "out" / "card.json").read_text(encoding="utf-8"))
    assert card["recipe"]["accumulate"] == 2


def test_without_a_launcher_there_is_one_process(monkeypatch):
    for name in ("WORLD_SIZE", "ACCELERATE_MIXED_PRECISION"):
        monkeypatch.delenv(name, raising=False)
    assert type(processes(1)) is Alone


def test_more_processes_than_batches_a_step_are_a_problem(monkeypatch):
    class Three(Alone):
        count = 3

    monkeypatch.setenv("WORLD_SIZE", "3")
    monkeypatch.setattr(processes_module, "Together", Three)
    assert processes(3).count == 3
    with pytest.raises(Problem, match="3 processes have only 2") as problem:
        processes(2)
    assert "--accumulate 3" in problem.value.en
    assert "--accumulate 3" in problem.value.ko


def test_a_launcher_that_cuts_the_model_in_a_way_of_its_own_is_refused(monkeypatch):
    class Cutting:
        def __init__(self, **_how):
            self.distributed_type = accelerate.DistributedType.DEEPSPEED

    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.delenv("ACCELERATE_USE_FSDP", raising=False)
    monkeypatch.setattr(accelerate, "Accelerator", Cutting)
    with pytest.raises(Problem, match="DEEPSPEED is not supported") as problem:
        processes(2)
    assert "--use_fsdp --fsdp_version 2로" in problem.value.ko


def test_a_batch_of_any_make_is_moved():
    batch = embedded_batch()
    there = moved(batch, torch.device("meta"))
    assert type(there) is type(batch)
    assert {tensor.device.type for tensor in vars(there).values()} == {"meta"}
    first, (second, word) = moved((torch.ones(1), [torch.ones(2), "word"]), torch.device("meta"))
    assert (first.device.type, second.device.type, word) == ("meta", "meta", "word")


def embedded_batch():
    from minitransformer.data.batching import CausalBatch

    return CausalBatch(torch.ones(2, 3, dtype=torch.long), torch.ones(2, 3, dtype=torch.long))
