// The corners of a sheet in the picture of it, moved by keys, by pointer or by pressing where one is to be.

import { choose } from "./dialog.js";
import { make } from "./make.js";
import { busy, say } from "./say.js";

/** @typedef {[number, number][]} Corners from the left and from the top, as shares of the picture */

const NAMES = ["Top left", "Top right", "Bottom right", "Bottom left"];
const STEP = 0.002;
const LARGE = 0.02;
/** @type {Corners} */
const UNFOUND = [[0.05, 0.05], [0.95, 0.05], [0.95, 0.95], [0.05, 0.95]];
const WAYS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });

// Its style comes with it, for no page needs it before.
const styled = new Promise((resolve) => {
  const sheet = make("link", { rel: "stylesheet", href: new URL("corners.css", import.meta.url).href });
  sheet.addEventListener("load", resolve);
  sheet.addEventListener("error", resolve);
  document.head.append(sheet);
});

/** @param {number} share */
const within = (share) => Math.min(1, Math.max(0, share));

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {Element[]} [children]
 */
function drawn(name, attributes, children = []) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * Has a person lay the four corners over the page as it came.
 * @param {{title: string, picture: string, given: Corners | null, found: Corners | null}} page
 * @param {(corners: Corners | null) => Promise<void>} send has the page read anew by them, or by what is found where they are null; an error is told, and the corners stay
 */
export async function open(page, send) {
  const picture = /** @type {HTMLImageElement} */ (make("img", { src: page.picture, alt: "The page as it came", draggable: "false" }));
  say("Loading the picture…");
  await Promise.all([styled, picture.decode().catch(() => { throw new Error("The picture of this page did not come. Try again."); })]);
  // It was asked for twice before it had come.
  if (document.querySelector("dialog[open]")) return;
  const corners = /** @type {Corners} */ ((page.given || page.found || UNFOUND).map(([x, y]) => [x, y]));
  let chosen = 0;
  const marks = NAMES.map((_, at) => make("button", { type: "button", class: "corner", "data-corner": String(at) }));
  const lines = [drawn("polygon", {}), drawn("polygon", {})];
  const board = make("div", { class: "corner-board", role: "application", "aria-label": "Corners of the page" }, [
    picture,
    drawn("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" }, lines),
    ...marks,
  ]);
  const told = make("p", { class: "corner-told small", role: "status" });
  const wrong = make("p", { class: "corner-told wrong", role: "alert" });

  function show() {
    for (const [at, mark] of marks.entries()) {
      const [x, y] = corners[at];
      mark.style.left = `${100 * x}%`;
      mark.style.top = `${100 * y}%`;
      mark.setAttribute("aria-label", place(at));
      mark.toggleAttribute("aria-current", false);
      if (at === chosen) mark.setAttribute("aria-current", "true");
    }
    for (const line of lines) line.setAttribute("points", corners.map((corner) => corner.join(",")).join(" "));
    told.textContent = place(chosen);
  }

  /** @param {number} at */
  function place(at) {
    const [x, y] = corners[at].map((share) => (100 * share).toFixed(1));
    return `${NAMES[at]} corner: ${x} % from the left, ${y} % from the top`;
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  function move(x, y) {
    corners[chosen] = [within(x), within(y)];
    wrong.textContent = "";
    show();
  }

  for (const [at, mark] of marks.entries()) {
    mark.addEventListener("focus", () => {
      chosen = at;
      show();
    });
  }
  board.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (event.key === "Enter") form.requestSubmit(read);
    else if (way && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const step = event.shiftKey ? LARGE : STEP;
      const [x, y] = corners[chosen];
      move(x + way[0] * step, y + way[1] * step);
    } else return;
    event.preventDefault();
  });

  // A mark is dragged by where it was taken; a press on the picture brings the chosen corner there.
  /** @type {[number, number] | null} */
  let grip = null;
  /** @param {PointerEvent} event @returns {[number, number]} */
  const at = (event) => {
    const box = picture.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  board.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    const mark = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".corner"));
    const [x, y] = at(event);
    if (mark) mark.focus();
    else {
      marks[chosen].focus();
      move(x, y);
    }
    grip = [corners[chosen][0] - x, corners[chosen][1] - y];
    board.setPointerCapture(event.pointerId);
  });
  board.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const [x, y] = at(event);
    move(x + grip[0], y + grip[1]);
  });
  for (const end of ["pointerup", "pointercancel"]) board.addEventListener(end, () => { grip = null; });

  const answers = [{ value: "read", label: "Straighten and read", kind: "primary" }];
  if (page.given) answers.push({ value: "found", label: "Find them by itself", kind: "" });
  answers.push({ value: "", label: "Cancel", kind: "" });
  show();
  const how = "Lay each ring over its corner of the paper: drag it, or choose it and press where it belongs. Arrow keys move it, with Shift in large steps.";
  const closed = choose(page.title, [make("p", { class: "corner-told muted" }, [how]), board, told, wrong], answers);
  const form = /** @type {HTMLFormElement} */ (board.closest("form"));
  const read = /** @type {HTMLButtonElement} */ (form.querySelector('[value="read"]'));
  form.addEventListener("submit", (event) => {
    const button = /** @type {HTMLButtonElement} */ (event.submitter);
    if (!button.value) return;
    event.preventDefault();
    busy(button, () => send(button.value === "read" ? corners : null).catch((error) => {
      wrong.textContent = error instanceof Error ? error.message : String(error);
    }));
  });
  await closed;
}
