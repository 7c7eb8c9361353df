import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { send } from "../../support/http.ts";
import { describeUnless } from "../../support/needs.ts";
import { animatedGif, photo } from "../../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";
import { ffmpeg, makeClip, psnr, withoutFfmpeg } from "../clips.ts";

/** A picture block of FLAC, as Ogg keeps it. Source: RFC 9639, 8.8. */
function pictureBlock(image: Uint8Array, type: string): string {
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const frontCover = 3;
  const sizes = [0, 0, 0, 0].map(number);
  const head = [number(frontCover), number(type.length), Buffer.from(type), number(0), ...sizes];
  return Buffer.concat([...head, number(image.length), image]).toString("base64");
}

describeUnless(withoutFfmpeg, "covers of songs", () => {
  const folder = temporaryFolder();
  const cover = join(folder, "cover.jpg");
  const servers: RunningServer[] = [];
  const sine = ["-f", "lavfi", "-i", "sine=440:d=1"];
  const songs = ["song.mp3", "song.m4a", "song.flac", "song.ogg", "png.mp3"];

  function song(name: string, codec: string, image = cover): void {
    const attached = ["-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic"];
    ffmpeg(...sine, "-i", image, ...attached, "-c:a", codec, join(folder, name));
  }

  /** With a tag that no encoder writes: any bytes as an image. Source: ID3v2.3, 4.15. */
  function tagged(name: string, image: Uint8Array): void {
    const frontCover = "\x00image/jpeg\0\x03\0";
    const body = Buffer.concat([Buffer.from(frontCover, "latin1"), image]);
    const frame = Buffer.concat([Buffer.from("APIC\0\0\0\0\0\0"), body]);
    frame.writeUInt32BE(body.length, 4);
    const [high, low] = [frame.length >> 7, frame.length & 0x7f];
    const head = Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, 0, high >> 7, high & 0x7f, low]);
    const sound = ffmpeg(...sine, "-c:a", "libmp3lame", "-id3v2_version", "0", "-f", "mp3", "-");
    writeFileSync(join(folder, name), Buffer.concat([head, frame, sound]));
  }

  beforeAll(async () => {
    const jpeg = await photo(200, 160, { format: "jpeg" });
    writeFileSync(cover, jpeg);
    const png = join(folder, "cover.png");
    writeFileSync(png, await sharp(jpeg).png().toBuffer());
    song("song.mp3", "libmp3lame");
    song("png.mp3", "libmp3lame", png);
    song("song.m4a", "aac");
    song("song.flac", "flac");
    const block = `METADATA_BLOCK_PICTURE=${pictureBlock(jpeg, "image/jpeg")}`;
    ffmpeg(...sine, "-c:a", "libopus", "-metadata", block, join(folder, "song.ogg"));
    for (const name of ["bare.mp3", "bare.flac", "bare.m4a", "bare.wav"]) {
      makeClip(folder, name, { seconds: 1, output: ["-vn"] });
    }
    const drawing =
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="9" height="9"/></svg>';
    tagged("drawn.mp3", Buffer.from(drawing));
    tagged("moving.mp3", await animatedGif(60, 40, 5));
    const damaged = readFileSync(join(folder, "song.mp3"));
    const start = damaged.indexOf(Buffer.from([0xff, 0xd8, 0xff]));
    writeFileSync(join(folder, "damaged.mp3"), damaged.fill("no image", start, start + 4_000));
    const endless = Buffer.from(readFileSync(join(folder, "song.mp3")));
    // The longest tag that there is, in a file that is shorter.
    endless.fill(0x7f, 6, 10);
    writeFileSync(join(folder, "endless.mp3"), endless);
    for (const flags of [[], ["--ffmpeg", "off"]]) {
      servers.push(await startServer(fromCheckout, [folder, "--renderers", "1", ...flags]));
    }
  }, 60_000);
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  for (const name of songs) {
    test(`${name} has the image that is embedded in it, with and without FFmpeg`, async () => {
      const expected = await sharp(cover).resize(100).removeAlpha().raw().toBuffer();
      for (const { url } of servers) {
        const path = `/${name}/ik-thumbnail.jpg?tr=w-100,f-png`;
        const { status, body, headers } = await send(url, path);
        expect([path, status, headers.get("ik-error")]).toEqual([path, 200, null]);
        const { data, info } = await sharp(body)
          .removeAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true });
        expect([info.width, info.height]).toEqual([100, 80]);
        expect(psnr(data, expected)).toBeGreaterThan(30);
      }
    });
  }

  test("a cover that is a drawing or moves is an image of its own, and still", async () => {
    for (const { url } of servers) {
      for (const name of ["drawn.mp3", "moving.mp3"]) {
        for (const tr of ["f-auto", "f-orig", "f-gif", "w-50"]) {
          const { status, body, headers } = await send(url, `/${name}/ik-thumbnail.jpg?tr=${tr}`);
          expect([name, tr, status, headers.get("ik-error")]).toEqual([name, tr, 200, null]);
          const { pages = 1, format } = await sharp(body, { animated: true }).metadata();
          expect([name, tr, pages, format === "svg"]).toEqual([name, tr, 1, false]);
        }
      }
    }
  });

  test("without parameters it is a JPEG, and the song stays a song", async () => {
    for (const { url } of servers) {
      const { body, headers } = await send(url, "/png.mp3/ik-thumbnail.jpg");
      expect(headers.get("content-type")).toBe("image/jpeg");
      expect((await sharp(body).metadata()).format).toBe("jpeg");
      expect((await send(url, "/song.mp3")).headers.get("content-type")).toBe("audio/mpeg");
    }
  });

  for (const name of ["bare.mp3", "bare.flac", "bare.m4a", "damaged.mp3"]) {
    test(`${name} is a 415 that says that it has none`, async () => {
      for (const { url } of servers) {
        const { status, headers } = await send(url, `/${name}/ik-thumbnail.jpg`);
        const said = [status, headers.get("ik-error")];
        expect(said).toEqual([415, "EFORMAT - The file holds sound and no cover"]);
      }
    });
  }

  test("a sound of which FFmpeg alone tells whether it has one says which of both is missing", async () => {
    const [withTools, without] = await Promise.all(
      servers.map(({ url }) => send(url, "/bare.wav/ik-thumbnail.jpg")),
    );
    expect(withTools?.headers.get("ik-error")).toBe("EFORMAT - The file holds sound and no cover");
    expect(without?.headers.get("ik-error")).toContain("FFmpeg");
  });

  test("a tag that is longer than its file ends in a refusal", async () => {
    for (const { url } of servers) {
      const { status } = await send(url, "/endless.mp3/ik-thumbnail.jpg");
      expect([200, 415]).toContain(status);
    }
  });
});
