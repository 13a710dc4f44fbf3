// What is shown once and never again, such as the link of an invitation.

import { choose } from "./dialog.js";
import { make } from "./make.js";

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
