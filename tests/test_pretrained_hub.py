"""The hub, played by a server on this machine: fetched once, checked, kept, and read again without it."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
import torch
from huggingface_hub.errors import HfHubHTTPError
from loopback_hub import LoopbackHub, refused, small_tokenizer, stored, tiny, told, write
from safetensors.torch import save_file

from minitransformer.pretrained import hub as rooms_hub
from minitransformer.pretrained import load

CLIENT = """
import json, sys
import torch
from minitransformer.errors import Problem
from minitransformer.pretrained import load
torch.set_num_threads(1)
for line in sys.stdin:
    try:
        model, tokenizer = load(json.loads(line))
        with torch.no_grad():
            scores = model.double()(torch.arange(8)[None])
        answer = {"scores": scores.flatten().tolist(), "ids": tokenizer.encode("오늘 비가 와요")}
    except Problem as e:
        answer = {"en": e.en, "ko": e.ko}
    except Exception as e:
        answer = {"crash": repr(e)}
    print(json.dumps(answer), flush=True)
"""


class Client:
    """Another process that loads models: where the hub is, is read when `huggingface_hub` is imported."""

    def __init__(self, home: Path, endpoint: str) -> None:
        self.cache = home / "hub"
        env = {k: v for k, v in os.environ.items() if not k.upper().startswith(("HF_", "HUGGING"))}
        env = {k: v for k, v in env.items() if not k.upper().endswith("_PROXY")}
        env |= {"HF_ENDPOINT": endpoint, "HF_HOME": str(home), "HF_HUB_DISABLE_TELEMETRY": "1"}
        env |= {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
        env |= {"PYTHONPATH": os.pathsep.join(filter(None, [str(Path.cwd()), env.get("PYTHONPATH", "")]))}
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", CLIENT],
            env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    def load(self, name: str) -> dict[str, Any]:
        print(json.dumps(name), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        assert line, "the client died; its last words are in stderr"
        answer = json.loads(line)
        assert "crash" not in answer, answer["crash"]
        return answer

    def refused(self, name: str, *facts: str) -> None:
        answer = self.load(name)
        assert "en" in answer, "was loaded"
        told(answer["en"], answer["ko"], *facts)

    def blobs(self, repo: str) -> list[Path]:
        return sorted((self.cache / f"models--{repo.replace('/', '--')}" / "blobs").iterdir())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.kill()  # its answers are all read; the hub's client may linger over a retry
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def hub() -> Iterator[LoopbackHub]:
    hub = LoopbackHub()
    yield hub
    hub.stop()


@pytest.fixture(scope="module")
def client(hub: LoopbackHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    client = Client(tmp_path_factory.mktemp("home"), hub.endpoint)
    yield client
    client.close()


@pytest.fixture
def gone(hub: LoopbackHub) -> Iterator[None]:
    """Nobody answers while the test runs."""
    hub.stop()
    yield
    hub.start()


def whole(folder: Path, theirs: Any) -> None:
    write(folder, theirs.config, stored(theirs))


def pickled(folder: Path, theirs: Any) -> None:
    write(folder, theirs.config, stored(theirs), "bin")


def sharded(folder: Path, theirs: Any) -> None:
    whole(folder, theirs)
    (folder / "model.safetensors").unlink()
    tensors, where = stored(theirs), {}
    for i, name in enumerate(tensors):
        where[name] = f"model-{i % 2 + 1:05d}-of-00002.safetensors"
    for shard in set(where.values()):
        save_file({name: x for name, x in tensors.items() if where[name] == shard}, folder / shard)
    index = json.dumps({"metadata": {}, "weight_map": where})
    (folder / "model.safetensors.index.json").write_text(index, encoding="utf-8")


def published(
    hub: LoopbackHub, folder: Path, repo: str, shape: Callable[[Path, Any], None] = whole
) -> list[float]:
    """Put a tiny koGPT2 on the hub, with things that nobody needs; returns the scores it should give."""
    theirs = tiny("GPT2LMHeadModel", seed=len(repo))
    shape(folder, theirs)
    (folder / "tokenizer.json").write_bytes(small_tokenizer().files()["tokenizer.json"])
    (folder / "README.md").write_text("a card", encoding="utf-8")
    (folder / "tf_model.h5").write_bytes(b"not for us")
    hub.add(repo, folder)
    hub.asked.clear()
    with torch.no_grad():
        return theirs.double()(torch.arange(8)[None]).logits.flatten().tolist()


def gives(answer: dict[str, Any], expected: list[float]) -> None:
    assert answer.get("scores") == pytest.approx(expected, rel=0, abs=1e-12), answer.get("en", "other scores")
    assert answer["ids"] == small_tokenizer().encode("오늘 비가 와요")


@pytest.mark.parametrize("shape", [whole, pickled, sharded])
def test_a_model_is_fetched_once_and_then_read_without_a_request(
    hub: LoopbackHub, client: Client, tmp_path: Path, shape: Callable[[Path, Any], None]
) -> None:
    repo = f"fetched/{shape.__name__}"
    expected = published(hub, tmp_path, repo, shape)
    gives(client.load(repo), expected)
    fetched = {path.rsplit("/", 1)[1] for path in hub.asked if "/resolve/" in path}
    wanted = {path.name for path in tmp_path.iterdir()} - {"README.md", "tf_model.h5"}
    assert fetched == wanted
    for blob in client.blobs(repo):
        content = blob.read_bytes()
        named = {64: hashlib.sha256(content), 40: hashlib.sha1(b"blob %d\0" % len(content) + content)}
        assert named[len(blob.name)].hexdigest() == blob.name

    hub.asked.clear()
    hub.stop()
    try:
        gives(client.load(repo), expected)
    finally:
        hub.start()
    assert hub.asked == []


def test_of_two_formats_only_the_better_one_is_fetched(
    hub: LoopbackHub, client: Client, tmp_path: Path
) -> None:
    pickled(tmp_path, tiny("GPT2LMHeadModel"))
    expected = published(hub, tmp_path, "two/formats")
    gives(client.load("two/formats"), expected)
    assert not any("pytorch_model" in path for path in hub.asked)


def test_a_revision_is_fetched_as_named_and_read_again_offline(
    hub: LoopbackHub, client: Client, tmp_path: Path
) -> None:
    expected = published(hub, tmp_path, "pinned/model")
    name = f"pinned/model@{hub.commit('pinned/model')}"
    gives(client.load(name), expected)
    assert all(hub.commit("pinned/model") in path for path in hub.asked if "/resolve/" in path)
    hub.stop()
    try:
        gives(client.load(name), expected)
        client.refused("pinned/model", "pinned/model", "cannot be reached")  # main was never asked for
    finally:
        hub.start()


def test_a_revision_that_does_not_exist_is_a_problem(
    hub: LoopbackHub, client: Client, tmp_path: Path
) -> None:
    published(hub, tmp_path, "pinned/other")
    client.refused(f"pinned/other@{'0' * 40}", "no model pinned/other", "0" * 40)


@pytest.mark.parametrize(
    ("name", "nearest"), [("skt/kogpt2-base", "skt/kogpt2-base-v2"), ("klue/bert-bse", "klue/bert-base")]
)
def test_a_repository_that_does_not_exist_is_told_with_the_nearest_known_name(
    client: Client, name: str, nearest: str
) -> None:
    client.refused(name, f"no model {name}", f"nearest known name is {nearest}")


@pytest.mark.usefixtures("gone")
def test_a_model_that_was_never_fetched_and_no_hub_names_the_way_out(client: Client) -> None:
    client.refused(
        "never/fetched", "never/fetched", "cannot be reached", "directory", "minitransformer train"
    )


def flipped(body: bytes) -> bytes:
    return body[:-5] + bytes([body[-5] ^ 4]) + body[-4:]


@pytest.mark.parametrize("path", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_file_that_arrives_with_a_changed_bit_is_removed_and_can_be_fetched_again(
    hub: LoopbackHub, client: Client, tmp_path: Path, path: str
) -> None:
    """The client's own check is of sizes only."""
    repo = f"damaged/{path}"
    expected = published(hub, tmp_path, repo)
    hub.spoil(repo, path, flipped)
    for _ in range(2):
        client.refused(repo, path, "damaged", "removed", "fetch it again")
        assert flipped(hub.repos[repo][path]) not in [blob.read_bytes() for blob in client.blobs(repo)]
    hub.spoilers.clear()
    gives(client.load(repo), expected)


