import { parseRequest } from "../../../src/delivery/request.ts";
import { videoRenditionOf } from "../../../src/delivery/video/video-rendition.ts";
import { endpointDefaults } from "../../../src/endpoints/settings.ts";
import { Failure } from "../../../src/failure.ts";
import { defaultLimits } from "../../../src/limits.ts";
import { type Header, plainHeader } from "../../../src/render/plan/header.ts";
import { layerInputs } from "../../../src/render/plan/layers/inputs.ts";
import type { Finding, Measurement } from "../../../src/render/plan/measurement.ts";
import type { Circumstances, Passthrough, Plan } from "../../../src/render/plan/plan.ts";
import { planWithMeasurements } from "../../../src/render/plan/plan-with-measurements.ts";
import { plainSteps, type Transformation } from "../../../src/url/transformation.ts";
import { headerOf, isOriginal, planClip } from "../../../src/video/plan/clip.ts";
import type { MediaFacts } from "../../../src/video/plan/facts.ts";
import { filterGraph } from "../../../src/video/plan/filters.ts";
import { planStill } from "../../../src/video/plan/still.ts";
import { undoneParameters } from "../../../src/video/plan/undone.ts";

/** What the videos of the tables are: 10 s of 1280x720 at 25 frames a second, with sound. */
const facts: MediaFacts = {
  demuxer: "mov",
  seconds: 10,
  bitRate: 2_000_000,
  video: {
    ...{ stream: 0, codec: "h264", width: 1280, height: 720, rotation: 0, frameRate: 25 },
    ...{ hasSquarePixels: true, isCommon: true, isCover: false },
  },
  audio: { codec: "aac", channels: 2 },
};

/**
 * What becomes of a URL, by the rules that the server follows and without a pixel: `mp4 h264+aac
 * 640x360 10 s`, `jpeg 300x200 at 2 s`, `original`, or the failure; and behind a stroke what is left
 * out of it.
 * @param target path and query, as an endpoint of this service receives it
 */
export async function fateOf(target: string, service: "imagekit" | "cloudinary"): Promise<string> {
  try {
    return await decide(target, service);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${error.status} ${error.message}`;
  }
}

async function decide(target: string, service: "imagekit" | "cloudinary"): Promise<string> {
  const urlRewriter = service === "cloudinary" ? { type: "CLOUDINARY" as const } : undefined;
  const endpoint = {
    ...endpointDefaults,
    ...(urlRewriter ? { urlRewriter } : {}),
    ...{ id: "e", urlPrefix: "", origins: [], variesByHost: false, revision: "" },
  };
  const loaded = { endpoints: [endpoint], named };
  const headers = new Headers({ accept: "image/webp,*/*" });
  const url = `http://localhost${target}`;
  const [request] = parseRequest({ url, headers }, { loaded, id: undefined });
  if (request.compat?.refusal) throw request.compat.refusal;
  const { address, compat, accepted } = request;
  const lost = compat?.ignored ?? [];
  const tail = lost.length === 0 ? "" : ` | ${lost.join(" ")}`;
  const ending = /\.(jpe?g|png|webp|gif|avif)$/i.exec(address.path)?.[1];
  const transformation: Transformation | undefined =
    request.transformation ?? (ending && compat?.asset ? [{}] : undefined);
  if (!transformation) return `original${tail}`;
  // Streams have a table of their own.
  if (/\.(?:m3u8|mpd)$/.test(target.replace(/\?.*$/s, ""))) return `stream${tail}`;
  const asked = { ...request, transformation };
  const rendition = videoRenditionOf(asked, true);
  if (rendition.kind === "still") {
    const { width, height, at, search } = planStill(
      facts,
      plainSteps(transformation),
      defaultLimits,
    );
    const convertTo = formatOfEnding(ending);
    const header = plainHeader("jpeg", { width, height });
    const plan = await planned(transformation, header, { accepted, convertTo });
    if ("original" in plan) return `original${tail}`;
    const moment = search ? "the best moment" : `${at} s`;
    const { size, output } = plan;
    return `${output.format} ${size.width}x${size.height} at ${moment}${tail}`;
  }
  if (rendition.kind === "stream") return `stream${tail}`;
  const frame = clipHeader;
  const made = await planned(transformation, frame, { accepted: [] });
  const image = "original" in made ? undefined : made;
  const { animation } = rendition;
  const limits = defaultLimits;
  const plan = planClip(transformation, facts, { image, path: address.path, animation, limits });
  if (isOriginal(plan, facts)) return `original${tail}`;
  if (plan.video && !plan.video.isCopied) {
    const { video: film } = facts;
    const paths = layerInputs(transformation).videos;
    const films = new Map(film ? paths.map((path) => [path, film] as const) : []);
    const undone = undoneParameters(transformation);
    const input = `0:${plan.video.stream}`;
    filterGraph(plan.video.operations, { ...plan.video, input, palette: false, undone, films });
  }
  const { target: file, video, audio, seconds } = plan;
  const streams = [file.video, file.audio].filter(Boolean).join("+");
  const copied = [video?.isCopied && "video", audio?.isCopied && "sound"];
  const kept = copied.filter(Boolean).join(" and ");
  const size = video ? ` ${video.size.width}x${video.size.height}` : "";
  return `${file.muxer} ${streams}${size} ${seconds} s${kept && `, ${kept} as it is`}${tail}`;
}

function formatOfEnding(ending: string | undefined): string | undefined {
  return ending?.toLowerCase().replace("jpg", "jpeg");
}

const clipHeader = headerOf({ width: 1280, height: 720 }, { seconds: 10, hasSound: true });
const named = new Map([
  ["thumb", "w-200"],
  ["warm", "w-200,e-sepia-40,o-50,bg-blurred:rt-20,t-10,e-grayscale"],
  ["sepia", "e-sepia-40"],
  ["wide", "if-w_gt_9,w-300,e-sepia-40,if-end:l-video,i-dog.mp4,w-20,e-sepia-40,l-end"],
  ["framed", "w-320,h-320,cm-pad_resize,bg-blurred:rt-90"],
  ["marked", "w-320:l-image,i-logo.png,e-sepia-40,o-50,l-end"],
]);
const layerSize = { width: 200, height: 100 };

function planned(
  transformation: Transformation,
  header: Header,
  { accepted, convertTo }: Pick<Circumstances, "accepted" | "convertTo">,
): Promise<Plan | Passthrough> {
  const headers = new Map<string, Header>();
  const { images, videos } = layerInputs(transformation);
  for (const path of images) headers.set(path, plainHeader("png", layerSize));
  for (const path of videos) headers.set(path, clipHeader);
  const circumstances = { accepted, convertTo, headers, limits: defaultLimits };
  return planWithMeasurements(transformation, header, circumstances, answer);
}

/** No size of a table depends on it: edges are kept, texts are small, no face and no object is seen. */
async function answer({ of }: Measurement): Promise<Finding> {
  if (of === "faces" || of === "objects") return [];
  if (of === "text") return { width: 60, height: 20 };
  return { left: 0, top: 0, ...layerSize };
}
