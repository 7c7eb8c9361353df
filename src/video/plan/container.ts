/** A file format that holds moving images or sound, and the one demuxer that may read it. */
export interface Container {
  /** FFmpeg's name of its demuxer. */
  demuxer: string;
  mediaType: string;
}

interface Row extends Container {
  /** Whether the file tells where its key frames are. */
  hasIndex?: true;
  /** @param start the file's first bytes, one character each */
  sniff(start: string): boolean;
}

/** Atoms that an MP4 or QuickTime file may begin with. */
const firstAtoms = ["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot"];

/** Brands of ISO base media files that are still images, or moving ones that image codecs read. */
const imageBrands = /^(?:hei[cxsm]|hev[cx]|mif1|msf1|avi[fs]|crx )/;

const rows: readonly Row[] = [
  {
    demuxer: "mov",
    hasIndex: true,
    mediaType: "video/mp4",
    sniff: (start) =>
      firstAtoms.includes(start.slice(4, 8)) &&
      !(start.startsWith("ftyp", 4) && imageBrands.test(start.slice(8))),
  },
  {
    demuxer: "matroska",
    hasIndex: true,
    mediaType: "video/webm",
    sniff: (start) => start.startsWith("\x1a\x45\xdf\xa3"),
  },
  {
    demuxer: "avi",
    mediaType: "video/x-msvideo",
    sniff: (start) => start.startsWith("RIFF") && start.startsWith("AVI ", 8),
  },
  { demuxer: "ogg", mediaType: "video/ogg", sniff: (start) => start.startsWith("OggS\0") },
  { demuxer: "flv", mediaType: "video/x-flv", sniff: (start) => start.startsWith("FLV\x01") },
  {
    demuxer: "asf",
    mediaType: "video/x-ms-wmv",
    sniff: (start) => start.startsWith("\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
  },
  {
    demuxer: "mpeg",
    mediaType: "video/mpeg",
    sniff: (start) => start.startsWith("\0\0\x01\xba"),
  },
  {
    demuxer: "mpegts",
    mediaType: "video/mp2t",
    // Packets of 188 bytes, each of which begins with the same letter.
    sniff: (start) => [0, 188, 376].every((at) => start[at] === "G"),
  },
  {
    demuxer: "wav",
    mediaType: "audio/wav",
    sniff: (start) => start.startsWith("RIFF") && start.startsWith("WAVE", 8),
  },
  { demuxer: "flac", mediaType: "audio/flac", sniff: (start) => start.startsWith("fLaC") },
  {
    demuxer: "mp3",
    mediaType: "audio/mpeg",
    sniff: (start) => start.startsWith("ID3") || /^\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]/.test(start),
  },
];

/** So many bytes tell what a file is. */
export const containerBytes = 512;

/**
 * Tells a container from its first bytes, and from nothing else: a playlist that is named `x.mp4`
 * makes FFmpeg open other files of this machine when it may guess. Undefined for what is none.
 */
export function sniffContainer(bytes: Uint8Array): Container | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, containerBytes));
  const row = rows.find(({ sniff }) => sniff(start));
  return row && { demuxer: row.demuxer, mediaType: row.mediaType };
}

/** The usual media type of what a demuxer reads. */
export function mediaTypeOfContainer(demuxer: string): string | undefined {
  return rows.find((row) => row.demuxer === demuxer)?.mediaType;
}

/** Whether what a demuxer reads may be begun anywhere; animated images are read from their start. */
export function hasIndex(demuxer: string): boolean {
  const row = rows.find((each) => each.demuxer === demuxer);
  return row === undefined || row.hasIndex === true;
}

/** That of a format of images that becomes a video; the image codecs tell which one it is. */
export function animatedContainer(format: string | undefined): Container | undefined {
  return format === "gif" ? { demuxer: format, mediaType: "image/gif" } : undefined;
}

const names =
  /\.(?:mp4|m4v|mov|qt|webm|mkv|avi|ogv|mpe?g|m?ts|m2ts|flv|wmv|asf|3gp|3g2|mp3|m4a|wav|flac|ogg|oga|opus)$/i;

/** Whether a path is called as a file of a container is: a guess, good for no more than limits. */
export function hasContainerName(path: string): boolean {
  return names.test(path);
}
