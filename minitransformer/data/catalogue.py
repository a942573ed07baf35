"""Where a public data set is on this machine, and how it gets there: exactly the file on record, or none."""

import os
from difflib import get_close_matches
from pathlib import Path

from platformdirs import user_cache_dir

from ..errors import Problem
from ..network import answers
from .sets import CATALOGUE, DataSet, File

__all__ = ["CATALOGUE", "DataSet", "File", "cache_folder", "fetch", "find", "known", "where"]


def known(name: str) -> DataSet:
    """The data set of a name; `Problem` names the known ones, the nearest first."""
    if name not in CATALOGUE:
        near = get_close_matches(name, CATALOGUE, n=1)
        names = ", ".join([*near, *(n for n in CATALOGUE if n not in near)])
        raise Problem(
            f"no data set is called {name!r}: choose one of {names}",
            f"{name!r}라는 데이터는 없습니다. 다음 가운데 골라 주세요: {names}",
        )
    return CATALOGUE[name]


def cache_folder(data_set: DataSet) -> Path:
    """Where a data set is kept once it has been fetched."""
    return Path(user_cache_dir("minitransformer", appauthor=False)) / "data" / data_set.folder


def where(name: str) -> Path | None:
    """The folder that has the files of a data set: in MINITRANSFORMER_DATA, else the cache, else None."""
    data_set = known(name)
    folders = (_given_folder(data_set), cache_folder(data_set))
    return next((folder for folder in folders if folder and not _lacking(folder, data_set)), None)


def find(name: str) -> Path:
    """The folder of a data set that must be there; `Problem` says what is missing and how to get it."""
    if folder := where(name):
        return folder
    data_set = known(name)
    given = _given_folder(data_set)
    missing = (f"{name} is not on this machine", f"이 컴퓨터에 {name} 데이터가 없습니다")
    if given and given.is_dir():
        lacking = ", ".join(_lacking(given, data_set))
        missing = (f"{given} has no {lacking}", f"{given} 폴더에 {lacking} 파일이 없습니다")
    en, ko = _by_hand(data_set)
    if not data_set.by_hand:
        en = f"run `minitransformer data fetch {name}`, or {en}"
        ko = f"`minitransformer data fetch {name}`로 받거나, {ko}"
    raise Problem(f"{missing[0]}: {en}", f"{missing[1]}. {ko}")


def _given_folder(data_set: DataSet) -> Path | None:
    given = os.environ.get("MINITRANSFORMER_DATA")
    return Path(given) / data_set.folder if given else None


def _lacking(folder: Path, data_set: DataSet) -> list[str]:
    return [file.name for file in data_set.files if not (folder / file.name).is_file()]


def fetch(name: str | DataSet, progress: bool = False) -> Path:
    """The folder of a data set, after downloading what is missing from it or damaged in it.

    Raises `Problem` where there is no network (within 2.5 seconds), where the download breaks off, and where
    its hash is not the one on record (of such a download nothing is kept), and for a set brought by hand.
    """
    data_set = name if isinstance(name, DataSet) else known(name)
    if data_set.by_hand:
        en, ko = _by_hand(data_set)
        raise Problem(
            f"{data_set.name} is not for downloading: {en}",
            f"{data_set.name} 데이터는 내려받을 수 없습니다. {ko}",
        )
    folder = cache_folder(data_set)
    for file in data_set.files:
        if not _whole(folder / file.name, file.sha256):
            _download(file, folder, data_set, progress)
    return folder


def _whole(path: Path, sha256: str) -> bool:
    import pooch

    return path.is_file() and pooch.file_hash(str(path)) == sha256


def _download(file: File, folder: Path, data_set: DataSet, progress: bool) -> None:
    import pooch

    en, ko = _by_hand(data_set)
    if not answers(file.url):
        raise Problem(
            f"{file.url} cannot be reached: connect to the network, or {en}",
            f"{file.url}에 연결할 수 없습니다. 네트워크에 연결하거나, {ko}",
        )
    pooch.get_logger().setLevel("WARNING")
    try:
        pooch.retrieve(file.url, f"sha256:{file.sha256}", file.name, folder, progressbar=progress)
    except ValueError as e:
        raise Problem(
            f"{file.url} is not the file on record (sha256 {file.sha256}) and was thrown away: "
            f"try again, or {en}",
            f"받은 {file.url} 파일이 기록된 sha256({file.sha256})과 달라서 지웠습니다. 다시 시도하거나, {ko}",
        ) from e
    except OSError as e:
        raise Problem(
            f"{file.url} could not be fetched into {folder} ({e}): try again, or {en}",
            f"{file.url} 파일을 {folder}에 받지 못했습니다({e}). 다시 시도하거나, {ko}",
        ) from e


def _by_hand(data_set: DataSet) -> tuple[str, str]:
    """How to bring a data set without a network, in English and in Korean."""
    names = ", ".join(file.name for file in data_set.files)
    en, ko = f"put {names}", f"{names} 파일"
    if data_set.by_hand:
        en = f"get {names} from {data_set.home}, put it"
        ko = f"다음 주소에서 {names} 파일을 받으세요: {data_set.home} . 받은 파일"
    return (
        f"{en} into a folder {data_set.folder} and set MINITRANSFORMER_DATA to the folder above it",
        f"{ko}을 {data_set.folder} 폴더에 넣고 그 상위 폴더를 MINITRANSFORMER_DATA로 지정해 주세요.",
    )
