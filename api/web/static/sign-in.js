// Signing in, and making the account of an invitation.

import { signIn } from "./again.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
const wrong = /** @type {HTMLElement} */ (document.querySelector("[data-wrong]"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"));

/** Where to go afterwards: within this service alone. */
function next() {
  const wanted = new URL(location.href).searchParams.get("next") || "/";
  return /^\/(?![/\\])/.test(wanted) ? wanted : "/";
}

/** @returns {Promise<string>} what was wrong */
async function setUp() {
  const told = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
  try {
    const answer = await fetch("/api/v1/set-up", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...told, invitation: location.hash.slice(1) }),
      credentials: "same-origin",
    });
    const problem = answer.ok ? {} : await answer.json();
    return answer.ok ? "" : problem.detail || "That did not work. Try again.";
  } catch {
    return "The service cannot be reached. Check the network and try again.";
  }
}

/** @param {string} name */
function typed(name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  wrong.textContent = "";
  const fault = form.dataset.for === "set-up" ? await setUp() : await signIn(typed("email"), typed("password"));
  button.removeAttribute("aria-busy");
  wrong.textContent = fault;
  if (!fault) location.replace(next());
});

if (form.dataset.for === "set-up" && !location.hash) {
  wrong.textContent = "This link is not whole. Copy all of it, also what stands after the # sign.";
}
