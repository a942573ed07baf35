// Text to ids and back: text/byhand/metaspace.py in JavaScript. BPE on characters, with spaces written ▁.

const SPACE = "▁";
const WORD_CHARACTER =
  "[\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\p{Uppercase}\\p{Lowercase}\\p{White_Space}]";
/** A word with the space before it, a word without, or a sign by itself. */
const WORDS = new RegExp(`${SPACE}${WORD_CHARACTER}*|${WORD_CHARACTER}+|[^]`, "gu");

/** Of all neighbours that may be merged, those of the lowest rank are, the leftmost first. */
function merge(word, ranks) {
  const pieces = [...word];
  for (;;) {
    let best = Infinity;
    let at = -1;
    for (let i = 0; i + 1 < pieces.length; i++) {
      const rank = ranks.get(`${pieces[i]} ${pieces[i + 1]}`) ?? Infinity;
      if (rank < best) [best, at] = [rank, i];
    }
    if (at < 0) return pieces;
    pieces.splice(at, 2, pieces[at] + pieces[at + 1]);
  }
}

/** Normalised, ▁ for every space, and one in front, if there is none. */
function prepared(text) {
  const written = text.normalize("NFC").replaceAll(" ", SPACE);
  return !written || written.startsWith(SPACE) ? written : SPACE + written;
}

class MetaspaceBPE {
  constructor({ pieces, merges, specials, controls, unknown }) {
    this.pieces = pieces;
    this.vocabulary = new Map(pieces.map((piece, id) => [piece, id]));
    this.ranks = new Map(merges.map((pair, rank) => [pair, rank]));
    this.controls = new Set(controls); // ids that stand for no text
    this.unknown = unknown;
    const escaped = specials.map((special) => special.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    this.special = new RegExp(`(${escaped.join("|") || "(?!)"})`, "u"); // the longest come first
  }

  /** The tokens of a text: each with its id, and what it was cut from. */
  cut(text) {
    return text.normalize("NFC").split(this.special).flatMap((part, i) =>
      i % 2 ? [{ id: this.vocabulary.get(part), text: part }] : this.tokens(part),
    );
  }

  /** The tokens of a text that holds no special one. */
  tokens(text) {
    const words = prepared(text).match(WORDS) ?? [];
    return words
      .flatMap((word) => merge(word, this.ranks))
      .map((text) => ({ id: this.vocabulary.get(text) ?? this.unknown, text }));
  }

  encode(text) {
    return this.cut(text).map((token) => token.id);
  }

  /** ▁ is a space, but in the first piece, where none was. */
  decode(ids) {
    const [first = "", ...others] = ids.filter((id) => !this.controls.has(id)).map((id) => this.pieces[id]);
    return first.replaceAll(SPACE, "") + others.join("").replaceAll(SPACE, " ");
  }
}
