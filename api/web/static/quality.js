// A first look at a picture, before it is sent: too dark, blurred, too small. What the readers find comes later.

import { ask } from "./api.js";
import { word } from "./words.js";

const SIDE = 900;
const DARK = 70;
const SHARP = 30;
const SMALL = 1000;

/**
 * What is wrong with a picture, in words; nothing for what is no picture that the browser can show.
 * @param {File} file
 * @returns {Promise<string[]>}
 */
export async function look(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return [];
  const picture = await createImageBitmap(file);
  const { width, height } = picture;
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(3, Math.round(width * scale));
  canvas.height = Math.max(3, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return [];
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const { light, edges } = measure(context.getImageData(0, 0, canvas.width, canvas.height));
  if (Math.max(width, height) < SMALL) return [word("picture_small", "The picture is too small to read. Take it again from nearer, or send the original.")];
  if (light < DARK) return [word("picture_dark", "The picture is too dark. Take it again with more light.")];
  if (edges < SHARP) return [word("picture_blurred", "The picture is blurred. Hold the phone still and take it again.")];
  return [];
}

/**
 * How light the picture is (0 to 255), and how steep its steepest edges are.
 * @param {ImageData} image
 */
function measure(image) {
  const { width, height, data } = image;
  const grey = new Uint8Array(width * height);
  let sum = 0;
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = (data[4 * at] * 77 + data[4 * at + 1] * 151 + data[4 * at + 2] * 28) >> 8;
    sum += grey[at];
  }
  const steps = new Uint32Array(256);
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      steps[Math.min(255, Math.abs(4 * grey[at] - grey[at - 1] - grey[at + 1] - grey[at - width] - grey[at + width]))] += 1;
    }
  }
  // The steepest two of a thousand dots are edges of letters, whatever else the page holds.
  let left = grey.length / 500;
  let edges = 255;
  while (edges > 0 && (left -= steps[edges]) > 0) edges -= 1;
  return { light: sum / grey.length, edges };
}

/**
 * What the readers say of the pages' quality.
 * @param {string} packet
 * @returns {Promise<string[]>}
 */
export async function pageNotes(packet) {
  const pages = await ask("GET", `/packets/${packet}/pages`);
  return pages.flatMap((/** @type {any} */ page) => (page.quality || []).map((/** @type {string} */ note) => `${page.file}, page ${page.page}: ${note}`));
}
