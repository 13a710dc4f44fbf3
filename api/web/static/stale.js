// Somebody else changed the packet that is at hand: what is different now, and what becomes of what was typed.

import { choose } from "./dialog.js";
import { make } from "./make.js";
import { leave } from "./say.js";

const LONGEST = 160;

/** @param {string} text @returns {string} its beginning, where all of it would fill the window: the field shows it whole */
const brief = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text || "blank");

/**
 * @param {import("./api.js").Problem} problem
 * @param {{label: string, was: string, now: string}[]} changes
 * @param {string | null} own what was typed and is not theirs
 */
export async function tell(problem, changes, own) {
  const list = make("ul", { class: "told stack-s" }, changes.map((each) => make("li", {}, [`${each.label}: `, make("del", {}, [brief(each.was)]), " → ", make("ins", {}, [brief(each.now)])])));
  await say(`${problem.told.who || "Somebody else"} changed this packet`, [
    make("p", {}, [changes.length ? "This is what is different now:" : "Their change touches no value that you see here."]),
    list,
    make("p", { class: "muted" }, [own === null ? "Nothing of yours is lost." : `What you typed is kept: “${brief(own)}”. Press Enter in the field to save it over theirs, or Escape to take theirs.`]),
  ]);
}

/**
 * Somebody decided the packet meanwhile: its page is loaded anew, and what was typed waits in this tab.
 * @param {import("./api.js").Problem} problem
 * @param {string | null} own
 */
export async function closed(problem, own) {
  await say("This packet was decided meanwhile", [
    make("p", {}, [`${problem.told.who || "Somebody else"} decided it, or asked for approval of a decision: no value can be changed now.`]),
    make("p", { class: "muted" }, [own === null ? "What you saved before is in it." : `What you typed is not saved: “${brief(own)}”. It stands in its field again if the decision is taken back while this tab is open.`]),
  ]);
  await leave();
}

/** @param {string} title @param {HTMLElement[]} held */
function say(title, held) {
  return choose(title, [make("div", { class: "stack" }, held)], [{ value: "on", label: "Go on", kind: "primary" }]);
}
