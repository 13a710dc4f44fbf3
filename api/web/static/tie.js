// Which provider's account sees the packet: chosen by its e-mail address, in a dialog of the packet's head.

import { ask } from "./api.js";
import { choose } from "./dialog.js";
import { make } from "./make.js";
import { leave, toast } from "./say.js";

/** @param {{name: string, email: string}[]} accounts @param {string} now */
function field(accounts, now) {
  const input = /** @type {HTMLInputElement} */ (make("input", { id: "tie-email", type: "email", list: "tie-accounts", value: now, autocomplete: "off", "aria-describedby": "tie-hint" }));
  const known = make("datalist", { id: "tie-accounts" }, accounts.map(({ name, email }) => make("option", { value: email }, [name])));
  const label = make("label", { class: "label", for: "tie-email" }, ["E-mail address of the provider's account"]);
  const hint = make("span", { class: "hint", id: "tie-hint" }, ["The provider sees where the packet stands, what is missing, its papers and the letters that are released."]);
  return { input, shown: make("div", { class: "field" }, [label, hint, input, known]) };
}

/** @param {string} number */
function caseBox(number) {
  const box = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox" }));
  return { box, shown: make("div", { class: "field" }, [make("label", { class: "check" }, [box, " ", `Also the other packets of case ${number} that no provider sees`])]) };
}

/** @param {HTMLElement} button */
export async function change(button) {
  const { tie: packet = "", now = "", case: number = "" } = button.dataset;
  const { input, shown } = field(await ask("GET", `/packets/${packet}/providers`), now);
  const whole = caseBox(number);
  const answers = [{ value: "tie", label: "Save", kind: "primary" }, ...(now ? [{ value: "none", label: "No provider" }] : []), { value: "", label: "Leave it" }];
  const answer = await choose("Which provider sees this packet", number ? [shown, whole.shown] : [shown], answers);
  if (!answer || (answer === "tie" && !input.value.trim())) return;
  const body = { email: answer === "tie" ? input.value.trim() : null, whole_case: answer === "tie" && whole.box.checked };
  const { packets } = await ask("PUT", `/packets/${packet}/provider`, { body });
  toast(packets === 1 ? "Changed." : `Changed for ${packets} packets.`);
  await leave();
}
