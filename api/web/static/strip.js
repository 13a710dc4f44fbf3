// The split: pages put together to documents, by mouse or by keys; each change is saved at once and can be undone.

import { ask, fragment, Problem } from "./api.js";
import { choose } from "./dialog.js";
import { make } from "./make.js";
import { complain, leave, say } from "./say.js";

/** @typedef {import("./corners.js").Corners} Corners */
/** @typedef {{file: string, page: number, turn: number, corners: Corners | null}} Sheet */
/** @typedef {{form: string | null, kind: string | null, settled: boolean, recognised: boolean, pages: Sheet[]}} Pile */

const root = /** @type {HTMLElement} */ (document.querySelector("[data-strip]"));
const packet = root.dataset.strip || "";
const held = /** @type {HTMLElement} */ (root.querySelector("[data-held]"));
let saving = false;

/** @returns {HTMLElement[]} */
const thumbs = () => [...held.querySelectorAll(".sheet-thumb")].map((each) => /** @type {HTMLElement} */ (each));
/** @returns {HTMLElement | null} */
const chosen = () => held.querySelector('.sheet-thumb[aria-pressed="true"]');
/** @param {HTMLElement} thumb @returns {Sheet} */
const sheetOf = (thumb) => ({
  file: thumb.dataset.file || "",
  page: Number(thumb.dataset.page),
  turn: Number(thumb.dataset.turn),
  corners: JSON.parse(thumb.dataset.corners || "null"),
});
const board = () => /** @type {HTMLElement} */ (held.querySelector("[data-piles]"));

/** @returns {Pile[]} the piles as the page shows them; empty pages are in none */
function piles() {
  return [...held.querySelectorAll(".pile:not([data-loose])")].map((each) => {
    const pile = /** @type {HTMLElement} */ (each);
    return {
      form: pile.dataset.form || null,
      kind: pile.dataset.kind || null,
      settled: "settled" in pile.dataset,
      recognised: "recognised" in pile.dataset,
      pages: [...pile.querySelectorAll(".sheet-thumb")].map((thumb) => sheetOf(/** @type {HTMLElement} */ (thumb))),
    };
  });
}

/** @returns {string[]} files of which somebody looked at what could not be read */
const without = () => JSON.parse(board().dataset.without || "[]");

/** @param {HTMLElement | null} thumb the page that keys and buttons mean: where the focus is, or was last */
function pick(thumb) {
  for (const pile of held.querySelectorAll(".pile")) {
    const [first, ...others] = /** @type {NodeListOf<HTMLElement>} */ (pile.querySelectorAll(".sheet-thumb"));
    if (!first) continue;
    // Tab comes to a document once, and the arrows go through all pages.
    const stop = thumb && pile.contains(thumb) ? thumb : first;
    for (const each of [first, ...others]) {
      each.setAttribute("aria-pressed", String(each === thumb));
      each.tabIndex = each === stop ? 0 : -1;
    }
  }
  const told = /** @type {HTMLElement} */ (root.querySelector("[data-chosen]"));
  told.textContent = thumb ? `Page ${thumb.dataset.number} is chosen: ${thumb.dataset.file}, page ${thumb.dataset.page}.` : "Choose a page, then say what is to be done with it.";
  for (const button of root.querySelectorAll('[data-do="back"], [data-do="on"], [data-do="split"], [data-do="join"], [data-do="turn"]')) {
    /** @type {HTMLButtonElement} */ (button).disabled = !thumb;
  }
  /** @type {HTMLButtonElement} */ (root.querySelector('[data-do="corners"]')).disabled = !thumb || !("pictured" in thumb.dataset);
}

/** @param {Pile[]} all @param {Sheet} sheet */
function find(all, sheet) {
  const at = all.findIndex((pile) => pile.pages.some((each) => each.file === sheet.file && each.page === sheet.page));
  return { at, within: at < 0 ? -1 : all[at].pages.findIndex((each) => each.file === sheet.file && each.page === sheet.page) };
}

