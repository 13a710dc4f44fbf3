// Lines of tables: one that was not read is added, as the template of the page has it; one that is none is removed.

import { busy, toast } from "./say.js";

/**
 * @typedef {object} Review what the page does with its values
 * @property {(entry: any) => string} before what a field held
 * @property {import("./corrections.js").Corrections} corrections
 * @property {() => Promise<unknown>} takeOver
 * @property {(answer: any) => void} tellOutcome
 * @property {() => Promise<void>} undo
 */

/** @param {Element} within @param {Review} page */
export function addLine(within, page) {
  const added = add(/** @type {HTMLElement} */ (within.closest(".lines")));
  const entries = /** @type {NodeListOf<HTMLElement>} */ (added.querySelectorAll("[data-f]"));
  for (const entry of entries) page.before(entry);
  entries[0].focus();
}

/** @param {Element} within @param {Review} page */
export function removeLine(within, page) {
  const row = /** @type {HTMLElement} */ (within.closest("[data-row]"));
  const doc = /** @type {HTMLElement} */ (row.closest("[data-doc]")).dataset.doc || "";
  const path = row.dataset.row || "";
  return busy(row, async () => {
    const after = beside(row);
    // A line that was added here, and of which nothing was saved, is none of the packet's.
    if ("added" in row.dataset && !row.querySelector(".corrected")) row.remove();
    else {
      const answer = await page.corrections.remove(doc, path);
      await page.takeOver();
      page.tellOutcome(answer);
      toast(`Line ${Number(/\d+/.exec(path)) + 1} is removed.`, { label: "Undo", act: () => void page.undo() });
    }
    after()?.focus();
  });
}

/**
 * @param {HTMLElement} held the table with its template
 * @returns {HTMLElement} the line, or the one that was added before and of which nothing is saved yet
 */
function add(held) {
  const body = /** @type {HTMLTableSectionElement} */ (held.querySelector("tbody"));
  const line = body.rows.length;
  const last = body.rows[line - 1];
  if (last && "added" in last.dataset && !last.querySelector(".corrected")) return last;
  const blank = /** @type {HTMLTemplateElement} */ (held.querySelector("template[data-line]"));
  const row = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (blank.content.cloneNode(true)).querySelector("tr"));
  // The template is of the line after those that the page came with.
  const path = (row.dataset.row || "").replace(/\[\d+\]/, `[${line}]`);
  const anew = /** @param {string} id */ (id) => id.replace(/-\d+-(\d+)$/, `-${line + 1}-$1`);
  row.dataset.row = path;
  row.dataset.added = "";
  /** @type {Text} */ (row.querySelector("th")?.firstChild).data = String(line + 1);
  row.querySelector("[data-remove-line]")?.setAttribute("aria-label", `Remove line ${line + 1}`);
  for (const label of row.querySelectorAll("label")) {
    label.htmlFor = anew(label.htmlFor);
    label.textContent = (label.textContent || "").replace(/\d+$/, String(line + 1));
  }
  for (const entry of /** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll("[data-f]"))) {
    entry.id = anew(entry.id);
    entry.dataset.f = (entry.dataset.f || "").replace(/^.*?\]/, path);
  }
  /** @type {HTMLElement} */ (held.querySelector("thead")).hidden = false;
  body.append(row);
  return row;
}

/**
 * Where the focus goes when the line is gone: to the one that stands in its place or before it, or to adding one.
 * @param {HTMLElement} row
 * @returns {() => HTMLElement | null} asked when it is gone: its table may be written anew by then
 */
function beside(row) {
  const paper = /** @type {HTMLElement} */ (row.closest("[data-doc]"));
  const held = /** @type {HTMLElement} */ (row.closest(".lines"));
  const which = [...paper.querySelectorAll(".lines")].indexOf(held);
  const at = [...held.querySelectorAll("[data-row]")].indexOf(row);
  return () => {
    const now = paper.querySelectorAll(".lines")[which];
    const rows = now.querySelectorAll("[data-row]");
    return rows.length ? rows[Math.min(at, rows.length - 1)].querySelector("[data-f]") : now.querySelector("[data-add-line]");
  };
}
