// The checklist: which rules are shown, and the passage that opens beside them.

import { ask } from "./api.js";
import { make } from "./make.js";
import { busy, complain, leave, say } from "./say.js";

const held = /** @type {HTMLElement} */ (document.querySelector("[data-passage-held]"));
const switches = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-show]")]);

function show() {
  const wanted = new Set(switches.filter((each) => each.getAttribute("aria-pressed") === "true").map((each) => each.dataset.show));
  let shown = 0;
  for (const part of document.querySelectorAll(".part")) {
    let some = 0;
    for (const rule of /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll(".rule"))) {
      rule.hidden = !wanted.has(rule.dataset.state);
      if (!rule.hidden) some += 1;
    }
    /** @type {HTMLElement} */ (part).hidden = !some;
    shown += some;
  }
  /** @type {HTMLElement} */ (document.querySelector("[data-nothing]")).hidden = shown > 0;
  return shown;
}

for (const each of switches) {
  each.addEventListener("click", () => {
    each.setAttribute("aria-pressed", String(each.getAttribute("aria-pressed") !== "true"));
    say(`${show()} shown`);
  });
}

/** @param {{section: string, text: string, citation: string}} passage its lines end where a page of the policy did */
function told(passage) {
  const words = passage.text.split(/\n{2,}/).map((each) => make("p", {}, [each.replace(/\n(?!\s*([-*•|]|\d+[.)]))/g, " ")]));
  return [make("h3", {}, [passage.section]), make("blockquote", {}, words), make("p", { class: "small muted" }, [passage.citation])];
}

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-passage]"))) {
  button.addEventListener("click", async () => {
    try {
      const { program, passage } = button.dataset;
      const passages = await ask("GET", `/passages/${encodeURIComponent(program || "")}?section=${encodeURIComponent(passage || "")}`);
      const close = make("button", { type: "button", class: "btn small" }, ["Close"]);
      close.addEventListener("click", () => {
        held.classList.remove("open");
        button.focus();
      });
      held.replaceChildren(close, ...passages.flatMap(told));
      held.classList.add("open");
      const beside = getComputedStyle(held).position === "sticky";
      held.focus({ preventScroll: beside });
      if (!beside) held.scrollIntoView();
      held.scrollTo(0, 0);
    } catch (error) {
      complain(error);
    }
  });
}

// As of another day: what would be found then and is not now, and the other way round.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-recheck]"));
const opener = document.querySelector("[data-other-day]");
const then = /** @type {HTMLElement} */ (document.querySelector("[data-then]"));
const keeping = /** @type {HTMLElement | null} */ (document.querySelector("[data-keep]"));
const OUTCOMES = { complete: "complete", incomplete: "incomplete", ineligible: "not eligible", "needs-review": "to be looked at" };

opener?.addEventListener("click", () => {
  const box = /** @type {HTMLElement} */ (document.getElementById("other-day"));
  box.hidden = !box.hidden;
  opener.setAttribute("aria-expanded", String(!box.hidden));
  if (!box.hidden) document.getElementById("as-of")?.focus();
});

/** @param {boolean} keep */
function recheck(keep) {
  const order = { as_of: new FormData(/** @type {HTMLFormElement} */ (form)).get("as_of"), keep, ...(keep ? { version: Number(form?.dataset.version) } : {}) };
  return ask("POST", `/packets/${form?.dataset.recheck}/recheck`, { body: order });
}

/** A civil day in the office's words. @param {string} day */
const dayOf = (day) => new Date(`${day}T12:00`).toLocaleDateString("en-US", { year: "numeric", month: "short", day: "numeric" });

/** @param {string} title @param {{message: string, citation: string}[]} findings */
function listed(title, findings) {
  if (!findings.length) return [];
  const lines = findings.map((each) => make("li", { dir: "auto" }, [each.message, " ", make("span", { class: "small muted" }, [each.citation])]));
  return [make("h2", {}, [title]), make("ul", {}, lines)];
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(form.querySelector("[type=submit]"), async () => {
    const told = await recheck(false);
    const name = (/** @type {keyof typeof OUTCOMES} */ outcome) => OUTCOMES[outcome] || outcome;
    const same = told.outcome === told.outcome_before;
    const changed = told.raised.length + told.settled.length;
    const none = told.not_in_force.map((/** @type {{program: string, starts: string}} */ one) => make("p", {}, [make("strong", {}, [`The policy of ${one.program} was not in force then:`]), ` its first rule began on ${dayOf(one.starts)}. Nothing of it was asked.`]));
    then.replaceChildren(
      ...none,
      ...(none.length ? [] : [make("p", {}, [same ? `The packet would be ${name(told.outcome)} as well` : `The packet would be ${name(told.outcome)}; now it is ${name(told.outcome_before)}`, changed ? "." : ", and the same would be found."])]),
      ...listed("Found then, and not now", told.raised),
      ...listed("Found now, and not then", told.settled),
    );
    if (keeping) keeping.hidden = none.length > 0;
  });
});
form?.addEventListener("input", () => {
  then.replaceChildren();
  if (keeping) keeping.hidden = true;
});
document.querySelector("[data-keep-day]")?.addEventListener("click", (event) => {
  busy(/** @type {HTMLElement} */ (event.currentTarget), async () => {
    await recheck(true);
    await leave();
  });
});

show();
