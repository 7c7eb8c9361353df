/** The list of a stream that each extension asks for, by its name in our own URLs. */
const lists: Record<string, string> = { m3u8: "ik-master.m3u8", mpd: "ik-master.mpd" };

/** Undefined for an extension of anything else. */
export function listNamed(extension: string): string | undefined {
  return Object.hasOwn(lists, extension) ? lists[extension] : undefined;
}

const part = /^([^?]*\.(?:m3u8|mpd))\/(ik-stream-[a-z\d-]+\.(?:m3u8|mp4|m4s))(\?.*)?$/is;

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
