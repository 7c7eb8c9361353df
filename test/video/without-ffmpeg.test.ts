import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
} from "mediabunny";
import { send } from "../support/http.ts";
import { managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

const folder = temporaryFolder();
const emptyPath = { PATH: temporaryFolder() };
let server: RunningServer;

/** An MP4 file of a frame in H.264, none of whose pixels is there. */
async function mp4OfNothing(): Promise<Buffer> {
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const track = new EncodedVideoPacketSource("avc");
  output.addVideoTrack(track);
  await output.start();
  const parameters = [0x67, 0x42, 0, 0x1e, 1, 0, 2, 0x68, 0xce];
  const description = Uint8Array.of(1, 0x42, 0, 0x1e, 0xff, 0xe1, 0, 4, ...parameters);
  await track.add(new EncodedPacket(Uint8Array.of(0, 0, 0, 2, 0x65, 0x88), "key", 0, 1), {
    decoderConfig: { codec: "avc1.42001e", codedWidth: 64, codedHeight: 48, description },
  });
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer());
}

let mp4: Buffer;

beforeAll(async () => {
  mp4 = await mp4OfNothing();
  writeFileSync(join(folder, "clip.mp4"), mp4);
  writeFileSync(join(folder, "damaged.mp4"), mp4.subarray(0, 200));
  writeFileSync(join(folder, "photo.jpg"), await photo(200, 150, { format: "jpeg" }));
  writeFileSync(join(folder, "list.m3u8"), "#EXTM3U\n#EXT-X-ENDLIST\n");
  const flags = ["--renderers", "1", "--private-key", privateKey];
  server = await startServer(fromCheckout, [folder, ...flags], { env: emptyPath });
}, 60_000);
afterAll(() => server?.stop());

test("without FFmpeg, videos are delivered as they are, with ranges", async () => {
  const whole = await send(server.url, "/clip.mp4");
  expect([whole.status, whole.headers.get("content-type")]).toEqual([200, "video/mp4"]);
  expect(Buffer.from(whole.body).equals(mp4)).toBe(true);
  const part = await send(server.url, "/clip.mp4", { headers: { range: "bytes=4-7" } });
  expect([part.status, Buffer.from(part.body).toString()]).toEqual([206, "ftyp"]);
});

const needy = [
  "/clip.mp4/ik-thumbnail.jpg",
  "/tr:w-100/clip.mp4",
  "/clip.mp4?tr=so-0.2,q-20",
  "/clip.mp4/ik-master.m3u8?tr=rt-90",
  "/clip.mp4/ik-master.mpd?tr=fps-5",
  "/clip.mp4/ik-stream-240-0.m4s",
];
for (const path of needy) {
  test(`without FFmpeg, ${path} is a 501 that says what is missing`, async () => {
    const { status, headers } = await send(server.url, path);
    expect([status, headers.get("ik-error")]).toEqual([
      501,
      expect.stringMatching(/^ENOTSUP - .* needs FFmpeg, which is not installed on this server$/),
    ]);
  });
}

test("without FFmpeg, a damaged file is called that", async () => {
  for (const path of ["/damaged.mp4/ik-thumbnail.jpg", "/tr:w-100/damaged.mp4"]) {
    const { status, headers } = await send(server.url, path);
    expect([status, headers.get("ik-error")]).toEqual([
      415,
      "EFORMAT - The file is damaged, or no video that can be read",
    ]);
  }
});

test("without FFmpeg, the metadata API tells of a video", async () => {
  const call = managementOf(server.url);
  const url = encodeURIComponent(`${server.url}/clip.mp4`);
  const { json } = await call("GET", `/v1/metadata?url=${url}`);
  expect(json).toMatchObject({ format: "mp4", width: 64, height: 48, videoCodec: "h264" });
});

test("without FFmpeg, the API tells what is made all the same, and how to get one", async () => {
  const { json } = await managementOf(server.url)("GET", "/v1/video-tools");
  expect(json).toEqual({
    ok: true,
    message: expect.stringMatching(/^There is no FFmpeg: videos can be cut at key frames/),
    codecs: [],
    help: expect.stringContaining("apt install ffmpeg"),
  });
});

test("without FFmpeg, images are transformed as ever", async () => {
  expect((await send(server.url, "/tr:w-50/photo.jpg")).status).toBe(200);
});

test("without FFmpeg, a list that lies there as a file is delivered in Cloudinary's URLs", async () => {
  const call = managementOf(server.url);
  const origin = { type: "LOCAL_FOLDER", name: "local", path: folder };
  const { json } = await call("POST", "/v1/accounts/origins", origin);
  const urlRewriter = { type: "CLOUDINARY" };
  await putEndpoint(call, { urlPrefix: "cld", origins: [json.id], urlRewriter });
  const answer = await send(server.url, "/cld/video/upload/list.m3u8");
  expect([answer.status, new TextDecoder().decode(answer.body).slice(0, 7)]).toEqual([
    200,
    "#EXTM3U",
  ]);
  const part = await send(server.url, "/cld/video/upload/list.m3u8/ik-stream-240-0.m4s");
  expect(part.status).toBe(501);
});

test("--ffmpeg names an executable, or is off", async () => {
  const missing = run(fromCheckout, [
    "serve",
    folder,
    "--port",
    "0",
    "--ffmpeg",
    "/nowhere/ffmpeg",
  ]);
  expect([missing.status, missing.stderr]).toEqual([
    2,
    expect.stringContaining("Cannot read --ffmpeg: expected auto, off or the path of FFmpeg"),
  ]);
  const off = await startServer(fromCheckout, [folder, "--renderers", "1", "--ffmpeg", "off"]);
  try {
    expect((await send(off.url, "/clip.mp4/ik-thumbnail.jpg")).status).toBe(501);
  } finally {
    await off.stop();
  }
});
