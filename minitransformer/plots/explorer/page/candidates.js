// What the model would write: after a token (GPT), or in its place (BERT).

function drawCandidates() {
  const best = state.seen.candidates[looking()];
  byId("candidates-part").hidden = byId("all-part").hidden = !best;
  if (!best) return;
  const { label } = state.seen.tokens[looking()];
  byId("candidates-title").textContent = say(data.kind, label);
  const hint = reader ? "next_hint_live" : best.length ? `${data.kind}_hint` : "no_hint";
  byId("candidates-hint").textContent = say(hint);
  byId("candidates").hidden = !best.length;
  const names = [say("rank"), say("piece"), say("chance"), ""];
  const head = make("tr", {}, ...names.map((name) => make(name ? "th" : "td", name ? { scope: "col" } : {}, name)));
  const rows = best.map((candidate, i) => {
    const bar = make("div", { className: "bar" });
    bar.style.setProperty("--weight", candidate.chance / best[0].chance);
    const cells = [`${i + 1}`, pieceOrButton(candidate), percent(candidate.chance), bar];
    return make("tr", {}, ...cells.map((content) => make("td", {}, content)));
  });
  byId("candidates").replaceChildren(make("thead", {}, head), make("tbody", {}, ...rows));
}

function pieceOrButton({ id, piece }) {
  if (!reader) return readable(piece);
  const t = looking();
  return make("button", { type: "button", onclick: () => goOn(t, id) }, readable(piece));
}

/** The three likeliest at every position. */
function drawAll() {
  const { tokens, candidates } = state.seen;
  const names = [say("piece"), "1", "2", "3"].map((name) => make("th", { scope: "col" }, name));
  const rows = candidates.map((best, t) => {
    const three = best.slice(0, 3).map(({ piece, chance }) => make("td", {}, `${readable(piece)} ${percent(chance)}`));
    return make("tr", {}, make("th", { scope: "row" }, tokens[t].label), ...three);
  });
  byId("all").replaceChildren(make("thead", {}, make("tr", {}, ...names)), make("tbody", {}, ...rows));
}
