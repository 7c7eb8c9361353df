import type { Rung, VideoFields } from "../../parameters/video.ts";
import type { PlainStep } from "../../transformation.ts";
import type { Component } from "../component.ts";
import { flagsOf } from "../flags.ts";

/** What a token of a video comes to; undefined where its value is none. */
type Reading = { fields: PlainStep; note?: string } | { cannot: string } | undefined;

const exact = (fields: PlainStep): Reading => ({ fields });

/** Seconds, a part of the length, or what Cloudinary finds best. */
function momentOf(name: "start" | "end" | "duration") {
  return (value: string): Reading => {
    if (value === "auto" && name === "start") return { fields: { start: "auto" } };
    const [, digits, percent] = /^(\d+(?:\.\d+)?)(p?)$/.exec(value) ?? [];
    if (digits === undefined) return undefined;
    const number = Number(digits);
    if (percent !== "p") return number <= 86_400 ? exact({ [name]: number }) : undefined;
    return number <= 100 ? exact({ [name]: { percent: number } }) : undefined;
  };
}

const codecs: Record<string, VideoFields["videoCodec"]> = {
  ...({ h264: "h264", vp9: "vp9", av1: "av1", none: "none" } as const),
};

function videoCodecOf(value: string): Reading {
  const [name = "", ...profile] = value.split(":");
  if (name === "auto") return exact({});
  const codec = Object.hasOwn(codecs, name) ? codecs[name] : undefined;
  if (codec === undefined) return { cannot: "is not written: H.264, VP9 and AV1 are" };
  const note = "profile and level are those that fit";
  return profile.length === 0
    ? exact({ videoCodec: codec })
    : { fields: { videoCodec: codec }, note };
}

function audioCodecOf(value: string): Reading {
  if (value === "none" || value === "aac" || value === "opus") return exact({ audioCodec: value });
  return { cannot: "is not written: AAC and Opus are" };
}

const units: Record<string, number> = { k: 1000, m: 1_000_000, "": 1 };

function bitRateOf(value: string): Reading {
  const [, digits, unit = "", constant] = /^(\d+(?:\.\d+)?)([km]?)(:constant)?$/.exec(value) ?? [];
  const bitRate = Math.round(Number(digits) * (units[unit] ?? 1));
  if (!(bitRate >= 1000 && bitRate <= 100_000_000)) return undefined;
  const fields = { bitRate };
  return constant === undefined ? exact(fields) : { fields, note: "is the most, not all the time" };
}

/** One number, or a range of which the most counts: `24`, `24-30`, `-30`, `24-`. */
function frameRateOf(value: string): Reading {
  const [, least = "", dash = "", most = ""] = /^([\d.]*)(-?)([\d.]*)$/.exec(value) ?? [];
  if (dash !== "" && most === "") return exact({});
  const frameRate = Number(dash === "" ? least : most);
  return frameRate >= 1 && frameRate <= 60 ? exact({ frameRate }) : undefined;
}

/** Heights of each streaming profile. Source: Cloudinary, adaptive bitrate streaming. */
const profiles: Record<string, Rung[]> = {
  "4k": [240, 360, 480, 720, 1080, 1440, 2160],
  full_hd: [240, 360, 480, 720, 1080],
  full_hd_wifi: [360, 480, 720, 1080],
  full_hd_lean: [360, 480, 720, 1080],
  hd: [240, 360, 480, 720],
  hd_lean: [360, 480, 720],
  sd: [240, 360, 480],
  auto: [360, 480, 720, 1080],
};

function profileOf(value: string): Reading {
  const [name = ""] = value.split(":");
  const ladder = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (!ladder) return undefined;
  return { fields: { ladder }, note: "sizes and rates are ImageKit's" };
}

/** What a token means for a video, and for nothing else. */
const readers: Record<string, (value: string) => Reading> = {
  so: momentOf("start"),
  eo: momentOf("end"),
  du: momentOf("duration"),
  vc: videoCodecOf,
  ac: audioCodecOf,
  br: bitRateOf,
  fps: frameRateOf,
  sp: profileOf,
};

/** What `q_auto` comes to for videos, whose scale is another one. */
const qualities: Record<string, number> = {
  ...({ auto: 50, low: 40, eco: 45, good: 50, best: 60 } as const),
};

/** The fields of a component of a video that an image has none of; settles what becomes of each. */
export function videoFields(component: Component): PlainStep {
  const fields: PlainStep = {};
  for (const [key, read] of Object.entries(readers)) {
    const value = component.get(key);
    if (value === undefined) continue;
    const reading = read(value);
    if (!reading) component.settle(key, { fate: "ignored", note: "no such value" });
    else if ("cannot" in reading) {
      component.settle(key, { fate: "ignored", note: reading.cannot, unsupported: true });
    } else {
      Object.assign(fields, reading.fields);
      const { note } = reading;
      component.settle(key, note === undefined ? { fate: "exact" } : { fate: "approximate", note });
    }
  }
  const ownQuality = qualityFields(component);
  return { ...fields, ...formatFields(component), ...ownQuality, ...soundFields(component) };
}

/** `e_volume:mute`, and the percentage that is as much: loudness is not changed otherwise. */
function soundFields(component: Component): PlainStep {
  const mutes = component.all("e").filter(({ value }) => /^volume:(?:mute|-100)$/.test(value));
  for (const token of mutes) component.settle(token, { fate: "exact" });
  return mutes.length > 0 ? { audioCodec: "none" } : {};
}

function formatFields(component: Component): PlainStep {
  const value = component.get("f") ?? "";
  if (value === "mp4" || value === "webm") {
    component.settle("f", { fate: "exact" });
    return { container: value };
  }
  if (!/^(?:gif|auto:video|auto:animated|auto:image)$/.test(value)) return {};
  component.settle("f", { fate: "exact" });
  return {};
}

function qualityFields(component: Component): PlainStep {
  const [, level] = /^auto(?::(\w+))?$/.exec(component.get("q") ?? "") ?? [];
  if (level === undefined && component.get("q") !== "auto") return {};
  const quality = qualities[level ?? "auto"];
  return quality === undefined ? {} : { quality };
}

/** Whether a component asks for frames that move, where the format could hold one only. */
export function isAnimated(tokens: readonly string[]): boolean {
  return tokens.some(
    (token) =>
      token === "f_auto:animated" ||
      (token.startsWith("fl_") &&
        flagsOf(token.slice(3)).some((flag) => flag === "animated" || flag === "awebp")),
  );
}
