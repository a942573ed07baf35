"""Which messages get the caring answer, and which must not."""

import unicodedata

import pytest

from minitransformer.apps.care import ANSWER_EN, ANSWER_KO, caring_answer

CARE = [
    "자살하고 싶어", "자살 생각이 자꾸 나", "나 죽고 싶어", "죽고싶다 진짜", "그냥 죽어버리고 싶어요",
    "요즘 자해를 자주 해", "목숨을 끊고 싶다", "이제 그만 살고 싶어", "더 이상 살고 싶지 않아요",
    "살기 싫다", "세상을 떠나고 싶어", "사라져 버리고 싶다", "그냥 사라지고 싶어", "없어지고 싶다는 생각뿐이야",
    "죽는 게 나을 것 같아", "죽는게 낫겠어", "죽는 편이 나아", "살 이유가 없어", "옥상에서 뛰어내리고 싶어",
    "손목을 그었어", "유서를 썼어", "친구가 자살하려고 해", "동반자살 하자고 해", "나 그냥 죽어버릴까", "죽을래…",
    "죽으려고 했어", "죽었으면 좋겠어", "나 죽을 거야", "차라리 죽을래 진짜", "죽구 싶어", "극단적인 선택을 하고 싶어",
    "극단적 선택을 생각해", "삶을 포기하고 싶어", "다 끝내고 싶어", "살아갈 이유가 없다", "태어나지 말걸",
    "수면제를 많이 먹었어", "I don’t want to live", "take my own life", "kill my self",
    "I want to kill myself", "thinking about suicide", "I feel suicidal", "I want to die", "i wanna die",
    "I keep hurting myself", "I want to end my life", "self-harm", "I don't want to live anymore",
    "They would be better off dead. I wish I were dead", "there is no reason to live",
]  # fmt: skip

NO_CARE = [
    "살아갈 이유가 생겼어", "숙제를 다 끝내고 싶어", "너 죽을래?", "극단적인 생각은 싫어",
    "배고파 죽겠다", "웃겨 죽겠네", "더워 죽겠어", "심심해 죽을 것 같아", "보고 싶어 죽겠어", "죽도록 사랑해",
    "자살골 넣었어", "자살 골을 넣어서 졌어", "죽여주는 맛이야", "혼자살기 좋은 동네", "여자살이 어때", "피자살게",
    "나 혼자해 볼게", "주식에 투자해야 할까", "피자해 먹자", "살고 싶은 동네가 있어", "살이 쪄서 고민이야",
    "죽이 먹고 싶어", "팥죽 먹고 싶다", "게임에서 또 죽었어", "화분이 죽었어", "할머니가 돌아가셨어",
    "세상에서 제일 예쁜 곳으로 떠나고 싶어", "손목이 아파", "너무 힘들어", "우울해", "휴대폰이 죽었어",
    "I'm dying to see it", "this homework is killing me", "you killed it!", "drop dead gorgeous", "my phone died",
    "Die Hard is my favourite film", "I watched Suicide Squad", "I'm starving to death", "live and let live",
]  # fmt: skip


@pytest.mark.parametrize("message", CARE)
def test_a_message_that_speaks_of_self_harm_gets_the_caring_answer(message):
    answer = caring_answer(message)
    assert answer == (
        ANSWER_KO if "가" <= max(message) <= "힣" or any("가" <= c <= "힣" for c in message) else ANSWER_EN
    )
    assert "109" in answer


@pytest.mark.parametrize("message", NO_CARE)
def test_a_figure_of_speech_does_not(message):
    assert caring_answer(message) is None


def test_decomposed_hangul_is_understood():
    assert caring_answer(unicodedata.normalize("NFD", "죽고 싶어")) == ANSWER_KO


def test_care_does_not_depend_on_spaces_or_case():
    assert caring_answer("죽고싶어") == caring_answer("죽고   싶어") == ANSWER_KO
    assert caring_answer("KILL MYSELF") == ANSWER_EN
