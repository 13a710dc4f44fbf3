// Somebody else changed the packet that is at hand: what is different now, and what becomes of what was typed.

import { choose } from "./dialog.js";
import { make } from "./make.js";

/**
 * @param {import("./api.js").Problem} problem
 * @param {{label: string, was: string, now: string}[]} changes
 * @param {string | null} own what was typed and is not theirs
 */
export async function tell(problem, changes, own) {
  const list = make("ul", { class: "stack-s" }, changes.map((each) => make("li", {}, [`${each.label}: `, make("del", {}, [each.was || "blank"]), " → ", make("ins", {}, [each.now || "blank"])])));
  await choose(`${problem.told.who || "Somebody else"} changed this packet`, [
    make("p", {}, [changes.length ? "This is what is different now:" : "Their change touches no value that you see here."]),
    list,
    make("p", { class: "muted" }, [own === null ? "Nothing of yours is lost." : `What you typed is kept: “${own}”. Press Enter in the field to save it over theirs, or Escape to take theirs.`]),
  ], [{ value: "on", label: "Go on", kind: "primary" }]);
}
