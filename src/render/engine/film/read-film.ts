import { stat } from "node:fs/promises";
import type { Input, InputTrack, InputVideoTrack } from "mediabunny";
import { editsOf, wholeTrack } from "./edits.ts";
import type { Film, VideoFacts } from "./film.ts";
import { damagedFilm, type ExcerptFile, withFilm } from "./film-file.ts";

/**
 * What is in a film, as FFmpeg would name it.
 * @param excerpt where not all of it is there
 */
export function readFilm(file: string, excerpt?: ExcerptFile): Promise<Film> {
  const read = async (film: Input): Promise<Film> => {
    const video = await videoIn(film);
    const [sound] = await film.getAudioTracks();
    const timed = video ?? sound;
    if (!timed) throw damagedFilm();
    const facts = video && (await factsOf(video));
    const heard = sound && { codec: (await sound.getCodec()) ?? "unknown" };
    const channels = (await sound?.getNumberOfChannels()) ?? 0;
    const { end } = (await editsOf(file))?.get(timed.id) ?? wholeTrack;
    const seconds = await lengthOf(timed, end);
    const { size } = await stat(file);
    return {
      seconds,
      bitRate: positive(Math.round((size * 8) / seconds)),
      ...(facts ? { video: facts } : {}),
      ...(heard ? { audio: { ...heard, channels } } : {}),
    };
  };
  return withFilm(file, read, excerpt ? { excerpt } : {});
}

/**
 * As the file tells it, or its fragments; 0 where too much would have to be read.
 * @param shownEnd second at which its edit list ends
 */
async function lengthOf(track: InputTrack, shownEnd: number): Promise<number> {
  // What lies before 0 is not shown.
  const start = Math.max(0, await track.getFirstTimestamp());
  const told = positive(await track.getDurationFromMetadata());
  const end = told > 0 ? told : await track.computeDuration().catch(() => 0);
  return positive(Math.min(end, shownEnd) - start);
}

/** The film's images; of several the first, as everywhere. */
export async function videoIn(film: Input): Promise<InputVideoTrack | undefined> {
  const [video] = await film.getVideoTracks();
  return video;
}

/** Packets that tell how many frames a second has. */
const ratedPackets = 50;

async function factsOf(video: InputVideoTrack): Promise<VideoFacts> {
  const codec = await video.getCodec();
  const { width, height, hasSquarePixels } = await squareSize(video);
  const rotation = await video.getRotation();
  const isTurned = rotation % 180 !== 0;
  const { averagePacketRate } = await video.computePacketStats(ratedPackets);
  return {
    stream: video.number - 1,
    codec: codec === "avc" ? "h264" : (codec ?? "unknown"),
    ...(isTurned ? { width: height, height: width } : { width, height }),
    rotation,
    frameRate: positive(averagePacketRate) || 25,
    hasSquarePixels,
    isCommon: isCommon((await video.getCodecParameterString()) ?? ""),
    isCover: false,
  };
}

/** Profiles of eight bits whose colours are halved. Source: RFC 6381, and the codecs' own rules. */
const commonProfiles = [
  // H.264: Baseline, Main, Extended, High.
  /^avc[13]\.(?:42|4d|58|64)/i,
  /^h(?:vc|ev)1\.[ABC]?1\./,
  /^vp8$/,
  /^vp09\.00\.\d\d\.08/,
  /^av01\.0\.\d\d[MH]\.08/,
];

function isCommon(codec: string): boolean {
  return commonProfiles.some((profile) => profile.test(codec));
}

function positive(value: number | null | undefined): number {
  return Number.isFinite(value) ? Math.max(0, value ?? 0) : 0;
}

/** As FFmpeg has it: what is shown is as high as it is stored. */
async function squareSize(video: InputVideoTrack) {
  const { num, den } = await video.getPixelAspectRatio();
  const stored = await video.getCodedWidth();
  const height = await video.getCodedHeight();
  const width = Math.max(1, Math.round((stored * num) / den)) || stored;
  return { width, height, hasSquarePixels: width === stored };
}