def test_a_shortened_file_is_a_problem_and_can_be_fetched_again(
    hub: LoopbackHub, client: Client, tmp_path: Path
) -> None:
    expected = published(hub, tmp_path, "short/model")
    hub.spoil("short/model", "model.safetensors", lambda body: body[:-1000])
    client.refused("short/model", "short/model", "could not be fetched")
    hub.spoilers.clear()
    gives(client.load("short/model"), expected)


@pytest.mark.parametrize(
    ("shape", "late"), [(whole, "tokenizer.json"), (sharded, "model-00002-of-00002.safetensors")]
)
def test_a_download_that_stopped_half_way_is_completed_the_next_time(
    hub: LoopbackHub, client: Client, tmp_path: Path, shape: Callable[[Path, Any], None], late: str
) -> None:
    """The files arrive side by side: what came before the one that failed must not pass for the model."""
    repo = f"half/{shape.__name__}"
    expected = published(hub, tmp_path, repo, shape)
    hub.spoil(repo, late, lambda body: body[:-9])
    client.refused(repo, "could not be fetched")
    client.refused(repo, "could not be fetched")
    hub.spoilers.clear()
    gives(client.load(repo), expected)


def test_a_repository_without_weights_is_a_problem(hub: LoopbackHub, client: Client, tmp_path: Path) -> None:
    published(hub, tmp_path, "no/weights")
    del hub.repos["no/weights"]["model.safetensors"]
    client.refused("no/weights", "no weights", "model.safetensors")


def test_a_hub_that_hangs_up_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the client's HTTP library then raises is no OSError."""
    hung_up = HfHubHTTPError.__mro__[1]
    assert not issubclass(hung_up, OSError)

    def list_repo_files(*_words: object, **_more: object) -> None:
        raise hung_up("Server disconnected without sending a response.")

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(rooms_hub, "probe", lambda endpoint, what: None)
    monkeypatch.setattr(huggingface_hub, "list_repo_files", list_repo_files)
    with refused("rude/model", "could not be fetched", "Server disconnected", "try again"):
        load("rude/model")
