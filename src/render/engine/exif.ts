/** Numbers are plain, also those that EXIF writes as fractions. */
type ExifValue = string | number | number[];

/** What EXIF says of an image, in ImageKit's parts and by its names (which are ExifTool's). */
export interface Exif {
  image: Record<string, ExifValue>;
  thumbnail: Record<string, ExifValue>;
  exif: Record<string, ExifValue>;
  gps: Record<string, ExifValue>;
  interoperability: Record<string, ExifValue>;
  /** Always empty: every maker has a binary format of its own. */
  makernote: Record<string, ExifValue>;
}

/** No camera writes as much; a forged block could make the same bytes count thousands of times. */
const mostEntries = 256;
const mostNumbers = 64;
const longestText = 4096;

/** The tags that are told, in hexadecimal: those of EXIF 3.0 (CIPA DC-008) that a reader can use. */
const named = namesOf(`
  0001 InteropIndex 0002 InteropVersion 0100 ImageWidth 0101 ImageHeight 0102 BitsPerSample
  0103 Compression 0106 PhotometricInterpretation 010d DocumentName 010e ImageDescription
  010f Make 0110 Model 0112 Orientation 0115 SamplesPerPixel 011a XResolution 011b YResolution
  011c PlanarConfiguration 0128 ResolutionUnit 0131 Software 0132 ModifyDate 013b Artist
  013c HostComputer 013e WhitePoint 013f PrimaryChromaticities 0201 ThumbnailOffset
  0202 ThumbnailLength 0211 YCbCrCoefficients 0212 YCbCrSubSampling 0213 YCbCrPositioning
  0214 ReferenceBlackWhite 1001 RelatedImageWidth 1002 RelatedImageHeight 4746 Rating
  4749 RatingPercent 8298 Copyright 829a ExposureTime 829d FNumber 8769 ExifOffset
  8822 ExposureProgram 8824 SpectralSensitivity 8825 GPSInfo 8827 ISO 8830 SensitivityType
  8831 StandardOutputSensitivity 8832 RecommendedExposureIndex 8833 ISOSpeed 9000 ExifVersion
  9003 DateTimeOriginal 9004 CreateDate 9010 OffsetTime 9011 OffsetTimeOriginal
  9012 OffsetTimeDigitized 9101 ComponentsConfiguration 9102 CompressedBitsPerPixel
  9201 ShutterSpeedValue 9202 ApertureValue 9203 BrightnessValue 9204 ExposureCompensation
  9205 MaxApertureValue 9206 SubjectDistance 9207 MeteringMode 9208 LightSource 9209 Flash
  920a FocalLength 9214 SubjectArea 9286 UserComment 9290 SubSecTime 9291 SubSecTimeOriginal
  9292 SubSecTimeDigitized 9c9b XPTitle 9c9c XPComment 9c9d XPAuthor 9c9e XPKeywords
  9c9f XPSubject a000 FlashpixVersion a001 ColorSpace a002 ExifImageWidth a003 ExifImageHeight
  a004 RelatedSoundFile a005 InteropOffset a20b FlashEnergy a20e FocalPlaneXResolution
  a20f FocalPlaneYResolution a210 FocalPlaneResolutionUnit a214 SubjectLocation
  a215 ExposureIndex a217 SensingMethod a300 FileSource a301 SceneType a401 CustomRendered
  a402 ExposureMode a403 WhiteBalance a404 DigitalZoomRatio a405 FocalLengthIn35mmFormat
  a406 SceneCaptureType a407 GainControl a408 Contrast a409 Saturation a40a Sharpness
  a40c SubjectDistanceRange a420 ImageUniqueID a430 OwnerName a431 SerialNumber a432 LensInfo
  a433 LensMake a434 LensModel a435 LensSerialNumber a500 Gamma`);
const namedGps = namesOf(`
  0000 GPSVersionID 0001 GPSLatitudeRef 0002 GPSLatitude 0003 GPSLongitudeRef 0004 GPSLongitude
  0005 GPSAltitudeRef 0006 GPSAltitude 0007 GPSTimeStamp 0008 GPSSatellites 0009 GPSStatus
  000a GPSMeasureMode 000b GPSDOP 000c GPSSpeedRef 000d GPSSpeed 000e GPSTrackRef 000f GPSTrack
  0010 GPSImgDirectionRef 0011 GPSImgDirection 0012 GPSMapDatum 0013 GPSDestLatitudeRef
  0014 GPSDestLatitude 0015 GPSDestLongitudeRef 0016 GPSDestLongitude 0017 GPSDestBearingRef
  0018 GPSDestBearing 0019 GPSDestDistanceRef 001a GPSDestDistance 001b GPSProcessingMethod
  001c GPSAreaInformation 001d GPSDateStamp 001e GPSDifferential 001f GPSHPositioningError`);

function namesOf(table: string): Map<number, string> {
  return new Map(
    [...table.matchAll(/(\w{4}) (\w+)/g)].map(([, tag = "", name = ""]) => [
      Number.parseInt(tag, 16),
      name,
    ]),
  );
}

type Read = (view: DataView, at: number, little: boolean) => number;

