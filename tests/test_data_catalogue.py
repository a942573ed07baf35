"""Data sets by name: found where they are, fetched whole or not at all, and no waiting without a network."""

import hashlib
import os
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from minitransformer import network as probe
from minitransformer.data import catalogue
from minitransformer.data.catalogue import CATALOGUE, DataSet, File, fetch, find, where
from minitransformer.errors import Problem

DATA = Path(os.environ.get("MINITRANSFORMER_DATA", ""))
BODY = "Q,A,label\n안녕,반가워요,0\n".encode()
SHA = hashlib.sha256(BODY).hexdigest()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked += 1
        if self.path == "/missing":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY[:10] if self.path == "/truncated" else BODY)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.asked = 0
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "user_cache_dir", lambda *args, **kwargs: str(tmp_path / "cache"))
    monkeypatch.delenv("MINITRANSFORMER_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "cache"


def served(server, path="/whole", sha256=SHA):
    return pretend(f"http://127.0.0.1:{server.server_address[1]}{path}", sha256)


def pretend(url, sha256=SHA):
    return DataSet("toy", "toy", (File("toy.csv", url, sha256),), "MIT", "a toy", "장난감")


def put(folder, name):
    folder.mkdir(parents=True)
    for file in CATALOGUE[name].files:
        (folder / file.name).write_bytes(BODY)


def test_the_catalogue_knows_its_sets_completely():
    by_hand = {"tatoeba_ko_en", "klue_ner"}
    assert set(CATALOGUE) == {"chatbot_ko", "nsmc", "kote", "korquad1_dev"} | by_hand
    for name, data_set in CATALOGUE.items():
        assert data_set.name == name
        assert all((data_set.licence, data_set.about_en, data_set.about_ko))
        for file in [] if name in by_hand else data_set.files:
            assert file.url.startswith("https://")
            assert file.url.endswith(f"/{file.name}")
            assert len(file.sha256) == 64
            assert int(file.sha256, 16)


def test_a_fetched_set_is_the_file_on_record_and_is_asked_for_once(server, cache):
    folder = fetch(served(server))
    assert folder == cache / "data" / "toy"
    assert (folder / "toy.csv").read_bytes() == BODY
    fetch(served(server))
    assert server.asked == 1


def test_a_whole_set_needs_no_network(server, monkeypatch):
    fetch(served(server))
    monkeypatch.setattr(catalogue, "answers", lambda url: pytest.fail("the network was asked"))
    fetch(served(server))


def test_a_damaged_file_is_fetched_again(server):
    folder = fetch(served(server))
    (folder / "toy.csv").write_bytes(BODY[:-3])
    assert (fetch(served(server)) / "toy.csv").read_bytes() == BODY


def test_a_wrong_hash_is_a_problem_and_leaves_nothing(server, cache):
    with pytest.raises(Problem, match="not the file on record") as told:
        fetch(served(server, sha256="0" * 64))
    assert "MINITRANSFORMER_DATA" in told.value.en
    assert "지웠습니다" in told.value.ko
    assert not [path for path in cache.rglob("*") if path.is_file()]


@pytest.mark.parametrize("path", ["/truncated", "/missing"])
def test_a_download_that_breaks_off_is_a_problem_and_leaves_nothing(server, cache, path):
    with pytest.raises(Problem, match="could not be fetched"):
        fetch(served(server, path))
    assert not [p for p in cache.rglob("*") if p.is_file()]


def test_a_cache_that_cannot_be_written_is_a_problem(server, cache):
    cache.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(Problem, match="could not be fetched into"):
        fetch(served(server))


def closed_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def test_without_a_network_fetch_says_so_and_names_the_offline_way():
    start = time.monotonic()
    with pytest.raises(Problem, match="cannot be reached") as told:
        fetch(pretend(f"http://127.0.0.1:{closed_port()}/toy.csv"))
    assert time.monotonic() - start < 2.5
    for text in (told.value.en, told.value.ko):
        assert "toy.csv" in text
        assert "MINITRANSFORMER_DATA" in text


def test_a_name_lookup_that_hangs_does_not_keep_anyone_waiting(monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: release.wait(20) and [])
    start = time.monotonic()
    with pytest.raises(Problem, match="cannot be reached"):
        fetch(pretend("https://example.invalid/toy.csv"))
    taken = time.monotonic() - start
    release.set()
    assert taken < 2.5


def test_the_probe_asks_the_proxy_where_there_is_one(server, monkeypatch):
    monkeypatch.setattr(probe, "proxy_bypass", lambda host: False)
    monkeypatch.setattr(probe, "getproxies", lambda: {"https": f"127.0.0.1:{server.server_address[1]}"})
    assert probe.answers("https://example.invalid/toy.csv")
    monkeypatch.setattr(probe, "getproxies", lambda: {"all": f"http://127.0.0.1:{closed_port()}"})
    assert not probe.answers(f"http://127.0.0.1:{server.server_address[1]}/")


def test_the_folder_of_the_environment_comes_before_the_cache(tmp_path, cache, monkeypatch):
    assert where("nsmc") is None
    put(cache / "data" / "nsmc", "nsmc")
    assert where("nsmc") == cache / "data" / "nsmc"
    put(tmp_path / "mine" / "nsmc", "nsmc")  # whatever it holds: hashes are for what was downloaded
    monkeypatch.setenv("MINITRANSFORMER_DATA", str(tmp_path / "mine"))
    assert where("nsmc") == find("nsmc") == tmp_path / "mine" / "nsmc"
    assert where("kote") is None


def test_a_folder_of_the_environment_that_lacks_a_file_is_passed_over(tmp_path, cache, monkeypatch):
    monkeypatch.setenv("MINITRANSFORMER_DATA", str(tmp_path / "mine"))
    put(tmp_path / "mine" / "nsmc", "nsmc")
    (tmp_path / "mine" / "nsmc" / "ratings_test.txt").unlink()
    assert where("nsmc") is None
    put(cache / "data" / "nsmc", "nsmc")
    assert where("nsmc") == find("nsmc") == cache / "data" / "nsmc"


def test_the_file_that_the_folder_of_the_environment_lacks_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("MINITRANSFORMER_DATA", str(tmp_path / "mine"))
    put(tmp_path / "mine" / "nsmc", "nsmc")
    (tmp_path / "mine" / "nsmc" / "ratings_test.txt").unlink()
    with pytest.raises(Problem) as told:
        find("nsmc")
    assert told.value.en.startswith(f"{tmp_path / 'mine' / 'nsmc'} has no ratings_test.txt: ")
    assert told.value.ko.startswith(f"{tmp_path / 'mine' / 'nsmc'} 폴더에 ratings_test.txt 파일이 없습니다. ")
    for text in (told.value.en, told.value.ko):
        assert "minitransformer data fetch nsmc" in text


def test_a_cache_that_lacks_one_file_is_not_there(cache):
    put(cache / "data" / "nsmc", "nsmc")
    (cache / "data" / "nsmc" / "ratings_test.txt").unlink()
    assert where("nsmc") is None


def test_a_set_that_is_not_there_is_a_problem_that_says_how_to_get_it():
    with pytest.raises(Problem) as told:
        find("chatbot_ko")
    for text in (told.value.en, told.value.ko):
        assert "minitransformer data fetch chatbot_ko" in text
        assert "MINITRANSFORMER_DATA" in text
        assert "ChatbotData.csv" in text


def test_an_unknown_name_is_a_problem_that_names_the_nearest():
    with pytest.raises(Problem, match="choose one of kote, "):
        find("kotee")


@pytest.mark.data
@pytest.mark.parametrize(("name", "file"), [("chatbot_ko", "ChatbotData.csv"), ("kote", "val.tsv")])
def test_the_hash_on_record_is_that_of_the_real_file(name, file):
    (on_record,) = [f.sha256 for f in CATALOGUE[name].files if f.name == file]
    assert hashlib.sha256((DATA / name / file).read_bytes()).hexdigest() == on_record
