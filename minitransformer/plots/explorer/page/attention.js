// One head, large: as lines between tokens, and as a table of numbers.

const SVG = "http://www.w3.org/2000/svg";
const [LEFT, RIGHT, WIDTH, STEP] = [140, 300, 440, 26];
const FAINTEST = 0.02;

function draw(tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

/** From every token on the left to those on the right; the lines of the others step back. */
function drawLines() {
  const { tokens } = state.seen;
  const svg = byId("lines");
  const height = (t) => STEP * (t + 0.5);
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${STEP * tokens.length}`);
  svg.setAttribute("aria-label", say("lines_alt"));
  svg.replaceChildren();
  tokens.forEach((_, t) =>
    row(t).forEach((weight, s) => {
      if (weight < FAINTEST) return;
      const middle = (LEFT + RIGHT) / 2;
      const d = `M${LEFT} ${height(t)} C${middle} ${height(t)} ${middle} ${height(s)} ${RIGHT} ${height(s)}`;
      const here = t === looking();
      svg.append(draw("path", { d, "stroke-width": 1 + 5 * weight, opacity: here ? 0.3 + 0.7 * weight : weight / 6 }));
    }),
  );
  tokens.forEach(({ label }, t) => {
    const place = { y: height(t), "dominant-baseline": "central" };
    const chosen = t === looking() ? "chosen" : "";
    const from = draw("text", { ...place, x: LEFT - 8, "text-anchor": "end", class: chosen }, label);
    from.onmouseenter = () => t === looking() || point(t);
    const weight = row(looking())[t];
    const to = draw("text", { ...place, x: RIGHT + 8 }, weight > FAINTEST ? `${label}  ${percent(weight)}` : label);
    svg.append(from, to);
  });
  svg.onmouseleave = () => point(null);
}

function drawTable() {
  const { tokens } = state.seen;
  byId("head-title").textContent = say("head_name", state.block, state.head);
  const columns = tokens.map(({ label }) => make("th", { scope: "col" }, label));
  const head = make("thead", {}, make("tr", {}, make("td", {}), ...columns));
  const rows = tokens.map(({ label }, t) =>
    make("tr", {}, make("th", { scope: "row" }, label), ...tokens.map((_, s) => cell(row(t)[s]))),
  );
  byId("table").replaceChildren(head, make("tbody", {}, ...rows));
}

function cell(weight) {
  if (weight === undefined) return make("td", { className: "future", title: say("future"), "aria-label": say("future") });
  const td = make("td", {}, weight.toFixed(2).replace(/^0/, ""));
  heat(td, weight);
  return td;
}

/** Which row of the table is being read. */
function markRow() {
  byId("table").querySelectorAll("tbody tr").forEach((tr, t) => tr.classList.toggle("chosen", t === looking()));
}
