"""What goes wrong with the weights and biases of multi-head attention."""

from ...exercise import mistake

OUT = "out(merge_heads(context))"

LAYERS = (
    mistake(
        "no output projection",
        (OUT, "merge_heads(context)"),
        en=(
            "You return the merged heads; the layer out is not used.",
            "Pass them through out: only there do the heads come together.",
            "The heads stay in their own channels; a quarter of the weights learns nothing.",
        ),
        ko=(
            "합친 헤드를 그대로 돌려줬습니다. out 층을 쓰지 않았습니다.",
            "out을 통과시키세요. 헤드의 결과는 거기서야 섞입니다.",
            "헤드가 자기 채널에만 머물고, 가중치의 4분의 1이 배우지 못합니다.",
        ),
    ),
    mistake(
        "no biases",
        ("q(x)", "(x @ q.weight.T)"),
        ("k(memory)", "(memory @ k.weight.T)"),
        ("v(memory)", "(memory @ v.weight.T)"),
        (OUT, "merge_heads(context) @ out.weight.T"),
        en=(
            "You use the weights of the four layers, but none of their biases.",
            "Call the layers: q(x) multiplies and adds the bias.",
            "A fresh model may hide it, where biases start at 0.",
        ),
        ko=(
            "네 층의 weight만 쓰고 bias는 쓰지 않았습니다.",
            "층을 부르세요. q(x)는 곱하고 bias까지 더합니다.",
            "bias가 0에서 시작하는 새 모델에서는 드러나지 않을 수 있습니다.",
        ),
    ),
    mistake(
        "no bias at the output",
        (OUT, "merge_heads(context) @ out.weight.T"),
        en=(
            "The output layer's bias is missing.",
            "Call out(…) instead of multiplying with its weight.",
            "A constant is missing at every position.",
        ),
        ko=(
            "출력 층의 bias가 빠졌습니다.",
            "weight를 곱하지 말고 out(…)을 부르세요.",
            "모든 위치에서 같은 만큼 모자랍니다.",
        ),
    ),
    mistake(
        "weights not transposed",
        ("q(x)", "(x @ q.weight + q.bias)"),
        ("k(memory)", "(memory @ k.weight + k.bias)"),
        ("v(memory)", "(memory @ v.weight + v.bias)"),
        (OUT, "merge_heads(context) @ out.weight + out.bias"),
        en=(
            "You multiply with weight as it lies: x @ weight.",
            "nn.Linear keeps its weight as (out, in): x @ weight.T, or just call the layer. GPT-2's files are the other "
            "way round, and as they are square nothing complains.",
            "Pretrained weights give nonsense, without an error.",
        ),
        ko=(
            "weight를 놓인 그대로 곱했습니다: x @ weight.",
            "nn.Linear의 weight는 (out, in)이므로 x @ weight.T이거나 층을 부르면 됩니다. GPT-2의 파일은 반대인데, "
            "정사각형이라 오류도 나지 않습니다.",
            "학습된 가중치가 오류 없이 엉터리 결과를 냅니다.",
        ),
    ),
)
