// Somebody else changed the packet that is at hand: what is different now, and what becomes of what was typed.

import { choose } from "./dialog.js";
import { make } from "./make.js";

const LONGEST = 160;

/** @param {string} text @returns {string} its beginning, where all of it would fill the window: the field shows it whole */
const brief = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text || "blank");

/**
 * @param {import("./api.js").Problem} problem
 * @param {{label: string, was: string, now: string}[]} changes
 * @param {string | null} own what was typed and is not theirs
 */
export async function tell(problem, changes, own) {
  const list = make("ul", { class: "stack-s" }, changes.map((each) => make("li", {}, [`${each.label}: `, make("del", {}, [brief(each.was)]), " → ", make("ins", {}, [brief(each.now)])])));
  await choose(`${problem.told.who || "Somebody else"} changed this packet`, [
    make("p", {}, [changes.length ? "This is what is different now:" : "Their change touches no value that you see here."]),
    list,
    make("p", { class: "muted" }, [own === null ? "Nothing of yours is lost." : `What you typed is kept: “${brief(own)}”. Press Enter in the field to save it over theirs, or Escape to take theirs.`]),
  ], [{ value: "on", label: "Go on", kind: "primary" }]);
}
