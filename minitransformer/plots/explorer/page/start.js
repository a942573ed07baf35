// Where the page begins: read what Python left in it, and draw.

const data = JSON.parse(byId("data").textContent);
let reader = null; // the page's own model, where it has one

function drawAllParts() {
  if (!state.seen) return;
  drawTokens();
  drawHeads();
  drawTable();
  drawAll();
  showPosition();
}

/** Write every fixed text of the page in its language. */
function speak() {
  document.documentElement.lang = state.language;
  document.querySelectorAll("[data-say]").forEach((element) => (element.textContent = say(element.dataset.say)));
  byId("language").textContent = say("other");
  byId("language").lang = state.language === "en" ? "ko" : "en";
  byId("about").textContent = say(data.live ? "about_live" : "about_seen", data.name);
  document.title = `${say("title")} · ${data.name}`;
}

/** Unpack the page's own model. */
async function wake({ cfg, tensors, width, start }) {
  byId("writing").hidden = false;
  tell("loading");
  const words = JSON.parse(new TextDecoder().decode(await unpack("tokenizer")));
  reader = new Reader(new GPT(await tensors_of(tensors, width), cfg), new MetaspaceBPE(words), start);
  listen();
  readText();
}

async function begin() {
  state.language = data.language;
  speak();
  byId("language").onclick = () => {
    state.language = state.language === "en" ? "ko" : "en";
    speak();
    byId("status").textContent = "";
    drawAllParts();
  };
  byId("theme").onclick = () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const root = document.documentElement.style;
    root.colorScheme = (root.colorScheme || (dark ? "dark" : "light")) === "dark" ? "light" : "dark";
    drawAllParts();
  };
  if (!data.live) {
    state.seen = data.seen;
    state.position = data.causal ? data.seen.tokens.length - 1 : 1;
    drawAllParts();
    return;
  }
  try {
    await wake(data.live);
  } catch (error) {
    byId("trouble").hidden = false;
    byId("trouble").textContent = `${say("old_browser")} (${error.message})`;
  }
}

document.addEventListener("DOMContentLoaded", begin);
