import type { View } from "../../url/address.ts";
import { copiedKind, isMade, readStreamFile, type Track } from "../../video/stream/stream-file.ts";

/** What a URL names of an original, for people. Pure. */
export function viewText(view: View): string {
  switch (view.kind) {
    case "still":
      return "An image of it";
    case "video":
      return "A video of it";
    case "stream":
      return streamText(view.file);
  }
}

function streamText(name: string): string {
  const file = readStreamFile(name);
  switch (file?.kind) {
    case undefined:
      return "Nothing: a stream has no such file";
    case "master":
      return `A stream of it: the list of its sizes for ${file.as === "hls" ? "HLS" : "DASH"}`;
    case "playlist":
      return `A stream of it: the list of the segments of ${trackText(file.track)} for HLS`;
    case "init":
      return `A stream of it: the initialization segment of ${trackText(file.track)}`;
    case "segment":
      return `A stream of it: segment ${file.index} of ${trackText(file.track)}`;
  }
}

function trackText(track: Track): string {
  if (!isMade(track)) return copiedKind(track) === "audio" ? "its own sound" : "its own images";
  return track === "audio" ? "its sound" : `its images in ${track}`;
}
