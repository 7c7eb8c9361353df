import type { Link } from "../../video/stream/stream.ts";
import { masterNames } from "../../video/stream/stream-file.ts";
import type { DeliveryRequest } from "../request.ts";

/**
 * How a file of a stream names the others of it: beside itself, with the query that it was asked for
 * with, whose signature opens them too. Pure.
 */
export function linkFrom(request: Asked): Link {
  const { inside, behind, query } = partsOf(request);
  const up = "../".repeat(behind.length);
  return (name) => `${up}${[...inside, name, ...behind].join("/")}${query}`;
}

/**
 * The URLs of the lists that name a file, as they would be signed. A signature of a list is one of
 * the whole stream: of this video under this transformation, and of nothing else. Pure.
 */
export function mastersOf(request: Asked): string[] {
  const { view } = request.address;
  if (view?.kind !== "stream" || masterNames.includes(view.file)) return [];
  const { before, behind, query } = partsOf(request);
  if (request.compat) return [before.join("/") + query];
  return masterNames.map((name) => [...before, name, ...behind].join("/") + query);
}

/** What stands around the name of a file of a stream. */
function partsOf({ rest, address: { view } }: Asked) {
  const [path = ""] = rest.split("?", 1);
  const segments = path.split("/");
  const query = rest.slice(path.length);
  const at = segments.lastIndexOf(view?.kind === "stream" ? view.file : "");
  if (at >= 0) {
    // A transformation may stand behind it.
    return { before: segments.slice(0, at), inside: [], behind: segments.slice(at + 1), query };
  }
  // Another service's list has the name of its video; what it names lies below it. A colon in that
  // name would make it a scheme, but for the dot (RFC 3986, 4.2).
  return { before: segments, inside: [".", ...segments.slice(-1)], behind: [], query };
}

/** What of a request these links depend on. */
type Asked = Pick<DeliveryRequest, "rest" | "address" | "compat">;
