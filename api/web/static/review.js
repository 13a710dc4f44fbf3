// Review: each value beside the place that it was read from. Enter goes to the next that needs a look; nothing needs the mouse.

import { fragment, Problem } from "./api.js";
import { Corrections } from "./corrections.js";
import { make } from "./make.js";
import { Drafts } from "./drafts.js";
import { complain, say, toast } from "./say.js";
import { Viewer } from "./viewer.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Entry */

const root = /** @type {HTMLElement} */ (document.querySelector("[data-review]"));
const packet = root.dataset.packet || "";
// Of a packet that was decided, or for who may only look, values are gone through and never changed.
const open = !("closed" in root.dataset);
const values = /** @type {HTMLElement} */ (root.querySelector("[data-values]"));
const drafts = new Drafts(packet);
const corrections = new Corrections(packet, Number(root.dataset.version), JSON.parse(document.querySelector("script[data-own]")?.textContent || "[]"));
const pages = JSON.parse(document.querySelector("script[data-pages]")?.textContent || "[]");
const viewer = new Viewer(/** @type {HTMLElement} */ (root.querySelector(".viewer")), packet, pages, (key) => {
  const chosen = find(key);
  chosen?.focus();
});

// Values on the page.

/** @param {Element} [within] @returns {Entry[]} */
const entries = (within = values) => [...within.querySelectorAll("[data-f]")].map((each) => /** @type {Entry} */ (each));
/** @param {Element} entry @returns {HTMLElement} */
const frameOf = (entry) => /** @type {HTMLElement} */ (entry.closest(".f"));
/** @param {Element} entry */
const documentOf = (entry) => /** @type {HTMLElement} */ (entry.closest("[data-doc]")).dataset.doc || "";
/** @param {Element} entry */
const keyOf = (entry) => `${documentOf(entry)} ${/** @type {HTMLElement} */ (entry).dataset.f}`;
/** @param {Entry} entry */
const labelOf = (entry) => entry.labels?.[0]?.textContent || entry.dataset.f || "";
/** @param {Element} entry */
const doubtful = (entry) => frameOf(entry).classList.contains("doubt");
/** @param {Entry} entry */
const before = (entry) => (entry.dataset.was ??= entry instanceof HTMLSelectElement ? [...entry.options].find((each) => each.defaultSelected)?.value || "" : entry.defaultValue);
/** @param {Entry} entry */
const changed = (entry) => entry.value !== before(entry);
/** @param {string} key */
const find = (key) => entries().find((entry) => keyOf(entry) === key);

/** @param {Entry} entry @returns {import("./viewer.js").Mark | null} */
function markOf(entry) {
  const { page, box } = frameOf(entry).dataset;
  return page ? { key: keyOf(entry), page: Number(page), box: box ? box.split(" ").map(Number) : [], doubt: doubtful(entry) } : null;
}

function drawMarks() {
  viewer.mark(entries().map(markOf).filter((mark) => mark !== null));
}

/** @param {Element} within */
function arrive(within) {
  const kept = open ? drafts.all() : {};
  for (const entry of entries(within)) {
    before(entry);
    const text = kept[keyOf(entry)];
    if (text !== undefined && text !== entry.value) {
      entry.value = text;
      typed(entry);
    }
  }
  drawMarks();
}

/** @param {HTMLDetailsElement} doc */
async function load(doc) {
  const source = doc.dataset.src;
  if (!source) return;
  delete doc.dataset.src;
  try {
    const body = /** @type {HTMLElement} */ (doc.querySelector(".doc-body"));
    body.replaceChildren(await fragment(source));
    arrive(body);
  } catch (error) {
    doc.dataset.src = source;
    doc.open = false;
    complain(error);
  }
}

// What is typed.

/** @param {Entry} entry */
function typed(entry) {
  drafts.keep(keyOf(entry), changed(entry) ? entry.value : null);
  note(entry, "typed", changed(entry) ? "Not saved yet: Enter keeps it, Escape takes it back." : "");
  if (changed(entry)) frameOf(entry).querySelector(".typed")?.append(make("button", { type: "button", class: "link", "data-say-why": "" }, ["Say why"]));
  else frameOf(entry).querySelector(".reason")?.remove();
  note(entry, "fault", "");
}

/**
 * @param {Entry} entry
 * @param {string} kind
 * @param {string} words
 */
function note(entry, kind, words) {
  const frame = frameOf(entry);
  frame.classList.toggle("wrongly", kind === "fault" && Boolean(words));
  let told = frame.querySelector(`.${kind}`);
  if (!words) return told?.remove();
  if (!told) {
    told = make("p", { class: kind, ...(kind === "fault" ? { role: "alert" } : {}) });
    entry.after(told);
  }
  told.textContent = words;
}

