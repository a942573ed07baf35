// The sentence: a button for each token, coloured by how much the one that is pointed at looks at it.

function drawTokens() {
  const group = byId("tokens");
  group.replaceChildren();
  let place = group;
  state.seen.tokens.forEach((token, t) => {
    const together = state.seen.tokens[t + 1]?.joins;
    if (!token.joins) place = together ? group.appendChild(make("span", { className: "together" })) : group;
    place.append(tokenButton(token, t));
  });
  roving(group, () => 1);
  group.onmouseleave = () => point(null);
  showPosition();
}

function tokenButton(token, t) {
  const button = make("button", { type: "button", className: "token" }, token.label, make("small"));
  button.classList.toggle("begins", token.begins && t > 0);
  button.classList.toggle("new", Boolean(token.written));
  button.title = say("token", token.label, t, token.id, readable(token.piece));
  button.onmouseenter = () => point(t);
  button.onfocus = button.onclick = () => choosePosition(t);
  return button;
}

function point(t) {
  state.pointed = t;
  showPosition();
}

function choosePosition(t) {
  Object.assign(state, { position: t, pointed: null });
  showPosition();
}

/** Everything that depends on which token looks. */
function showPosition() {
  const weights = row(looking());
  byId("tokens").querySelectorAll("button").forEach((button, s) => {
    heat(button, weights[s] ?? 0);
    button.lastChild.textContent = s in weights ? percent(weights[s]) : "·";
  });
  press(byId("tokens"), looking());
  byId("told").textContent = told();
  drawLines();
  markRow();
  drawCandidates();
}

/** In a sentence: at what does this token look most? */
function told() {
  const { tokens } = state.seen;
  const most = Array.from(row(looking()), (weight, s) => [weight, s]).sort(([a], [b]) => b - a);
  const named = most.slice(0, 3).map(([weight, s]) => `${tokens[s].label} ${percent(weight)}`);
  return say("looks", tokens[looking()].label, state.block, state.head, named.join(", "));
}
