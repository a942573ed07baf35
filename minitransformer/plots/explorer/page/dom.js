// Small helpers: making elements, and going through a group of buttons with the arrow keys.

function byId(id) {
  return document.getElementById(id);
}

/** An element with its properties (names with a dash are attributes) and what stands in it. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "scope" || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** Colour an element by a weight from 0 to 1; from somewhere on, black is no longer the better writing on it. */
function heat(element, weight) {
  element.classList.add("heat");
  element.classList.toggle("half", weight > 0.63);
  element.classList.toggle("strong", weight > 0.95);
  element.style.setProperty("--weight", weight);
}

const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

/** One stop of the Tab key for all buttons of a group; arrows, Home and End go from one to the next. */
function roving(group, columns) {
  group.onkeydown = (event) => {
    const buttons = [...group.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    const [down, right] = STEPS[event.key] ?? [0, 0];
    let to = at + down * columns() + right;
    if (event.key === "Home") to = 0;
    if (event.key === "End") to = buttons.length - 1;
    if (at < 0 || to === at || !buttons[to]) return;
    event.preventDefault();
    buttons[to].focus();
  };
}

/** The button of a group that is chosen is pressed, and the one that Tab stops at. */
function press(group, at) {
  group.querySelectorAll("button").forEach((button, i) => {
    button.setAttribute("aria-pressed", i === at);
    button.tabIndex = i === at ? 0 : -1;
  });
}
