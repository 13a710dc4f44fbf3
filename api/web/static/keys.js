// The keys of a page, told where somebody asks for them.

import { choose } from "./dialog.js";
import { make } from "./make.js";

const KEYS = {
  review: [
    ["Enter", "Keep the value and go to the next that needs a look"],
    ["Shift Enter", "Back to the one before that needs a look"],
    ["Tab", "Next value, sure or not"],
    ["Alt 1, Alt 2, Alt 3", "Take another reading"],
    ["Alt W", "Say why you change it"],
    ["Alt Enter, Alt Delete", "Add a line to the table, remove the line"],
    ["Escape", "Take back what you typed"],
    ["Ctrl Z", "Undo"],
    ["Alt Z", "Zoom to the value, and back"],
    ["Alt Page Down, Alt Page Up", "Next page, page before"],
    ["Alt N", "Next packet of the list that this one was opened from"],
    ["+  −  0", "Larger, smaller, fit the width: in the page image"],
    ["?", "These keys"],
  ],
  packet: [
    ["Alt N", "Next packet of the list that this one was opened from"],
    ["/", "Find a packet"],
    ["?", "These keys"],
  ],
  strip: [
    ["← →", "To the pages; page before, next page"],
    ["Shift ← →", "Move the page back or on, also into the next document"],
    ["S", "Split: a new document begins with this page"],
    ["J", "Join the document with the one before"],
    ["T", "Turn by a quarter"],
    ["C", "Move the corners of a photographed page"],
    ["Alt N", "Next packet of the list that this one was opened from"],
    ["Ctrl Z", "Undo"],
  ],
};

// Its style comes with it, for no page needs it before.
const styled = new Promise((resolve) => {
  const sheet = make("link", { rel: "stylesheet", href: new URL("keys.css", import.meta.url).href });
  sheet.addEventListener("load", resolve);
  sheet.addEventListener("error", resolve);
  document.head.append(sheet);
});

/** @param {keyof typeof KEYS} page */
export async function show(page) {
  await styled;
  // It was asked for twice before it had come.
  if (document.querySelector("dialog[open]")) return;
  const list = make("dl", { class: "key-list" }, KEYS[page].flatMap(([key, what]) => [make("dt", {}, [make("kbd", {}, [key])]), make("dd", {}, [what])]));
  choose("Keys", [list], [{ value: "close", label: "Close", kind: "primary" }]);
}
