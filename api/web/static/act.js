// Buttons that ask the service for one thing: data-ask="POST /batches/1/start", asked first where data-confirm says so.

import { ask, pause } from "./api.js";
import { choose } from "./dialog.js";
import { make } from "./make.js";
import { busy, leave, say, toast } from "./say.js";

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-ask]");
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  busy(button, async () => {
    const [method, path] = (button.dataset.ask || "").split(" ");
    const question = button.dataset.confirm;
    if (question) {
      const answers = [{ value: "yes", label: button.dataset.yes || "Yes", kind: "primary" }, { value: "", label: "Leave it" }];
      if ((await choose(question, [make("p", {}, [button.dataset.means || ""])], answers)) !== "yes") return;
    }
    await ask(method, path, { body: button.dataset.body ? JSON.parse(button.dataset.body) : undefined });
    say(button.dataset.done || "Done");
    await leave();
  });
});

/** What an input says: a number (data-per="100" for one that the service takes as a share), yes or no, or words. @param {HTMLInputElement} input */
function said(input) {
  if (input.type === "checkbox") return input.checked;
  return input.type === "number" ? input.valueAsNumber / Number(input.dataset.per || 1) : input.value.trim() || null;
}

// A form that changes settings.
for (const form of document.querySelectorAll("form[data-patch], form[data-put-form]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form.querySelector("[type=submit]"), async () => {
      const body = Object.fromEntries([...form.querySelectorAll("input")].map((input) => [input.name, said(input)]));
      const changes = form.getAttribute("data-patch");
      await ask(changes ? "PATCH" : "PUT", changes || form.getAttribute("data-put-form") || "", { body });
      toast(form.getAttribute("data-done") || "Kept.");
      await pause(1200);
      await leave();
    });
  });
}

// A select that is an action, such as whose work a packet is.
document.addEventListener("change", (event) => {
  const select = /** @type {HTMLElement} */ (event.target);
  if (!(select instanceof HTMLSelectElement) || !select.dataset.put) return;
  const before = select.querySelector("option[selected]");
  busy(select, async () => {
    try {
      await ask("PUT", select.dataset.put || "", { body: { [select.name]: select.value || null } });
    } catch (error) {
      // It shows what holds, not what was wished.
      select.value = before instanceof HTMLOptionElement ? before.value : "";
      throw error;
    }
    for (const option of select.options) option.toggleAttribute("selected", option.selected);
    toast(select.dataset.done || "Changed.");
  });
});
