/** A place in the dashboard: `#/origins/ID?tab=…`. */
export interface Place {
  parts: string[];
  query: URLSearchParams;
}

/** @param hash of the page's address */
export function readPlace(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const parts = path.split("/").filter((part) => part !== "");
  return { parts: parts.map(decodeLoosely), query: new URLSearchParams(query) };
}

/** An address typed by hand may hold anything. */
function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a place, for links. */
export function linkTo(parts: readonly string[], query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `#/${parts.map(encodeURIComponent).join("/")}${search === "" ? "" : `?${search}`}`;
}
