// The arithmetic of a transformer: functional.py in JavaScript, under the same names.
// A vector is a Float32Array. A weight matrix is one too, row after row; each of its rows makes one output.

/** Turn numbers into probabilities; subtracting the maximum keeps exp from overflowing. */
function softmax(x) {
  const highest = x.reduce((a, b) => Math.max(a, b), -Infinity);
  const exp = x.map((value) => Math.exp(value - highest));
  const sum = exp.reduce((a, b) => a + b, 0);
  return exp.map((value) => value / sum);
}

/** Mean 0 and variance 1, then a learned scale and shift. The variance divides by d, not d - 1. */
function layer_norm(x, weight, bias, eps) {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const deviation = Math.sqrt(variance + eps);
  return x.map((value, i) => ((value - mean) / deviation) * weight[i] + bias[i]);
}

/** GPT-2's activation: x times (almost) the standard normal CDF at x. */
function gelu_tanh(x) {
  const scale = Math.sqrt(2 / Math.PI);
  return x.map((value) => 0.5 * value * (1 + Math.tanh(scale * (value + 0.044715 * value ** 3))));
}

/** W x + b: as many outputs as the matrix has rows. */
function linear(x, weight, bias) {
  const d_in = x.length;
  const y = new Float32Array(weight.length / d_in);
  for (let row = 0, at = 0; row < y.length; row++) {
    let sum = bias ? bias[row] : 0;
    for (let i = 0; i < d_in; i++, at++) sum += weight[at] * x[i];
    y[row] = sum;
  }
  return y;
}

/** The sum of two vectors. */
function add(x, y) {
  return x.map((value, i) => value + y[i]);
}

/** How well two vectors match. */
function dot(x, y) {
  return x.reduce((sum, value, i) => sum + value * y[i], 0);
}

/** Cut the channels into heads, so that each attends on its own. */
function split_heads(x, n_heads) {
  const d_head = x.length / n_heads;
  return Array.from({ length: n_heads }, (_, head) => x.subarray(head * d_head, (head + 1) * d_head));
}

/** Undo split_heads: lay the heads' channels side by side again. */
function merge_heads(heads) {
  return Float32Array.from(heads.flatMap((head) => [...head]));
}

/** softmax(q k / sqrt(d)) v for one query: a weighted average of the values, and the weights. */
function scaled_dot_product_attention(q, keys, values) {
  const scores = Float32Array.from(keys, (k) => dot(q, k) / Math.sqrt(q.length));
  const weights = softmax(scores);
  const context = new Float32Array(values[0].length);
  values.forEach((v, s) => v.forEach((value, i) => (context[i] += weights[s] * value)));
  return [context, weights];
}
