// The page as it came: asked for at the size that it is shown in, so that it is crisp at any zoom; pans by dragging.

/** @typedef {{file: string, page: number, width: number, height: number, turn: number, pictured?: boolean}} Page */
/** @typedef {{key: string, page: number, box: number[], doubt: boolean}} Mark */

const WIDTHS = [400, 800, 1200, 1600, 2400];
const NARROW = 520;
const STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 6];

export class Viewer {
  /**
   * @param {HTMLElement} root
   * @param {string} packet
   * @param {Page[]} pages
   * @param {(key: string) => void} chosen called where a box is clicked
   */
  constructor(root, packet, pages, chosen) {
    this.packet = packet;
    this.pages = pages;
    this.chosen = chosen;
    this.canvas = /** @type {HTMLElement} */ (root.querySelector("[data-canvas]"));
    this.sheet = /** @type {HTMLElement} */ (root.querySelector("[data-sheet]"));
    this.image = /** @type {HTMLImageElement} */ (root.querySelector("[data-image]"));
    this.held = /** @type {HTMLElement} */ (root.querySelector("[data-boxes]"));
    this.root = root;
    this.at = 0;
    this.zoom = 1;
    this.loaded = 0;
    this.wanted = "";
    /** @type {Mark[]} */
    this.marks = [];
    this.on = "";
    this.#listen();
    new ResizeObserver(() => this.#load()).observe(this.canvas);
  }

  /** @param {number} number the packet's page, from 1 */
  show(number) {
    const wanted = Math.min(Math.max(number, 1), this.pages.length);
    if (!this.pages.length || wanted === this.at) return;
    this.at = wanted;
    this.loaded = 0;
    const page = this.pages[wanted - 1];
    const across = page.turn % 180 === 90;
    this.sheet.style.aspectRatio = across ? `${page.height} / ${page.width}` : `${page.width} / ${page.height}`;
    // A page on its side is as wide as the sheet is high.
    this.image.style.cssText = "";
    Object.assign(this.image.style, across ? { width: `${(100 * page.width) / page.height}%`, height: `${(100 * page.height) / page.width}%` } : {});
    if (page.turn) Object.assign(this.image.style, { position: "absolute", left: "50%", top: "50%", transform: `translate(-50%, -50%) rotate(${page.turn}deg)` });
    this.image.removeAttribute("src");
    this.sheet.dataset.coming = "Loading the page…";
    this.image.alt = `Page ${page.page} of ${page.file}`;
    this.#tell("at", String(wanted));
    this.#tell("file", page.file);
    const corners = /** @type {HTMLAnchorElement | null} */ (this.root.querySelector("[data-corners]"));
    if (corners) Object.assign(corners, { hidden: !page.pictured, hash: `corners-${wanted}` });
    this.#load();
    this.#draw();
    this.canvas.scrollTo(0, 0);
  }

  /** @param {Mark[]} marks */
  mark(marks) {
    this.marks = marks;
    this.#draw();
  }

  /**
   * Shows the value's page with its box in sight and lit.
   * @param {Mark | null} mark
   */
  light(mark) {
    this.on = mark ? mark.key : "";
    if (mark) this.show(mark.page);
    for (const box of this.held.children) box.classList.toggle("on", /** @type {HTMLElement} */ (box).dataset.key === this.on);
    if (mark?.box.length !== 4) return;
    // On a phone a page as wide as the screen cannot be read.
    if (this.canvas.clientWidth < NARROW && this.zoom === 1) this.resize(2);
    this.#bring(mark.box);
  }

  /** Zooms to the lit value, or back to the width. */
  zoomTo() {
    const mark = this.marks.find((each) => each.key === this.on);
    this.resize(this.zoom > 1 || !mark ? 1 : Math.min(4, Math.max(1.5, 0.8 / Math.max(mark.box[2] - mark.box[0], 0.2))));
    if (mark) this.#bring(mark.box);
  }

  /** @param {number} by -1 or 1 for the next smaller or larger size, 0 for the width */
  step(by) {
    if (by === 0) return this.resize(1);
    const next = by > 0 ? STEPS.find((size) => size > this.zoom + 0.01) : [...STEPS].reverse().find((size) => size < this.zoom - 0.01);
    if (next) this.resize(next);
  }

  /** @param {number} zoom */
  resize(zoom) {
    const { scrollLeft, scrollTop, clientWidth, clientHeight, scrollWidth, scrollHeight } = this.canvas;
    const across = (scrollLeft + clientWidth / 2) / scrollWidth;
    const down = (scrollTop + clientHeight / 2) / scrollHeight;
    this.zoom = zoom;
    this.sheet.style.width = zoom === 1 ? "" : `${zoom * 100}%`;
    this.#tell("percent", `${Math.round(zoom * 100)}%`);
    this.canvas.scrollTo(across * this.canvas.scrollWidth - clientWidth / 2, down * this.canvas.scrollHeight - clientHeight / 2);
    this.#load();
  }

  /** @param {string} name @param {string} words */
  #tell(name, words) {
    const told = this.root.querySelector(`[data-${name}]`);
    if (told) told.textContent = words;
  }

