"""Names of models: short ones get their owner, unknown ones the nearest known, and no network is said at once."""

import socket
import time
from pathlib import Path

import huggingface_hub
import pytest
from loopback_hub import refused, small_tokenizer, stored, tiny, told, write

from minitransformer.errors import Problem
from minitransformer.pretrained import hub, load, load_model, load_tokenizer


@pytest.fixture
def nothing_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def asked(nothing_cached: None, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What would be fetched: (repository, revision)."""
    wanted: list[tuple[str, str]] = []

    def note(repo: str, revision: str) -> Path:
        wanted.append((repo, revision))
        return Path("fetched")

    monkeypatch.setattr(hub, "_download", note)
    return wanted


@pytest.mark.parametrize(
    ("name", "repo"),
    [
        ("gpt2", "openai-community/gpt2"),
        ("kobert", "monologg/kobert"),
        ("gpt2-medium", "openai-community/gpt2-medium"),
        ("distilgpt2", "distilbert/distilgpt2"),
        ("bert-base-uncased", "google-bert/bert-base-uncased"),
        ("bert-base-multilingual-cased", "google-bert/bert-base-multilingual-cased"),
        ("kogpt2-base-v2", "skt/kogpt2-base-v2"),
        ("skt/kogpt2-base-v2", "skt/kogpt2-base-v2"),
        ("distilbert-base-uncased", "distilbert/distilbert-base-uncased"),
        (
            "distilbert-base-uncased-finetuned-sst-2-english",
            "distilbert/distilbert-base-uncased-finetuned-sst-2-english",
        ),
        ("distilbert-base-cased-distilled-squad", "distilbert/distilbert-base-cased-distilled-squad"),
        ("opus-mt-en-de", "Helsinki-NLP/opus-mt-en-de"),
        ("opus-mt-ko-en", "Helsinki-NLP/opus-mt-ko-en"),
        ("distilbart-cnn-12-6", "sshleifer/distilbart-cnn-12-6"),
        ("bart-large", "facebook/bart-large"),
        ("polyglot-ko-1.3b", "EleutherAI/polyglot-ko-1.3b"),
        ("KoAlpaca-Polyglot-5.8B", "beomi/KoAlpaca-Polyglot-5.8B"),
        ("someone/else", "someone/else"),
    ],
)
def test_the_names_that_everybody_writes_have_an_owner(
    asked: list[tuple[str, str]], name: str, repo: str
) -> None:
    assert hub.locate(name) == Path("fetched")
    assert hub.locate(f"{name}@v1.0") == Path("fetched")
    assert asked == [(repo, hub.PINNED.get(repo, "main")), (repo, "v1.0")]


@pytest.mark.parametrize(
    "name",
    [
        "gpt2",
        "kogpt2-base-v2",
        "bert-base-uncased",
        "distilbert-base-uncased-finetuned-sst-2-english",
        "dbmdz/bert-large-cased-finetuned-conll03-english",
    ],
)
def test_the_models_that_the_lessons_use_are_pinned_to_a_commit(
    asked: list[tuple[str, str]], name: str
) -> None:
    hub.locate(name)
    ((_, revision),) = asked
    assert len(revision) == 40
    assert int(revision, 16)


def test_a_directory_goes_before_a_name(
    asked: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gpt2").mkdir()
    monkeypatch.chdir(tmp_path)
    assert hub.locate("gpt2") == Path("gpt2")
    assert hub.locate(Path("not/there")) == Path("not/there")
    assert asked == []


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("kogpt2", "skt/kogpt2-base-v2"),
        ("gtp2", "openai-community/gpt2"),
        ("kogtp2-base-v2@main", "skt/kogpt2-base-v2"),
        ("bert-base-uncase", "google-bert/bert-base-uncased"),
        ("polyglot-ko", "EleutherAI/polyglot-ko-1.3b"),
        ("opus-mt-en-kr", "Helsinki-NLP/opus-mt-en-de"),
        ("/skt/kogpt2-base-v2", "skt/kogpt2-base-v2"),
        ("xyzzy", None),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_known_one(name: str, nearest: str | None) -> None:
    with pytest.raises(Problem) as caught:
        load(name)
    told(caught.value.en, caught.value.ko, f"no model {name}")
    suggested = caught.value.en.partition("nearest known name is ")[2]
    assert suggested == (nearest or "")
    assert (nearest or "") in caught.value.ko


@pytest.mark.parametrize(
    "name",
    [
        "한국/모델",
        "a b/c",
        "../up",
        "~/model",
        "./model",
        "/a/b",
        "a/b/c",
        "a--b/c",
        "owner/",
        "/no",
        "gpt2?",
    ],
)
def test_what_can_be_no_name_is_refused_without_asking_anybody(
    asked: list[tuple[str, str]], name: str
) -> None:
    with refused(f"no model {name}", "skt/kogpt2-base-v2"):
        load_model(name)
    assert asked == []


# no network


@pytest.mark.usefixtures("nothing_cached")
def test_a_misspelt_name_offline_is_told_with_the_nearest_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(Problem) as caught:
        load("skt/kogpt2-base-v3")
    assert "skt/kogpt2-base-v2" in caught.value.en
    assert "skt/kogpt2-base-v2" in caught.value.ko
    assert "HF_HUB_OFFLINE가 설정됨" in caught.value.ko


@pytest.mark.usefixtures("nothing_cached")
@pytest.mark.parametrize("read", [load, load_model, load_tokenizer])
def test_offline_by_choice_is_said_at_once_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, read: object
) -> None:
    def nobody(*_words: object, **_more: object) -> None:
        raise AssertionError("somebody was called")

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(socket, "create_connection", nobody)
    with refused("skt/kogpt2-base-v2", "HF_HUB_OFFLINE", "directory", "minitransformer train"):
        read("skt/kogpt2-base-v2")


@pytest.mark.usefixtures("nothing_cached")
def test_a_hub_that_refuses_is_said_within_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever knocks is refused
        endpoint = f"http://127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", endpoint)
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        start = time.monotonic()
        with refused("google-bert/bert-base-uncased", "127.0.0.1 cannot be reached", "directory"):
            load("bert-base-uncased")
        assert time.monotonic() - start < 2


@pytest.mark.usefixtures("nothing_cached")
def test_a_network_that_says_nothing_is_given_up_within_two_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A connection into a black hole waits for its whole timeout: so that timeout must be short."""
    waited: list[float] = []

    def into_the_void(_address: tuple[str, int], timeout: float) -> None:
        waited.append(timeout)
        raise TimeoutError("timed out")

    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(socket, "create_connection", into_the_void)
    with refused("cannot be reached", "no answer", "directory"):
        load("gpt2")
    assert len(waited) == 1
    assert 0 < waited[0] < 2


def test_a_local_directory_needs_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_words: object, **_more: object) -> None:
        raise AssertionError("somebody was called")

    theirs = tiny("GPT2LMHeadModel")
    write(tmp_path, theirs.config, stored(theirs))
    for name, content in small_tokenizer().files().items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.setattr(socket, "create_connection", nobody)
    monkeypatch.setattr(socket.socket, "connect", nobody)
    load(str(tmp_path))
    load(tmp_path)
