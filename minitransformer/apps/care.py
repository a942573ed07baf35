"""A message that speaks of self-harm is not answered by a language model."""

import re

from ..text.tokenizer import nfc

PATTERN = re.compile(
    r"자살|자해|목숨을?\s*끊|죽고\s*싶|죽어\s*버리고\s*싶|죽는\s*게\s*나|그만\s*살고\s*싶|살고\s*싶지\s*않|살기\s*싫"
    r"|세상을?\s*(?:떠나고|등지고)\s*싶|사라져\s*버리고\s*싶"
    r"|suicid|kill(?:ing)?\s+myself|self[- ]?harm|hurt(?:ing)?\s+myself|end\s+my\s+life|want\s+to\s+die",
    re.IGNORECASE,
)

ANSWER_KO = (
    "많이 힘드셨겠어요. 이야기해 주셔서 고마워요. 혼자 견디지 않으셔도 됩니다. "
    "자살예방 상담전화 109는 24시간 언제든 들어 드려요. 지금 위험하다면 119에 바로 전화해 주세요."
)
ANSWER_EN = (
    "That sounds very hard, and I am glad you said it. You do not have to bear it alone. In Korea, the crisis "
    "line 109 listens at any hour; in danger, call 119. Elsewhere, your local emergency number will help."
)


def caring_answer(text: str) -> str | None:
    """The fixed answer to a message that speaks of self-harm; None for any other message.

    It errs on the side of care: a line too many is better than a machine's guess at the wrong moment.
    """
    text = nfc(text)
    if not PATTERN.search(text):
        return None
    return ANSWER_KO if re.search("[가-힣]", text) else ANSWER_EN
