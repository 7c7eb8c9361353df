import { dashName, hlsName, partPattern } from "../../stream-names.ts";

/** The list of a stream that each extension asks for, by its name in our own URLs. */
const lists: Record<string, string> = { m3u8: hlsName, mpd: dashName };

/** Undefined for an extension of anything else. */
export function listNamed(extension: string): string | undefined {
  return Object.hasOwn(lists, extension) ? lists[extension] : undefined;
}

const part = new RegExp(String.raw`^([^?]*\.(?:m3u8|mpd))/(${partPattern})(\?.*)?$`, "is");

/**
 * Parts the URL of a stream's list from the file of the stream that stands behind it: all that opens
 * the list, the signature of its transformation included, is that of the file.
 */
export function splitStreamPart(target: string): { list: string; part?: string } {
  const [, list, name, query = ""] = part.exec(target) ?? [];
  return list === undefined || name === undefined
    ? { list: target }
    : { list: list + query, part: name };
}
