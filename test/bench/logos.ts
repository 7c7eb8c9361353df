import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import type { Photo } from "./photos.ts";

/** Widths of the logos in turn: what shops and agencies put on a site. */
const widths = [600, 900, 1200, 1600, 2000];
const colours = ["#0a5bd3", "#d6304a", "#128a5c", "#7a3fc4", "#e08a00", "#1c2733"];

/** Draws logos with soft edges, shades and glass on nothing, as PNG with alpha. */
export async function drawLogos(folder: string, count: number): Promise<Photo[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const width = widths[i % widths.length] ?? 600;
      const height = Math.round(width * (0.3 + 0.1 * (i % 4)));
      const name = `logo-${i}.png`;
      const png = await sharp(Buffer.from(logo(i, width, height)))
        .png()
        .toBuffer();
      writeFileSync(join(folder, name), png);
      return { name, width, height };
    }),
  );
}

function logo(number: number, width: number, height: number): string {
  const [first, second] = [0, 1].map((i) => colours[(number + 2 * i) % colours.length]);
  const side = height * 0.8;
  const letters = `Brand ${number + 1}`
    .split("")
    .map((letter, i) => {
      // Drawn by shapes: which fonts a machine has does not matter.
      const x = height * 1.1 + i * (height * 0.42);
      const code = letter.charCodeAt(0);
      const bar = height * (0.25 + (code % 7) / 20);
      return `<rect x="${x}" y="${(height - bar) / 2}" width="${height * 0.3}" height="${bar}" rx="${height * (0.02 * (code % 6))}" fill="${code % 2 ? first : second}"/>`;
    })
    .join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<defs><linearGradient id="shade" x2="1" y2="1"><stop stop-color="${first}"/><stop offset="1" stop-color="${second}"/></linearGradient>
<radialGradient id="glow"><stop stop-color="${second}" stop-opacity="0.6"/><stop offset="1" stop-color="${second}" stop-opacity="0"/></radialGradient></defs>
<circle cx="${height / 2}" cy="${height / 2}" r="${height / 2}" fill="url(#glow)"/>
<circle cx="${height / 2}" cy="${height / 2}" r="${side / 2}" fill="url(#shade)"/>
<path d="M${height * 0.3} ${height * 0.6} L${height / 2} ${height * 0.25} L${height * 0.7} ${height * 0.6}Z" fill="#fff" fill-opacity="0.85"/>
${letters}</svg>`;
}
