"""From a name to a directory: a local folder, the package's own, the hub's cache, or a pinned download."""

import hashlib
import os
import urllib.parse
from pathlib import Path

import huggingface_hub
from huggingface_hub.errors import (
    GatedRepoError,
    HFValidationError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import RepoFile

from ..errors import Problem
from ..network import answers
from ..text.files import FILES as TOKENIZER_FILES
from .bar import Bar
from .files import CONFIG, GENERATION, SINGLE, is_llama2c, weight_files
from .known import PINNED, full_name, nearest, unknown
from .pocket import pocket

PROBE_SECONDS = 1.8


def locate(name: str | Path) -> Path:
    """The directory of a model: `name` itself, a model that came with the package, or `owner/name[@revision]`
    from the hub or its cache. A file of llama2.c stands for itself."""
    if isinstance(name, Path) or Path(name).is_dir() or is_llama2c(Path(name)):
        return Path(name)
    if ours := pocket(name):
        return ours
    repo, _, revision = str(name).partition("@")
    repo = full_name(repo)
    if repo.count("/") != 1:
        raise unknown(str(name))
    revision = revision or PINNED.get(repo, "main")
    try:
        return _cached(repo, revision) or _download(repo, revision)
    except HFValidationError as e:
        raise unknown(str(name)) from e


def _cached(repo: str, revision: str) -> Path | None:
    found = huggingface_hub.try_to_load_from_cache(repo, CONFIG, revision=revision)
    folder = Path(found).parent if isinstance(found, str) else None
    return folder if folder and _complete(folder) else None


def _complete(folder: Path) -> bool:
    """Are all the weights there? Another program may have begun to fetch them, and been stopped."""
    try:
        return all(path.exists() for path in weight_files(folder))
    except Problem:
        return False


def _download(repo: str, revision: str) -> Path:
    """Fetch and check everything else before config.json: where that lies in the cache, all is there."""
    probe(huggingface_hub.constants.ENDPOINT, what=repo)
    try:
        tree = huggingface_hub.HfApi().list_repo_tree(repo, revision=revision)
        present = {entry.path: entry for entry in tree if isinstance(entry, RepoFile)}
        weights = next((w for w in SINGLE if w in present or f"{w}.index.json" in present), SINGLE[0])
        stem, suffix = weights.split(".")
        wanted = [*TOKENIZER_FILES, GENERATION, weights, f"{weights}.index.json", f"{stem}-*.{suffix}"]
        folder = Path(
            huggingface_hub.snapshot_download(repo, revision=revision, allow_patterns=wanted, tqdm_class=Bar)
        )
        for path in folder.iterdir():
            _verify(path, present.get(path.name))
        config = Path(huggingface_hub.hf_hub_download(repo, CONFIG, revision=folder.name))
        _verify(config, present.get(CONFIG))
        return folder
    except GatedRepoError as e:
        raise _gated(repo) from e
    except (RepositoryNotFoundError, RevisionNotFoundError) as e:
        raise unknown(f"{repo}@{revision}") from e
    except Problem:
        raise
    except Exception as e:  # the client's own errors, those of its HTTP library, and a full disk
        raise Problem(
            f"{repo} could not be fetched ({_first_line(e)}): try again later",
            f"{repo} 모델을 받지 못했습니다({_first_line(e)}). 잠시 뒤에 다시 해 보세요.",
        ) from e
    finally:
        Bar.close_all()


def probe(endpoint: str, what: str) -> None:
    """Raise `Problem` within seconds where there is no network, instead of minutes of retries."""
    address = urllib.parse.urlsplit(endpoint)
    offline = os.environ.get("HF_HUB_OFFLINE", "0").upper() in ("1", "TRUE", "ON", "YES")
    if offline or not answers(endpoint, PROBE_SECONDS):
        en, ko = (
            ("HF_HUB_OFFLINE is set", "HF_HUB_OFFLINE가 설정됨") if offline else ("no answer", "응답 없음")
        )
        near_en, near_ko = ("", "") if what in PINNED else nearest(what)
        raise Problem(
            f"{what} is not on this machine, and {address.hostname} cannot be reached ({en}): "
            f"give a directory that holds the model, or train one (minitransformer train --help){near_en}",
            f"{what}이(가) 이 컴퓨터에 없고 {address.hostname}에 연결할 수 없습니다({ko}). 모델 폴더를 주거나 "
            f"직접 학습하세요(minitransformer train --help).{near_ko}",
        )


def _verify(link: Path, listed: RepoFile | None) -> None:
    """The client checks sizes only. What the hub says of a file's content is its hash: in the list of files,
    and in the name that the cache keeps it under (where a system has no links, only the list is left)."""
    blob = link.resolve()
    said = {blob.name} if len(blob.name) in (40, 64) else set()
    if listed is not None:
        said.add(listed.lfs.sha256 if listed.lfs else listed.blob_id)
    if blob.is_dir() or (blob.exists() and all(_hashed(blob, len(s)) == s for s in said)):
        return
    for path in (link, blob):  # another process may have found out first
        path.unlink(missing_ok=True)
    raise Problem(
        f"{link.name} arrived damaged (its hash is not the one that the hub names) "
        "and was removed: fetch it again",
        f"{link.name} 파일이 손상된 채로 받아져 지웠습니다. 다시 받아 주세요.",
    )


def _hashed(path: Path, length: int) -> str:
    """The sha256 of a file, or, 40 digits long, the name that git gives it."""
    named = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256" if length == 64 else named.copy).hexdigest()


def _gated(repo: str) -> Problem:
    page = f"{huggingface_hub.constants.ENDPOINT}/{repo}"
    return Problem(
        f"{repo} is only given to those who accepted its licence: accept it on {page}, "
        "then give the token of that account (hf auth login, or the variable HF_TOKEN)",
        f"{repo}은(는) 라이선스에 동의한 사람만 받을 수 있습니다. {page} 에서 동의한 다음, "
        "그 계정의 토큰을 주세요(hf auth login 또는 환경 변수 HF_TOKEN).",
    )


def _first_line(e: Exception) -> str:
    return (str(e).splitlines() or [type(e).__name__])[0][:160]
