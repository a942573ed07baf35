"""What goes wrong when heads are merged."""

from ...exercise import mistake

RIGHT = "x.transpose(1, 2).reshape(b, t, h * d_head)"

MISTAKES = (
    mistake(
        "reshape without transpose",
        (RIGHT, "x.reshape(b, t, h * d_head)"),
        en=(
            "You join the axes without moving the heads back, so neighbouring words are mixed into one.",
            "transpose(1, 2) first: h must stand directly before d_head when they are joined.",
            "Trains badly; the last words leak into the first.",
        ),
        ko=(
            "헤드를 되돌리지 않고 축을 합쳐서, 이웃한 단어가 하나로 섞였습니다.",
            "먼저 transpose(1, 2)를 하세요. 합칠 때 h가 d_head 바로 앞에 있어야 합니다.",
            "학습이 잘 안 되고, 뒤의 단어가 앞으로 샙니다.",
        ),
    ),
    mistake(
        "heads not merged",
        (RIGHT, "x.transpose(1, 2).contiguous()"),
        en=(
            "The heads are moved back, but not merged: there are still four axes.",
            "Join the last two axes into one of h·d_head channels.",
            "The layer after it refuses the shape.",
        ),
        ko=(
            "헤드를 되돌렸지만 합치지 않아 축이 아직 넷입니다.",
            "마지막 두 축을 채널 h·d_head개의 한 축으로 합치세요.",
            "다음 층이 모양을 받아들이지 않습니다.",
        ),
    ),
    mistake(
        "channels before heads",
        (RIGHT, "x.permute(0, 2, 3, 1).reshape(b, t, h * d_head)"),
        en=(
            "The channels of the heads are interleaved: channel 0 of every head, then channel 1 of every head.",
            "Head 0 with all its channels first, then head 1.",
            "Trains as well, as the next layer learns the order; pretrained weights do not fit.",
        ),
        ko=(
            "헤드의 채널이 엇갈려 있습니다. 모든 헤드의 채널 0, 그다음 모든 헤드의 채널 1입니다.",
            "헤드 0의 채널 전부를 먼저, 그다음 헤드 1을 놓으세요.",
            "다음 층이 순서를 배우므로 학습은 됩니다. 학습된 가중치와는 맞지 않습니다.",
        ),
    ),
    mistake(
        "heads averaged",
        (RIGHT, "x.mean(1)"),
        en=(
            "You take the mean of the heads; {d_head} channels are left.",
            "Keep them side by side: each head has found something else.",
            "Most of what the heads found is lost.",
        ),
        ko=(
            "헤드의 평균을 내어 채널이 {d_head}개만 남았습니다.",
            "나란히 두세요. 헤드마다 찾은 것이 다릅니다.",
            "헤드가 찾은 것을 거의 잃습니다.",
        ),
    ),
    mistake(
        "heads added",
        (RIGHT, "x.sum(1)"),
        en=(
            "You add the heads up.",
            "Concatenate them: h·d_head channels, nothing is added.",
            "The heads cannot be told apart any more.",
        ),
        ko=(
            "헤드를 더했습니다.",
            "이어 붙이세요. 채널이 h·d_head개이고, 더하는 것은 없습니다.",
            "헤드를 더는 구별할 수 없습니다.",
        ),
    ),
    mistake(
        "merged into the batch",
        (RIGHT, "x.reshape(b * h, t, d_head)"),
        en=(
            "You join the heads with the batch: (b·h, t, d_head).",
            "Join them with the channels, so that a text is one row again.",
            "The batch seems to have h times as many texts.",
        ),
        ko=(
            "헤드를 배치와 합쳤습니다: (b·h, t, d_head).",
            "채널과 합치세요. 그래야 글 하나가 다시 한 행이 됩니다.",
            "배치의 글이 h배로 늘어난 것처럼 됩니다.",
        ),
    ),
    mistake(
        "last head first",
        (RIGHT, "x.flip(1).transpose(1, 2).reshape(b, t, h * d_head)"),
        en=(
            "The last head comes first.",
            "Keep the order of the heads: head 0 takes the first channels.",
            "The output layer reads each head with the weights of another.",
        ),
        ko=(
            "마지막 헤드가 맨 앞에 옵니다.",
            "헤드의 순서를 지키세요. 헤드 0이 첫 채널을 차지합니다.",
            "출력 층이 헤드마다 다른 헤드의 가중치로 읽습니다.",
        ),
    ),
)
