"""What goes wrong in the blocks of GPT-2's forward pass."""

from ...exercise import mistake

FIRST = 'y = layer_norm(x, w["ln_1.weight"], w["ln_1.bias"])'
SECOND = 'y = layer_norm(x, w["ln_2.weight"], w["ln_2.bias"])'
ATTENDED = 'x + (merged @ w["attn.c_proj.weight"] + w["attn.c_proj.bias"])'
FED = 'x + (gelu(up) @ w["mlp.c_proj.weight"] + w["mlp.c_proj.bias"])'

BLOCKS = (
    mistake(
        "c_proj transposed",
        ('merged @ w["attn.c_proj.weight"]', 'merged @ w["attn.c_proj.weight"].T'),
        en=(
            "You transpose attn.c_proj, as for a Linear layer of PyTorch. It is square, so no error warns you.",
            "GPT-2's matrices are (in, out): y @ weight, without .T.",
            "The only one of the four matrices that can be wrong silently; the text is noise.",
        ),
        ko=(
            "PyTorch의 Linear처럼 attn.c_proj를 전치했습니다. 정사각이라 오류도 나지 않습니다.",
            "GPT-2의 행렬은 (in, out)입니다. .T 없이 y @ weight로 쓰세요.",
            "네 행렬 중 이것만 조용히 틀릴 수 있습니다. 글은 잡음이 됩니다.",
        ),
    ),
    mistake(
        "bias of c_attn missing",
        (' + w["attn.c_attn.bias"]', ""),
        en=(
            "c_attn is used without its bias.",
            "Add attn.c_attn.bias, 3 × {d_model} numbers, before splitting.",
            "Invisible in a fresh model, whose biases are 0; wrong with trained weights.",
        ),
        ko=(
            "c_attn에 편향을 더하지 않았습니다.",
            "나누기 전에 attn.c_attn.bias(3 × {d_model}개)를 더하세요.",
            "편향이 0인 새 모델에서는 보이지 않고, 학습된 가중치에서 틀립니다.",
        ),
    ),
    mistake(
        "bias of mlp.c_proj missing",
        (' + w["mlp.c_proj.bias"]', ""),
        en=(
            "The feed-forward net ends without its bias.",
            "Add mlp.c_proj.bias after the last product.",
            "A constant is missing from every position, layer upon layer.",
        ),
        ko=(
            "피드포워드의 끝에서 편향을 빠뜨렸습니다.",
            "마지막 곱 뒤에 mlp.c_proj.bias를 더하세요.",
            "모든 위치에서 층마다 상수 하나씩이 빠집니다.",
        ),
    ),
    mistake(
        "attention without its residual",
        (ATTENDED, 'merged @ w["attn.c_proj.weight"] + w["attn.c_proj.bias"]'),
        en=(
            "x is replaced by what attention returns.",
            "Add it to x: the word itself must pass on.",
            "After a few layers all words look alike.",
        ),
        ko=(
            "x를 어텐션의 결과로 바꿔 버렸습니다.",
            "x에 더하세요. 단어 자신도 다음으로 넘어가야 합니다.",
            "몇 층을 지나면 모든 단어가 비슷해집니다.",
        ),
    ),
    mistake(
        "feed-forward without its residual",
        (FED, 'gelu(up) @ w["mlp.c_proj.weight"] + w["mlp.c_proj.bias"]'),
        en=(
            "x is replaced by what the feed-forward net returns.",
            "Add the result to x, as after attention.",
            "What attention has gathered is forgotten in every layer.",
        ),
        ko=(
            "x를 피드포워드의 결과로 바꿔 버렸습니다.",
            "어텐션 뒤처럼 결과를 x에 더하세요.",
            "어텐션이 모은 것을 층마다 잊습니다.",
        ),
    ),
    mistake(
        "residual from the normalised",
        (ATTENDED, 'y + (merged @ w["attn.c_proj.weight"] + w["attn.c_proj.bias"])'),
        en=(
            "You add attention to y, the normalised x.",
            "The residual is x as it came in; only attention reads ln_1(x).",
            "Each layer wipes out how strong a feature was; GPT-2's text falls apart.",
        ),
        ko=(
            "정규화한 x인 y에 어텐션을 더했습니다.",
            "잔차는 들어온 그대로의 x입니다. ln_1(x)는 어텐션만 읽습니다.",
            "층마다 특징의 세기가 지워져 GPT-2의 글이 무너집니다.",
        ),
    ),
    mistake(
        "ln_1 and ln_2 exchanged",
        (FIRST, FIRST.replace("ln_1", "ln_2")),
        (SECOND, SECOND.replace("ln_2", "ln_1")),
        en=(
            "ln_2 stands before attention, ln_1 before the feed-forward net.",
            "ln_1 comes first, as its number says.",
            "A fresh model shows no difference, since both norms are 1 and 0 there.",
        ),
        ko=(
            "어텐션 앞에 ln_2를, 피드포워드 앞에 ln_1을 썼습니다.",
            "번호대로 ln_1이 먼저입니다.",
            "새 모델에서는 두 층 정규화가 모두 1과 0이라 차이가 없습니다.",
        ),
    ),
    mistake(
        "ln_2 missing",
        (SECOND, "y = x"),
        en=(
            "The feed-forward net reads x without ln_2.",
            "Normalise before each of the two parts of a block.",
            "Values grow from layer to layer, and a deep model overflows.",
        ),
        ko=(
            "피드포워드가 ln_2 없이 x를 읽습니다.",
            "블록의 두 부분 앞에서 저마다 정규화하세요.",
            "층마다 값이 커져 깊은 모델에서는 넘칩니다.",
        ),
    ),
    mistake(
        "feed-forward reads ln_1",
        (SECOND, ""),
        en=(
            "The feed-forward net reads ln_1's result again: both parts work side by side.",
            "It reads ln_2 of the x to which attention was added.",
            "As in GPT-J and NeoX, whose weights would fit; GPT-2's do not.",
        ),
        ko=(
            "피드포워드가 ln_1의 결과를 다시 읽어, 두 부분이 나란히 일합니다.",
            "어텐션을 더한 x에 ln_2를 한 것을 읽어야 합니다.",
            "GPT-J와 NeoX가 이렇습니다. GPT-2의 가중치에는 맞지 않습니다.",
        ),
    ),
)
