// The checklist: which rules are shown, and the passage that opens beside them.

import { ask } from "./api.js";
import { make } from "./dialog.js";
import { complain, say } from "./say.js";

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

show();
