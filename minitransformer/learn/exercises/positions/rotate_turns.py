"""What goes wrong when a pair is turned."""

from ...exercise import mistake

FIRST = "a * cos - b * sin"
SECOND = "b * cos + a * sin"

TURNS = (
    mistake(
        "turned backwards",
        (FIRST, "a * cos + b * sin"),
        (SECOND, "b * cos - a * sin"),
        en=(
            "You turn clockwise: both signs of the sine are exchanged.",
            "(a·cos − b·sin, b·cos + a·sin): counter-clockwise.",
            "A fresh model does not care; to a trained one, what is before looks as if it were behind.",
        ),
        ko=(
            "시계 방향으로 돌렸습니다. 사인의 두 부호가 서로 바뀌었습니다.",
            "(a·cos − b·sin, b·cos + a·sin), 곧 반시계 방향입니다.",
            "새 모델은 상관없지만, 학습된 모델에는 앞의 단어가 뒤에 있는 것처럼 보입니다.",
        ),
    ),
    mistake(
        "no minus",
        (FIRST, "a * cos + b * sin"),
        en=(
            "Neither sine has a minus: the pair is stretched, not turned.",
            "The half that comes from behind is negated: a·cos − b·sin.",
            "Vectors grow and shrink with the position, and scores with them.",
        ),
        ko=(
            "사인 어디에도 빼기가 없습니다. 그러면 쌍이 돌지 않고 늘어납니다.",
            "뒤에서 오는 절반은 부호를 바꿉니다: a·cos − b·sin.",
            "위치에 따라 벡터가 늘고 줄며, 점수도 따라 변합니다.",
        ),
    ),
    mistake(
        "two minuses",
        (SECOND, "b * cos - a * sin"),
        en=(
            "Both sines are subtracted.",
            "Only the first line subtracts; the second is b·cos + a·sin.",
            "The same pair of words scores differently further on in the text.",
        ),
        ko=(
            "사인을 두 줄에서 모두 뺐습니다.",
            "빼는 것은 첫 줄뿐이고, 둘째 줄은 b·cos + a·sin입니다.",
            "같은 두 단어의 점수가 글의 뒤쪽에서 달라집니다.",
        ),
    ),
    mistake(
        "the new first for the second",
        (SECOND, "b * cos + first * sin"),
        en=(
            "The second channel is made from the first after it was turned.",
            "Keep the old value: both lines need a and b as they came.",
            "An overwritten variable; the numbers are nearly right at small angles.",
        ),
        ko=(
            "이미 돌린 첫째 채널로 둘째 채널을 계산했습니다.",
            "옛 값을 남겨 두세요. 두 줄 모두 들어온 그대로의 a와 b가 필요합니다.",
            "변수를 덮어쓴 것입니다. 각이 작으면 수가 거의 맞습니다.",
        ),
    ),
    mistake(
        "the same channel twice",
        (FIRST, "a * cos - a * sin"),
        (SECOND, "b * cos + b * sin"),
        en=(
            "Every channel is combined with itself: a·cos − a·sin. The partners do not meet.",
            "Multiply the sine with the partner: swap the halves before.",
            "Channels are stretched and flattened by their place, and place cannot be read from them.",
        ),
        ko=(
            "채널마다 자기 자신과 합쳤습니다: a·cos − a·sin. 짝이 서로 만나지 않습니다.",
            "사인에는 짝을 곱하세요. 그 전에 두 절반을 바꾸면 됩니다.",
            "채널이 위치에 따라 늘고 줄 뿐이어서 위치를 읽을 수 없습니다.",
        ),
    ),
    mistake(
        "sine and cosine exchanged",
        ("angle.cos().to", "angle.sin().to"),
        ("angle.sin().to", "angle.cos().to"),
        en=(
            "What you call cos is the sine, and what you call sin the cosine.",
            "cos = angle.cos(): at angle 0 it is 1, and the pair stays as it is.",
            "Position 0 already turns everything by 90°.",
        ),
        ko=(
            "cos 자리에 사인이, sin 자리에 코사인이 들어 있습니다.",
            "cos = angle.cos()입니다. 각이 0이면 1이고, 쌍은 그대로입니다.",
            "위치 0에서 벌써 모두 90° 돕니다.",
        ),
    ),
)
