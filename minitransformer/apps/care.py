"""A message that speaks of self-harm is not answered by a language model."""

import re

from ..text.tokenizer import nfc

PATTERN = re.compile(
    # 자살, 자해 at the start of a word: 혼자살기, 투자해 are something else; so is an own goal, 자살골
    r"(?:(?<![가-힣])|동반|집단)자살(?!\s*골)|(?<![가-힣])자해"
    r"|죽고\s*싶|죽고\s*만\s*싶|죽어\s*버리(?:고\s*싶|려고)|죽어\s*버릴\s*(?:거|래|까)|죽어야\s*(?:겠|할)"
    r"|죽는\s*(?:게|것이|편이)\s*(?:더\s*)?(?:나|낫|편)"
    r"|목숨을?\s*끊|(?:삶|생)을\s*(?:끝내|마감)|목을?\s*매(?:고|달)|손목을?\s*(?:그었|그어|긋|그을)"
    r"|뛰어내리(?:고\s*싶|려고)|뛰어내릴\s*(?:거|까|래)|유서를?\s*(?:썼|쓰|남)"
    r"|그만\s*살고\s*싶|살고\s*싶지\s*(?:가\s*)?않|살기\s*싫|더\s*(?:이상\s*)?(?:는\s*)?살고\s*싶지|살\s*이유가?\s*없"
    r"|살아야\s*할\s*이유를?\s*(?:모르|없)|세상을?\s*(?:떠나|등지)고\s*싶|(?:사라|없어)(?:지고|져\s*버리고)\s*싶"
    r"|(?<![가-힣])죽으려고|죽었으면\s*(?:좋|해|싶)|(?<![가-힣])죽을\s*(?:거야|거예요|겁니다)|(?:차라리|그냥|난|나|나는)\s*죽을래|(?<![가-힣])죽을래(?:요)?\s*[.!…~]*$|죽구\s*싶"
    r"|극단적인?\s*선택|(?:삶|인생)을\s*(?:포기|놓)|^\s*(?:그냥\s*|이제\s*)?다\s*끝내고\s*싶|살아갈\s*이유[가도를]?\s*(?:없|모르)|태어나지\s*(?:말|않았)"
    r"|수면제를?\s*(?:많이|잔뜩|여러)|tak(?:e|ing)\s+my\s+(?:own\s+)?life|kill\s+my\s+self"
    r"|suicid(?!e\s+squad)|self[- ]?harm|(?:kill|hurt|cut)(?:ing)?\s+myself|end(?:ing)?\s+(?:my\s+life|it\s+all)"
    r"|(?:want\s+to|wanna)\s+die|(?:better\s+off|wish\s+i\s+(?:was|were))\s+dead|wish\s+i\s+had\s+never\s+been\s+born"
    r"|(?:don'?t|do\s+not)\s+(?:want\s+to|wanna)\s+(?:live|be\s+alive)|no\s+reason\s+to\s+live",
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
    Figures of speech (배고파 죽겠다, dying to see it) and an own goal (자살골) are left alone.
    """
    text = nfc(text).replace("’", "'")
    if not PATTERN.search(text):
        return None
    return ANSWER_KO if re.search("[가-힣]", text) else ANSWER_EN
