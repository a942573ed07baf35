"""The hub, played by a server on this machine: fetched once, checked, kept, and read again without it."""

import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
import torch
from hub_layouts import LAYOUTS, shards
from huggingface_hub.errors import HfHubHTTPError
from loopback_hub import LoopbackHub, refused, small_tokenizer, stored, tiny, told, write

from minitransformer.pretrained import hub as rooms_hub
from minitransformer.pretrained import load
from minitransformer.proof.reference import in_full_precision
from minitransformer.text.files import FILES as TOKENIZER_FILES

CLIENT = """
import json, sys
import torch
from minitransformer.errors import Problem
from minitransformer.pretrained import load, load_model
torch.set_num_threads(1)
ids = torch.arange(8)[None]
for line in sys.stdin:
    name, with_tokenizer = json.loads(line)
    try:
        model, tokenizer = load(name) if with_tokenizer else (load_model(name), None)
        with torch.no_grad():
            said = model.double()(ids, ids[:, 3:]) if hasattr(model, "decode") else model.double()(ids)
        scores = [x for part in (said if isinstance(said, tuple) else (said,)) for x in part.flatten().tolist()]
        answer = {"scores": scores, "ids": tokenizer and tokenizer.encode("오늘 비가 와요")}
    except Problem as e:
        answer = {"en": e.en, "ko": e.ko}
    except Exception as e:
        answer = {"crash": repr(e)}
    print(json.dumps(answer), flush=True)
"""

RACE = """
import json, multiprocessing, sys, time
import torch
from minitransformer.pretrained import load
from minitransformer.proof.reference import in_full_precision
from minitransformer.text.files import FILES as TOKENIZER_FILES

def run(name, number, gate, answers):
    torch.set_num_threads(1)
    gate.wait()
    time.sleep(0.1 * number)  # so that each finds the others at another point
    try:
        model, _ = load(name)
        with torch.no_grad():
            answers.put(model.double()(torch.arange(8)[None]).flatten().tolist())
    except Exception as e:
        answers.put(repr(e))

if __name__ == "__main__":
    kind = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    gate, answers = kind.Barrier(8), kind.Queue()
    runners = [kind.Process(target=run, args=(sys.argv[1], n, gate, answers)) for n in range(8)]
    for runner in runners:
        runner.start()
    print(json.dumps([answers.get() for _ in runners]))
"""


