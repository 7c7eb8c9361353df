import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";

/** An image that both servers serve, by its file name in the shared folder. */
export interface Photo {
  name: string;
  width: number;
  height: number;
}

export interface PhotoSet {
  folder: string;
  photos: Photo[];
}

const debianPackage = "mate-backgrounds";
/** Its photographs. Other folders hold drawings, and film stills of 8 MB that outweigh all else. */
const photographs = /\/nature\/[^/]+\.jpe?g$/i;
/** What people put on a site is rarely wider, and few cameras make more. */
const widest = 5120;

/** Sizes of derived photos: what cameras, telephones and screens make, large ones first. */
const derivedSizes = [
  { width: 5120, height: 2880 },
  { width: 4000, height: 3000 },
  { width: 3840, height: 2160 },
  { width: 3264, height: 2448 },
  { width: 3000, height: 2000 },
  { width: 2725, height: 2225 },
  { width: 2560, height: 1440 },
  { width: 2048, height: 1536 },
  { width: 1440, height: 1920 },
  { width: 1920, height: 1080 },
  { width: 1600, height: 1200 },
  { width: 1280, height: 1024 },
];

/**
 * The photos of a Debian package, filled up to `count` with parts of them at other sizes. They are
 * kept in the system's temporary folder, never in the repository, so that the next run finds them.
 */
export async function preparePhotos(count: number): Promise<PhotoSet> {
  const cache = join(tmpdir(), "tintype-bench-photos");
  mkdirSync(cache, { recursive: true });
  const folder = join(cache, `set-${count}`);
  if (!existsSync(folder)) {
    const unpacked = unpack(cache);
    const making = mkdtempSync(join(cache, "making-"));
    try {
      await fill(making, unpacked, count);
      // Renamed when it is whole: an interrupted run leaves no half set behind.
      renameSync(making, folder);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  return readPhotos(folder);
}

/** The JPEG files of a folder. */
export async function readPhotos(folder: string): Promise<PhotoSet> {
  const names = readdirSync(folder).filter(isJpeg).sort();
  if (names.length === 0) throw new Error(`Expected JPEG photos in ${folder}, found none`);
  const photos = await Promise.all(
    names.map(async (name) => ({ name, ...(await sizeOf(join(folder, name))) })),
  );
  return { folder, photos };
}

/** The package's images as a folder of files. */
function unpack(cache: string): string {
  const unpacked = join(cache, debianPackage);
  if (existsSync(unpacked)) return unpacked;
  const making = mkdtempSync(join(cache, "unpacking-"));
  try {
    run("apt-get", ["download", debianPackage], making);
    const archive = readdirSync(making).find((name) => name.endsWith(".deb"));
    if (archive === undefined) throw new Error(`apt-get brought no ${debianPackage} package`);
    run("dpkg-deb", ["-x", archive, "content"], making);
    renameSync(join(making, "content"), unpacked);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return unpacked;
}

function run(program: string, args: string[], cwd: string): void {
  const { error, status, stderr } = spawnSync(program, args, { cwd, encoding: "utf8" });
  if (error) {
    throw new Error(
      `Cannot run ${program}, which fetches the photos: expected Debian or Ubuntu, or a folder of JPEG photos given with --photos`,
    );
  }
  if (status === 0) return;
  const hint = program === "apt-get" ? " (`apt-get update` may help)" : "";
  throw new Error(`${program} ${args.join(" ")} failed${hint}: ${stderr.trim()}`);
}

async function fill(folder: string, unpacked: string, count: number): Promise<void> {
  const found = readdirSync(unpacked, { recursive: true, encoding: "utf8" })
    .filter((path) => photographs.test(path))
    .sort();
  const sources = await Promise.all(
    found.map(async (path) => {
      const file = join(unpacked, path);
      return { file, name: nameOf(path), ...(await sizeOf(file)) };
    }),
  );
  const originals = sources.filter(({ width }) => width <= widest).slice(0, count);
  for (const { file, name } of originals) copyFileSync(file, join(folder, name));
  // The largest sources first, as the largest sizes are: enlarging makes a photo smooth.
  sources.sort((a, b) => b.width * b.height - a.width * a.height);
  for (let made = 0; made < count - originals.length; made += 1) {
    const source = sources[made % sources.length];
    const size = derivedSizes[made % derivedSizes.length];
    if (!source || !size) throw new Error(`Expected JPEG photos in ${debianPackage}, found none`);
    const name = `${size.width}x${size.height}-${made}-${source.name}`;
    await derive(source, size, join(folder, name));
  }
}

type Size = { width: number; height: number };

/** A cut from a corner of the source, brought to the given size. */
async function derive(source: Size & { file: string }, size: Size, file: string): Promise<void> {
  const scale = 0.9 * Math.min(source.width / size.width, source.height / size.height);
  await sharp(source.file)
    .extract({
      left: 0,
      top: 0,
      width: Math.floor(size.width * scale),
      height: Math.floor(size.height * scale),
    })
    .resize({ ...size, fit: "fill" })
    .jpeg({ quality: 90, chromaSubsampling: "4:2:0" })
    .toFile(file);
}

async function sizeOf(file: string): Promise<Size> {
  const { width, height } = await sharp(file).metadata();
  return { width, height };
}

function isJpeg(name: string): boolean {
  return /\.jpe?g$/i.test(name);
}

/** Letters, digits, `_`, `-` and `.` only, so that a name means the same in every URL dialect. */
function nameOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/[^\w.-]/g, "_");
}
