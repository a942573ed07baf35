"""The checkpoints this library is meant for, and what a name that is none of them was perhaps meant to be."""

import difflib

from ..errors import Problem
from .pocket import pocket_names

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
    "dbmdz/bert-large-cased-finetuned-conll03-english": "4c534963167c08d4b8ff1f88733cf2930f86add0",
    "distilbert/distilbert-base-uncased": "main",
    "distilbert/distilbert-base-uncased-finetuned-sst-2-english": "714eb0fa89d2f80546fda750413ed43d93601a13",
    "distilbert/distilbert-base-cased-distilled-squad": "main",
    "Helsinki-NLP/opus-mt-en-de": "main",
    "Helsinki-NLP/opus-mt-ko-en": "main",
    "Helsinki-NLP/opus-mt-tc-big-en-ko": "main",
    "sshleifer/distilbart-cnn-12-6": "main",
    "facebook/bart-large": "main",
    "EleutherAI/polyglot-ko-1.3b": "main",
    "EleutherAI/polyglot-ko-5.8b": "main",
    "beomi/KoAlpaca-Polyglot-5.8B": "main",
    "EleutherAI/pythia-410m-deduped": "main",
}
"""Each with the revision that is fetched."""


def full_name(repo: str) -> str:
    """gpt2 and bert-base-uncased, as everybody writes them, with their owner."""
    return next((known for known in PINNED if known.split("/")[1] == repo), repo)


def nearest(name: str) -> tuple[str, str]:
    """The end of a sentence that names the known model nearest to this one, in both languages."""
    by_short = {known.split("/")[1]: known for known in PINNED}
    by_short |= {known: known for known in (*PINNED, *pocket_names())}
    asked = name.partition("@")[0]
    near = [known for known in by_short if asked in known]
    near = near or difflib.get_close_matches(asked, list(by_short), n=1, cutoff=0.5)
    en = f"; the nearest known name is {by_short[near[0]]}" if near else ""
    ko = f" 가장 비슷한 이름은 {by_short[near[0]]}입니다." if near else ""
    return en, ko


def unknown(name: str) -> Problem:
    """What to say of a name that nothing answers to."""
    en, ko = nearest(name)
    return Problem(
        f"there is no model {name}: give a directory, or a name on the hub such as skt/kogpt2-base-v2{en}",
        f"{name} 모델이 없습니다. 모델 폴더나 허브 이름(예: skt/kogpt2-base-v2)을 주세요.{ko}",
    )
