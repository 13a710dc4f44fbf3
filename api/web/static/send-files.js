// Forms that send files: one key for each form load, so that a double click sends once; what was chosen stays on failure.

import { onceKey, pause } from "./api.js";
import { make } from "./make.js";
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

/** @typedef {{file: File, faults: string[]}} Chosen a file with what is wrong with it as a picture */

/** @param {HTMLFormElement} form */
const field = (form) => /** @type {HTMLInputElement | null} */ (form.querySelector("input[type=file]"));

/**
 * The field as it was, with what was chosen now: a phone's camera gives one page at a time, and the pages before must stay.
 * @param {Chosen[]} before
 * @param {File[]} now
 * @returns {Chosen[]}
 */
function joined(before, now) {
  const all = [...before];
  for (const file of now) {
    if (all.some((each) => same(each.file, file))) continue;
    const names = new Set(all.map((each) => each.file.name));
    all.push({ file: names.has(file.name) ? renamed(file, names) : file, faults: [] });
  }
  return all;
}

/** @param {File} one @param {File} other */
const same = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

/** Cameras call each picture alike. @param {File} file @param {Set<string>} names */
function renamed(file, names) {
  const dot = file.name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [file.name.slice(0, dot), file.name.slice(dot)] : [file.name, ""];
  let number = 2;
  while (names.has(`${stem}-${number}${ending}`)) number += 1;
  return new File([file], `${stem}-${number}${ending}`, { type: file.type, lastModified: file.lastModified });
}

/**
 * Names what is chosen, each with what is wrong with it and a button that takes it out: the browser's own words for it
 * would be in the browser's language.
 * @param {HTMLFormElement} form
 * @param {Chosen[]} chosen
 * @param {(one: Chosen) => void} drop
 */
function tellChosen(form, chosen, drop) {
  const told = form.querySelector("[data-chosen]");
  const list = form.querySelector("[data-files]");
  if (!told || !list) return;
  told.textContent = chosen.length ? `${word("chosen", "Chosen")}: ${chosen.length}` : word("none_chosen", "No file chosen yet.");
  list.replaceChildren(...chosen.map((one) => {
    const out = make("button", { type: "button", class: "btn small" }, [word("take_out", "Take out"), make("span", { class: "sr" }, [` ${one.file.name}`])]);
    out.addEventListener("click", () => drop(one));
    const name = make("span", { class: "grow wrap", dir: "auto" }, [one.file.name]);
    return make("li", {}, [make("div", { class: "row" }, [name, out]), ...one.faults.map((fault) => make("p", { class: "fault" }, [fault]))]);
  }));
}

for (const form of document.querySelectorAll("form[data-send]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  let key = onceKey();
  // A form with a button of ours has a word of ours, too, for a file that is not chosen.
  form.noValidate = form.querySelector("[data-chosen]") !== null;
  const gathers = form.noValidate;
  /** @type {Chosen[]} */
  let chosen = [];
  const show = () => {
    if (!gathers) return;
    tellChosen(form, chosen, (one) => {
      chosen = chosen.filter((each) => each !== one);
      key = onceKey();
      put();
      field(form)?.focus();
    });
  };
  const put = () => {
    const held = new DataTransfer();
    for (const { file } of chosen) held.items.add(file);
    /** @type {HTMLInputElement} */ (field(form)).files = held.files;
    show();
  };
  show();
  form.addEventListener("change", (event) => {
    key = onceKey();
    const from = /** @type {HTMLInputElement} */ (event.target);
    const camera = from.matches("[data-camera]");
    if (!gathers || (from !== field(form) && !camera)) return;
    const known = chosen;
    chosen = joined(chosen, [...(from.files || [])]);
    // The same page may be taken once more.
    if (camera) from.value = "";
    put();
    for (const one of chosen.filter((each) => !known.includes(each))) {
      // A picture that nobody will be able to read is told while it can still be taken again.
      look(one.file).then((faults) => {
        one.faults = faults;
        if (faults.length && chosen.includes(one)) show();
      }).catch(() => {});
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = /** @type {HTMLElement | null} */ (form.querySelector("[type=submit]"));
    busy(button, async () => {
      const body = new FormData(form);
      if (!field(form)?.files?.length) {
        field(form)?.focus();
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
