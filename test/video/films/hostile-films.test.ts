import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { describeUnless } from "../../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";
import { makeClip, withoutFfmpeg } from "../clips.ts";
import { atom, replaced } from "../hostile-files.ts";

/** An element of Matroska whose length takes eight bytes. */
function element(id: string, content: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(content.length));
  length[0] = 0x01;
  return Buffer.concat([Buffer.from(id, "hex"), length, content]);
}

function nested(wrap: (inner: Buffer) => Buffer): Buffer {
  let inner: Buffer = Buffer.alloc(0);
  for (let depth = 0; depth < 5_000; depth += 1) inner = wrap(inner);
  return inner;
}

/** A copy in which bytes are written over. */
function patched(bytes: Buffer, at: number, patch: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(patch, at);
  return copy;
}

/** A copy in which more stands at the end of what the last `mdat` holds. */
function lengthened(bytes: Buffer, more: Uint8Array): Buffer {
  const at = bytes.lastIndexOf("mdat") - 4;
  const end = at + bytes.readUInt32BE(at);
  const copy = Buffer.concat([bytes.subarray(0, end), more, bytes.subarray(end)]);
  copy.writeUInt32BE(end - at + more.length, at);
  return copy;
}

const u32 = (...values: number[]) => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
  return bytes;
};

const type = atom("ftyp", Buffer.from("isom\0\0\0\0isom"));

