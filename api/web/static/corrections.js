// Corrections on their way to the service: one after the other, each on the version that the one before it made.

import { ask } from "./api.js";

export class Corrections {
  /**
   * @param {string} packet
   * @param {number} version
   * @param {{id: string, key: string}[]} made what the person changed before, the latest last
   */
  constructor(packet, version, made) {
    this.packet = packet;
    this.version = version;
    this.waiting = 0;
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
    /** @type {{id: string, key: string}[]} what the person saved, the latest last */
    this.made = made;
  }

  /**
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  #inTurn(work) {
    this.waiting += 1;
    const turn = this.last.then(work).finally(() => (this.waiting -= 1));
    this.last = turn.catch(() => null);
    return turn;
  }

  /**
   * @param {string} document
   * @param {string} path
   * @param {string | boolean | null | undefined} value undefined where the reading was found right
   * @param {string} why
   * @returns {Promise<any>}
   */
  save(document, path, value, why) {
    return this.#make(document, path, { why, ...(value === undefined ? { confirmed: true } : { value }) });
  }

  /**
   * Says that a line is none.
   * @param {string} document
   * @param {string} path of the line
   */
  remove(document, path) {
    return this.#make(document, path, { removed: true });
  }

  /**
   * @param {string} document
   * @param {string} path
   * @param {Record<string, unknown>} told
   */
  #make(document, path, told) {
    return this.#inTurn(async () => {
      const answer = await ask("POST", `/packets/${this.packet}/corrections`, { body: { version: this.version, document, path, ...told } });
      this.version = answer.version;
      this.made.push({ id: answer.id, key: `${document} ${path}` });
      return answer;
    });
  }

  /** Takes back the person's latest; gives its key and what came of it, or null where there is none. */
  async undo() {
    await this.last;
    const latest = this.made[this.made.length - 1];
    if (!latest) return null;
    return { key: latest.key, answer: await this.takeBack(latest.id) };
  }

  /** @param {string} id of the correction */
  takeBack(id) {
    return this.#inTurn(async () => {
      const answer = await ask("DELETE", `/packets/${this.packet}/corrections/${id}?version=${this.version}`);
      this.version = answer.version;
      this.made = this.made.filter((each) => each.id !== id);
      return answer;
    });
  }

  /** The packet as it is now. */
  present() {
    return ask("GET", `/packets/${this.packet}`);
  }
}
