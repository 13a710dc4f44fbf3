// What the modules say in the page's language, where the page brings its words; else in English.

const held = document.querySelector("script[data-words]");
/** @type {Record<string, string>} */
const words = held ? JSON.parse(held.textContent || "{}") : {};

/**
 * @param {string} name
 * @param {string} english
 */
export function word(name, english) {
  return words[name] || english;
}