describeUnless(withoutFfmpeg, "hostile files without FFmpeg", () => {
  const folder = temporaryFolder();
  let server: RunningServer;

  beforeAll(async () => {
    const made = (name: string, ...output: string[]) =>
      readFileSync(makeClip(folder, name, { seconds: 1, sound: false, output }));
    const vp8 = made("vp8.webm", "-c:v", "libvpx", "-deadline", "realtime");
    const vp9 = made("vp9.webm", "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8");
    const faststart = ["-movflags", "+faststart"];
    const av1 = made("av1.mp4", "-c:v", "libsvtav1", "-preset", "12", ...faststart);
    const quiet = ["-preset", "ultrafast", "-x265-params", "log-level=none"];
    const hevc = made("hevc.mp4", "-c:v", "libx265", ...quiet, ...faststart);
    const fragments = ["-movflags", "frag_keyframe+empty_moov"];
    const fragmented = made("fragmented.mp4", "-c:v", "libx265", ...quiet, ...fragments);
    const matroska = vp8.subarray(0, vp8.indexOf("18538067", 0, "hex"));
    const run = fragmented.indexOf("trun");
    const frame = vp8.indexOf(Buffer.from([0x9d, 0x01, 0x2a]));
    const sizes = hevc.indexOf("stsz");
    const noise = Buffer.alloc(2_000, 0x5a);
    const chance = atom("trun", u32(0, 0xfffffff0, 0));
    const files: Record<string, Uint8Array> = {
      "head.mp4": hevc.subarray(0, 40),
      "head.webm": vp8.subarray(0, 60),
      "cut.mp4": hevc.subarray(0, hevc.indexOf("mdat") + 500),
      "noise.mp4": Buffer.concat([type, noise]),
      "noise.webm": Buffer.concat([matroska, noise]),
      "deep.mp4": Buffer.concat([type, nested((inner) => atom("moov", inner))]),
      "deep.webm": Buffer.concat([matroska, nested((inner) => element("18538067", inner))]),
      "deep-tracks.webm": Buffer.concat([
        matroska,
        element(
          "18538067",
          element(
            "1654ae6b",
            nested((inner) => element("ae", inner)),
          ),
        ),
      ]),
      "endless-atom.mp4": Buffer.concat([type, u32(1), Buffer.from("mdat"), u32(0xffffffff, 0)]),
      // Four billion samples that take no byte each.
      "endless-run.mp4": patched(fragmented, run + 4, u32(1, 0xfffffff0)),
      "endless-sizes.mp4": patched(
        patched(hevc, sizes, Buffer.from("stz2")),
        sizes + 8,
        u32(0, 0xfffffff0),
      ),
      "endless-times.mp4": patched(hevc, hevc.indexOf("stts") + 8, u32(1, 0xfffffff0, 0)),
      // What begins the next piece is sought in the last eight bytes, again and again.
      "circle.webm": Buffer.concat([matroska, element("18538067", Buffer.alloc(4_096, 0x5a))]),
      "absurd.mp4": replaced(hevc, Buffer.from([1, 64, 0, 180]), Buffer.from([234, 96, 234, 96])),
      // A frame of 320x180 that says it had 16383 pixels a side.
      "absurd.webm": patched(vp8, frame + 3, Uint8Array.of(0xff, 0x3f, 0xff, 0x3f)),
      "absurd-vp9.webm": patched(
        vp9,
        vp9.indexOf(Buffer.from([0x49, 0x83, 0x42])) + 3,
        u32(0x0fffffff),
      ),
      // What is in images and sound may look like anything.
      "chance.mp4": lengthened(hevc, chance),
      "chance-fragments.mp4": lengthened(fragmented, chance),
      "chance.webm": Buffer.concat([vp8, element("ec", chance)]),
      "torn-av1.mp4": patched(av1, av1.indexOf("mdat") + 200, noise),
      "torn-hevc.mp4": patched(hevc, hevc.indexOf("mdat") + 3_000, noise),
      "torn-vp9.webm": patched(vp9, vp9.indexOf(Buffer.from([0x49, 0x83, 0x42])) + 40, noise),
      "zeros-vp8.webm": patched(vp8, frame - 3, Buffer.alloc(2_000)),
      "zeros-vp9.webm": patched(vp9, vp9.indexOf(Buffer.from([0x49, 0x83, 0x42])) - 1, noise),
      "zeros-av1.mp4": patched(av1, av1.indexOf("mdat") + 4, noise),
      "zeros-hevc.mp4": patched(hevc, hevc.indexOf("mdat") + 4, noise),
    };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    const flags = ["--renderers", "1", "--ffmpeg", "off", "--timeout", "20s"];
    server = await startServer(fromCheckout, [folder, ...flags]);
  }, 120_000);
  afterAll(() => server?.stop());

  const names =
    "head.mp4 head.webm cut.mp4 noise.mp4 noise.webm deep.mp4 deep.webm deep-tracks.webm endless-atom.mp4 " +
    "endless-run.mp4 endless-sizes.mp4 endless-times.mp4 circle.webm absurd.mp4 absurd.webm absurd-vp9.webm zeros-vp8.webm zeros-vp9.webm " +
    "zeros-av1.mp4 zeros-hevc.mp4";
  for (const name of names.split(" ")) {
    test(`${name} has no still, and says why`, async () => {
      for (const moment of ["so-0", "so-auto"]) {
        const { status, headers } = await send(
          server.url,
          `/${name}/ik-thumbnail.jpg?tr=${moment}`,
        );
        const error = headers.get("ik-error") ?? "";
        expect([status, error]).toEqual([
          expect.any(Number),
          expect.stringMatching(/^(?:EFORMAT|ELIMIT) - /),
        ]);
        expect([400, 415]).toContain(status);
        expect(error).not.toContain("/");
      }
    });
  }

  for (const name of ["torn-av1.mp4", "torn-hevc.mp4", "torn-vp9.webm"]) {
    test(`${name} has what can be seen of it, or no still`, async () => {
      const { status } = await send(server.url, `/${name}/ik-thumbnail.jpg`);
      expect([200, 415]).toContain(status);
    });
  }

  for (const name of ["chance.mp4", "chance-fragments.mp4", "chance.webm"]) {
    test(`${name} is read, though its data looks like a table of four billion samples`, async () => {
      const still = await send(server.url, `/${name}/ik-thumbnail.jpg?tr=so-auto`);
      expect([name, still.status, still.headers.get("ik-error")]).toEqual([name, 200, null]);
      const list = await send(server.url, `/${name}/ik-stream-source.m3u8`);
      expect(list.headers.get("ik-error") ?? "").not.toMatch(/damaged/);
    });
  }

  test("no renderer was lost, and the server goes on", async () => {
    expect(server.log()).not.toMatch(/renderer (?:ended|stopped|took)/i);
    for (const name of ["vp8.webm", "vp9.webm", "av1.mp4", "hevc.mp4"]) {
      expect((await send(server.url, `/${name}/ik-thumbnail.jpg?tr=w-40`)).status).toBe(200);
    }
  });
});
