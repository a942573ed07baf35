// What is looked at: the tokens, weights[block][head][t][s] and candidates of a text, and what is chosen in it.

const N_CANDIDATES = 10;
const state = { language: "en", seen: null, block: 0, head: 0, position: 0, pointed: null };

/** The token whose view is shown: the one pointed at, else the one chosen. */
function looking() {
  return Math.min(state.pointed ?? state.position, state.seen.tokens.length - 1);
}

/** How much the token at t looks at each token; what a row does not reach is not yet written. */
function row(t) {
  return state.seen.weights[state.block][state.head][t];
}

/** The page's own model at work. It reads on where it was, and again from where the text was changed. */
class Reader {
  constructor(model, tokenizer, start) {
    Object.assign(this, { model, tokenizer, start });
    this.cache = new Cache(model.cfg.n_layers);
    this.tokens = [];
    this.outputs = [];
  }

  /** Read these tokens, as many as there are positions. */
  read(tokens) {
    tokens = (tokens.length ? tokens : [this.token(this.start)]).slice(0, this.model.cfg.max_len);
    const changed = tokens.findIndex((token, t) => token.id !== this.tokens[t]?.id);
    const same = changed < 0 ? tokens.length : changed;
    this.cache.keep(same);
    this.outputs.length = same;
    for (const { id } of tokens.slice(same)) this.outputs.push(this.model.forward(id, this.cache));
    this.tokens = tokens;
  }

  /** A token that was not cut out of a text. */
  token(id) {
    return { id, text: this.tokenizer.pieces[id] };
  }

  /** The scores of the token that comes next. */
  get scores() {
    return this.outputs.at(-1).scores;
  }

  /** All that was read, in the form in which Python writes it. */
  seen() {
    const { n_layers, n_heads } = this.model.cfg;
    const weights = Array.from({ length: n_layers }, (_, block) =>
      Array.from({ length: n_heads }, (_, head) => this.outputs.map((output) => output.weights[block][head])),
    );
    const tokens = this.tokens.map((token) => shown(token, this.tokenizer.pieces[token.id]));
    return { tokens, weights, candidates: this.outputs.map((output) => this.best(output)) };
  }

  /** The likeliest next tokens, found once. */
  best(output) {
    const { pieces } = this.tokenizer;
    output.best ??= candidates(output.scores, N_CANDIDATES).map(([id, chance]) => ({ id, piece: pieces[id], chance }));
    return output.best;
  }
}

/** A token as it is written in the picture. */
function shown({ id, text, written = false }, piece) {
  const label = text.replaceAll(SPACE, " ").trim() || "␣";
  return { id, piece, label, begins: text.startsWith(SPACE), joins: false, written };
}
