/** Small SVGs for tests. */

export const namespaces =
  'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';

/** A document around `content`, 100 by 50. */
export function svg(content: string, attributes = ""): string {
  return `<svg ${namespaces} width="100" height="50"${attributes && ` ${attributes}`}>${content}</svg>`;
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** One red pixel. */
export const redPng =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

/** Each group draws the one before ten times: 10^9 rectangles from a few lines. */
export const useBomb = svg(
  `<g id="a0"><rect width="1" height="1"/></g>${Array.from(
    { length: 9 },
    (_, i) => `<g id="a${i + 1}">${`<use xlink:href="#a${i}"/>`.repeat(10)}</g>`,
  ).join("")}`,
);

/** Each entity holds the one before ten times. */
export const laughs = `<!DOCTYPE svg [<!ENTITY a0 "ha">${Array.from(
  { length: 9 },
  (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`,
).join("")}]>${svg("<text>&a9;</text>")}`;
