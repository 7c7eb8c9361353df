/** A stream as its list for HLS tells of it. */
export interface ListedStream {
  rungs: ListedRung[];
  /** The list of its sound; absent for a silent one. */
  sound?: string;
}

/** One of its sizes. */
export interface ListedRung {
  size: string;
  /** Bits a second of images and sound, in the mean and at most. */
  bitRate: number;
  peakBitRate: number;
  codecs: string[];
  /** The list of its segments. */
  list: string;
}

/** @param url of the list, which what it names is relative to */
export function readMaster(text: string, url: string): ListedStream {
  const stream: ListedStream = { rungs: [] };
  const lines = text.split("\n");
  for (const [i, line] of lines.entries()) {
    const [, tag, values = ""] = /^#EXT-X-(STREAM-INF|MEDIA):(.*)$/.exec(line) ?? [];
    if (tag === undefined) continue;
    const told = attributesOf(values);
    if (tag === "MEDIA") {
      if (told.URI !== undefined) stream.sound = new URL(told.URI, url).href;
      continue;
    }
    stream.rungs.push({
      size: (told.RESOLUTION ?? "").replace("x", " × "),
      bitRate: Number(told["AVERAGE-BANDWIDTH"]),
      peakBitRate: Number(told.BANDWIDTH),
      codecs: (told.CODECS ?? "").split(","),
      list: new URL(lines[i + 1] ?? "", url).href,
    });
  }
  return stream;
}

/** The segments of a size or of the sound, and what is read before them. */
interface ListedTrack {
  start: string;
  segments: { url: string; begin: number; end: number }[];
}

export function readTrack(text: string, url: string): ListedTrack {
  const track: ListedTrack = { start: "", segments: [] };
  const lines = text.split("\n");
  for (const [i, line] of lines.entries()) {
    const [, tag, value = ""] = /^#(EXT-X-MAP|EXTINF):(.*)$/.exec(line) ?? [];
    if (tag === "EXT-X-MAP") track.start = new URL(attributesOf(value).URI ?? "", url).href;
    if (tag !== "EXTINF") continue;
    const begin = track.segments.at(-1)?.end ?? 0;
    const segment = new URL(lines[i + 1] ?? "", url).href;
    track.segments.push({ url: segment, begin, end: begin + Number.parseFloat(value) });
  }
  return track;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = text.matchAll(/([A-Z0-9-]+)=(?:"([^"]*)"|([^,]*))/g);
  return Object.fromEntries(
    [...pairs].map(([, name = "", quoted, plain = ""]) => [name, quoted ?? plain]),
  );
}
