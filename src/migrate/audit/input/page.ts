import { scanMarkup } from "./markup.ts";
import { looksLikeImage } from "./target.ts";

/** Stands for the page's own host, so that relative URLs can be worked out. */
const nowhere = "http://page.invalid/";

/**
 * URLs of the images in an HTML page: `img`, `picture`, `video` posters, icons and previews, links
 * to images, `url()` in styles, and what scripts load later (`data-src`). Relative ones become
 * paths.
 */
export async function* imagesOfPage(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let base = nowhere;
  for await (const token of scanMarkup(pieces)) {
    if ("text" in token) {
      if (token.within === "style") for (const url of urlsOfCss(token.text)) yield* from(url, base);
      continue;
    }
    const { tag, attributes } = token;
    if (tag === "base") base = absolute(attributes.get("href") ?? "", nowhere) ?? base;
    for (const url of urlsOfTag(tag, (name) => attributes.get(name))) yield* from(url, base);
  }
}

function* from(text: string, base: string): Generator<string> {
  if (text.trim() === "") return;
  if (/^\s*(?:data|blob|javascript|about):/i.test(text)) yield text.trim();
  else {
    const url = absolute(text, base);
    if (url !== undefined) yield url.startsWith(nowhere) ? url.slice(nowhere.length - 1) : url;
  }
}

function absolute(text: string, base: string): string | undefined {
  return URL.parse(text.trim(), base)?.href;
}

function urlsOfTag(tag: string, get: (name: string) => string | undefined): string[] {
  const found = [get("srcset"), get("data-srcset"), get("imagesrcset")].flatMap(urlsOfSrcset);
  const add = (...names: string[]) => found.push(...names.map((name) => get(name) ?? ""));
  found.push(...urlsOfCss(get("style") ?? ""));
  switch (tag) {
    case "img":
    case "input":
      add("src", "data-src", "data-original");
      break;
    case "video":
      add("poster");
      break;
    case "image":
      add("href", "xlink:href");
      break;
    case "a":
      if (looksLikeImage(get("href") ?? "")) add("href");
      break;
    case "link":
      if (get("as") === "image" || /\bicon\b/.test(get("rel") ?? "")) add("href");
      break;
    case "meta":
      if (previews.test(get("property") ?? get("name") ?? "")) add("content");
      break;
  }
  return found;
}

const previews =
  /^(?:og:image(?::(?:secure_)?url)?|twitter:image(?::src)?|msapplication-TileImage)$/;

/**
 * The URLs of a `srcset`. A comma ends a candidate only behind its descriptor or at its very end:
 * Cloudinary's URLs are full of them.
 * Source: HTML Standard, parsing a srcset attribute.
 */
export function urlsOfSrcset(text = ""): string[] {
  const found: string[] = [];
  const candidate = /[\s,]*(\S+)/y;
  for (let match = candidate.exec(text); match; match = candidate.exec(text)) {
    const [, word = ""] = match;
    found.push(word.replace(/,+$/, ""));
    if (word.endsWith(",")) continue;
    const end = text.indexOf(",", candidate.lastIndex);
    if (end < 0) break;
    candidate.lastIndex = end + 1;
  }
  return found.filter((url) => url !== "");
}

export function urlsOfCss(text: string): string[] {
  const found = text.matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]*))\s*\)/gi);
  return [...found]
    .map(([, double, single, bare]) => double ?? single ?? bare ?? "")
    .filter((url) => !/\.(?:woff2?|ttf|otf|eot)(?:$|[?#])|^#/i.test(url));
}