/** @param {Entry} entry the reason for what is typed, which the history keeps */
function sayWhy(entry) {
  if (!changed(entry)) return;
  const frame = frameOf(entry);
  if (!frame.querySelector(".reason")) {
    const reason = make("input", { "data-why": "", maxlength: "2000", placeholder: "Why", "aria-label": `Why ${labelOf(entry)} is changed`, dir: "auto" });
    (frame.querySelector(".v") || frame).append(make("p", { class: "reason" }, [reason]));
  }
  /** @type {HTMLElement} */ (frame.querySelector("[data-why]")).focus();
}

/** @param {Entry} entry */
function revert(entry) {
  entry.value = before(entry);
  typed(entry);
}

// What is saved.

/** @param {Entry} entry what it holds, as the service takes it */
function valueOf(entry) {
  if (entry.value === "") return null;
  return "twoWay" in entry.dataset ? entry.value === "true" : entry.value;
}

/** @param {Entry} entry @param {unknown} value as the service gives it; as a person types it */
function asTyped(entry, value) {
  const text = String(value ?? "");
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return day ? `${day[2]}/${day[3]}/${day[1]}` : entry.getAttribute("placeholder") === "0.00" ? text.replace(/\d(?=(\d{3})+\.)/g, "$&,") : text;
}

/**
 * Saves what is typed, or that a doubtful reading is right; gives false where there was nothing to save.
 * @param {Entry} entry
 */
function keep(entry) {
  if (!open || (!changed(entry) && !doubtful(entry))) return false;
  const text = entry.value;
  const was = before(entry);
  const confirmed = !changed(entry);
  const why = /** @type {HTMLInputElement | null} */ (frameOf(entry).querySelector("[data-why]"))?.value || "";
  const looked = doubtful(entry);
  settle(entry, text, confirmed ? "You found it right." : "You corrected it.");
  progress();
  corrections.save(documentOf(entry), entry.dataset.f || "", confirmed ? undefined : valueOf(entry), why).then(
    (answer) => saved(entry, answer),
    (error) => unsaved(entry, { text, was, looked }, error),
  );
  return true;
}

/**
 * @param {Entry} entry
 * @param {string} text
 * @param {string} words
 */
function settle(entry, text, words) {
  const frame = frameOf(entry);
  frame.classList.remove("doubt");
  frame.classList.add("corrected");
  entry.dataset.was = text;
  for (const old of frame.querySelectorAll(".why, .by, .rivals, .typed, .reason, .fault")) old.remove();
  const told = make("p", { class: "by" }, [words, " ", make("button", { type: "button", class: "link", "data-take-back": "" }, ["Take back"])]);
  (frame.querySelector(".v") || frame).append(told);
  drawMarks();
}

/** @param {Entry} entry @param {any} answer */
function saved(entry, answer) {
  if (!changed(entry)) drafts.keep(keyOf(entry), null);
  if (!changed(entry)) entry.dataset.was = entry.value = asTyped(entry, answer.value?.value);
  frameOf(entry).querySelector("[data-take-back]")?.setAttribute("data-take-back", answer.id);
  tellOutcome(answer);
}

/**
 * @param {Entry} entry
 * @param {{text: string, was: string, looked: boolean}} tried
 * @param {unknown} error
 */
async function unsaved(entry, tried, error) {
  entry.dataset.was = tried.was;
  frameOf(entry).classList.remove("corrected");
  frameOf(entry).classList.toggle("doubt", tried.looked);
  frameOf(entry).querySelector(".by")?.remove();
  if (!changed(entry) && entry.value !== tried.text) entry.value = tried.text;
  typed(entry);
  drawMarks();
  progress();
  // What was about to be said of it is not so.
  say("");
  if (error instanceof Problem && error.code === "stale-version") return stale(entry, error);
  note(entry, "fault", error instanceof Error ? error.message : String(error));
  if (error instanceof Problem && error.status === 0) toast(error.message, { bad: true, label: "Try again", act: () => void keep(entry) });
  else entry.focus();
}

/**
 * Somebody else changed the packet: shows what, takes it over, and leaves what was typed here as it is.
 * @param {Entry} entry
 * @param {Problem} problem
 */
async function stale(entry, problem) {
  const own = changed(entry) ? entry.value : null;
  const changes = await takeOver();
  const told = await import("./stale.js");
  if (!changes) return told.closed(problem, own);
  await told.tell(problem, changes, own);
  entry.focus();
}

