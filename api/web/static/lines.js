// Lines of tables: one that was not read is added, as the template of the page has it; beside one that goes stands another.

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

/**
 * Where the focus goes when the line is gone: to the one that stands in its place or before it, or to adding one.
 * @param {HTMLElement} row
 * @returns {() => HTMLElement | null} asked when it is gone: its table may be written anew by then
 */
export function beside(row) {
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