/** Bytes of a value of each TIFF type and, for numbers, how to read one. */
const types: Record<number, { size: number; read?: Read }> = {
  1: { size: 1, read: (view, at) => view.getUint8(at) },
  2: { size: 1 },
  3: { size: 2, read: (view, at, little) => view.getUint16(at, little) },
  4: { size: 4, read: (view, at, little) => view.getUint32(at, little) },
  5: { size: 8, read: (view, at, le) => view.getUint32(at, le) / view.getUint32(at + 4, le) },
  6: { size: 1, read: (view, at) => view.getInt8(at) },
  7: { size: 1 },
  8: { size: 2, read: (view, at, little) => view.getInt16(at, little) },
  9: { size: 4, read: (view, at, little) => view.getInt32(at, little) },
  10: { size: 8, read: (view, at, le) => view.getInt32(at, le) / view.getInt32(at + 4, le) },
  129: { size: 1 },
};

interface Block {
  view: DataView;
  little: boolean;
}

/**
 * Reads an EXIF block, with or without its `Exif` mark. Never throws: what is damaged, unknown or
 * binary is left out, and the rest is told.
 */
export function readExif(bytes: Uint8Array): Exif {
  const told: Exif = {
    image: {},
    thumbnail: {},
    exif: {},
    gps: {},
    interoperability: {},
    makernote: {},
  };
  const start = startsWith(bytes, "Exif\0\0") ? 6 : 0;
  const tiff = bytes.subarray(start);
  const little = startsWith(tiff, "II*\0");
  if (tiff.length < 8 || !(little || startsWith(tiff, "MM\0*"))) return told;
  const block = { view: new DataView(tiff.buffer, tiff.byteOffset, tiff.length), little };

  const next = readDirectory(block, block.view.getUint32(4, little), named, told.image);
  readDirectory(block, next, named, told.thumbnail);
  readDirectory(block, told.image.ExifOffset, named, told.exif);
  readDirectory(block, told.image.GPSInfo, namedGps, told.gps);
  readDirectory(block, told.exif.InteropOffset, named, told.interoperability);
  return told;
}

/** Reads a directory into `part`; gives the place of the one that follows, 0 if none does. */
function readDirectory(
  block: Block,
  at: ExifValue | undefined,
  names: Map<number, string>,
  part: Record<string, ExifValue>,
): number {
  const { view, little } = block;
  if (typeof at !== "number" || at < 8 || at + 2 > view.byteLength) return 0;
  const count = view.getUint16(at, little);
  const end = at + 2 + count * 12;
  for (let i = 0; i < Math.min(count, mostEntries); i++) {
    const entry = at + 2 + i * 12;
    if (entry + 12 > view.byteLength) return 0;
    const name = names.get(view.getUint16(entry, little));
    const value = name === undefined ? undefined : readValue(block, entry, name);
    if (name !== undefined && value !== undefined) part[name] = value;
  }
  return end + 4 <= view.byteLength ? view.getUint32(end, little) : 0;
}

function readValue({ view, little }: Block, entry: number, name: string): ExifValue | undefined {
  const type = types[view.getUint16(entry + 2, little)];
  const count = view.getUint32(entry + 4, little);
  if (type === undefined || count === 0) return undefined;
  const length = type.size * count;
  const start = length <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
  if (start + length > view.byteLength) return undefined;
  const from = view.byteOffset + start;
  const bytes = new Uint8Array(view.buffer, from, Math.min(length, longestText));

  const special = specials[name];
  if (special) return special(bytes, little);
  const { size, read } = type;
  if (read === undefined) {
    const isText = view.getUint16(entry + 2, little) !== 7;
    return isText ? textOf(bytes) : undefined;
  }
  if (count > mostNumbers) return undefined;
  const numbers = Array.from({ length: count }, (_, i) => read(view, start + i * size, little));
  // A fraction whose denominator is 0 stands for what the camera does not know.
  if (!numbers.every(Number.isFinite)) return undefined;
  return count === 1 ? numbers[0] : numbers;
}

type Special = (bytes: Uint8Array, little: boolean) => ExifValue | undefined;

const digits: Special = (bytes) => textOf(bytes);
const wide: Special = (bytes) => textOf(bytes, "utf-16le");
const code: Special = (bytes) => String(bytes[0]);
/** The first eight bytes tell the characters' encoding. */
const coded: Special = (bytes, little) => {
  const text = bytes.subarray(8);
  if (startsWith(bytes, "UNICODE\0")) return textOf(text, little ? "utf-16le" : "utf-16be");
  return startsWith(bytes, "JIS\0") ? textOf(text, "iso-2022-jp") : textOf(text);
};

/** Tags whose bytes are not what their type says. */
const specials: Record<string, Special> = {
  ExifVersion: digits,
  FlashpixVersion: digits,
  InteropVersion: digits,
  XPTitle: wide,
  XPComment: wide,
  XPAuthor: wide,
  XPKeywords: wide,
  XPSubject: wide,
  UserComment: coded,
  GPSProcessingMethod: coded,
  GPSAreaInformation: coded,
  FileSource: code,
  SceneType: code,
  ComponentsConfiguration: (bytes) => [...bytes.subarray(0, 4)],
};

/** Text without control characters; undefined where nothing is left. */
function textOf(bytes: Uint8Array, encoding?: string): string | undefined {
  const text = encoding ? new TextDecoder(encoding).decode(bytes) : decodeBytes(bytes);
  return text.replace(/\p{Cc}+/gu, " ").trim() || undefined;
}

/** EXIF says ASCII; cameras and programs write UTF-8 or Latin-1. */
function decodeBytes(bytes: Uint8Array): string {
  try {
    // Streaming leaves out a character that the limit of the length has cut through.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}

function startsWith(bytes: Uint8Array, mark: string): boolean {
  return String.fromCharCode(...bytes.subarray(0, mark.length)) === mark;
}
