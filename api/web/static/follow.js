// Follows a batch or a packet while it runs: the page's figures change in place, and it loads anew when all is done.

import { fill } from "./progress.js";
import { say } from "./say.js";
import { word } from "./words.js";
import { watch } from "./watching.js";

const held = /** @type {HTMLElement | null} */ (document.querySelector("[data-follow]"));

/** @param {HTMLElement} within @param {Record<string, any>} told */
function show(within, told) {
  for (const place of within.querySelectorAll("[data-count]")) {
    const value = place.getAttribute("data-count") || "";
    place.textContent = String(told.states?.[value] ?? told[value] ?? 0);
  }
  const bar = within.querySelector("progress");
  if (bar) {
    if (told.packets === undefined) return fill(bar, /** @type {import("./progress.js").Told} */ (told));
    bar.max = Math.max(1, told.packets);
    bar.value = told.ended ?? 0;
  }
}

if (held) {
  watch(held.dataset.follow || "", (told) => show(held, told), () => {
    say(word("done", "Done"));
    location.reload();
  });
}
