// Papers on file: listed where somebody opens them; what is chosen serves in checking the packet, which is read again.

import { ask, fragment } from "./api.js";
import { busy, complain, leave, toast } from "./say.js";

const root = /** @type {HTMLDetailsElement} */ (document.querySelector("[data-on-file]"));
const address = `/packets/${root.dataset.onFile}/on-file`;
const held = /** @type {HTMLElement} */ (root.querySelector("[data-filed]"));
let asked = false;
// The strip beside it makes new versions.
const version = () => Number(/** @type {HTMLElement} */ (document.querySelector("[data-piles]")).dataset.version);

async function list() {
  if (asked || !root.open) return;
  asked = true;
  try {
    held.replaceChildren(await fragment(address));
  } catch (error) {
    asked = false;
    root.open = false;
    complain(error);
  }
}

root.addEventListener("toggle", list);
root.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const files = new FormData(form).getAll("files").map(Number);
  if (!files.length) return toast("Choose the papers that are to serve.", { bad: true });
  busy(form.querySelector("[type=submit]"), async () => {
    await ask("POST", address, { body: { version: version(), packet: form.dataset.serve, files } });
    await leave();
  });
});
root.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-serve-no-more]"));
  if (!button) return;
  busy(button, async () => {
    await ask("DELETE", `${address}/${button.dataset.serveNoMore}?version=${version()}`);
    await leave();
  });
});

if (location.hash === "#on-file") {
  root.open = true;
  root.querySelector("summary")?.focus();
}
