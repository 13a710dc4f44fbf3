// A packet that is still being read: tells how far it is, and goes on when it is done.

import { fill, words } from "./progress.js";
import { watch } from "./watching.js";

const root = /** @type {HTMLElement} */ (document.querySelector("[data-still]"));
const id = root.dataset.still || "";

if (root.dataset.state === "waiting" || root.dataset.state === "reading") {
  watch(`/packets/${id}`, (packet) => {
    const bar = /** @type {HTMLProgressElement} */ (root.querySelector("progress"));
    const told = /** @type {HTMLElement} */ (root.querySelector("[data-told]"));
    fill(bar, packet);
    told.textContent = words(packet);
  }, () => location.reload());
}
