// Dialogs, built from text alone, so that nothing a paper says is ever taken for markup.

/**
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} [children]
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

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

/**
 * Shows a secret that cannot be shown again, with a button that copies it.
 * @param {string} title
 * @param {string} words
 * @param {string} label
 * @param {string} secret
 */
export async function showOnce(title, words, label, secret) {
  const held = /** @type {HTMLInputElement} */ (make("input", { readonly: "", value: secret, "aria-label": label, class: "grow" }));
  held.addEventListener("focus", () => held.select());
  const copy = make("button", { type: "button", class: "btn" }, ["Copy"]);
  const told = make("span", { class: "sr", role: "status" });
  copy.addEventListener("click", async () => {
    // Without https a browser has no clipboard for scripts; the older way copies what is selected.
    await navigator.clipboard?.writeText(secret).catch(() => null);
    held.select();
    document.execCommand("copy");
    copy.textContent = told.textContent = "Copied";
  });
  await choose(title, [make("p", {}, [words]), make("div", { class: "row" }, [held, copy, told])], [{ value: "done", label: "Done", kind: "primary" }]);
}