/** @param {Entry} entry what it held, as people read it */
const shown = (entry) => (entry instanceof HTMLSelectElement && [...entry.options].find((each) => each.value === before(entry))?.text) || before(entry);

/** Takes over the values as they are now; gives what changed, or null where nothing of the packet can be changed any more. */
async function takeOver() {
  /** @type {{label: string, was: string, now: string}[]} */
  const changes = [];
  const present = await corrections.present();
  if (present.decision || present.asked) return null;
  corrections.version = present.version;
  count("[data-to-review]", present.to_review, "doubt");
  for (const doc of /** @type {NodeListOf<HTMLDetailsElement>} */ (values.querySelectorAll("[data-doc]"))) {
    if (doc.dataset.src) continue;
    const fresh = await fragment(`/packets/${packet}/review/${doc.dataset.doc}`);
    const body = /** @type {HTMLElement} */ (doc.querySelector(".doc-body"));
    const focused = document.activeElement?.id;
    for (const now of /** @type {NodeListOf<Entry>} */ (fresh.querySelectorAll("[data-f]"))) {
      const old = entries(body).find((each) => each.dataset.f === now.dataset.f);
      if (old && before(old) !== before(now)) changes.push({ label: labelOf(old), was: shown(old), now: shown(now) });
      if (old && changed(old)) drafts.keep(keyOf(old), old.value);
    }
    body.replaceChildren(fresh);
    arrive(body);
    if (focused) document.getElementById(focused)?.focus();
  }
  progress();
  return changes;
}

/** @param {any} answer */
function tellOutcome(answer) {
  count("[data-to-review]", answer.to_review, "doubt");
  findings.ask();
}

/** @param {string} where @param {number} number @param {string} kind */
function count(where, number, kind) {
  const told = document.querySelector(where);
  if (!told || typeof number !== "number") return;
  told.textContent = String(number);
  told.classList.toggle(kind, number > 0);
}

// The findings beneath, asked for anew after each change.

const findings = {
  body: /** @type {HTMLElement} */ (root.querySelector("[data-found-body]")),
  source: /** @type {HTMLElement} */ (root.querySelector("[data-found]")).dataset.src || "",
  running: false,
  again: false,
  async ask() {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      const known = new Set([...this.body.querySelectorAll("li")].map((each) => each.textContent));
      this.body.replaceChildren(await fragment(this.source));
      const now = [...this.body.querySelectorAll("li")];
      for (const line of now) line.classList.toggle("fresh", !known.has(line.textContent));
      const raised = now.filter((line) => line.classList.contains("fresh")).length;
      const settled = [...known].filter((words) => !now.some((line) => line.textContent === words)).length;
      if (raised || settled) say(`Findings: ${settled} settled, ${raised} new.`);
      this.tell();
    } catch (error) {
      complain(error);
    } finally {
      this.running = false;
    }
    if (this.again) {
      this.again = false;
      this.ask();
    }
  },
  tell() {
    const { notMet, cannotTell, left } = /** @type {HTMLElement} */ (this.body.querySelector(".found")).dataset;
    const bad = Number(notMet);
    const unsure = Number(cannotTell);
    const told = /** @type {HTMLElement} */ (root.querySelector("[data-found-told]"));
    told.textContent = bad || unsure ? `${bad} not met, ${unsure} cannot be told` : left === undefined ? "all met" : "not of all papers";
    count("[data-findings-count]", bad, "bad");
    const outcome = this.body.querySelector("[data-outcome-now]");
    if (outcome) document.querySelector("[data-outcome]")?.replaceChildren(...outcome.cloneNode(true).childNodes);
  },
};

// Going from value to value.

function progress() {
  const left = entries().filter(doubtful).length + unloaded().reduce((sum, doc) => sum + Number(doc.dataset.doubtful), 0);
  const told = /** @type {HTMLElement} */ (root.querySelector("[data-progress]"));
  const words = left === 0 ? "Nothing left to look at." : left === 1 ? "1 value to look at" : `${left} values to look at`;
  if (told.textContent !== words) told.textContent = words;
  root.querySelector("[data-done]")?.classList.toggle("primary", left === 0);
  for (const doc of /** @type {NodeListOf<HTMLElement>} */ (values.querySelectorAll("[data-doc]:not([data-src])"))) {
    const some = entries(doc).filter(doubtful).length;
    const of = /** @type {HTMLElement} */ (doc.querySelector("[data-of-doc]"));
    doc.dataset.doubtful = String(some);
    of.hidden = some === 0;
    /** @type {HTMLElement} */ (of.querySelector("[data-number]")).textContent = String(some);
  }
}

