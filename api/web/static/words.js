// What the modules say in the page's language, where the page brings its words; else in English.

const held = document.querySelector("script[data-words]");
/** @type {{words: Record<string, string>, sentences: [string, string][]}} */
const brought = held ? JSON.parse(held.textContent || "") : { words: {}, sentences: [] };

/**
 * @param {string} name
 * @param {string} english
 */
export function word(name, english) {
  return brought.words[name] || english;
}

/** @param {string} english a sentence of the service; what stands in the place of its braces is taken over */
export function sentence(english) {
  if (!held) return english;
  for (const [written, said] of brought.sentences) {
    const shape = written.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+?)");
    const found = new RegExp(`^${shape}$`, "s").exec(english);
    if (found) return said.replace(/\{(\w+)\}/g, (_, name) => found.groups?.[name] || "");
  }
  return `${word("cannot", "The service says")}: ${english}`;
}
