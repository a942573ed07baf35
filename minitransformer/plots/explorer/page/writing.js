// The reader's own sentence, and the model going on with it.

/** Cut the text, let the model read it, and draw what it saw. */
function readText() {
  const tokens = reader.tokenizer.cut(byId("text").value);
  read(tokens);
  const { max_len } = reader.model.cfg;
  if (!tokens.length) tell("empty", readable(reader.tokenizer.pieces[reader.start]));
  else if (tokens.length > max_len) tell("full", max_len);
  else tell("read", tokens.length);
}

function read(tokens) {
  reader.read(tokens);
  state.seen = reader.seen();
  Object.assign(state, { position: state.seen.tokens.length - 1, pointed: null });
  drawAllParts();
}

function tell(key, ...about) {
  byId("status").textContent = say(key, ...about);
}

/** The token that follows, by the settings of the page. */
function choose(scores) {
  if (!byId("sampled").checked) return greedy(scores);
  const t = Math.max(byId("temperature").valueAsNumber || 1, 0.1);
  return sample(top_k(temperature(scores, t), Math.max(byId("top_k").valueAsNumber || 40, 1)));
}

/** Write one token behind position t; false where the text has ended or there is no room. */
function goOn(t, id) {
  if (id === data.live.end) {
    tell("ended");
    return false;
  }
  const kept = reader.tokens.slice(0, t + 1);
  if (kept.length === reader.model.cfg.max_len) {
    tell("full", kept.length);
    return false;
  }
  read([...kept, { ...reader.token(id), written: true }]);
  byId("text").value = reader.tokenizer.decode(reader.tokens.map((token) => token.id));
  tell("wrote", readable(reader.tokenizer.pieces[id]));
  return true;
}

/** Write some tokens, each seen before the next is chosen. */
async function write(n) {
  for (let i = 0; i < n; i++) {
    if (!goOn(reader.tokens.length - 1, choose(reader.scores))) return;
    await new Promise(requestAnimationFrame);
  }
}

function listen() {
  byId("text").value = data.text;
  byId("text").oninput = readText;
  byId("next").onclick = () => write(1);
  byId("ten").onclick = () => write(10);
  byId("again").onclick = () => {
    byId("text").value = data.text;
    readText();
  };
}
