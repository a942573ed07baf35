// Which token to take, once every token has its score: generation/choose.py and processors.py.

/** Always the best token. */
function greedy(scores) {
  return scores.reduce((best, score, id) => (score > scores[best] ? id : best), 0);
}

/** Each token with its own probability; `random` is a number from 0 to 1. */
function sample(scores, random = Math.random()) {
  const chances = softmax(scores);
  let left = random;
  const drawn = chances.findIndex((chance) => (left -= chance) < 0);
  return drawn < 0 ? greedy(scores) : drawn;
}

/** Below 1 the likely tokens get likelier, above 1 all get more alike. */
function temperature(scores, t) {
  return scores.map((score) => score / t);
}

/** Only the k best tokens may be chosen. */
function top_k(scores, k) {
  const worst_kept = scores.slice().sort().at(-Math.min(k, scores.length));
  return scores.map((score) => (score < worst_kept ? -Infinity : score));
}

/** The likeliest tokens, best first, as [id, probability]. */
function candidates(scores, n) {
  const chances = softmax(scores);
  const ids = Array.from(chances.keys()).sort((a, b) => chances[b] - chances[a]);
  return ids.slice(0, n).map((id) => [id, chances[id]]);
}
