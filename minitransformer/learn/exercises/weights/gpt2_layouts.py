"""What goes wrong with the transposed matrices of GPT-2."""

from ...exercise import mistake

CHUNKED = "q, k, v = weight.chunk(3)"

LAYOUTS = (
    mistake(
        "cut, but not transposed",
        (CHUNKED, "q, k, v = attn_weight.chunk(3, -1)"),
        en=(
            "You cut c_attn's columns in three and leave each piece as it lies: (in, out).",
            "nn.Linear wants (out, in): transpose. All three pieces are square, so no shape complains.",
            "The model loads, and writes gibberish.",
        ),
        ko=(
            "c_attn의 열을 셋으로 자르고 그대로 두었습니다: (in, out).",
            "nn.Linear는 (out, in)을 원합니다. 전치하세요. 세 조각이 모두 정사각형이라 모양 오류가 나지 않습니다.",
            "모델은 불러와지는데 뜻 없는 글을 씁니다.",
        ),
    ),
    mistake(
        "output layer not transposed",
        ("proj_weight.T", "proj_weight.clone()"),
        en=(
            "c_proj is taken over as it is.",
            "It is a Conv1D like c_attn: transpose it too, though {d} × {d} fits either way.",
            "Attention looks at the right words and brings home the wrong things.",
        ),
        ko=(
            "c_proj를 그대로 가져왔습니다.",
            "c_attn처럼 Conv1D이므로 이것도 전치하세요. {d} × {d}이라 어느 쪽이든 모양은 맞습니다.",
            "어텐션이 맞는 단어를 보고도 엉뚱한 것을 가져옵니다.",
        ),
    ),
    mistake(
        "reshaped instead of transposed",
        ("attn_weight.T", "attn_weight.reshape(attn_weight.shape[::-1])"),
        en=(
            "You bring c_attn to (3d, d) with reshape or view: the shape is right, the numbers stand elsewhere.",
            "`.T` exchanges rows and columns; reshape only reads the same numbers in other lines.",
            "Query, key and value are mixed; noise comes out.",
        ),
        ko=(
            "reshape나 view로 c_attn을 (3d, d)로 만들었습니다. 모양은 맞지만 수가 다른 곳에 있습니다.",
            "`.T`는 행과 열을 바꿉니다. reshape는 같은 수를 줄만 바꿔 읽을 뿐입니다.",
            "q, k, v의 수가 서로 섞여 잡음만 나옵니다.",
        ),
    ),
    mistake(
        "output layer turned round",
        ("proj_weight.T", "proj_weight.flip(0, 1)"),
        en=(
            "c_proj is turned by 180 degrees: both axes are flipped.",
            "Transposing mirrors along the diagonal: [i, j] becomes [j, i].",
            "Every layer's output is permuted.",
        ),
        ko=(
            "c_proj를 180도 돌렸습니다. 두 축이 뒤집혔습니다.",
            "전치는 대각선을 축으로 뒤집는 것입니다. [i, j]가 [j, i]가 됩니다.",
            "모든 층의 출력이 뒤섞입니다.",
        ),
    ),
)
