"""Several processes that hold a part of the weights each: what one learns that holds them all."""

import re

import accelerate
import pytest
import shared_run
from launched import LINUX, STEPS, found, launch, rows, same_as
from torch.distributed.fsdp import FSDPModule

from minitransformer.errors import Problem
from minitransformer.training.processes import AllStop, processes
from minitransformer.training.sharded import Sharded

AVERAGE = 0.8
FSDP = ("--use_fsdp", "--fsdp_version", "2")
CONFIG = """
compute_environment: LOCAL_MACHINE
distributed_type: FSDP
fsdp_config:
  fsdp_version: 2
  fsdp_reshard_after_forward: false
num_machines: 1
"""
SECOND = pytest.mark.skipif(
    not hasattr(FSDPModule, "set_reduce_scatter_unused_params"), reason="what PyTorch 2.13 has"
)


@pytest.fixture(scope="module", params=[None, AVERAGE], ids=["last step", "running mean"])
def alone(request):
    history, model = shared_run.train(None, average=request.param)
    mean = [] if request.param is None else ["--average", request.param]
    return (history, {name: p.detach() for name, p in model.named_parameters()}), mean


@LINUX
@SECOND
@pytest.mark.slow
def test_two_processes_with_half_of_the_weights_each_learn_what_one_learns(alone, tmp_path):
    told = launch(shared_run.__file__, tmp_path, *alone[1], how=FSDP)
    assert told.returncode == 0, told.stderr
    same_as(alone[0], found(tmp_path))
    assert found(tmp_path, 1)["weights"] == found(tmp_path)["weights"]
    held = [found(tmp_path, rank)["held"] for rank in (0, 1)]
    whole = sum(p.numel() for p in alone[0][1].values())
    assert sum(held) == whole
    assert max(held) < 0.53 * whole
    assert [int(row["step"]) for row in rows(tmp_path)] == list(range(1, STEPS + 1))
    assert len(list((tmp_path / "checkpoints").iterdir())) == 2


@LINUX
@SECOND
@pytest.mark.slow
def test_a_run_goes_from_one_process_to_two_halves_and_back(alone, tmp_path):
    average = float(alone[1][1]) if alone[1] else None
    with pytest.raises(KeyboardInterrupt):
        shared_run.train(tmp_path, stop_after=7, average=average)
    told = launch(shared_run.__file__, tmp_path, "--resume", "--stop-after", 13, *alone[1], how=FSDP)
    assert told.returncode == 0, told.stderr
    assert not list(tmp_path.glob("found-*"))
    assert max(p.name for p in (tmp_path / "checkpoints").iterdir()) == "step-00000013"
    history, model = shared_run.train(tmp_path, resume=True, average=average)
    weights = {name: p.tolist() for name, p in model.named_parameters()}
    same_as(alone[0], {"losses": history.train_loss, "looks": history.heldout, "weights": weights})


@LINUX
@SECOND
@pytest.mark.slow
def test_where_one_fails_none_waits_and_the_last_checkpoint_is_whole(tmp_path):
    """What the other process would have to give to a checkpoint, it does not know that it is to give."""
    told = launch(shared_run.__file__, tmp_path, "--fail-after", 8, how=FSDP)
    assert told.returncode != 0
    assert "the disk is full" in told.stderr
    assert max(p.name for p in (tmp_path / "checkpoints").iterdir()) == "step-00000007"
    history, _ = shared_run.train(tmp_path, resume=True)
    assert history.steps == STEPS


@LINUX
@SECOND
@pytest.mark.slow
def test_where_the_loss_is_no_number_all_stop_and_leave_the_checkpoint_that_they_name(tmp_path):
    told = launch(shared_run.__file__, tmp_path, "--lr", 1e30, "--checkpoint-minutes", 60, how=FSDP)
    assert told.returncode != 0
    named = re.search(r"The last good checkpoint is (\S+step-0000000\d)", told.stderr)
    assert named, told.stderr
    assert [str(p) for p in (tmp_path / "checkpoints").iterdir()] == [named[1]]


@LINUX
@SECOND
@pytest.mark.slow
def test_the_command_runs_in_two_halves_by_a_config_of_accelerate_and_rambles_once(tmp_path):
    (tmp_path / "fsdp.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "mine.txt").write_text("\n\n".join(f"the cat number {i} sat on the mat" for i in range(60)))
    config = ("--config_file", str(tmp_path / "fsdp.yaml"))
    line = ["-m", "minitransformer", "train", "clm", "--data", tmp_path / "mine.txt", "--epochs", 2, "--json"]
    told = launch(*line, "--batch-size", 8, "--out", tmp_path / "out", "--lang", "en", how=config)
    assert told.returncode == 0, told.stderr
    assert told.stderr.count("epoch 1:") == 1
    assert re.search(r"^    \w", told.stderr, re.M)
    assert (tmp_path / "out" / "model.safetensors").exists()


def test_what_one_process_raises_by_itself_is_no_word_of_all():
    """They would not come to gather, and it would wait for them."""
    someone = object.__new__(Sharded)
    for raised, together in ((AllStop(), True), (KeyboardInterrupt(), False)):
        try:
            raise raised
        except KeyboardInterrupt:
            assert someone.in_step() is together


def test_the_first_version_is_refused(monkeypatch):
    class Engine:
        def __init__(self, **_how):
            raise RuntimeError("no GPU, and so not even this")

    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("ACCELERATE_USE_FSDP", "true")
    monkeypatch.setenv("FSDP_VERSION", "1")
    monkeypatch.setattr(accelerate, "Accelerator", Engine)
    with pytest.raises(Problem, match="--fsdp_version 2") as problem:
        processes(2)
    assert "--fsdp_version 2로" in problem.value.ko
