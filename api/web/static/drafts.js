// What was typed and is not saved yet, kept by the browser's tab until it is: a session that ends takes nothing with it.

export class Drafts {
  /** @param {string} packet */
  constructor(packet) {
    this.name = `draft:${packet}`;
  }

  /** @returns {Record<string, string>} */
  all() {
    try {
      return JSON.parse(sessionStorage.getItem(this.name) || "{}");
    } catch {
      return {};
    }
  }

  /**
   * @param {string} key
   * @param {string | null} text null where nothing is left to keep
   */
  keep(key, text) {
    const all = this.all();
    if (text === null) delete all[key];
    else all[key] = text;
    try {
      sessionStorage.setItem(this.name, JSON.stringify(all));
    } catch {
      // A tab that is full keeps what is on the page.
    }
  }
}
