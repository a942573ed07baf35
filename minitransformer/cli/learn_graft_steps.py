"""The three proofs of a graft: the same function, the same words, and at home in Hugging Face's own model."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..errors import Problem
from .learn_desk import Desk
from .parity import _number as number
from .parity import as_content as parity_content
from .parity import as_table, verdict
from .voice import Voice

if TYPE_CHECKING:
    from ..learn.operation import Operation, Speech
    from ..proof.parity import Parity

ATTENTION = "scaled_dot_product_attention"


def prove(desk: Desk, operation: "Operation", content: dict[str, Any]) -> bool:
    """Is it still the function that transformers computes from the same weights?"""
    voice = desk.voice
    heading(desk, "1. The same weights in transformers", "1. 같은 가중치의 transformers와 비교")
    content["parity"] = None
    found = attempted(
        desk, operation.parity, content, "comparing with transformers …", "transformers와 비교하는 중 …"
    )
    if found is None:
        return False
    content["parity"] = {**parity_content(operation.model, found), "first": first_wrong(found)}
    if not found.agrees:
        voice.tell(as_table(shortened(found), voice))
    voice.tell(f"{found.architecture}: {verdict(found, voice)}", markup=False)
    return found.agrees


def first_wrong(found: "Parity") -> str | None:
    """The first activation that is not what it should be."""
    return next((row.name for row in (*found.activations, found.logits) if not row.agrees), None)


def shortened(found: "Parity") -> "Parity":
    """Up to a little behind the first disagreement."""
    wrong = [i for i, row in enumerate(found.activations) if not row.agrees]
    last = wrong[0] + 4 if wrong else len(found.activations)
    return replace(found, activations=found.activations[:last])


def speak(desk: Desk, operation: "Operation", content: dict[str, Any]) -> bool:
    """What the model says now, and whether that is what it should say."""
    voice = desk.voice
    asked, language = content.pop("say"), voice.language
    content["speech"] = None
    if not operation.speaks:
        return True
    heading(desk, "2. It speaks", "2. 말하기")
    spoken = attempted(desk, lambda: operation.speech(asked, language), content, "it speaks …", "말하는 중 …")
    if spoken is None:
        return False
    content["speech"] = [tell_speech(voice, speech) for speech in spoken]
    same = all(speech.same for speech in spoken)
    if same:
        voice.tell(
            voice.pick(
                "Token for token what it says with the library's functions.",
                "라이브러리의 함수로 돌릴 때와 토큰 하나까지 같습니다.",
            )
        )
    return same


def tell_speech(voice: Voice, speech: "Speech") -> dict[str, Any]:
    """One turn: what is said with the learner's functions, and what should be said where that differs."""
    voice.tell(f"  {voice.pick('you', '나')}> {speech.asked}", markup=False)
    voice.tell(f"  {voice.pick('it, with your code', '내 코드')}> {speech.yours}", markup=False)
    content = {"asked": speech.asked, "right": speech.right, "yours": speech.yours, "same": speech.same}
    if speech.differs:
        token, right, yours = speech.differs
        end = voice.pick("(the end)", "(끝)")
        voice.tell(f"  {voice.pick('it should say', '원래는')}> {speech.right}", markup=False, style="red")
        voice.tell(
            voice.pick(
                f"    different from token {token} on: {yours or end} instead of {right or end}",
                f"    {token}번째 토큰부터 다릅니다: {right or end} 대신 {yours or end}",
            ),
            markup=False,
        )
        content["differs"] = {"token": token, "right": right, "yours": yours}
    return content


def inside(desk: Desk, operation: "Operation", content: dict[str, Any]) -> bool:
    """The same attention in Hugging Face's own model."""
    voice = desk.voice
    content["inside_transformers"] = None
    if ATTENTION not in operation.files:
        return True
    heading(desk, "3. Your attention inside Hugging Face's own model", "3. 허깅페이스 모델 속의 내 어텐션")
    found = attempted(desk, operation.inside, content, "running it there …", "그 안에서 돌리는 중 …")
    if found is None:
        return False
    content["inside_transformers"] = {"error": number(found.error), "agrees": found.agrees}
    voice.tell(
        voice.pick(
            f"its scores are {found.error:.1e} standard deviations from what they were: "
            + ("the same" if found.agrees else "NOT the same"),
            f"점수가 원래 값에서 표준편차의 {found.error:.1e}배만큼 다릅니다: "
            + ("같습니다" if found.agrees else "같지 않습니다"),
        )
    )
    return found.agrees


def attempted(desk: Desk, go: Callable[[], Any], content: dict[str, Any], en: str, ko: str) -> Any:
    """What comes of it; None where the learner's code fails in the model, which is told."""
    from ..learn.graft import retold

    voice = desk.voice
    try:
        with voice.busy(en, ko):
            return go()
    except Problem:
        raise
    except Exception as error:
        told = retold(error, desk.folder.path).told(voice.language)
        if content.get("broke") == told:
            told = voice.pick("as above", "위와 같습니다")
        else:
            content["broke"] = told
        voice.tell(
            voice.pick(f"The model stops. {told}", f"모델이 멈춥니다. {told}"), markup=False, style="red"
        )
        return None


def heading(desk: Desk, en: str, ko: str) -> None:
    """The title of a part."""
    desk.voice.tell(f"\n{desk.voice.pick(en, ko)}", markup=False, style="bold")