/** What can be done with a page: each takes the piles and gives them anew, or null where nothing changes. */
const DEEDS = {
  /** @param {Pile[]} all @param {Sheet} sheet */
  back(all, sheet) {
    const { at, within } = find(all, sheet);
    if (within > 0) all[at].pages.splice(within - 1, 2, all[at].pages[within], all[at].pages[within - 1]);
    else if (at > 0) all[at - 1].pages.push(...all[at].pages.splice(0, 1));
    else return null;
    return all;
  },
  /** @param {Pile[]} all @param {Sheet} sheet */
  on(all, sheet) {
    const { at, within } = find(all, sheet);
    if (at < 0) return [...all, { form: null, kind: null, settled: false, recognised: false, pages: [sheet] }];
    if (within < all[at].pages.length - 1) all[at].pages.splice(within, 2, all[at].pages[within + 1], all[at].pages[within]);
    else if (at < all.length - 1) all[at + 1].pages.unshift(...all[at].pages.splice(within, 1));
    else return null;
    return all;
  },
  /** @param {Pile[]} all @param {Sheet} sheet */
  split(all, sheet) {
    const { at, within } = find(all, sheet);
    if (within <= 0) return null;
    all.splice(at + 1, 0, { ...all[at], pages: all[at].pages.splice(within) });
    return all;
  },
  /** @param {Pile[]} all @param {Sheet} sheet */
  join(all, sheet) {
    const { at } = find(all, sheet);
    if (at <= 0) return null;
    all[at - 1].pages.push(...all.splice(at, 1)[0].pages);
    return all;
  },
  /** @param {Pile[]} all @param {Sheet} sheet */
  turn(all, sheet) {
    const { at, within } = find(all, sheet);
    if (at < 0) return null;
    all[at].pages[within].turn = (all[at].pages[within].turn + 90) % 360;
    return all;
  },
};
const SAID = { back: "Moved back.", on: "Moved on.", split: "Split: a new document begins here.", join: "Joined with the document before.", turn: "Turned." };
const CANNOT = { back: "This is the first page.", on: "This is the last page.", split: "The document begins with this page already.", join: "There is no document before.", turn: "An empty page stays as it is." };

/** @param {keyof typeof DEEDS} name */
async function deed(name) {
  const thumb = chosen();
  if (!thumb) return;
  const sheet = sheetOf(thumb);
  const made = DEEDS[name](piles(), sheet);
  if (!made) return say(CANNOT[name]);
  await save(made, SAID[name], sheet);
}

/**
 * @param {Pile[]} all
 * @param {string} words
 * @param {Sheet | null} sheet that stays chosen
 * @param {string[]} [left] files that the packet goes on without
 */
async function save(all, words, sheet, left = without()) {
  await change(() => put(all, left), words, sheet);
}

/**
 * @param {Pile[]} all
 * @param {string[]} left
 */
function put(all, left) {
  const documents = all.filter((pile) => pile.pages.length);
  return ask("PUT", `/packets/${packet}/arrangement`, { body: { version: Number(board().dataset.version), documents, left_out: left } });
}

// A page whose sheet was found wrongly, or not at all, is read anew by the corners that a person gives.
async function corners() {
  const thumb = chosen();
  if (!thumb) return;
  if (!("pictured" in thumb.dataset)) return say("This page did not come as a picture.");
  const sheet = sheetOf(thumb);
  const picture = `/api/v1/packets/${packet}/pages/${thumb.dataset.number}/image?width=1600&as_sent=true`;
  const found = JSON.parse(thumb.dataset.found || "null");
  const { open } = await import("./corners.js");
  await open({ title: `Corners of ${sheet.file}, page ${sheet.page}`, picture, given: sheet.corners, found }, async (moved) => {
    const all = piles();
    const { at, within } = find(all, sheet);
    if (at < 0) all.push({ form: null, kind: null, settled: false, recognised: false, pages: [{ ...sheet, corners: moved }] });
    else all[at].pages[within].corners = moved;
    await put(all, without());
    await leave();
  });
}

/**
 * @param {() => Promise<any>} work
 * @param {string} words
 * @param {Sheet | null} sheet
 */
