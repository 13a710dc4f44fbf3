// Signing in, and making the account of an invitation.

import { signIn } from "./again.js";
import { ask, Problem, renewCsrf } from "./api.js";
import { word } from "./words.js";

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
    const me = await ask("POST", "/set-up", { body: { ...told, invitation: location.hash.slice(1) }, again: false });
    renewCsrf(me.csrf);
    const { lang } = document.documentElement;
    if (me.language !== lang) await ask("PATCH", "/me", { body: { language: lang }, again: false });
    return "";
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
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
  if (!fault) return location.replace(next());
  button.removeAttribute("aria-busy");
  wrong.textContent = fault;
});

if (form.dataset.for === "set-up" && !location.hash) {
  wrong.textContent = word("not_whole", "This link is not whole. Copy all of it, also what stands after the # sign.");
}

// The other language, on the same page: what stands after # is the invitation and goes along.
document.querySelector("[data-speak]")?.addEventListener("click", (event) => {
  const wanted = new URL(location.href);
  wanted.searchParams.set("lang", /** @type {HTMLElement} */ (event.currentTarget).dataset.speak || "en");
  location.assign(wanted);
});
