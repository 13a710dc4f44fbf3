// Dialogs: a question, its answers, and the focus back where it was.

import { make } from "./make.js";

/**
 * Opens a dialog and waits for its answer; the focus goes back to where it was.
 * @param {string} title
 * @param {(Node | string)[]} content
 * @param {{value: string, label: string, kind?: string}[]} answers the first is the one that Enter gives
 * @returns {Promise<string>} the answer's value, empty where the dialog was left by Escape
 */
export function choose(title, content, answers) {
  const actions = make("div", { class: "actions" });
  for (const answer of answers) {
    actions.append(make("button", { type: "submit", class: `btn ${answer.kind || ""}`, value: answer.value }, [answer.label]));
  }
  const form = make("form", { method: "dialog" }, [...content, actions]);
  const box = /** @type {HTMLDialogElement} */ (make("dialog", { "aria-labelledby": "dialog-title" }));
  box.append(make("h2", { id: "dialog-title" }, [title]), form);
  const before = document.activeElement;
  document.body.append(box);
  box.showModal();
  return new Promise((resolve) => {
    box.addEventListener("close", () => {
      box.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(box.returnValue);
    });
  });
}