/** @returns {HTMLDetailsElement[]} */
const unloaded = () => [...values.querySelectorAll("[data-doc][data-src]")].map((each) => /** @type {HTMLDetailsElement} */ (each)).filter((doc) => Number(doc.dataset.doubtful));

/**
 * The next value that needs a look, after or before the one at hand, going round.
 * @param {Entry | null} from
 * @param {number} way
 */
async function next(from, way = 1) {
  /** @type {(Entry | HTMLDetailsElement)[]} values, and papers that are not loaded but hold what needs a look */
  const slots = [];
  for (const doc of /** @type {NodeListOf<HTMLDetailsElement>} */ (values.querySelectorAll("[data-doc]"))) {
    if (!doc.dataset.src) slots.push(...entries(doc));
    else if (Number(doc.dataset.doubtful)) slots.push(doc);
  }
  const at = from ? slots.indexOf(from) : -1;
  const order = way > 0 ? [...slots.slice(at + 1), ...slots.slice(0, Math.max(at, 0))] : [...slots.slice(0, Math.max(at, 0)).reverse(), ...slots.slice(at + 1).reverse()];
  const wanted = order.find((slot) => slot instanceof HTMLDetailsElement || doubtful(slot));
  if (wanted instanceof HTMLDetailsElement) {
    await load(wanted);
    const inside = entries(wanted).filter(doubtful);
    const entry = way > 0 ? inside[0] : inside[inside.length - 1];
    if (entry) go(entry);
    return;
  }
  if (wanted) return go(wanted);
  const done = /** @type {HTMLElement} */ (root.querySelector("[data-done]"));
  done.focus();
}

/** @param {Entry} entry */
function go(entry) {
  const doc = /** @type {HTMLDetailsElement} */ (entry.closest("details"));
  doc.open = true;
  entry.focus();
  if (!(entry instanceof HTMLSelectElement)) entry.select();
}

/**
 * Lines of tables: their module is asked for where somebody adds or removes one.
 * @param {"addLine" | "removeLine"} what
 * @param {Element} within
 */
function lines(what, within) {
  import("./lines.js").then((held) => held[what](within, { before, corrections, takeOver, tellOutcome, undo })).catch(complain);
}

// Undo.

async function undo() {
  try {
    const undone = await corrections.undo();
    if (undone === null) return say("There is nothing to undo.");
    await takeOver();
    tellOutcome(undone.answer);
    const entry = find(undone.key) || entries().find((each) => keyOf(each).startsWith(`${undone.key}.`));
    if (entry) go(entry);
    say("Undone.");
  } catch (error) {
    complain(error);
  }
}

/** @param {Entry} entry @param {HTMLElement} button */
async function takeBack(entry, button) {
  try {
    await corrections.last;
    const answer = await corrections.takeBack(button.dataset.takeBack || "");
    const id = entry.id;
    await takeOver();
    document.getElementById(id)?.focus();
    tellOutcome(answer);
  } catch (error) {
    complain(error);
  }
}

// Keys and clicks.

function showKeys() {
  import("./keys.js").then((keys) => keys.show("review")).catch(complain);
}

/** @param {EventTarget | null} target @returns {Entry | null} */
const entryAt = (target) => (target instanceof Element && target.matches("[data-f]") ? /** @type {Entry} */ (target) : null);

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  const reason = /** @type {Element} */ (event.target).closest("[data-why]");
  const entry = reason ? /** @type {Entry} */ (frameOf(reason).querySelector("[data-f]")) : entryAt(event.target);
  if (reason && event.key === "Escape") entry?.focus();
  else if (event.key === "?" && !(entry && changed(entry))) showKeys();
  else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !(entry && changed(entry) && entry.value !== entry.dataset.taken)) {
    // The browser undoes what was typed, not a reading that was taken in its place.
    if (entry && changed(entry)) revert(entry);
    else undo();
  }
  else if (event.altKey && event.code === "KeyZ") viewer.zoomTo();
  else if (event.altKey && event.key === "PageDown") viewer.show(viewer.at + 1);
  else if (event.altKey && event.key === "PageUp") viewer.show(viewer.at - 1);
  else if (entry && event.altKey && /^Digit[1-3]$/.test(event.code)) rival(entry, Number(event.code.slice(5)) - 1);
  else if (entry && event.altKey && event.code === "KeyW") sayWhy(entry);
  else if (open && entry?.closest(".lines") && event.altKey && event.key === "Enter") lines("addLine", entry);
  else if (open && entry?.closest("[data-row]") && event.altKey && event.key === "Delete") lines("removeLine", entry);
  else if (entry && event.key === "Escape") revert(entry);
  else if (entry && event.key === "Enter" && event.shiftKey && !(entry instanceof HTMLTextAreaElement)) next(entry, -1);
  else if (entry && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    // Nobody finds right what was never shown.
    if (open && doubtful(entry) && frameOf(entry).querySelector("[data-reveal]")) reveal(entry);
    else {
      keep(entry);
      next(entry);
    }
  } else return;
  event.preventDefault();
});

