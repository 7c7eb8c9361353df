import { readFileSync } from "node:fs";
import { join } from "node:path";

export type Service = "cloudinary" | "imagekit" | "imgix";

export const services: readonly Service[] = ["cloudinary", "imagekit", "imgix"];

/** A URL as somebody's site has it, and as it is asked for here. */
export interface WildUrl {
  /** As it stands in the list. */
  written: string;
  service: Service;
  /** Path and query, behind the prefix of its service's endpoint. */
  target: string;
  /** Whether the figure that is promised counts it. */
  counted: boolean;
}

/**
 * The URLs of a service.
 * @param web where what the lists fetch from `img.example.com` lies here
 * @param folder with `SERVICE.txt`, or `SERVICE-open.txt`
 */
export function readList(
  service: Service,
  web: string,
  folder = join(import.meta.dirname, "lists"),
): WildUrl[] {
  return textOf(folder, service)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((written) => {
      const [, host = "", path = "/"] = /^https?:\/\/([^/]+)(.*)$/.exec(written) ?? [];
      // There the account's id stands in front, which `--id` takes off.
      const bare = host === "ik.imagekit.io" ? path.replace(/^\/demo(?=\/)/, "") : path;
      // An endpoint's prefix stands in front of what ImageKit reads.
      const own = service === "imagekit" ? bare.replace(/^\/\w+(?=\/ik-seo\/)/, "") : bare;
      return { written, service, target: atHome(own, web), counted: isCounted(service, path) };
    });
}

function textOf(folder: string, service: Service): string {
  for (const name of [`${service}.txt`, `${service}-open.txt`, `${service}-kept.txt`]) {
    try {
      return readFileSync(join(folder, name), "utf8");
    } catch {
      // Another name, then.
    }
  }
  throw new Error(`There is no list of ${service} in ${folder}`);
}

const remote = /https?(:|%3A)(?:\/|%2F){2}img\.example\.com/gi;

/** Puts the server of this machine in the place of the one that the lists fetch from. */
function atHome(target: string, web: string): string {
  const plain = (text: string) =>
    text.replace(remote, (found, colon) =>
      colon === ":" && found.includes("//") ? web : encodeURIComponent(web),
    );
  return plain(target).replace(/aHR0c[\w-]+/g, (encoded) => {
    const text = Buffer.from(encoded, "base64url").toString();
    return Buffer.from(plain(text)).toString("base64url");
  });
}

/**
 * Cloudinary: images with a transformation. ImageKit: without models, videos and overlays in the
 * manner of before 2022. imgix: all of them.
 */
function isCounted(service: Service, path: string): boolean {
  if (service === "imgix") return true;
  if (service === "imagekit") {
    const legacy = /(?:^|[,:/=])(?:oi|ot|ote|ots|otc|ox|oy|ow|oh|otf)-/.test(path);
    const models = /e-(?:bgremove|removedotbg|changebg|edit|retouch|upscale|genvar)|bg-genfill/;
    return !legacy && !models.test(path) && !/\.(?:mp4|webm|mov|m3u8|heic)\b/i.test(path);
  }
  if (/\/(?:video|raw)\//.test(path)) return false;
  const token = "(?:\\$|if_|(?:a|ar|b|bo|c|co|d|dpr|e|f|fl|g|h|l|o|pg|q|r|t|u|w|x|y|z)_)";
  return new RegExp(`/(?:s--[\\w-]+--/)?${token}[^/]*/`).test(path);
}
