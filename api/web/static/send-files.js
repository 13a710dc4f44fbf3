// Forms that send files: one key for each form load, so that a double click sends once; what was chosen stays on failure.

import { onceKey, pause } from "./api.js";
import { send } from "./sending.js";
import { look } from "./quality.js";
import { busy, leave, toast } from "./say.js";
import { sentence, word } from "./words.js";

const NOTES = 3;

/**
 * Shows how far the upload is while it lasts.
 * @param {HTMLFormElement} form
 * @param {(share: (share: number) => void) => Promise<any>} work
 */
async function told(form, work) {
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", word("sending", "Sending"));
  form.append(bar);
  try {
    return await work((share) => (bar.value = share));
  } finally {
    bar.remove();
  }
}

/** Names what is chosen: the browser's own words for it would be in the browser's language. @param {HTMLFormElement} form */
function tellChosen(form) {
  const held = form.querySelector("[data-chosen]");
  const files = [...(/** @type {HTMLInputElement} */ (form.querySelector("input[type=file]")).files || [])];
  const names = files.map((file) => file.name);
  if (!held) return;
  tellFaults(form, files);
  held.textContent = names.length ? `${word("chosen", "Chosen")} (${names.length}): ${names.join(", ")}` : word("none_chosen", "No file chosen yet.");
}

/**
 * Names pictures that nobody will be able to read, while they can still be taken again.
 * @param {HTMLFormElement} form
 * @param {File[]} files
 */
async function tellFaults(form, files) {
  const list = form.querySelector("[data-faults]");
  if (!list) return;
  list.replaceChildren();
  for (const file of files) {
    const faults = await look(file).catch(() => []);
    // Others may have been chosen meanwhile.
    if (!files.every((each, at) => each === /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]")).files?.[at])) return;
    list.append(...faults.map((fault) => Object.assign(document.createElement("li"), { textContent: `${file.name}: ${fault}` })));
  }
}

for (const form of document.querySelectorAll("form[data-send]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  let key = onceKey();
  // A form with a button of ours has a word of ours, too, for a file that is not chosen.
  form.noValidate = form.querySelector("[data-chosen]") !== null;
  tellChosen(form);
  form.addEventListener("change", () => {
    key = onceKey();
    tellChosen(form);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = /** @type {HTMLElement | null} */ (form.querySelector("[type=submit]"));
    busy(button, async () => {
      const body = new FormData(form);
      const chosen = /** @type {HTMLInputElement | null} */ (form.querySelector("input[type=file]"));
      if (!chosen?.files?.length) {
        chosen?.focus();
        throw new Error(form.dataset.none || word("choose_first", "Choose a file first."));
      }
      for (const [name, value] of [...body.entries()]) if (value === "") body.delete(name);
      const answer = await told(form, (share) => send(form.dataset.send || "", body, key, share));
      // It came: what is to be known of it is no failure.
      const notes = (answer?.notes || []).map(sentence);
      const words = [`${form.dataset.sent || word("sent", "Sent. Your receipt number is")} ${answer?.receipt || ""}`.trim(), ...notes.slice(0, NOTES)];
      toast(`${words.join(" ")}${notes.length > NOTES ? " …" : ""}`);
      const next = (form.dataset.next || "").replace("{id}", String(answer?.id || ""));
      await pause(answer?.notes?.length ? 6000 : 300);
      await leave(next);
    });
  });
}
