import type { Original } from "../../cache/original.ts";
import type { MediaFacts } from "../../video/plan/facts.ts";
import type { StreamFile } from "../../video/stream/stream-file.ts";
import type { DeliveryRequest } from "../request.ts";

/** A file of a stream that is to be made of an original. */
export interface WantedStream {
  request: DeliveryRequest;
  original: Original;
  facts: MediaFacts;
  file: StreamFile;
}
