// All heads at once: a small picture for each, blocks from top to bottom.

function drawHeads() {
  const { weights } = state.seen;
  const group = byId("heads");
  group.style.gridTemplateColumns = `auto repeat(${weights[0].length}, minmax(2.4rem, 7rem))`;
  const name = (head) => (weights[0].length > 8 ? `${head}` : say("head", head));
  group.replaceChildren(make("span"), ...weights[0].map((_, head) => make("span", {}, name(head))));
  weights.forEach((heads, block) => {
    group.append(make("span", {}, say("block", block)));
    heads.forEach((rows, head) => group.append(headButton(rows, block, head)));
  });
  roving(group, () => weights[0].length);
  press(group, state.block * weights[0].length + state.head);
}

function headButton(rows, block, head) {
  const button = make("button", { type: "button", className: "head" }, picture(rows));
  button.setAttribute("aria-label", say("head_name", block, head));
  button.onfocus = button.onclick = () => chooseHead(block, head);
  return button;
}

/** One dot for each pair of tokens, the stronger the more. */
function picture(rows) {
  const n = rows.length;
  const canvas = make("canvas", { width: n, height: n });
  const pen = canvas.getContext("2d");
  pen.fillStyle = colour("--heat");
  rows.forEach((weights, t) =>
    weights.forEach((weight, s) => {
      pen.globalAlpha = weight;
      pen.fillRect(s, t, 1, 1);
    }),
  );
  return canvas;
}

/** A colour of the page as it is now, light or dark. */
function colour(name) {
  const probe = document.body.appendChild(make("i", { style: `color: var(${name})` }));
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function chooseHead(block, head) {
  if (block === state.block && head === state.head) return;
  Object.assign(state, { block, head });
  press(byId("heads"), block * state.seen.weights[0].length + head);
  drawTable();
  showPosition();
}