async function change(work, words, sheet) {
  if (saving) return;
  saving = true;
  held.setAttribute("aria-busy", "true");
  try {
    const made = await work();
    // What is read anew is waited for by the page that tells how far it is.
    if (made?.state === "waiting") await leave();
    await renew(sheet);
    say(words);
  } catch (error) {
    if (error instanceof Problem && error.code === "stale-version") {
      await renew(sheet);
      await choose("Somebody else changed this packet", [make("p", {}, [`${error.message} The pages are shown as they are now.`])], [{ value: "on", label: "Go on", kind: "primary" }]);
    } else complain(error);
  } finally {
    saving = false;
    held.removeAttribute("aria-busy");
  }
}

/** @param {Sheet | null} sheet */
async function renew(sheet) {
  held.replaceChildren(await fragment(`/packets/${packet}/pages?part=true`));
  showHead();
  const again = sheet && thumbs().find((each) => each.dataset.file === sheet.file && Number(each.dataset.page) === sheet.page);
  pick(again || null);
  again?.focus();
  /** @type {HTMLButtonElement} */ (root.querySelector('[data-do="undo"]')).disabled = !board().dataset.byPerson;
}

// The head of the page says what came of the change as well.
function showHead() {
  const outcome = held.querySelector("[data-outcome-now]");
  if (outcome) document.querySelector("[data-outcome]")?.replaceChildren(...outcome.childNodes);
  const { toReview, findings } = board().dataset;
  for (const [name, number, kind] of /** @type {const} */ ([["data-to-review", toReview, "doubt"], ["data-findings-count", findings, "bad"]])) {
    const count = document.querySelector(`.tabs [${name}]`);
    if (!count) continue;
    count.textContent = number || "0";
    count.classList.toggle(kind, Number(number) > 0);
  }
}

async function undo() {
  const made = board().dataset.byPerson;
  if (!made) return say("There is nothing to undo.");
  const thumb = chosen();
  await change(() => ask("DELETE", `/packets/${packet}/arrangement/${made}?version=${board().dataset.version}`), "Undone.", thumb && sheetOf(thumb));
}

function showKeys() {
  import("./keys.js").then((keys) => keys.show("strip")).catch(complain);
}

root.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const thumb = /** @type {HTMLElement | null} */ (target.closest(".sheet-thumb"));
  if (thumb) return thumb.focus();
  const name = /** @type {HTMLElement | null} */ (target.closest("[data-do]"))?.dataset.do;
  if (name === "undo") undo();
  else if (name === "keys") showKeys();
  else if (name === "corners") corners().catch(complain);
  else if (name) deed(/** @type {keyof typeof DEEDS} */ (name));
});

held.addEventListener("focusin", (event) => {
  const thumb = /** @type {HTMLElement} */ (event.target);
  if (thumb.matches(".sheet-thumb") && thumb !== chosen()) pick(thumb);
});

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    event.preventDefault();
    undo();
    return;
  }
  if (event.key === "?" && !target.matches("input, textarea")) return showKeys();
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const way = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (!target.matches(".sheet-thumb")) {
    // From anywhere the arrows lead to the pages, past all that stands before them.
    if (!way || event.shiftKey || target.matches("input, select, textarea")) return;
    (chosen() || thumbs()[0])?.focus();
    event.preventDefault();
    return;
  }
  const name = way ? (way > 0 ? "on" : "back") : { s: "split", j: "join", t: "turn" }[event.key.toLowerCase()];
  if (way && !event.shiftKey) {
    const all = thumbs();
    all[all.indexOf(target) + way]?.focus();
  } else if (event.key.toLowerCase() === "c") {
    corners().catch(complain);
  } else if (name) {
    deed(/** @type {keyof typeof DEEDS} */ (name));
  } else return;
  event.preventDefault();
});

// All forms are offered where somebody is about to choose, not in every document of a large packet.
for (const kind of ["focusin", "pointerover"]) {
  root.addEventListener(kind, (event) => {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    if (!select.matches("[data-type]") || select.options.length > 1) return;
    const { value } = select;
    const forms = /** @type {HTMLTemplateElement} */ (root.querySelector("template[data-forms]"));
    select.replaceChildren(forms.content.cloneNode(true));
    select.value = value;
  });
}