/** @param {Entry} entry @param {number} number */
function rival(entry, number) {
  const taken = /** @type {HTMLElement | undefined} */ (frameOf(entry).querySelectorAll("[data-rival]")[number]);
  if (!taken) return;
  entry.value = entry.dataset.taken = taken.dataset.rival || "";
  typed(entry);
  entry.focus();
  say(`Taken: ${entry.value}. Enter keeps it.`);
}

values.addEventListener("input", (event) => {
  const entry = entryAt(event.target);
  if (entry) typed(entry);
});
values.addEventListener("focusin", (event) => {
  const entry = entryAt(event.target);
  if (entry) viewer.light(markOf(entry));
});
for (const [kind, lit] of /** @type {[string, boolean][]} */ ([["mouseover", true], ["mouseout", false]])) {
  values.addEventListener(kind, (event) => hover(/** @type {Element} */ (event.target).closest?.(".f")?.querySelector("[data-f]"), lit));
  viewer.held.addEventListener(kind, (event) => {
    const key = /** @type {HTMLElement} */ (event.target).dataset.key;
    const entry = key && find(key);
    if (entry) frameOf(entry).classList.toggle("lit", lit);
  });
}

/** @param {Element | null | undefined} entry @param {boolean} lit */
function hover(entry, lit) {
  if (!entry) return;
  const key = keyOf(entry);
  for (const box of viewer.held.children) {
    if (/** @type {HTMLElement} */ (box).dataset.key === key) box.classList.toggle("on", lit || key === viewer.on);
  }
}

values.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest("[data-add-line]")) return lines("addLine", target);
  if (target.closest("[data-remove-line]")) return lines("removeLine", target);
  const frame = target.closest(".f");
  const entry = /** @type {Entry | null} */ (frame?.querySelector("[data-f]") || null);
  if (!entry) return;
  const taken = /** @type {HTMLElement | null} */ (target.closest("[data-rival]"));
  if (taken) rival(entry, [...frameOf(entry).querySelectorAll("[data-rival]")].indexOf(taken));
  const back = /** @type {HTMLElement | null} */ (target.closest("[data-take-back]"));
  if (back) takeBack(entry, back);
  if (target.closest("[data-reveal]")) reveal(entry);
  if (target.closest("[data-say-why]")) sayWhy(entry);
});

/** @param {Entry} entry */
async function reveal(entry) {
  try {
    // What is still being saved would come back as it was.
    await corrections.last;
    const doc = /** @type {HTMLElement} */ (entry.closest("[data-doc]"));
    const body = /** @type {HTMLElement} */ (doc.querySelector(".doc-body"));
    const id = entry.id;
    body.replaceChildren(await fragment(`/packets/${packet}/review/${doc.dataset.doc}?reveal=true`));
    arrive(body);
    const shown = /** @type {Entry | null} */ (document.getElementById(id));
    if (shown) go(shown);
  } catch (error) {
    complain(error);
  }
}

for (const doc of /** @type {NodeListOf<HTMLDetailsElement>} */ (values.querySelectorAll("[data-doc]"))) {
  doc.addEventListener("toggle", () => {
    if (doc.open) load(doc);
  });
}
root.querySelector("[data-undo]")?.addEventListener("click", undo);
root.querySelector("[data-keys]")?.addEventListener("click", showKeys);
addEventListener("beforeunload", (event) => {
  if (corrections.waiting) event.preventDefault();
});
// Whoever goes on faster than the network takes along what is still being saved.
document.addEventListener("click", async (event) => {
  const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest("a[href]"));
  if (!link || !corrections.waiting || event.ctrlKey || event.metaKey || event.shiftKey || link.download) return;
  event.preventDefault();
  say("Saving.");
  while (corrections.waiting) await corrections.last;
  if (!root.querySelector(".fault") && !document.querySelector("dialog[open]")) location.assign(link.href);
});

arrive(values);
viewer.show(1);
progress();
findings.tell();
const wanted = new URL(location.href).searchParams.get("at");
const start = wanted ? find(wanted) : null;
if (start) go(start);
else next(null);
