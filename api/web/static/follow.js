// Follows a batch or a packet while it runs: the page's figures change in place, and it loads anew when all is done.

import { say } from "./say.js";

const held = /** @type {HTMLElement | null} */ (document.querySelector("[data-follow]"));

/** @param {Record<string, any>} told */
function show(told) {
  if (!held) return;
  for (const place of held.querySelectorAll("[data-count]")) {
    const value = place.getAttribute("data-count") || "";
    place.textContent = String(told.states?.[value] ?? told[value] ?? 0);
  }
  const bar = held.querySelector("progress");
  if (bar) {
    bar.max = Math.max(1, told.packets ?? told.pages ?? 1);
    bar.value = told.ended ?? told.pages_read ?? 0;
  }
}

if (held) {
  const source = new EventSource(held.dataset.follow || "");
  /** @param {MessageEvent} event */
  const heard = (event) => {
    const told = JSON.parse(event.data);
    show(told);
    const ended = told.packets !== undefined ? told.ended === told.packets : !["held", "waiting", "reading"].includes(told.state);
    if (ended) {
      source.close();
      say("Done");
      location.reload();
    }
  };
  source.addEventListener("message", heard);
  source.addEventListener("progress", heard);
}