def environment(home: Path, endpoint: str) -> dict[str, str]:
    """Where the hub is, is read when `huggingface_hub` is imported: so whoever asks ours is a new process."""
    env = {k: v for k, v in os.environ.items() if not k.upper().startswith(("HF_", "HUGGING"))}
    env = {k: v for k, v in env.items() if not k.upper().endswith("_PROXY")}
    env |= {"HF_ENDPOINT": endpoint, "HF_HOME": str(home), "HF_HUB_DISABLE_TELEMETRY": "1"}
    env |= {"OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    return env | {"PYTHONPATH": os.pathsep.join(filter(None, [str(Path.cwd()), env.get("PYTHONPATH", "")]))}


class Client:
    """Another process that loads models, one after the other."""

    def __init__(self, home: Path, endpoint: str) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", CLIENT],
            env=environment(home, endpoint) | {"HF_HUB_DISABLE_PROGRESS_BARS": "1"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    def load(self, name: str, *, with_tokenizer: bool = True) -> dict[str, Any]:
        print(json.dumps([name, with_tokenizer]), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        assert line, "the client died; its last words are in stderr"
        answer = json.loads(line)
        assert "crash" not in answer, answer["crash"]
        return answer

    def refused(self, name: str, *facts: str) -> None:
        answer = self.load(name)
        assert "en" in answer, "was loaded"
        told(answer["en"], answer["ko"], *facts)

    def folder(self, repo: str) -> Path:
        return self.home / "hub" / f"models--{repo.replace('/', '--')}"

    def blobs(self, repo: str) -> list[Path]:
        return sorted((self.folder(repo) / "blobs").iterdir())

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
    shards(folder, theirs.config, stored(theirs))


def published(
    hub: LoopbackHub, folder: Path, repo: str, shape: Callable[[Path, Any], None] = whole, **settings: Any
) -> list[float]:
    """Put a tiny koGPT2 on the hub, with things that nobody needs; returns the scores it should give."""
    theirs = tiny("GPT2LMHeadModel", seed=len(repo), **settings)
    shape(folder, theirs)
    (folder / "tokenizer.json").write_bytes(small_tokenizer().files()["tokenizer.json"])
    (folder / "README.md").write_text("a card", encoding="utf-8")
    (folder / "tf_model.h5").write_bytes(b"not for us")
    hub.add(repo, folder)
    hub.asked.clear()
    return everything(theirs)


def everything(theirs: Any) -> list[float]:
    """What the client answers, as theirs computes it."""
    ids = torch.arange(8)[None]
    target = {"decoder_input_ids": ids[:, 3:]} if theirs.config.is_encoder_decoder else {}
    with torch.no_grad():
        said = in_full_precision(theirs.double())(ids, **target, return_dict=False)
    parts = said[:2] if type(theirs).__name__ == "BertForPreTraining" else said[:1]
    return [x for part in parts for x in part.flatten().tolist()]


def gives(answer: dict[str, Any], expected: list[float], abs: float = 1e-12) -> None:
    assert answer.get("scores") == pytest.approx(expected, rel=0, abs=abs), answer.get("en", "other scores")
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


@pytest.mark.parametrize("family", LAYOUTS)
def test_every_family_comes_from_the_hub_as_it_lies_there(
    hub: LoopbackHub, client: Client, tmp_path: Path, family: str
) -> None:
    """Marian's tokenizer is not read yet: its model comes alone."""
    theirs = LAYOUTS[family](tmp_path)
    repo, with_tokenizer = f"every/{family}", family != "marian"
    hub.add(repo, tmp_path)
    hub.asked.clear()
    answer = client.load(repo, with_tokenizer=with_tokenizer)
    expected = everything(theirs)
    assert answer.get("scores") == pytest.approx(expected, rel=0, abs=1e-12), answer.get("en")
    assert bool(answer["ids"]) == with_tokenizer
    fetched = {path.rsplit("/", 1)[1] for path in hub.asked if "/resolve/" in path}
    left = {"tokenizer.model"} | ({"source.spm", "target.spm"} - set(TOKENIZER_FILES))
    assert fetched == {path.name for path in tmp_path.iterdir()} - left
    hub.asked.clear()
    assert client.load(repo, with_tokenizer=with_tokenizer) == answer
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
def test_a_model_that_was_never_fetched_and_no_hub_is_told_at_once_with_the_way_out(client: Client) -> None:
    client.refused("owner/", "no model")  # the client is awake
    began = time.monotonic()
    client.refused(
        "never/fetched", "never/fetched", "cannot be reached", "directory", "minitransformer train"
    )
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("status", [401, 403])
def test_a_gated_model_is_told_with_what_to_do_and_comes_with_a_token(
    hub: LoopbackHub, client: Client, tmp_path: Path, status: int
) -> None:
    repo = f"gated/{status}"
    expected = published(hub, tmp_path, repo)
    hub.gated[repo] = status
    client.refused(repo, repo, "licence", f"accept it on {hub.endpoint}/{repo}", "token", "HF_TOKEN")
    (client.home / "token").write_text(hub.TOKEN.removeprefix("Bearer "), encoding="utf-8")
    try:
        gives(client.load(repo), expected)
    finally:
        (client.home / "token").unlink()


def flipped(body: bytes) -> bytes:
    return body[:-5] + bytes([body[-5] ^ 4]) + body[-4:]


@pytest.mark.parametrize("path", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_file_that_arrives_with_a_changed_bit_is_removed_and_can_be_fetched_again(
    hub: LoopbackHub, client: Client, tmp_path: Path, path: str
) -> None:
    """The client's own check is of sizes only."""
    repo = f"damaged/{path}"
    expected = published(hub, tmp_path, repo)
    hub.spoilers[repo, path] = flipped
    for _ in range(2):
        client.refused(repo, path, "damaged", "removed", "fetch it again")
        assert flipped(hub.repos[repo][path]) not in [blob.read_bytes() for blob in client.blobs(repo)]
    hub.spoilers.clear()
    gives(client.load(repo), expected)


@pytest.mark.parametrize("where", ["header", "list"])
@pytest.mark.parametrize("path", ["model.safetensors", "config.json"])
def test_a_file_whose_hash_is_told_otherwise_is_refused(
    hub: LoopbackHub, client: Client, tmp_path: Path, path: str, where: str
) -> None:
    repo = f"misnamed/{where}-{path}"
    expected = published(hub, tmp_path, repo)
    hub.misnamed[repo, path] = {where}
    client.refused(repo, path, "damaged", "removed")
    hub.misnamed.clear()
    shutil.rmtree(client.folder(repo))  # the list of files is kept there
    gives(client.load(repo), expected)


def test_a_connection_that_breaks_in_the_middle_is_taken_up_where_it_broke(
    hub: LoopbackHub, client: Client, tmp_path: Path
) -> None:
    """The client keeps what arrived in whole chunks of 10 MiB, so the file is larger than two of them."""
    expected = published(hub, tmp_path, "broken/line", n_embd=512)
    hub.hang_ups["broken/line", "model.safetensors"] = 1
    hub.resumed.clear()
    gives(client.load("broken/line"), expected, abs=1e-10)
    assert hub.resumed == [f"bytes={10 * 2**20}-"]


def test_eight_processes_may_fetch_the_same_model_at_once(
    hub: LoopbackHub, client: Client, tmp_path: Path
) -> None:
    expected = published(hub, tmp_path / "model", "wanted/by-all", sharded)
    script, home = tmp_path / "race.py", tmp_path / "home"
    script.write_text(RACE, encoding="utf-8")
    hub.seconds = 0.2
    try:
        answered = subprocess.run(
            [sys.executable, str(script), "wanted/by-all"],
            env=environment(home, hub.endpoint), capture_output=True, check=True, encoding="utf-8",
        )  # fmt: skip
    finally:
        hub.seconds = 0.0
    assert json.loads(answered.stdout) == [pytest.approx(expected, rel=0, abs=1e-12)] * 8
    assert answered.stderr == ""  # progress is for terminals
    (snapshot,) = (home / "hub" / "models--wanted--by-all" / "snapshots").iterdir()
    for path in snapshot.iterdir():
        assert path.read_bytes() == hub.repos["wanted/by-all"][path.name]
    blobs = home / "hub" / "models--wanted--by-all" / "blobs"
    assert len(list(blobs.iterdir())) == len(list(snapshot.iterdir()))


def test_what_another_program_left_half_fetched_is_completed(
    hub: LoopbackHub, client: Client, tmp_path: Path
) -> None:
    """transformers fetches config.json first, and whoever it was may have been stopped after it."""
    expected = published(hub, tmp_path, "left/behind", sharded)
    gives(client.load("left/behind"), expected)
    (snapshot,) = (client.folder("left/behind") / "snapshots").iterdir()
    (snapshot / "model-00002-of-00002.safetensors").unlink()
    gives(client.load("left/behind"), expected)


if sys.platform != "win32":  # which has no pseudo-terminals

    def test_a_first_download_shows_its_progress_at_a_terminal(hub: LoopbackHub, tmp_path: Path) -> None:
        published(hub, tmp_path / "model", "shown/model")
        files = hub.repos["shown/model"]
        shown = told_at_a_terminal("shown/model", environment(tmp_path / "home", hub.endpoint))
        assert "100%" in shown
        assert f"{(len(files['model.safetensors']) + len(files['tokenizer.json'])) / 1000:.3g}kB" in shown
        assert shown.rstrip().endswith("loaded")  # and then it is quiet


def told_at_a_terminal(repo: str, env: dict[str, str]) -> str:
    """What one load says beside its result, at a terminal of 100 columns."""
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    code = (
        "import sys; from minitransformer.pretrained import load; "
        f"load({repo!r}); print('loaded', file=sys.stderr)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], env=env, stderr=theirs)
    os.close(theirs)
    said = b""
    with suppress(OSError):  # how a pseudo-terminal says that nobody is there any more
        while part := os.read(ours, 4096):
            said += part
    os.close(ours)
    assert process.wait() == 0
    return said.decode()


def test_a_shortened_file_is_a_problem_and_can_be_fetched_again(
    hub: LoopbackHub, client: Client, tmp_path: Path
) -> None:
    expected = published(hub, tmp_path, "short/model")
    hub.spoilers["short/model", "model.safetensors"] = lambda body: body[:-1000]
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
    hub.spoilers[repo, late] = lambda body: body[:-9]
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

    def list_repo_tree(*_words: object, **_more: object) -> None:
        raise hung_up("Server disconnected without sending a response.")

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(rooms_hub, "probe", lambda endpoint, what: None)
    monkeypatch.setattr(huggingface_hub.HfApi, "list_repo_tree", list_repo_tree)
    with refused("rude/model", "could not be fetched", "Server disconnected", "try again"):
        load("rude/model")
