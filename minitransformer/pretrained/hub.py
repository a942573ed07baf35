"""From a name to a directory: a local folder, the hub's cache, or a download at a pinned revision."""

import difflib
import hashlib
import os
import urllib.parse
from pathlib import Path

import huggingface_hub
from huggingface_hub.errors import HFValidationError, RepositoryNotFoundError, RevisionNotFoundError

from ..errors import Problem
from ..network import answers
from ..text.files import FILES as TOKENIZER_FILES
from .files import CONFIG, SINGLE
from .sums import sha256

PINNED = {
    "skt/kogpt2-base-v2": "6f383b7282bb6e446cda53b01a636fb4438efcdf",
    "openai-community/gpt2": "607a30d783dfa663caf39e06633721c8d4cfcd7e",
    "openai-community/gpt2-medium": "main",
    "openai-community/gpt2-large": "main",
    "openai-community/gpt2-xl": "main",
    "distilbert/distilgpt2": "main",
    "skt/kobert-base-v1": "main",
    "monologg/kobert": "main",
    "klue/bert-base": "main",
    "google-bert/bert-base-uncased": "86b5e0934494bd15c9632b12f734a8a67f723594",
    "google-bert/bert-base-cased": "main",
    "google-bert/bert-large-uncased": "main",
    "google-bert/bert-base-multilingual-cased": "main",
}
"""The checkpoints this library is meant for, each with the revision that is fetched."""

PROBE_SECONDS = 2.0


def locate(name: str | Path) -> Path:
    """The directory of a model: `name` itself, or `owner/name[@revision]` from the hub or its cache."""
    if isinstance(name, Path) or Path(name).is_dir():
        return Path(name)
    repo, _, revision = str(name).partition("@")
    repo = _full_name(repo)
    if repo.count("/") != 1:
        raise _unknown(str(name))
    revision = revision or PINNED.get(repo, "main")
    try:
        return _cached(repo, revision) or _download(repo, revision)
    except HFValidationError as e:
        raise _unknown(str(name)) from e


def _full_name(repo: str) -> str:
    """gpt2 and bert-base-uncased, as everybody writes them, with their owner."""
    return next((known for known in PINNED if known.split("/")[1] == repo), repo)


def _cached(repo: str, revision: str) -> Path | None:
    found = huggingface_hub.try_to_load_from_cache(repo, CONFIG, revision=revision)
    folder = Path(found).parent if isinstance(found, str) else None
    return folder if folder and any(_has(folder, name) for name in SINGLE) else None


def _has(folder: Path, weights: str) -> bool:
    return (folder / weights).exists() or (folder / f"{weights}.index.json").exists()


def _download(repo: str, revision: str) -> Path:
    """Fetch and check everything else before config.json: where that lies in the cache, all is there."""
    probe(huggingface_hub.constants.ENDPOINT, what=repo)
    try:
        present = huggingface_hub.list_repo_files(repo, revision=revision)
        weights = next((w for w in SINGLE if w in present or f"{w}.index.json" in present), SINGLE[0])
        stem, suffix = weights.split(".")
        wanted = [*TOKENIZER_FILES, weights, f"{weights}.index.json", f"{stem}-*.{suffix}"]
        folder = Path(huggingface_hub.snapshot_download(repo, revision=revision, allow_patterns=wanted))
        for path in folder.iterdir():
            _verify(path)
        _verify(Path(huggingface_hub.hf_hub_download(repo, CONFIG, revision=folder.name)))
        return folder
    except (RepositoryNotFoundError, RevisionNotFoundError) as e:
        raise _unknown(f"{repo}@{revision}") from e
    except Problem:
        raise
    except Exception as e:  # the client's own errors, those of its HTTP library, and a full disk
        raise Problem(
            f"{repo} could not be fetched ({_first_line(e)}): try again later",
            f"{repo} 모델을 받지 못했습니다({_first_line(e)}). 잠시 뒤에 다시 해 보세요.",
        ) from e


def probe(endpoint: str, what: str) -> None:
    """Raise `Problem` within seconds where there is no network, instead of minutes of retries."""
    address = urllib.parse.urlsplit(endpoint)
    offline = os.environ.get("HF_HUB_OFFLINE", "0").upper() in ("1", "TRUE", "ON", "YES")
    if offline or not answers(endpoint, PROBE_SECONDS):
        en, ko = (
            ("HF_HUB_OFFLINE is set", "HF_HUB_OFFLINE가 설정됨") if offline else ("no answer", "응답 없음")
        )
        near_en, near_ko = ("", "") if what in PINNED else _nearest(what)
        raise Problem(
            f"{what} is not on this machine, and {address.hostname} cannot be reached ({en}): "
            f"give a directory that holds the model, or train one (minitransformer train --help){near_en}",
            f"{what}이(가) 이 컴퓨터에 없고 {address.hostname}에 연결할 수 없습니다({ko}). 모델 폴더를 주거나 "
            f"직접 학습하세요(minitransformer train --help).{near_ko}",
        )


def _verify(link: Path) -> None:
    """The client checks sizes only; a cached file's name is its hash, so check that."""
    blob = link.resolve()
    if blob.is_file() and _hash_like(blob) not in (None, blob.name):
        blob.unlink()
        raise Problem(
            f"{link.name} arrived damaged (its hash is not {blob.name[:12]}…) "
            "and was removed: fetch it again",
            f"{link.name} 파일이 손상된 채로 받아져 지웠습니다. 다시 받아 주세요.",
        )


def _hash_like(blob: Path) -> str | None:
    if len(blob.name) == 64:
        return sha256(blob)
    if len(blob.name) == 40:
        content = blob.read_bytes()
        return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    return None


def _nearest(name: str) -> tuple[str, str]:
    """The end of a sentence that names the known model nearest to this one, in both languages."""
    by_short = {known.split("/")[1]: known for known in PINNED} | {known: known for known in PINNED}
    asked = name.partition("@")[0]
    near = [known for known in by_short if asked in known]
    near = near or difflib.get_close_matches(asked, list(by_short), n=1, cutoff=0.5)
    en = f"; the nearest known name is {by_short[near[0]]}" if near else ""
    ko = f" 가장 비슷한 이름은 {by_short[near[0]]}입니다." if near else ""
    return en, ko


def _unknown(name: str) -> Problem:
    en, ko = _nearest(name)
    return Problem(
        f"there is no model {name}: give a directory, or a name on the hub such as skt/kogpt2-base-v2{en}",
        f"{name} 모델이 없습니다. 모델 폴더나 허브 이름(예: skt/kogpt2-base-v2)을 주세요.{ko}",
    )


def _first_line(e: Exception) -> str:
    return (str(e).splitlines() or [type(e).__name__])[0][:160]
