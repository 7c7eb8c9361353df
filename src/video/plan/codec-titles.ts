/** Codecs as people write them, by the names that FFmpeg has for them. */
const titles: Readonly<Record<string, string>> = {
  h264: "H.264",
  hevc: "HEVC",
  vp8: "VP8",
  vp9: "VP9",
  av1: "AV1",
  mpeg4: "MPEG-4",
  prores: "ProRes",
  aac: "AAC",
  opus: "Opus",
  mp3: "MP3",
  vorbis: "Vorbis",
  flac: "FLAC",
};

/** What people call a codec; undefined for one that is seldom met. */
export function codecTitle(codec: string | undefined): string | undefined {
  return codec === undefined ? undefined : titles[codec];
}
