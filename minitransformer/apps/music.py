"""Songs for a mood: to match it, or to lift it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..data.records import EMOTIONS, IN_ENGLISH, Song
from ..errors import Problem

Mode = Literal["match", "lift"]

LIFT: Mapping[str, Mapping[str, float]] = {
    "행복": {"행복": 1.0},
    "슬픔": {"행복": 0.7, "슬픔": 0.3},
    "당황": {"행복": 0.7, "당황": 0.3},
    "분노": {"행복": 0.6, "분노": 0.4},
    "불안": {"행복": 0.8, "슬픔": 0.2},
}
"""Where a mood is lifted to. A little of it stays: a song that denies a feeling does not comfort."""

SURE, NEAR = 0.30, 0.10
"""Below the first, no emotion stands out from five that all have 0.20, and none is named; two that are nearer to
each other than the second are both named."""


@dataclass(frozen=True)
class Recommendation:
    """Songs with the reason for them; none where no emotion stood out."""

    songs: tuple[Song, ...]
    why_en: str
    why_ko: str


def recommend(
    emotions: Mapping[str, float], songs: Sequence[Song], *, count: int, mode: Mode, seed: int
) -> Recommendation:
    """Draw songs by the whole probability vector: 60 % sadness and 40 % anxiety gives some of both.

    No song comes twice. The same seed gives the same songs. Raises `Problem` where there are too few.
    """
    strongest = max(emotions, key=lambda emotion: emotions[emotion])
    if emotions[strongest] < SURE:
        return Recommendation(
            (),
            f"no emotion stands out ({IN_ENGLISH[strongest]} {emotions[strongest]:.0%} at most): say a little more",
            f"뚜렷한 감정이 보이지 않아요(가장 높은 {strongest}도 {emotions[strongest]:.0%}). 조금 더 이야기해 주세요.",
        )
    wanted = wanted_moods(emotions, mode)
    weights = np.array([wanted[song.emotion] for song in songs])
    per_mood = {mood: sum(song.emotion == mood for song in songs) for mood in EMOTIONS}
    weights = weights / np.array([per_mood[song.emotion] for song in songs])
    possible = int((weights > 0).sum())
    if count > possible:
        raise Problem(
            f"{count} songs were asked for, and the list has {possible} that fit: ask for fewer",
            f"{count}곡을 요청했지만 목록에 맞는 곡은 {possible}곡입니다. 수를 줄여 주세요.",
        )
    drawn = np.random.default_rng(seed).choice(len(songs), count, replace=False, p=weights / weights.sum())
    most = sorted(wanted.items(), key=lambda item: -item[1])[:2]
    mix_en = ", ".join(f"{share:.0%} {IN_ENGLISH[mood]}" for mood, share in most)
    mix_ko = ", ".join(f"{mood} {share:.0%}" for mood, share in most)
    verb_en, verb_ko = {
        "match": ("to match", "그 마음에 어울리게"),
        "lift": ("to lift", "기분이 나아지게"),
    }[mode]
    felt = [
        e for e in sorted(emotions, key=lambda e: -emotions[e]) if emotions[strongest] - emotions[e] < NEAR
    ]
    felt_en = " and ".join(f"{IN_ENGLISH[e]} ({emotions[e]:.0%})" for e in felt[:2])
    felt_ko = ", ".join(f"{e}({emotions[e]:.0%})" for e in felt[:2])
    particle = "가" if felt[:2][-1] == "분노" else "이"
    return Recommendation(
        tuple(songs[i] for i in drawn),
        f"you sound {felt_en}; songs {verb_en} it: {mix_en}",
        f"{felt_ko}{particle}{' 함께' if len(felt) > 1 else ''} 느껴져요. {verb_ko} 골랐어요: {mix_ko}",
    )


def wanted_moods(emotions: Mapping[str, float], mode: Mode) -> dict[str, float]:
    """How much of each mood the songs should have."""
    if mode == "match":
        return {mood: emotions.get(mood, 0.0) for mood in EMOTIONS}
    return {mood: sum(p * LIFT[felt].get(mood, 0.0) for felt, p in emotions.items()) for mood in EMOTIONS}
