// One's own account: a new password, and tokens, each shown once.

import { ask } from "./api.js";
import { showOnce } from "./secret.js";
import { busy, leave, toast } from "./say.js";

const password = /** @type {HTMLFormElement} */ (document.querySelector("[data-password]"));
password.addEventListener("submit", (event) => {
  event.preventDefault();
  const wrong = /** @type {HTMLElement} */ (password.querySelector("[data-wrong]"));
  const { present, new: next } = Object.fromEntries(new FormData(password));
  wrong.textContent = "";
  busy(password.querySelector("[type=submit]"), async () => {
    try {
      await ask("PATCH", "/me", { body: { password: { present, new: next } } });
    } catch (error) {
      wrong.textContent = error instanceof Error ? error.message : String(error);
      return;
    }
    password.reset();
    toast(password.dataset.done || "");
  });
});

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-token]"));
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(form.querySelector("[type=submit]"), async () => {
    const { name, days } = Object.fromEntries(new FormData(form));
    const made = await ask("POST", "/tokens", { body: { name, days: days ? Number(days) : null } });
    await showOnce("Token", "Copy it now: it is shown only this once.", "Token", made.secret);
    await leave();
  });
});
