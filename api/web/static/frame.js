// What every page has: the theme switch, signing out, times in the reader's own zone, a menu that closes.

import { ask } from "./api.js";
import { busy, leave } from "./say.js";

document.querySelector("[data-theme-switch]")?.addEventListener("click", async () => (await import("./look.js")).change());

document.querySelector("[data-sign-out]")?.addEventListener("click", (event) => {
  busy(/** @type {HTMLElement} */ (event.currentTarget), async () => {
    await ask("DELETE", "/session", { again: false }).catch(() => null);
    await leave("/sign-in");
  });
});

// What the head of a packet tells and changes: its case, the provider who sees it.
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-head]"))) {
  button.addEventListener("click", () => busy(button, async () => (await import(`./${button.dataset.head}.js`)).change(button)));
}

/** @param {ParentNode} within */
export function tellTimes(within) {
  const shape = new Intl.DateTimeFormat(document.documentElement.lang || "en", { dateStyle: "medium", timeStyle: "short" });
  for (const time of within.querySelectorAll("time[data-when]")) {
    const at = time.getAttribute("datetime") || "";
    if (at.includes("T")) time.textContent = shape.format(new Date(at));
  }
}
tellTimes(document);

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  menu?.removeAttribute("open");
  if (menu?.contains(document.activeElement)) menu.querySelector("summary")?.focus();
});

// Where a row of places or tabs is wider than the screen, the one at hand is in sight.
for (const row of document.querySelectorAll(".nav, .tabs")) {
  const here = row.querySelector("[aria-current]");
  if (here instanceof HTMLElement && row.scrollWidth > row.clientWidth) {
    const [all, one] = [row.getBoundingClientRect(), here.getBoundingClientRect()];
    row.scrollLeft += one.left - all.left - (all.width - one.width) / 2;
  }
}

const find = document.querySelector("[data-find]");
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, select, textarea, dialog, [contenteditable]");
  if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
  // Pages with keys of their own tell them themselves.
  if (event.key === "?" && document.querySelector("[data-next-packet]") && !document.querySelector("[data-review], [data-strip]")) {
    import("./keys.js").then((keys) => keys.show("packet"));
  }
  if (event.key !== "/") return;
  if (!(find instanceof HTMLInputElement) || !find.checkVisibility()) return;
  event.preventDefault();
  find.focus();
});

// On to the next packet from any page of one; what is still being saved is taken along, as with any link.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.code !== "KeyN" || document.querySelector("dialog[open]")) return;
  const next = document.querySelector("[data-next-packet]");
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.click();
});

// The second click of a double click does nothing to what a dialog that opened or closed between them put there.
/** @type {{at: number, x: number, y: number, target: EventTarget | null}} */
let clicked = { at: -Infinity, x: 0, y: 0, target: null };
document.addEventListener("click", (event) => {
  if (!event.detail) return;
  const again = event.timeStamp - clicked.at < 500 && Math.hypot(event.clientX - clicked.x, event.clientY - clicked.y) < 8;
  if (again && event.target !== clicked.target) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else clicked = { at: event.timeStamp, x: event.clientX, y: event.clientY, target: event.target };
}, true);

// A page that the browser kept from before a sign-out, or with counts of before, is asked for anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
