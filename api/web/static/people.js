// Inviting somebody: the link is shown once, to be copied and sent; changing a role or ending an account.

import { ask } from "./api.js";
import { choose, make } from "./dialog.js";
import { busy, say } from "./say.js";

/** @param {{link: string}} invited */
async function show(invited) {
  const link = /** @type {HTMLInputElement} */ (make("input", { readonly: "", value: invited.link, "aria-label": "Link" }));
  link.addEventListener("focus", () => link.select());
  const words = make("p", {}, ["Send this link to the person. It works once, for seven days, and is shown only now."]);
  await choose("Invitation", [words, link], [{ value: "done", label: "Done", kind: "primary" }]);
  location.reload();
}

const form = document.querySelector("form[data-invite]");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(/** @type {HTMLElement | null} */ (form.querySelector("[type=submit]")), async () => {
    const data = new FormData(/** @type {HTMLFormElement} */ (form));
    const body = { role: data.get("role"), programs: data.getAll("programs").map(String).filter(Boolean) };
    await show(await ask("POST", "/people/invitations", { body }));
  });
});

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-invite-anew]");
  if (!(button instanceof HTMLElement)) return;
  busy(button, async () => show(await ask("POST", `/people/${button.dataset.inviteAnew}/invitation`)));
});

document.addEventListener("change", (event) => {
  const select = /** @type {HTMLElement} */ (event.target);
  if (!(select instanceof HTMLSelectElement) || !select.dataset.role) return;
  busy(select, async () => {
    await ask("PATCH", `/people/${select.dataset.role}`, { body: { role: select.value } });
    say("Changed");
  });
});
