import { Failure } from "../failure.ts";

/** Where clients find the server that this is. */
export interface PublicAddress {
  /** Without a slash at its end; absent where it is the address that was asked itself. */
  url?: string;
  /** ImageKit id that stands in front of every path, except on custom domains. */
  id?: string;
}

/** How the server was started. */
export interface AddressSettings {
  publicUrl?: string | undefined;
  id?: string | undefined;
  /** Where the images are when `/_/` has an address of its own. */
  images?: { scheme?: "http" | "https"; host: string; port: number } | undefined;
}

/**
 * What clients are to be told, whichever address they ask at. Pure.
 * @param seen URL of the request
 */
export function publicAddress(
  { publicUrl, id, images }: AddressSettings,
  seen: string,
): PublicAddress {
  const url = publicUrl ?? (images && imagesUrl(images, seen));
  return { ...(url === undefined ? {} : { url }), ...(id === undefined ? {} : { id }) };
}

/** Listening on every address, it is found where the dashboard is, at another port. */
function imagesUrl(
  { scheme = "http", host, port }: NonNullable<AddressSettings["images"]>,
  seen: string,
): string {
  const every = ["0.0.0.0", "::", "[::]"].includes(host);
  const name = every ? new URL(seen).hostname : host;
  const bracketed = name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
  return new URL(`${scheme}://${bracketed}:${port}`).origin;
}

/** What paths are completed from, with a slash at its end. Pure. */
export function baseOf({ url }: PublicAddress, seen: string): string {
  return url === undefined ? (URL.parse("/", seen)?.href ?? seen) : `${url}/`;
}

/** A URL as the server gets it: a proxy takes off the path of the public URL. Pure. */
export function asReceived(given: URL, { url }: PublicAddress): URL {
  const path = url === undefined ? "" : new URL(url).pathname.replace(/\/$/, "");
  const inside = url !== undefined && path !== "" && given.href.startsWith(`${url}/`);
  return inside ? new URL(given.origin + given.pathname.slice(path.length) + given.search) : given;
}

/** A URL, or a path completed from the public URL of the server. EINVAL for neither. */
export function completeUrl(text: string, base: string): URL {
  // The base may have a path of its own, which the server's paths follow.
  const whole = text.startsWith("/") ? base.replace(/\/$/, "") + text : text;
  const url = URL.parse(whole, base);
  if (url && /^https?:$/.test(url.protocol)) return url;
  const got = `\`${text.slice(0, 80)}\``;
  const message = `Cannot read \`url\`: expected a URL or a path, got ${got}`;
  throw new Failure("EINVAL", message, { field: "url" });
}