root.addEventListener("change", (event) => {
  const select = /** @type {HTMLSelectElement} */ (event.target);
  const pile = /** @type {HTMLElement} */ (select.closest(".pile"));
  if (!select.matches("[data-type]")) return;
  const at = [...held.querySelectorAll(".pile:not([data-loose])")].indexOf(pile);
  const all = piles();
  const [form, kind] = select.value.split("#");
  all[at].form = form || null;
  all[at].kind = kind || null;
  Object.assign(all[at], { settled: !form, recognised: false });
  const id = select.id;
  save(all, `Now: ${select.selectedOptions[0].textContent}.`, null).then(() => document.getElementById(id)?.focus());
});

// A paper that belongs elsewhere is of no form here: its pages stay, no rule looks at it, and undo brings it back.
root.addEventListener("click", (event) => {
  const pile = /** @type {Element} */ (event.target).closest("[data-leave-out]")?.closest(".pile");
  if (!pile) return;
  const all = piles();
  const at = [...held.querySelectorAll(".pile:not([data-loose])")].indexOf(pile);
  const known = all[at].form;
  Object.assign(all[at], { form: null, kind: null, settled: true, recognised: false });
  save(all, known ? "Left out of the check." : "Kept as none of the forms.", all[at].pages[0]);
});

// What the reader was not sure to know a paper for, and somebody says it is.
root.addEventListener("click", (event) => {
  const pile = /** @type {Element} */ (event.target).closest("[data-right]")?.closest(".pile");
  if (!pile) return;
  const all = piles();
  const at = [...held.querySelectorAll(".pile:not([data-loose])")].indexOf(pile);
  all[at].recognised = false;
  save(all, "Kept as it is named.", all[at].pages[0]);
});

// What could not be read and is not needed, or of which a better copy came: the packet goes on without it.
root.addEventListener("click", (event) => {
  const file = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-go-on]"))?.dataset.goOn;
  if (file) save(piles(), "The packet goes on without it.", null, [...without(), file]);
});

// Dragging, for those who like to.

/** @type {HTMLElement | null} */
let dragged = null;
root.addEventListener("dragstart", (event) => {
  dragged = /** @type {Element} */ (event.target).querySelector?.(".sheet-thumb") || null;
  event.dataTransfer?.setData("text/plain", dragged?.dataset.number || "");
});
root.addEventListener("dragover", (event) => {
  const pile = /** @type {Element} */ (event.target).closest(".pile");
  for (const each of held.querySelectorAll(".pile.over")) each.classList.toggle("over", each === pile);
  if (!dragged || !pile) return;
  event.preventDefault();
  pile.classList.add("over");
});
root.addEventListener("dragend", () => {
  dragged = null;
  for (const each of held.querySelectorAll(".pile.over")) each.classList.remove("over");
});
root.addEventListener("drop", (event) => {
  const target = /** @type {Element} */ (event.target);
  const pile = target.closest(".pile:not([data-loose])");
  if (!dragged || !pile) return;
  event.preventDefault();
  const sheet = sheetOf(dragged);
  const over = /** @type {HTMLElement | null} */ (target.closest(".sheet-thumb"));
  const index = [...held.querySelectorAll(".pile:not([data-loose])")].indexOf(pile);
  const all = piles();
  const { at, within } = find(all, sheet);
  const before = over && over !== dragged ? find(all, sheetOf(over)) : null;
  if (over === dragged) return;
  if (at >= 0) all[at].pages.splice(within, 1);
  const place = before ? before.within - (at === before.at && within < before.within ? 1 : 0) : all[index].pages.length;
  all[index].pages.splice(place, 0, sheet);
  save(all, "Moved.", sheet);
});

// Review leads to the corners of the page that is looked at there; once, not again when the page is read anew.
const meant = /** @type {HTMLElement | null} */ (held.querySelector(`.sheet-thumb[data-number="${/^#corners-(\d+)$/.exec(location.hash)?.[1] || ""}"]`));
pick(meant);
if (meant) {
  history.replaceState(null, "", location.pathname + location.search);
  meant.focus();
  corners().catch(complain);
}
