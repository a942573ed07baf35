"""A hub in small: tiny checkpoints in the shape of the real ones, a server that hands them out, and how a
refusal must sound."""

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import torch
import transformers
from safetensors.torch import save_file
from torch import Tensor

from minitransformer.errors import Problem
from minitransformer.proof.reference import perturb, quiet
from minitransformer.text.backends import FastTokenizer
from minitransformer.text.train import train_bpe

GPT2 = {"vocab_size": 60, "n_embd": 16, "n_head": 4, "n_layer": 2, "n_positions": 24}
BERT = {"vocab_size": 60, "hidden_size": 16, "num_attention_heads": 4, "num_hidden_layers": 2}
BERT |= {"intermediate_size": 40, "max_position_embeddings": 24}
SENTENCES = ("오늘 기분이 어때?", "오늘은 정말 좋은 하루였어요.", "내일 비가 오나요?", "하루 종일 비가 와요.")


# checkpoints


def tiny(architecture: str, seed: int = 0, **settings: Any) -> Any:
    """A Hugging Face model with no constant tensor in it, so that no mistake can hide."""
    sizes, config = (GPT2, "GPT2Config") if architecture.startswith("GPT2") else (BERT, "BertConfig")
    with quiet():
        model = getattr(transformers, architecture)(getattr(transformers, config)(**sizes | settings))
    model.config.architectures = [architecture]
    perturb(model, torch.Generator().manual_seed(seed))
    return model.eval()


def stored(model: Any) -> dict[str, Tensor]:
    """The tensors that `save_pretrained` would store: each parameter once, under its first name."""
    return {name: p.detach().clone() for name, p in model.named_parameters()}


def write(folder: Path, config: Any, tensors: Mapping[str, Tensor], weights: str = "safetensors") -> Path:
    """A model directory: `weights` is safetensors, bin (zip) or legacy (the .bin of before 2020)."""
    folder.mkdir(parents=True, exist_ok=True)
    said = config if isinstance(config, dict) else config.to_dict()
    (folder / "config.json").write_text(json.dumps(said), encoding="utf-8")
    if weights == "safetensors":
        save_file(dict(tensors), folder / "model.safetensors", metadata={"format": "pt"})
    else:
        zipped = weights == "bin"
        torch.save(dict(tensors), folder / "pytorch_model.bin", _use_new_zipfile_serialization=zipped)
    return folder


def small_tokenizer() -> FastTokenizer:
    """koGPT2's kind of tokenizer, with at most the 60 pieces that the tiny models know."""
    return train_bpe(SENTENCES, GPT2["vocab_size"])


@torch.no_grad()
def difference(ours: Any, theirs: Any) -> float:
    """The largest difference of anything the two models return, in float64."""
    ids = torch.randint(60, (3, 11), generator=torch.Generator().manual_seed(1))
    gpt = ours.cfg.wiring == "pre"
    segments = ids % 2
    mine = ours.double()(ids) if gpt else ours.double()(ids, None, segments)
    said = {} if gpt else {"token_type_ids": segments}
    expected = theirs.double()(ids, return_dict=False, **said)
    mine = mine if isinstance(mine, tuple) else (mine,)
    if gpt:
        expected = expected[:1]
    assert [m.shape for m in mine] == [e.shape for e in expected]
    return max((m - e).abs().max().item() for m, e in zip(mine, expected, strict=True))


# refusals


@contextmanager
def refused(*facts: str) -> Iterator[None]:
    """What is inside must raise a `Problem` that tells these facts, in English and in Korean."""
    with pytest.raises(Problem) as caught:
        yield
    told(caught.value.en, caught.value.ko, *facts)


def told(en: str, ko: str, *facts: str) -> None:
    for fact in facts:
        assert fact in en, f"{fact!r} is not told: {en}"
    assert re.search("[가-힣]", ko), ko
    assert "\n" not in en + ko


# the hub


class LoopbackHub:
    """A hub on this machine: repositories are dictionaries of files, each at one commit.

    `spoil` lets a file arrive changed; `asked` notes what was requested.
    """

    def __init__(self) -> None:
        self.repos: dict[str, dict[str, bytes]] = {}
        self.spoilers: dict[tuple[str, str], Callable[[bytes], bytes]] = {}
        self.asked: list[str] = []
        self.port = 0
        self.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @staticmethod
    def commit(repo: str) -> str:
        return hashlib.sha1(repo.encode()).hexdigest()

    def add(self, repo: str, folder: Path) -> None:
        self.repos[repo] = {path.name: path.read_bytes() for path in folder.iterdir()}

    def spoil(self, repo: str, path: str, change: Callable[[bytes], bytes]) -> None:
        self.spoilers[repo, path] = change

    def start(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def _handler(hub: LoopbackHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            hub.asked.append(self.path)
            parts = [unquote(part) for part in urlsplit(self.path).path.strip("/").split("/")]
            if parts[:2] == ["api", "models"]:
                self.api("/".join(parts[2:4]), parts[4:])
            elif len(parts) > 4 and parts[2] == "resolve":
                self.file("/".join(parts[:2]), parts[3], "/".join(parts[4:]))
            else:
                self.missing("EntryNotFound")

        do_HEAD = do_GET  # noqa: N815 - the name is the protocol's

        def api(self, repo: str, rest: list[str]) -> None:
            if repo not in hub.repos:
                return self.missing("RepoNotFound")
            commit, files = hub.commit(repo), hub.repos[repo]
            if rest[1:2] and rest[1] not in ("main", commit):
                return self.missing("RevisionNotFound")
            if rest[:1] == ["tree"]:
                return self.answer(json.dumps([_entry(path, body) for path, body in files.items()]).encode())
            siblings = [{"rfilename": path} for path in files]
            about = {"id": repo, "sha": commit, "private": False, "tags": [], "siblings": siblings}
            return self.answer(json.dumps(about).encode())

        def file(self, repo: str, revision: str, path: str) -> None:
            if repo not in hub.repos:
                return self.missing("RepoNotFound")
            if revision not in ("main", hub.commit(repo)):
                return self.missing("RevisionNotFound")
            headers = {"X-Repo-Commit": hub.commit(repo)}
            if path not in hub.repos[repo]:
                return self.missing("EntryNotFound", headers)
            body = hub.repos[repo][path]
            headers["ETag"] = f'"{_etag(path, body)}"'
            if self.command == "GET":
                body = hub.spoilers.get((repo, path), lambda whole: whole)(body)
            return self.answer(body, headers)

        def missing(self, code: str, headers: Mapping[str, str] = {}) -> None:
            self.answer(b"{}", {"X-Error-Code": code, **headers}, 404)

        def answer(self, body: bytes, headers: Mapping[str, str] = {}, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Nothing: what was asked is noted in the hub."""

    return Handler


def _large(path: str) -> bool:
    return path.endswith((".safetensors", ".bin"))


def _etag(path: str, body: bytes) -> str:
    """Large files are named by the sha256 of their content, small ones as git names them."""
    return hashlib.sha256(body).hexdigest() if _large(path) else _git_name(body)


def _git_name(body: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()


def _entry(path: str, body: bytes) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": "file", "path": path, "size": len(body), "oid": _git_name(body)}
    if _large(path):
        entry["lfs"] = {"oid": hashlib.sha256(body).hexdigest(), "size": len(body), "pointerSize": 130}
    return entry
