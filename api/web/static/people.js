// Inviting somebody: the link is shown once, to be copied and sent; changing a role or ending an account.

import { ask } from "./api.js";
import { choose } from "./dialog.js";
import { make } from "./make.js";
import { showOnce } from "./secret.js";
import { busy, leave, toast } from "./say.js";

/** @param {{link: string}} invited @param {string} [name] for whom it is */
async function show(invited, name) {
  await showOnce(name ? `Invitation of ${name}` : "Invitation", "Send this link to the person. It works once, for seven days, and is shown only now.", "Link", invited.link);
  await leave();
}

const form = document.querySelector("form[data-invite]");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(/** @type {HTMLElement | null} */ (form.querySelector("[type=submit]")), async () => {
    const data = new FormData(/** @type {HTMLFormElement} */ (form));
    const body = { name: data.get("name"), role: data.get("role"), language: data.get("language") || null, programs: data.getAll("programs").map(String).filter(Boolean) };
    await show(await ask("POST", "/people/invitations", { body }), String(body.name || ""));
  });
});

const role = /** @type {HTMLSelectElement | null} */ (document.querySelector("#role"));
role?.addEventListener("change", () => {
  const hint = document.querySelector("[data-role-hint]");
  if (hint) hint.textContent = role.selectedOptions[0]?.dataset.means || "";
});

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-invite-anew]");
  if (!(button instanceof HTMLElement)) return;
  busy(button, async () => show(await ask("POST", `/people/${button.dataset.inviteAnew}/invitation`)));
});

document.addEventListener("click", async (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-limit]");
  const held = /** @type {HTMLTemplateElement | null} */ (document.querySelector("template[data-programs]"));
  if (!(button instanceof HTMLElement) || !held) return;
  const set = /** @type {HTMLElement} */ (held.content.cloneNode(true)).querySelector("fieldset");
  const boxes = [...(set?.querySelectorAll("input") || [])];
  const now = (button.dataset.now || "").split(" ");
  for (const box of boxes) box.checked = now.includes(box.value);
  const answers = [{ value: "yes", label: "Save", kind: "primary" }, { value: "", label: "Leave it" }];
  if (!set || (await choose("Programs", [set], answers)) !== "yes") return;
  busy(button, async () => {
    const programs = boxes.filter((box) => box.checked).map((box) => box.value);
    await ask("PATCH", `/people/${button.dataset.limit}`, { body: { programs } });
    await leave();
  });
});

document.addEventListener("change", (event) => {
  const select = /** @type {HTMLElement} */ (event.target);
  if (!(select instanceof HTMLSelectElement) || !select.dataset.role) return;
  // A key pressed too often makes nobody an administrator: it is asked first.
  const wanted = select.selectedOptions[0];
  const held = /** @type {HTMLOptionElement} */ (select.querySelector("option[selected]"));
  select.value = held.value;
  busy(select, async () => {
    const means = [wanted.dataset.means || "", "They are signed out, and sign in anew."].map((words) => make("p", {}, [words]));
    const answers = [{ value: "yes", label: "Change the role", kind: "primary" }, { value: "", label: "Leave it" }];
    if ((await choose(`${select.dataset.name}: ${wanted.text} in place of ${held.text}?`, means, answers)) !== "yes") return;
    await ask("PATCH", `/people/${select.dataset.role}`, { body: { role: wanted.value } });
    toast("Changed.");
    await leave();
  });
});
