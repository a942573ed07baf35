"""What goes wrong with attention in GPT-2's forward pass."""

from ...exercise import mistake

HEADS = "[part.reshape(b, t, n_heads, -1).transpose(0, 2, 1, 3) for part in np.split(qkv, 3, -1)]"
ROOT = " / np.sqrt(q.shape[-1])"

ATTENTION = (
    mistake(
        "keys before queries",
        ("q, k, v = heads", "k, q, v = heads"),
        en=(
            "You cut c_attn as keys, queries, values.",
            "GPT-2 stores queries first, then keys, then values.",
            "No error and no nonsense at once: the text is merely bad.",
        ),
        ko=(
            "c_attn을 키, 쿼리, 밸류의 순서로 잘랐습니다.",
            "GPT-2는 쿼리, 키, 밸류의 순서로 저장합니다.",
            "오류도 없고 금방 드러나지도 않으며, 글이 나쁠 뿐입니다.",
        ),
    ),
    mistake(
        "values before keys",
        ("q, k, v = heads", "q, v, k = heads"),
        en=(
            "The last two thirds of c_attn are exchanged: values are taken for keys.",
            "The second third holds the keys, the last one the values.",
            "Real words come out, and no sentence has a meaning.",
        ),
        ko=(
            "c_attn의 뒤쪽 둘을 바꿔, 값을 키로 여겼습니다.",
            "가운데 3분의 1이 키, 마지막이 값입니다.",
            "단어는 그럴듯한데 문장의 뜻이 통하지 않습니다.",
        ),
    ),
    mistake(
        "queries, keys and values within each head",
        (HEADS, "list(qkv.reshape(b, t, n_heads, 3, -1).transpose(3, 0, 2, 1, 4))"),
        en=(
            "You read c_attn head by head, each with its own query, key and value. That is how GPT-NeoX stores them.",
            "In GPT-2 all queries of all {h} heads come first: split in three, then into heads.",
            "Pretrained weights give noise, though every shape fits.",
        ),
        ko=(
            "c_attn을 헤드마다 쿼리, 키, 밸류가 든 것으로 읽었습니다. GPT-NeoX가 그렇게 저장합니다.",
            "GPT-2에는 헤드 {h}개의 쿼리가 모두 먼저 옵니다. 셋으로 나눈 다음 헤드로 나누세요.",
            "모양은 다 맞는데 학습된 가중치에서 잡음만 나옵니다.",
        ),
    ),
    mistake(
        "heads by reshape alone",
        ("part.reshape(b, t, n_heads, -1).transpose(0, 2, 1, 3)", "part.reshape(b, n_heads, t, -1)"),
        en=(
            "reshape makes (b, h, t, d_head) at one stroke and mixes the words.",
            "First (b, t, h, d_head), then transpose(0, 2, 1, 3).",
            "The mask is right, and still a word changes the ones before it.",
        ),
        ko=(
            "reshape만으로 (b, h, t, d_head)를 만들어 단어가 섞였습니다.",
            "먼저 (b, t, h, d_head)로 만들고 transpose(0, 2, 1, 3)을 하세요.",
            "마스크가 맞는데도 단어가 앞 단어를 바꿉니다.",
        ),
    ),
    mistake(
        "heads merged by reshape alone",
        ("context.transpose(0, 2, 1, 3).reshape(b, t, -1)", "context.reshape(b, t, -1)"),
        en=(
            "You merge the heads without bringing the words to the front again.",
            "transpose(0, 2, 1, 3) before reshape: a row holds the {h} heads of one word.",
            "Works for a single word, and goes wrong from two on.",
        ),
        ko=(
            "단어를 앞으로 되돌리지 않고 헤드를 합쳤습니다.",
            "reshape 전에 transpose(0, 2, 1, 3)을 하세요. 한 행에 한 단어의 헤드 {h}개가 들어갑니다.",
            "단어 하나일 때는 되고 둘부터 틀립니다.",
        ),
    ),
    mistake(
        "no scale",
        (ROOT, ""),
        en=(
            "In your GPT the scores of attention are not divided.",
            "Divide q @ kᵀ by np.sqrt(d_head), here √{d_head}.",
            "Every head stares at one word; the text repeats itself soon.",
        ),
        ko=(
            "GPT의 어텐션 점수를 나누지 않았습니다.",
            "q @ kᵀ를 np.sqrt(d_head), 여기서는 √{d_head}(으)로 나누세요.",
            "헤드마다 단어 하나만 바라보고 글이 곧 되풀이됩니다.",
        ),
    ),
    mistake(
        "scaled by the whole width",
        (ROOT, " / np.sqrt(x.shape[-1])"),
        en=(
            "The scores are divided by √{d_model}, taken from x.",
            "q has {d_head} channels a head: np.sqrt(q.shape[-1]).",
            "The scores of GPT-2 are off by a little everywhere; greedy text differs after a few words.",
        ),
        ko=(
            "점수를 x에서 가져온 √{d_model}(으)로 나눴습니다.",
            "q는 헤드마다 채널이 {d_head}개입니다: np.sqrt(q.shape[-1]).",
            "GPT-2의 점수가 곳곳에서 조금씩 다르고, 몇 단어 뒤부터 글이 달라집니다.",
        ),
    ),
    mistake(
        "the future is seen",
        ("np.where(hidden, -np.inf, scores)", "scores"),
        en=(
            "Your GPT has no causal mask.",
            "Put −∞ where a word would look ahead, np.where(hidden, −np.inf, scores).",
            "The scores of a text change whenever a word is added at its end.",
        ),
        ko=(
            "GPT에 인과 마스크가 없습니다.",
            "단어가 뒤를 보게 되는 곳에 −∞를 넣으세요: np.where(hidden, −np.inf, scores).",
            "끝에 단어를 붙일 때마다 앞의 점수가 바뀝니다.",
        ),
    ),
    mistake(
        "one word of the future is seen",
        ("np.tri(t, dtype=bool)", "np.tri(t, k=1, dtype=bool)"),
        en=(
            "The diagonal is shifted by one: every word sees the next.",
            "np.tri(t) has ones up to and including the diagonal, which is right.",
            "A loss near 0 in training: the answer is visible.",
        ),
        ko=(
            "대각선이 하나 밀려 단어가 다음 단어를 봅니다.",
            "np.tri(t)는 대각선까지 1이고, 이것이 맞습니다.",
            "답이 보이므로 학습 손실이 0에 가깝습니다.",
        ),
    ),
    mistake(
        "the past is hidden",
        ("~np.tri(t, dtype=bool)", "~np.tri(t, dtype=bool).T"),
        en=(
            "You hide what stands below the diagonal, which is the past.",
            "Hide what is above it: rows are queries, columns keys.",
            "The last word of a prompt sees only itself, so every prompt ends in the same way.",
        ),
        ko=(
            "대각선 아래, 곧 과거를 가렸습니다.",
            "위쪽을 가리세요. 행이 쿼리이고 열이 키입니다.",
            "프롬프트의 마지막 단어가 자기만 보아, 마지막 단어가 같으면 이어지는 글도 같습니다.",
        ),
    ),
)
