"""A hub in small: tiny checkpoints in the shape of the real ones, a server that hands them out, and how a
refusal must sound."""

import hashlib
import json
import re
import threading
import time
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
from minitransformer.proof.reference import in_full_precision, learned, perturb, quiet
from minitransformer.text.backends import FastTokenizer
from minitransformer.text.train import train_bpe

GPT2 = {"vocab_size": 60, "n_embd": 16, "n_head": 4, "n_layer": 2, "n_positions": 24}
BERT = {"vocab_size": 60, "hidden_size": 16, "num_attention_heads": 4, "num_hidden_layers": 2}
BERT |= {"intermediate_size": 40, "max_position_embeddings": 24}
DISTILBERT = {"vocab_size": 60, "dim": 16, "n_heads": 4, "n_layers": 2, "hidden_dim": 40}
DISTILBERT |= {"max_position_embeddings": 24, "sinusoidal_pos_embds": False}
SEQ2SEQ = {"vocab_size": 60, "d_model": 16, "encoder_layers": 2, "decoder_layers": 3, "encoder_ffn_dim": 40}
SEQ2SEQ |= {"encoder_attention_heads": 4, "decoder_attention_heads": 4, "decoder_ffn_dim": 40}
SEQ2SEQ |= {"max_position_embeddings": 24}
MARIAN = SEQ2SEQ | {"pad_token_id": 59, "decoder_start_token_id": 59, "eos_token_id": 0, "bos_token_id": 0}
MARIAN |= {"forced_eos_token_id": 0, "activation_function": "swish", "scale_embedding": True}
NEOX = {"vocab_size": 60, "hidden_size": 24, "num_attention_heads": 3, "num_hidden_layers": 2}
NEOX |= {"intermediate_size": 40, "max_position_embeddings": 24}
NEOX |= {"rope_parameters": {"rope_type": "default", "rope_theta": 10_000.0, "partial_rotary_factor": 0.5}}
LLAMA = {"vocab_size": 60, "hidden_size": 24, "num_attention_heads": 4, "num_key_value_heads": 2}
LLAMA |= {"num_hidden_layers": 2, "intermediate_size": 40, "max_position_embeddings": 24}
SIZES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "GPT2": ("GPT2Config", GPT2),
    "GPTNeoX": ("GPTNeoXConfig", NEOX),
    "Llama": ("LlamaConfig", LLAMA),
    "Bert": ("BertConfig", BERT),
    "DistilBert": ("DistilBertConfig", DISTILBERT),
    "Marian": ("MarianConfig", MARIAN),
    "Bart": ("BartConfig", SEQ2SEQ),
}
"""The config class and the sizes of a tiny model, by what the name of its architecture begins with."""
SENTENCES = ("오늘 기분이 어때?", "오늘은 정말 좋은 하루였어요.", "내일 비가 오나요?", "하루 종일 비가 와요.")


# checkpoints


def tiny(architecture: str, seed: int = 0, **settings: Any) -> Any:
    """A Hugging Face model with no constant tensor in it, so that no mistake can hide."""
    config, sizes = next(SIZES[beginning] for beginning in SIZES if architecture.startswith(beginning))
    with quiet():
        model = getattr(transformers, architecture)(getattr(transformers, config)(**sizes | settings))
    model.config.architectures = [architecture]
    perturb(model, torch.Generator().manual_seed(seed))
    return model.eval()


