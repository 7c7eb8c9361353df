import { authorizeCandidates } from "../../src/delivery/candidates.ts";
import { renditionKey } from "../../src/delivery/rendition-key.ts";
import { type ConfigSnapshot, parseRequest, readRoute } from "../../src/delivery/request.ts";
import type { UrlEndpoint } from "../../src/endpoints/loaded-config.ts";
import { endpointDefaults } from "../../src/endpoints/settings.ts";
import { Failure } from "../../src/failure.ts";
import { defaultLimits } from "../../src/limits.ts";
import type { Origin } from "../../src/origins/origin.ts";
import type { Header } from "../../src/render/plan/header.ts";
import { layerInputs } from "../../src/render/plan/layers/inputs.ts";
import type { Finding, Measurement } from "../../src/render/plan/measurement.ts";
import { gridSide } from "../../src/render/plan/people/people-mask.ts";
import { makePlan } from "../../src/render/plan/plan.ts";
import { objectNames } from "../../src/url/parameters/object-focus.ts";
import { parseTransformation, printTransformation } from "../../src/url/transformation.ts";
import { endpoints, names } from "./urls.ts";

const origin: Origin = { id: "o.1", name: "o", fetch: async () => undefined };
const backup: Origin = { ...origin, variesByAsset: true, cloud: "demo", apiSecret: "secret" };

const snapshot: ConfigSnapshot = {
  loaded: {
    endpoints: Object.entries(endpoints).map(
      ([urlPrefix, settings]) =>
        ({
          ...endpointDefaults,
          id: urlPrefix || "default",
          urlPrefix,
          hostnames: [],
          origins: [urlPrefix === "strict" ? backup : origin],
          variesByHost: false,
          revision: "1",
          ...settings,
        }) as UrlEndpoint,
    ),
    named: new Map(Object.entries(names)),
  },
  id: undefined,
};

const photo: Header = {
  ...{ format: "jpeg", width: 4000, height: 3000, orientation: 6, alpha: false, pages: 1 },
  ...{ density: 72, quality: 90, bytes: 900_000, convert: false },
};
/** Originals of every nature that a plan depends on. */
const headers: readonly Header[] = [
  photo,
  { ...photo, width: 1, height: 1, orientation: 1, format: "png", alpha: true, palette: true },
  { ...photo, format: "gif", width: 200, height: 90, pages: 12, orientation: 1 },
  { ...photo, format: "svg", width: 300, height: 150, orientation: 1, alpha: true },
  { ...photo, format: "tiff", width: 9000, height: 11_000, pages: 3, convert: true },
  { ...photo, format: "avif", width: 65_000, height: 3, orientation: 1, movesUnseen: true },
];

/** Milliseconds of processor that one URL may take, for all originals; the best of three counts. */
const most = 100;

/** Codes that reading a URL may end in. */
const codes = ["EINVAL", "ELIMIT", "ENOTSUP", "ENOENT", "EAUTH", "EFORBIDDEN"];

/** What reading a target made of it. */
interface Reading {
  /** The code of the refusal, or `planned`. */
  outcome: string;
  /** What is wrong with the program; undefined for nothing. */
  fault: string | undefined;
}

/**
 * Reads a target, authorises it and plans its renditions of several originals, as the server does,
 * and says what in that is no behaviour that the contract knows.
 */
export function readTarget(target: string, sent: Record<string, string>): Reading {
  const timed = () => {
    const before = process.cpuUsage();
    const reading = read(target, sent);
    const { user, system } = process.cpuUsage(before);
    return { reading, took: (user + system) / 1000 };
  };
  const { reading, took } = timed();
  if (reading.fault !== undefined || took < most) return reading;
  // Memory may have been tidied up meanwhile.
  const best = Math.min(timed().took, timed().took);
  return best < most ? reading : { ...reading, fault: `took ${Math.round(best)} ms` };
}

function read(target: string, sent: Record<string, string>): Reading {
  const url = `http://img.test${target}`;
  try {
    readRoute(url, snapshot);
    const readings = parseRequest({ url, headers: new Headers(sent) }, snapshot);
    const candidates = authorizeCandidates(readings, { client: "203.0.113.1" }, "private_key");
    let outcome = "original";
    for (const { request, permissions } of candidates) {
      const { transformation, address } = request;
      if (/\p{Cc}/u.test(address.path)) return { outcome, fault: "a path has control characters" };
      if (!transformation) continue;
      const printed = printTransformation(transformation);
      const again = printTransformation(parseTransformation(printed, { steps: 1000 }));
      if (again !== printed) return { outcome, fault: `prints ${printed} and then ${again}` };
      renditionKey(request, permissions.restricted, "", false);
      for (const header of headers) outcome = planned(() => plan(transformation, header, request));
    }
    return { outcome, fault: undefined };
  } catch (error) {
    const { code, message } = error as Failure;
    if (!(error instanceof Failure)) return { outcome: "error", fault: `throws ${error}` };
    if (!codes.includes(code)) return { outcome: code, fault: `fails with ${code}` };
    return { outcome: code, fault: message.length > 400 ? "a long message" : undefined };
  }
}

/** One original may refuse what another does. */
function planned(work: () => void): string {
  try {
    work();
    return "planned";
  } catch (error) {
    if (error instanceof Failure && codes.includes(error.code)) return error.code;
    throw error;
  }
}

type Request = ReturnType<typeof parseRequest>[number];

function plan(transformation: Request["transformation"] & {}, header: Header, request: Request) {
  const inputs = layerInputs(transformation, defaultLimits);
  const layers = new Map(inputs.images.map((path) => [path, photo]));
  const answers: Finding[] = [];
  for (;;) {
    const circumstances = { accepted: request.accepted, headers: layers, limits: defaultLimits };
    const made = makePlan(transformation, header, { ...circumstances, answers });
    if ("original" in made) return;
    if ("measurement" in made) {
      answers.push(found(made.measurement, header));
      if (answers.length > 24) return;
      continue;
    }
    const { width, height } = made.plan.size;
    const whole = [width, height].every((side) => Number.isInteger(side) && side > 0);
    if (!whole) throw new Error(`a rendition of ${width}x${height}`);
    if (width * height > defaultLimits.outputPixels) throw new Error(`${width}x${height} pixels`);
    // Infinity and NaN would be null there.
    const nothing = /[:[,]null[,}\]]/.exec(JSON.stringify(made.plan));
    if (nothing) throw new Error(`null in a plan: ${JSON.stringify(made.plan).slice(0, 900)}`);
    return;
  }
}

function found(measurement: Measurement, header: Header): Finding {
  switch (measurement.of) {
    case "likeness":
      return [0.9, 0.93, 0.95, 0.98];
    case "trim":
      return { left: 0, top: 0, width: 1, height: 1 };
    case "text":
      return { width: 40, height: 12 };
    case "page":
      return { ...header, width: 7, height: 5 };
    case "named pages":
      return measurement.names.map((_, i) => i % header.pages);
    case "objects":
      return objectNames
        .slice(0, 4)
        .map((name, i) => ({ name, left: i, top: i, width: 2, height: 2, confidence: 0.9 }));
    case "people": {
      const rows = Array.from({ length: gridSide }, (_, y) => (y % 3 === 0 ? 0x0ff0 : 0));
      return measurement.faces.length === 0 ? [] : [{ alpha: "", rows }];
    }
    case "faces": {
      const { width, height } = measurement.size;
      const face = { width: width / 3, height: height / 3, confidence: 0.9 };
      return [
        { ...face, left: width / 2, top: height / 2 },
        { ...face, left: 0, top: 0 },
      ];
    }
  }
}
