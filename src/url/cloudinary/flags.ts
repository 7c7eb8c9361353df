import type { PlainStep } from "../transformation.ts";
import { type Reading, type Row, refused } from "./support.ts";

interface FlagRow extends Row {
  read(argument: string | undefined): Reading;
}

function flag(meaning: string, note: string | undefined, fields: PlainStep): FlagRow {
  const read = () => ({ fields });
  return note === undefined
    ? { meaning, fate: "exact", read }
    : { meaning, fate: "approximate", note, read };
}

/** One of which nothing is seen. */
function unseen(row: FlagRow): FlagRow {
  return { ...row, unseen: true };
}

const layered = "Layers";

/** Every flag, `fl_NAME`. Source: Cloudinary's transformation reference. */
export const flags: Record<string, Row | FlagRow> = {
  progressive: {
    ...flag("Progressive JPEG", undefined, {}),
    read(mode) {
      const known = mode === undefined || /^(?:steep|semi|none)$/.test(mode);
      return known ? { fields: { progressive: mode !== "none" } } : undefined;
    },
  },
  attachment: { ...flag("Saved as a file", undefined, {}), read: () => ({ fields: {} }) },
  streaming_attachment: flag("Saved as a file", undefined, {}),
  force_strip: flag("Leaves metadata out", undefined, { keepMetadata: false }),
  strip_profile: flag("Converts to sRGB", undefined, { keepProfile: false }),
  keep_iptc: unseen(flag("Keeps metadata", "all of it is kept", { keepMetadata: true })),
  keep_attribution: unseen(flag("Keeps copyright", "all metadata is kept", { keepMetadata: true })),
  force_icc: unseen(flag("Keeps the profile", "it is the original's", { keepProfile: true })),
  lossy: unseen(flag("Lossy PNG and GIF", "PNG stays lossless", {})),
  preserve_transparency: unseen(flag("Not JPEG where it is transparent", "with `f_auto` only", {})),
  png8: unseen(flag("PNG of few colours", "all colours are kept", {})),
  rasterize: flag("Draws a drawing", "as a PNG, unless `f` says another", { format: "png" }),
  apng: flag("Animated PNG", undefined, { format: "apng" }),
  ...several(
    "What happens anyway",
    undefined,
    "awebp animated any_format immutable immutable_cache original sanitize no_stream png24 png32",
  ),
  ignore_aspect_ratio: flag("The other side stays", undefined, {}),
  layer_apply: flag(`${layered}: the last step of one`, undefined, {}),
  ...several(
    layered,
    undefined,
    "relative no_overflow tiled cutter text_no_trim text_disallow_overflow",
  ),
  ...refusals(
    layered,
    "is not supported",
    "region_relative clip clip_evenodd replace_image ignore_mask_channels",
  ),
  ...refusals("Other formats and colours", "is not made", "tiff8_lzw draco c2pa extent"),
  getinfo: refused(
    "JSON instead of an image",
    "an image is delivered; `GET /_/api/v1/metadata?url=` describes it",
  ),
  ...refusals(
    "Videos and animations",
    "is for videos",
    "splice waveform keep_dar mono hlsv3 truncate_ts alternate",
  ),
};

function several(meaning: string, note: string | undefined, names: string) {
  return Object.fromEntries(names.split(" ").map((name) => [name, flag(meaning, note, {})]));
}

function refusals(meaning: string, note: string, names: string) {
  return Object.fromEntries(names.split(" ").map((name) => [name, refused(meaning, note)]));
}

/** Whether a row is read, and not refused. */
export function isRead(row: Row | FlagRow): row is FlagRow {
  return "read" in row;
}

/** Flags are joined by dots, of which a file's name may hold some as well. */
export function flagsOf(value: string): string[] {
  return /^(?:streaming_)?attachment:/.test(value) ? [value] : value.split(".");
}
