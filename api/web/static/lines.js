// A line that was not read is added to its table, as the template of the page has it.

/**
 * @param {HTMLElement} held the table with its template
 * @returns {HTMLElement} the line, or the one that was added before and of which nothing is saved yet
 */
export function add(held) {
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
