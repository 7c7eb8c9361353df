import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { checkImgixSignature, imgixSignature } from "../../../src/url/imgix/signature.ts";

const token = "FOO123bar";
const md5 = (text: string) => createHash("md5").update(text).digest("hex");

test("the example of imgix' documentation of its libraries", () => {
  // `https://my-social-network.imgix.net/users/1.png` with this token.
  const signature = imgixSignature("/users/1.png?s=6797c24146142d5b40bde3141fd3600c");
  expect(signature).toEqual({
    text: "6797c24146142d5b40bde3141fd3600c",
    covers: "/users/1.png",
  });
  expect(checkImgixSignature(signature?.text ?? "", "/users/1.png", token)).toBe(true);
});

test("a query is covered as it was sent, wherever the signature stands", () => {
  const covers = "/a%20b.jpg?w=400&txt=a%2Cb&h=300";
  const s = md5(token + covers);
  for (const target of [`${covers}&s=${s}`, `/a%20b.jpg?s=${s}&w=400&txt=a%2Cb&h=300`]) {
    const signature = imgixSignature(target);
    expect(signature).toEqual({ text: s, covers });
    expect(checkImgixSignature(s, signature?.covers ?? "", token)).toBe(true);
  }
});

test("no other token, path, query or text fits", () => {
  const s = md5(`${token}/a.jpg?w=400`);
  expect(checkImgixSignature(s, "/a.jpg?w=400", token)).toBe(true);
  expect(checkImgixSignature(s, "/a.jpg?w=400", "other")).toBe(false);
  expect(checkImgixSignature(s, "/b.jpg?w=400", token)).toBe(false);
  expect(checkImgixSignature(s, "/a.jpg?w=401", token)).toBe(false);
  expect(checkImgixSignature(md5("/a.jpg?w=400"), "/a.jpg?w=400", "")).toBe(false);
  for (const text of ["", "0", s.slice(1), `${s}00`, "g".repeat(32)]) {
    expect(checkImgixSignature(text, "/a.jpg?w=400", token)).toBe(false);
  }
});

test("a URL without one has none", () => {
  expect(imgixSignature("/a.jpg")).toBeUndefined();
  expect(imgixSignature("/a.jpg?w=300&sat=5")).toBeUndefined();
});
