// Which case the packet is of: told in a dialog of the packet's head, where the papers do not say it or say it wrong.

import { ask } from "./api.js";
import { choose } from "./dialog.js";
import { make } from "./make.js";
import { leave } from "./say.js";

/** @param {HTMLElement} button */
export async function change(button) {
  const { caseOf: packet = "", now = "" } = button.dataset;
  const input = /** @type {HTMLInputElement} */ (make("input", { id: "case-of", value: now, maxlength: "80", autocomplete: "off", dir: "auto", "aria-describedby": "case-hint" }));
  const hint = make("span", { class: "hint", id: "case-hint" }, ["The packet is found by it, and papers on file of the same case can serve in checking it."]);
  const shown = make("div", { class: "field" }, [make("label", { class: "label", for: "case-of" }, ["Case number"]), hint, input]);
  const answer = await choose("Which case this packet is of", [shown], [{ value: "save", label: "Save", kind: "primary" }, { value: "", label: "Leave it" }]);
  const number = input.value.trim();
  if (!answer || number === now) return;
  await ask("PUT", `/packets/${packet}/case`, { body: { case_number: number || null } });
  await leave();
}
