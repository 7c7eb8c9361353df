import {
  type Chromaticity,
  type ColourSpace,
  curves,
  primaries,
  srgbCurve,
} from "./colour-space.ts";

/** A colour space that is not sRGB, told otherwise than by a profile; undefined for sRGB. */
export type ToldColour = ColourSpace | undefined;

/** By numbers of ITU-T H.273; 2 is "not told". */
function colourOfNumbers(primary: number, transfer: number): ToldColour {
  const space = primaries[primary];
  const curve = curves[transfer];
  if ((space === undefined || primary === 1) && curve === undefined) return undefined;
  return { ...(space ?? (primaries[1] as Omit<ColourSpace, "curve">)), curve: curve ?? srgbCurve };
}

/** Gammas that are meant for sRGB: the PNG specification has it written so for those who know no better. */
const usualGamma = { least: 0.44, most: 0.47 };

/** As a PNG tells it: `cICP` before a profile, before `sRGB`, before `gAMA` and `cHRM`. */
export function colourOfPng(bytes: Uint8Array): { colour: ToldColour; overProfile: boolean } {
  const chunks = pngChunks(bytes);
  const numbers = chunks.get("cICP");
  if (numbers) {
    const colour = colourOfNumbers(numbers.getUint8(0), numbers.getUint8(1));
    return { colour, overProfile: true };
  }
  const untold = { colour: undefined, overProfile: false };
  if (chunks.has("iCCP") || chunks.has("sRGB")) return untold;
  const gamma = (chunks.get("gAMA")?.getUint32(0) ?? 0) / 100_000;
  const places = chunks.get("cHRM");
  const point = (i: number): Chromaticity => [
    (places?.getUint32(8 * i) ?? 0) / 100_000,
    (places?.getUint32(8 * i + 4) ?? 1) / 100_000,
  ];
  const usual = gamma === 0 || (gamma > usualGamma.least && gamma < usualGamma.most);
  const srgb = primaries[1] as Omit<ColourSpace, "curve">;
  const told = places
    ? { white: point(0), red: point(1), green: point(2), blue: point(3) }
    : undefined;
  // Without a gamma, primaries alone tell too little.
  const own = told && gamma > 0 && isUsable(told) && !isNear(told, srgb) ? told : undefined;
  if (usual && !own) return untold;
  const curve = usual ? srgbCurve : (value: number) => value ** (1 / gamma);
  return { colour: { ...(own ?? srgb), curve }, overProfile: false };
}

function isUsable(space: Omit<ColourSpace, "curve">): boolean {
  const { red, green, blue, white } = space;
  return [red, green, blue, white].every(([x, y]) => y > 0.001 && x >= 0 && x + y <= 1.001);
}

function isNear(a: Omit<ColourSpace, "curve">, b: Omit<ColourSpace, "curve">): boolean {
  return (["red", "green", "blue", "white"] as const).every((name) =>
    [0, 1].every((i) => Math.abs((a[name][i] ?? 0) - (b[name][i] ?? 0)) < 0.002),
  );
}

/** Bytes without which a chunk says nothing; others are read with care for their length. */
const leastBytes: Record<string, number> = { gAMA: 4, cHRM: 32, cICP: 4, acTL: 8 };

/** The chunks before the pixels, by their names, but for those that are too short. */
export function pngChunks(bytes: Uint8Array): Map<string, DataView> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = new Map<string, DataView>();
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (name === "IDAT" || at + 12 + length > bytes.length) break;
    const isWhole = length >= (leastBytes[name] ?? 0);
    if (isWhole) chunks.set(name, new DataView(bytes.buffer, bytes.byteOffset + at + 8, length));
    at += 12 + length;
  }
  return chunks;
}

/** What an AVIF tells of its colours and its alpha. */
interface AvifColour {
  colour: ToldColour;
  /** Whether colours are stored multiplied by alpha. */
  premultiplied: boolean;
}

const containers = new Set(["meta", "iprp", "ipco", "iref"]);

/** Of `nclx`, unless there is a profile, too; ISO/IEC 14496-12, 12.1.5. */
export function colourOfAvif(bytes: Uint8Array): AvifColour {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: AvifColour = { colour: undefined, premultiplied: false };
  let profiled = false;
  const walk = (start: number, end: number) => {
    for (let at = start; at + 8 <= end; ) {
      const length = view.getUint32(at) || end - at;
      const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      const next = at + length;
      if (length < 8 || next > end) return;
      if (containers.has(name)) {
        // `meta` and `iref` begin with a version and flags.
        walk(at + (name === "meta" || name === "iref" ? 12 : 8), next);
      } else if (name === "prem") {
        found.premultiplied = true;
      } else if (name === "colr" && length >= 18) {
        const kind = String.fromCharCode(...bytes.subarray(at + 8, at + 12));
        if (kind !== "nclx") profiled = true;
        else found.colour ??= colourOfNumbers(view.getUint16(at + 12), view.getUint16(at + 14));
      }
      at = next;
    }
  };
  walk(0, bytes.length);
  return profiled ? { ...found, colour: undefined } : found;
}
