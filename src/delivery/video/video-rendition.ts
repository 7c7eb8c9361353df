import { formatNamed, formatOf } from "../../formats.ts";
import { lastOf } from "../../render/plan/output.ts";
import { plainSteps } from "../../url/transformation.ts";
import { type Animation, animationOf } from "../../video/plan/codecs.ts";
import { hasContainerName } from "../../video/plan/container.ts";
import type { DeliveryRequest } from "../request.ts";

/** What is asked for of a file that moves. */
export type VideoRendition =
  /** One image of it. */
  | { kind: "still" }
  /** A video or a sound; or an animated image. */
  | { kind: "clip"; animation?: Animation }
  /** A list of a stream, or a part of it. */
  | { kind: "stream" };

/** What a request asks for of a video, or of an animated image where `isVideo` is false. Pure. */
export function videoRenditionOf(
  { transformation = [], address }: Pick<DeliveryRequest, "transformation" | "address">,
  isVideo: boolean,
): VideoRendition {
  const steps = plainSteps(transformation);
  const { view } = address;
  if (view?.kind === "still" || view?.kind === "stream") return { kind: view.kind };
  const asksForVideo = view !== undefined || lastOf(steps, "container") !== undefined;
  if (asksForVideo) return { kind: "clip" };
  if (!isVideo) return { kind: "still" };
  const format = formatNamed(lastOf(steps, "format") ?? "");
  if (format === undefined) return { kind: "clip" };
  const animation = animationOf(format);
  const moves = ["end", "duration", "frameRate"] as const;
  const isCut = moves.some((name) => lastOf(steps, name) !== undefined);
  // GIF is never chosen for a photo: it is named for its motion.
  const animated = animation !== undefined && (isCut || formatOf(animation).isOnlyKept === true);
  return animated ? { kind: "clip", animation } : { kind: "still" };
}

/** Whether a request may be for a video: what has come in tells, and the limit of images is asked then. */
export function mayBeVideo({ address, compat }: DeliveryRequest): boolean {
  const isSaid = address.view !== undefined || compat?.asset?.resourceType === "video";
  return isSaid || hasContainerName(address.path);
}

/**
 * Whether a request is for one frame, should it be for a video. Without a transformation the name in a
 * backup of videos may ask for it. Pure.
 */
export function mayBeOneFrame(request: DeliveryRequest): boolean {
  const { address, compat, transformation } = request;
  if (!mayBeVideo(request)) return false;
  if (transformation) return videoRenditionOf(request, true).kind === "still";
  const extension = /\.(\w+)$/.exec(address.path)?.[1] ?? "";
  return compat?.asset?.resourceType === "video" && formatNamed(extension) !== undefined;
}
