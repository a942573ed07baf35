// What the page says, in both languages.

const SAYINGS = {
  en: {
    title: "Look into a transformer",
    other: "한국어",
    theme: "Light / dark",
    about_live: (name) => `${name} runs in this page, on your sentence. Nothing leaves it.`,
    about_seen: (name) => `What ${name} sees of one sentence, computed when this page was made.`,
    old_browser: "This browser cannot unpack the model. Please open the page in a newer one.",
    writing: "Write",
    your_text: "Your sentence, in Korean",
    next_token: "Next token",
    ten_tokens: "Ten more",
    again: "The first sentence again",
    sampled: "draw at random",
    temperature: "temperature",
    loading: "Unpacking the model …",
    read: (n) => `${n} tokens.`,
    full: (n) => `Only the first ${n} tokens are read.`,
    empty: (start) => `No text yet: the model begins with its start token ${start}.`,
    wrote: (piece) => `The model wrote ${piece}.`,
    ended: "The model ends its text here.",
    tokens: "Tokens",
    tokens_hint: "Point at a token, or go to it with Tab and the arrow keys: the colour and the number say how much it looks at each of them.",
    token: (label, t, id, piece) => `${label}, position ${t}, token ${id} ${piece}`,
    looks: (label, block, head, most) => `In block ${block}, head ${head}, “${label}” looks at ${most}.`,
    heads: "Every head of every block",
    heads_hint: "A row of a picture is a token that looks, a column one that is looked at. Choose a head with a click, Enter or the arrow keys.",
    block: (i) => `block ${i}`,
    head: (i) => `head ${i}`,
    head_name: (block, head) => `Block ${block}, head ${head}`,
    lines: "From each token (left) to those that it looks at (right)",
    lines_alt: "Lines between tokens; the table beside them says the same in numbers.",
    table: "The same as a table: each row adds up to 1",
    future: "not yet written",
    next: (label) => `After “${label}”`,
    next_hint: "The likeliest next tokens.",
    next_hint_live: "The likeliest next tokens. Choose one, and the text goes on with it.",
    masked: (label) => `In the place of “${label}”`,
    masked_hint: "This token is masked: the likeliest words for its place.",
    no_hint: "It marks where the text begins or ends: there is no word to guess.",
    rank: "rank",
    piece: "token",
    chance: "probability",
    all: "Candidates at every position, as a table",
  },
  ko: {
    title: "트랜스포머 들여다보기",
    other: "English",
    theme: "밝게 / 어둡게",
    about_live: (name) => `${name} 모델이 이 페이지 안에서 직접 계산합니다. 쓴 글은 밖으로 나가지 않습니다.`,
    about_seen: (name) => `${name} 모델이 문장 하나를 어떻게 보는지, 페이지를 만들 때 미리 계산했습니다.`,
    old_browser: "이 브라우저에서는 모델의 압축을 풀 수 없습니다. 새 버전의 브라우저로 열어 주세요.",
    writing: "글쓰기",
    your_text: "여기에 문장을 써 보세요",
    next_token: "다음 토큰",
    ten_tokens: "열 개 더",
    again: "처음 문장으로",
    sampled: "무작위로 뽑기",
    temperature: "온도(temperature)",
    loading: "모델의 압축을 푸는 중입니다…",
    read: (n) => `토큰 ${n}개입니다.`,
    full: (n) => `앞에서부터 토큰 ${n}개까지만 읽습니다.`,
    empty: (start) => `아직 글이 없어서 시작 토큰 ${start}부터 읽습니다.`,
    wrote: (piece) => `모델이 ${piece} 토큰을 썼습니다.`,
    ended: "모델이 여기서 글을 끝냅니다.",
    tokens: "토큰",
    tokens_hint: "토큰에 마우스를 올리거나 탭(Tab)과 화살표 키로 옮겨 가 보세요. 그 토큰이 어디를 얼마나 보는지 색과 숫자로 보여 줍니다.",
    token: (label, t, id, piece) => `${label}, 위치 ${t}, 토큰 ${id}번 ${piece}`,
    looks: (label, block, head, most) => `블록 ${block}의 헤드 ${head}에서 ‘${label}’ 토큰이 보는 곳: ${most}`,
    heads: "모든 블록의 모든 헤드",
    heads_hint: "그림의 행은 보는 토큰, 열은 보이는 토큰입니다. 클릭이나 엔터(Enter), 화살표 키로 헤드를 고르세요.",
    block: (i) => `블록 ${i}`,
    head: (i) => `헤드 ${i}`,
    head_name: (block, head) => `블록 ${block}, 헤드 ${head}`,
    lines: "왼쪽 토큰이 오른쪽의 어느 토큰을 보는지",
    lines_alt: "토큰을 잇는 선 그림입니다. 옆의 표에 같은 내용이 숫자로 있습니다.",
    table: "같은 내용을 표로: 행마다 합이 1입니다",
    future: "아직 쓰지 않음",
    next: (label) => `‘${label}’ 다음에는`,
    next_hint: "다음에 올 가능성이 높은 토큰입니다.",
    next_hint_live: "다음에 올 가능성이 높은 토큰입니다. 하나를 고르면 그 토큰으로 글을 이어 갑니다.",
    masked: (label) => `‘${label}’ 자리에는`,
    masked_hint: "이 토큰을 가렸을 때(masked) 그 자리에 올 가능성이 높은 낱말입니다.",
    no_hint: "글의 처음이나 끝을 나타내는 표시여서 맞힐 낱말이 없습니다.",
    rank: "순위",
    piece: "토큰",
    chance: "확률",
    all: "모든 위치의 후보를 표로 보기",
  },
};

/** A sentence in the language of the page; those that depend on something are functions of it. */
function say(key, ...about) {
  const words = SAYINGS[state.language][key];
  return typeof words === "function" ? words(...about) : words;
}

/** A piece as it is read: its space made visible. */
function readable(piece) {
  return piece.replace(/[▁ ]/g, "␣").replaceAll("\n", "↵");
}

function percent(chance) {
  return `${(100 * chance).toFixed(chance < 0.0995 ? 1 : 0)}%`;
}