def stored(model: Any) -> dict[str, Tensor]:
    """The tensors that `save_pretrained` would store: each once, under its first name on disk."""
    if type(model).__name__.startswith("GPTNeoX"):
        return {n.replace("lm_head.", "embed_out."): p.detach().clone() for n, p in learned(model).items()}
    return {name: p.detach().clone() for name, p in learned(model).items()}


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
    ours, theirs = ours.double(), in_full_precision(theirs.double())
    if theirs.config.is_encoder_decoder:
        mine, expected = ours(ids, ids[:, 2:]), (theirs(ids, decoder_input_ids=ids[:, 2:]).logits,)
    elif theirs.config.model_type == "bert":
        mine, expected = ours(ids, None, ids % 2), theirs(ids, token_type_ids=ids % 2, return_dict=False)
    elif hasattr(theirs, "score"):  # without padding, theirs takes one row at a time
        mine, expected = ours(ids), (torch.cat([theirs(row[None]).logits for row in ids]),)
    else:
        mine, expected = ours(ids), theirs(ids, use_cache=False, return_dict=False)
    mine = mine if isinstance(mine, tuple) else (mine,)
    if type(theirs).__name__.endswith("ForQuestionAnswering"):
        expected = (torch.stack(expected, -1),)
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

    `asked` notes what was requested, `resumed` from which byte on. What can go wrong: `spoilers` change a file
    on its way, `hang_ups` says how often the connection breaks in the middle of it, `misnamed` where its hash
    is told wrongly ("header", "list"); `gated` repositories answer with 401 or 403 unless asked with a token.
    `seconds` is how long every file takes.
    """

    TOKEN = "Bearer hf_accepted"

    def __init__(self) -> None:
        self.repos: dict[str, dict[str, bytes]] = {}
        self.spoilers: dict[tuple[str, str], Callable[[bytes], bytes]] = {}
        self.hang_ups: dict[tuple[str, str], int] = {}
        self.misnamed: dict[tuple[str, str], set[str]] = {}
        self.gated: dict[str, int] = {}
        self.asked: list[str] = []
        self.resumed: list[str] = []
        self.seconds = 0.0
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
                entries = [_entry(path, body, self.named("list", repo, path)) for path, body in files.items()]
                return self.answer(json.dumps(entries).encode())
            siblings = [{"rfilename": path} for path in files]
            about = {"id": repo, "sha": commit, "private": False, "tags": [], "siblings": siblings}
            return self.answer(json.dumps(about).encode())

        def file(self, repo: str, revision: str, path: str) -> None:
            if repo not in hub.repos:
                return self.missing("RepoNotFound")
            if revision not in ("main", hub.commit(repo)):
                return self.missing("RevisionNotFound")
            headers = {"X-Repo-Commit": hub.commit(repo)}
            if repo in hub.gated and self.headers["Authorization"] != hub.TOKEN:
                return self.answer(b"{}", {"X-Error-Code": "GatedRepo"}, hub.gated[repo])
            if path not in hub.repos[repo]:
                return self.missing("EntryNotFound", headers)
            body = hub.repos[repo][path]
            headers["ETag"] = f'"{_etag(path, self.named("header", repo, path))}"'
            if self.command == "HEAD":
                return self.answer(body, headers)
            time.sleep(hub.seconds)
            body = hub.spoilers.get((repo, path), lambda whole: whole)(body)
            if asked := self.headers["Range"]:
                hub.resumed.append(asked)
                start, whole = int(asked.removeprefix("bytes=").rstrip("-")), len(body)
                headers["Content-Range"] = f"bytes {start}-{whole - 1}/{whole}"
                return self.answer(body[start:], headers, 206)
            if hub.hang_ups.get((repo, path), 0):
                hub.hang_ups[repo, path] -= 1
                self.close_connection = True
                return self.answer(body, headers, sent=len(body) // 2)
            return self.answer(body, headers)

        def named(self, where: str, repo: str, path: str) -> bytes:
            """The content whose hash is told."""
            return b"another" if where in hub.misnamed.get((repo, path), ()) else hub.repos[repo][path]

        def missing(self, code: str, headers: Mapping[str, str] = {}) -> None:
            self.answer(b"{}", {"X-Error-Code": code, **headers}, 404)

        def answer(
            self, body: bytes, headers: Mapping[str, str] = {}, status: int = 200, sent: int | None = None
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body[:sent])

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


def _entry(path: str, body: bytes, named: bytes) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": "file", "path": path, "size": len(body), "oid": _git_name(named)}
    if _large(path):
        entry["lfs"] = {"oid": hashlib.sha256(named).hexdigest(), "size": len(body), "pointerSize": 130}
    return entry
