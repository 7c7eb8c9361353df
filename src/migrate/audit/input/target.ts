import { imageFormat, splitExtension } from "../../../url/cloudinary/path.ts";

/** A URL as far as the audit goes: which host it named, and its path and query. */
export interface Target {
  /** Lower case, without a port; undefined for a path. */
  host?: string;
  /** Path and query, beginning with a slash. */
  target: string;
}

/**
 * Reads an absolute URL, one without a scheme, or a path. Undefined for what is no URL that a
 * image could be fetched from: `data:`, `mailto:`, a sentence.
 */
export function readTarget(text: string): Target | undefined {
  const url = asSent(text);
  if (url === "" || /\s/.test(url)) return undefined;
  const [, authority, rest] = /^(?:https?:)?\/\/([^/?#]*)([^#]*)/i.exec(url) ?? [];
  if (authority !== undefined && rest !== undefined) {
    const host = authority.replace(/^.*@/, "").replace(/:\d*$/, "").toLowerCase();
    if (!/^(?:[\w.-]+|\[[\da-f:.]+\])$/.test(host)) return undefined;
    return { host, target: rest.startsWith("/") ? rest : `/${rest}` };
  }
  // A path may hold a URL; a scheme stands in front of the first slash.
  if (/^(?!tr:)[a-z][a-z\d+.-]*:/i.test(url)) return undefined;
  const [path = ""] = url.split("#", 1);
  if (path === "" || path.startsWith("?")) return undefined;
  return { target: path.startsWith("/") ? path : `/${path}` };
}

/** As clients send it: what is not ASCII is encoded. */
function asSent(text: string): string {
  return text
    .trim()
    .replace(/^["'<]+|["'>,;]+$/g, "")
    .toWellFormed()
    .replace(/[^\x20-\x7e]+/g, encodeURIComponent);
}

/** Extensions of a site's files that are not images. */
const otherFiles = new Set(
  (
    "html htm xhtml php asp aspx jsp cgi js mjs cjs css map json jsonld xml rss atom txt md csv " +
    "woff woff2 ttf otf eot webmanifest wasm zip gz"
  ).split(" "),
);

/** Whether a target is one of the files of a site that are not images, or a page. */
export function looksLikePage({ target }: Target): boolean {
  const [path = ""] = target.split("?", 1);
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return (
    name === "" || otherFiles.has(name.slice(name.lastIndexOf(".") + 1)) || /^\/_\//.test(path)
  );
}

/** Whether a link leads to an image, as its extension or its form says. */
export function looksLikeImage(url: string): boolean {
  const [path = ""] = url.split(/[?#]/, 1);
  const { extension } = splitExtension(path);
  return (
    (extension !== undefined && imageFormat(extension) !== undefined) ||
    /\/image\/(?:upload|fetch|private|authenticated)\/|\/tr:[^/]+\/|[?&]tr=/.test(url)
  );
}