  #load() {
    if (!this.at) return;
    const needed = this.sheet.clientWidth * Math.min(devicePixelRatio || 1, 2.5);
    const width = WIDTHS.find((each) => each >= needed * 0.95) || WIDTHS[WIDTHS.length - 1];
    if (width <= this.loaded) return;
    const address = `/api/v1/packets/${this.packet}/pages/${this.at}/image?width=${width}`;
    if (this.wanted === address && this.image.src) return;
    this.wanted = address;
    if (!this.loaded) this.image.src = address;
    this.loaded = width;
    // A sharper image takes the place of the one at hand when all of it is there.
    const sharper = new Image();
    sharper.src = address;
    sharper.decode().then(
      () => {
        if (this.wanted === address) this.image.src = address;
      },
      () => {
        if (this.wanted !== address) return;
        this.loaded = 0;
        if (this.image.naturalWidth) return;
        this.image.removeAttribute("src");
        this.sheet.dataset.coming = "The page did not come. It is asked for again.";
        setTimeout(() => this.#load(), 4000);
      },
    );
  }

  #draw() {
    this.held.replaceChildren(
      ...this.marks.filter((mark) => mark.page === this.at && mark.box.length === 4).map((mark) => {
        const box = document.createElement("div");
        const [left, top, right, bottom] = this.#turned(mark.box);
        box.className = `box${mark.doubt ? " doubt" : ""}${mark.key === this.on ? " on" : ""}`;
        box.dataset.key = mark.key;
        Object.assign(box.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: `${(right - left) * 100}%`, height: `${(bottom - top) * 100}%` });
        return box;
      }),
    );
  }

  /** @param {number[]} box of the upright page @returns {number[]} of the page as it is shown */
  #turned(box) {
    const [left, top, right, bottom] = box;
    const turn = this.pages[this.at - 1]?.turn || 0;
    if (turn === 90) return [1 - bottom, left, 1 - top, right];
    if (turn === 180) return [1 - right, 1 - bottom, 1 - left, 1 - top];
    if (turn === 270) return [top, 1 - right, bottom, 1 - left];
    return box;
  }

  /** @param {number[]} upright */
  #bring(upright) {
    const box = this.#turned(upright);
    const { clientWidth, clientHeight } = this.canvas;
    const width = this.sheet.clientWidth;
    const height = this.sheet.clientHeight;
    const x = this.sheet.offsetLeft + ((box[0] + box[2]) / 2) * width;
    const y = this.sheet.offsetTop + ((box[1] + box[3]) / 2) * height;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.canvas.scrollTo({ left: x - clientWidth / 2, top: y - clientHeight / 2, behavior: still ? "auto" : "smooth" });
  }

  #listen() {
    this.held.addEventListener("click", (event) => {
      const key = /** @type {HTMLElement} */ (event.target).dataset.key;
      if (key) this.chosen(key);
    });
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll("[data-go]"))) {
      button.addEventListener("click", () => this.show(this.at + Number(button.dataset.go)));
    }
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll("[data-zoom]"))) {
      button.addEventListener("click", () => this.step(Number(button.dataset.zoom)));
    }
    this.canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.resize(Math.min(6, Math.max(1, this.zoom * (event.deltaY < 0 ? 1.15 : 1 / 1.15))));
    }, { passive: false });
    this.canvas.addEventListener("keydown", (event) => {
      if (event.key === "+" || event.key === "=") this.step(1);
      else if (event.key === "-") this.step(-1);
      else if (event.key === "0") this.step(0);
      else if (event.key === "PageDown") this.show(this.at + 1);
      else if (event.key === "PageUp") this.show(this.at - 1);
      else return;
      event.preventDefault();
    });
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0 || /** @type {HTMLElement} */ (event.target).dataset.key) return;
      const from = { x: event.clientX, y: event.clientY, left: this.canvas.scrollLeft, top: this.canvas.scrollTop };
      this.canvas.setPointerCapture(event.pointerId);
      const move = (/** @type {PointerEvent} */ now) => this.canvas.scrollTo(from.left - now.clientX + from.x, from.top - now.clientY + from.y);
      this.canvas.addEventListener("pointermove", move);
      this.canvas.addEventListener("pointerup", () => this.canvas.removeEventListener("pointermove", move), { once: true });
    });
  }
}
