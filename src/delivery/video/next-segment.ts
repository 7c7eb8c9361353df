import type { VideoJobs } from "../../video/jobs.ts";
import { nextSegmentUrl } from "../../video/stream/stream-file.ts";
import type { Delivery, ReceivedRequest } from "../delivery.ts";

/** Makes what a client that was sent a part of a stream is going to ask for. */
export type MakeNextSegment = (sent: ReceivedRequest) => void;

/** While a segment of a stream is played, the one behind it is made, unless others wait. */
export function createNextSegments(
  deliver: (asked: ReceivedRequest) => Promise<Delivery>,
  jobs: Pick<VideoJobs, "list">,
): MakeNextSegment {
  return ({ signal: _, ...sent }) => {
    const url = nextSegmentUrl(sent.url);
    if (url === undefined) return;
    if (jobs.list().some(({ state }) => state === "waiting")) return;
    // A player hears of a failure when it asks for that segment; behind the last there is none.
    deliver({ ...sent, url, isAhead: true }).catch(() => {});
  };
}
