import { expect, test } from "bun:test";
import { isRestricted, mayBeRestricted } from "../../../src/url/cloudinary/asset.ts";

test("private and authenticated assets are guarded, however a path leads to them", () => {
  expect(
    ["private", "authenticated"].map((deliveryType) => isRestricted({ deliveryType })),
  ).toEqual([true, true]);
  expect(isRestricted({ deliveryType: "upload" })).toBe(false);
  expect(isRestricted({})).toBe(false);
  const guarded = [
    "image/private/a.jpg",
    "video/authenticated/a.mp4",
    "res/demo/raw/authenticated/a.docx/123",
    "Image/Authenticated/a.jpg",
    "image//./authenticated/a.jpg",
    "image/upload/../authenticated/a.jpg",
    "image\\authenticated\\a.jpg",
    "private_images/a/b.jpg",
    "image;v=1/authenticated;jsessionid=2/a.jpg",
    "image%2Fauthenticated%2Fa.jpg",
    "image%252fauthenticated/a.jpg",
    "image/upload/%2e%2e/authenticated/a.jpg",
  ];
  for (const path of guarded) expect([path, mayBeRestricted(path)]).toEqual([path, true]);
  const free = [
    "image/upload/a.jpg",
    "image/upload/private/a.jpg",
    "private/a.jpg",
    "image/authenticated",
    "image/authenticated/../upload/a.jpg",
    "myimage/private/a.jpg",
    "image/private;/../upload/100%.jpg",
  ];
  for (const path of free) expect([path, mayBeRestricted(path)]).toEqual([path, false]);
});
