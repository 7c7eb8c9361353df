import { cameraFormats } from "./formats/camera-raw.ts";
import { descriptionFormats } from "./formats/descriptions.ts";
import { desktopFormats } from "./formats/desktop-formats.ts";
import type { FormatRow } from "./formats/row.ts";
import { unreadFormats } from "./formats/unread.ts";
import { webFormats } from "./formats/web-formats.ts";

/** One row a file format. A format's codec lies in `render/engine/codecs/`. */
export const formats = {
  ...unreadFormats,
  // Most of it begins as TIFF, which is looked for later.
  ...cameraFormats,
  ...webFormats,
  ...desktopFormats,
  ...descriptionFormats,
} as const satisfies Record<string, FormatRow>;

type Rows = typeof formats;

/** Formats whose files are recognised. */
export type Format = keyof Rows;
type FormatWith<Trait> = { [F in Format]: Rows[F] extends Trait ? F : never }[Format];
/** Formats whose originals can be transformed. */
export type DecodableFormat = FormatWith<{ decodes: true }>;
/** Formats that are written. */
export type OutputFormat = FormatWith<{ encodes: true }>;
/** Formats that a client's `Accept` may choose. */
export type NegotiatedFormat = FormatWith<{ preference: number }>;
/** A format as `f` names it. */
type UrlName = Rows[Format]["urlNames"][number];

export const formatNames = Object.keys(formats) as Format[];

/** What `Accept` may choose, in the order of the table. */
export const negotiatedFormats = formatNames.filter(
  (format): format is NegotiatedFormat => formatOf(format).preference !== undefined,
);

/** All names that `f` knows, in the order of the table. */
export const urlNames: UrlName[] = formatNames.flatMap((format) => [...formats[format].urlNames]);

/** The canonical name of each name that `f` has beside it: `jpg` for `jpeg`. */
export const urlAliases = Object.fromEntries(
  formatNames.flatMap((format) => {
    const [first, ...others] = formats[format].urlNames as readonly UrlName[];
    return others.map((other) => [other, first]);
  }),
) as { [N in UrlName]?: UrlName };

/** The row of a format, with what only some rows say. */
export function formatOf(format: Format): FormatRow {
  return formats[format];
}

/** The format of a name in `f` or of a file's extension, in lower case. */
export function formatNamed(name: string): Format | undefined {
  return formatNames.find((format) => {
    const row = formatOf(format);
    return row.urlNames.includes(name) || row.extensions.includes(name);
  });
}

/** So many bytes tell a file's format: a drawing may begin with its licence and its entities. */
const sniffedBytes = 32 * 1024;

/**
 * Tells a file's format from its first bytes (64 are enough but for SVG); undefined when they
 * are of none that is known. Names and `Content-Type` headers are never asked.
 */
export function sniff(bytes: Uint8Array): Format | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 64));
  const known = bytes.subarray(0, sniffedBytes);
  return formatNames.find((format) => formatOf(format).sniff(start, known));
}

/** Whether an original of this format can be transformed. */
export function isDecodable(format: Format | undefined): format is DecodableFormat {
  return format !== undefined && formats[format].decodes;
}

/** Whether renditions are written in this format. */
export function isOutputFormat(format: Format | undefined): format is OutputFormat {
  return format !== undefined && formats[format].encodes;
}
