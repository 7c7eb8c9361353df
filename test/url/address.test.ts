import { describe, expect, test } from "bun:test";
import { type Address, parseAddress, route } from "../../src/url/address.ts";
import { signUrl } from "../../src/url/signature.ts";

describe("a URL is split into path and transformation", () => {
  const cases: [target: string, path: string, transformation: string | undefined][] = [
    ["/a.jpg", "a.jpg", undefined],
    ["/tr:w-300,h-300/a.jpg", "a.jpg", "w-300,h-300"],
    ["/tr:w-300/dir/a.jpg", "dir/a.jpg", "w-300"],
    ["/dir/tr:w-300/a.jpg", "dir/a.jpg", "w-300"],
    ["/tr%3Aw-300/a.jpg", "a.jpg", "w-300"],
    ["/tr:w-300/tr:w-200/a.jpg", "tr:w-200/a.jpg", "w-300"],
    ["/a.jpg?tr=w-300,h-300", "a.jpg", "w-300,h-300"],
    ["/a.jpg?tr=w-300%2Ch-400%3Art-90", "a.jpg", "w-300,h-400:rt-90"],
    ["/a.jpg?tr=l-text,i-a%2Cb,l-end", "a.jpg", "l-text,i-a%2Cb,l-end"],
    ["/a.jpg?v=1&tr=w-300&x=2", "a.jpg", "w-300"],
    ["/tr:w-300/a.jpg?tr=rt-90", "a.jpg", "w-300:rt-90"],
    ["/a.jpg?tr=", "a.jpg", ""],
    ["/a.jpg?strange", "a.jpg", undefined],
    ["/tr:w-300,h-300.jpg", "tr:w-300,h-300.jpg", undefined],
    ["/tr:w-50/tr:w-300,h-300.jpg", "tr:w-300,h-300.jpg", "w-50"],
    ["/a%20b.jpg", "a b.jpg", undefined],
    ["/plus+sign.jpg", "plus+sign.jpg", undefined],
    ["/image%252Bexample.jpg", "image%2Bexample.jpg", undefined],
    ["/a//b.jpg", "a//b.jpg", undefined],
    ["/%C3%BCn%C3%AF/%E6%97%A5.jpg", "ünï/日.jpg", undefined],
    ["/", "", undefined],
  ];
  for (const [target, path, transformation] of cases) {
    test(target, () =>
      expect(parseAddress(target)).toMatchObject({ path, transformation } as Address),
    );
  }

  test("malformed percent-encoding is refused", () => {
    expect(() => parseAddress("/100%.jpg")).toThrow("malformed percent-encoding");
  });
});

describe("a name for search engines is left out", () => {
  const cases: [target: string, path: string, transformation?: string][] = [
    ["/ik-seo/default-image/seo-name.jpg", "default-image.jpg"],
    ["/ik-seo/a/b/default-image/seo-name.jpg", "a/b/default-image.jpg"],
    ["/ik-seo/tr:h-300/default-image/seo.name.jpg", "default-image.jpg", "h-300"],
    ["/ik-seo/a/default-image/seo.jpg?tr=h-300", "a/default-image.jpg", "h-300"],
    ["/ik-seo/d%C3%A9faut/b%20c/seo%20name.webp", "défaut/b c.webp"],
    ["/ik-seo/default-image/seo-name", "default-image"],
    ["/ik-seo/default-image/seo-name.", "default-image"],
    ["/ik-seo/default-image.v2/seo-name.png", "default-image.v2.png"],
    ["/ik-seo/only.jpg", "ik-seo/only.jpg"],
    ["/ik-seo/tr:h-300/only.jpg", "ik-seo/only.jpg", "h-300"],
    ["/ik-seo", "ik-seo"],
    ["/a/ik-seo/b/seo.jpg", "a/ik-seo/b/seo.jpg"],
    ["/tr:h-300/ik-seo/b/seo.jpg", "ik-seo/b/seo.jpg", "h-300"],
    ["/IK-SEO/b/seo.jpg", "IK-SEO/b/seo.jpg"],
  ];
  for (const [target, path, transformation] of cases) {
    test(target, () => {
      const address = parseAddress(target);
      expect(address).toEqual({ path, rawPath: address.rawPath, transformation });
      expect(decodeURIComponent(address.rawPath)).toBe(path);
    });
  }
});

describe("a URL asks for a file to save", () => {
  const cases: [query: string, attachment: Address["attachment"]][] = [
    ["ik-attachment=true", {}],
    ["x=1&ik-attachment=true&tr=w-1", {}],
    ["ik-attachment=true&ik-attachment-filename=b.jpg", { name: "b.jpg" }],
    ["ik-attachment-filename=b.jpg&ik-attachment=true", { name: "b.jpg" }],
    ["ik-attachment=true&ik-attachment-filename=%C3%BC%20+b%22.jpg", { name: 'ü +b".jpg' }],
    ["ik-attachment=true&ik-attachment-filename=..%2F..%5Cetc%2Fa.jpg", { name: "....etca.jpg" }],
    ["ik-attachment=true&ik-attachment-filename=a%0D%0AX%3A%20y%00%C2%85", { name: "aX: y" }],
    ["ik-attachment=true&ik-attachment-filename=exe%E2%80%AEgpj.exe", { name: "exegpj.exe" }],
    ["ik-attachment=true&ik-attachment-filename=100%.jpg", { name: "100%.jpg" }],
    ["ik-attachment=true&ik-attachment-filename=", {}],
    ["ik-attachment=true&ik-attachment-filename", {}],
    ["ik-attachment=true&ik-attachment-filename=%2E%2E%2F", {}],
    ["ik-attachment=true&ik-attachment-filename=%20%09", {}],
    [
      `ik-attachment=true&ik-attachment-filename=${"%F0%9F%98%80".repeat(300)}`,
      { name: "😀".repeat(255) },
    ],
    ["ik-attachment-filename=b.jpg", undefined],
    ["ik-attachment=false&ik-attachment-filename=b.jpg", undefined],
    ["ik-attachment=false&ik-attachment=true", undefined],
    ["ik-attachment", undefined],
    ["ik-attachment=TRUE", undefined],
  ];
  for (const [query, attachment] of cases) {
    test(query.slice(0, 80), () =>
      expect(parseAddress(`/a.jpg?${query}`).attachment).toEqual(attachment),
    );
  }
});

describe("what a query parameter changes: what is rendered, how it is answered, the signed text", () => {
  const cases: [pair: string, rendered: boolean, answered: boolean, signed: boolean][] = [
    ["tr=w-1", true, false, true],
    ["ik-attachment=true", false, true, true],
    // Alone it says nothing.
    ["ik-attachment-filename=b.jpg", false, false, true],
    ["ik-sanitizeSvg=false", false, false, true],
    ["ik-sdk-version=javascript-1.4.3", false, false, true],
    ["updatedAt=1718000000000", false, false, true],
    ["v=123", false, false, true],
    ["anything=else", false, false, true],
    ["ik-s=32dbbbfc5f945c0403c71b54c38e76896ef2d6b0", false, false, false],
    ["ik-t=1700000000", false, false, false],
  ];
  for (const [pair, rendered, answered, signed] of cases) {
    test(pair, () => {
      const plain = parseAddress("/a.jpg");
      const { attachment, ...what } = parseAddress(`/a.jpg?${pair}`);
      expect(Bun.deepEquals(what, { ...plain })).toBe(!rendered);
      expect(attachment !== undefined).toBe(answered);
      const url = "https://images.example/a.jpg?a=1";
      const [alone, beside] = [url, `${url}&${pair}`].map((each) =>
        signUrl(each, "https://images.example", "key").slice(-40),
      );
      expect(alone !== beside).toBe(signed);
    });
  }
});

describe("a request finds its URL endpoint", () => {
  const endpoints = [
    { name: "default", urlPrefix: "", hostnames: [] },
    { name: "products", urlPrefix: "product-images", hostnames: [] },
    { name: "custom", urlPrefix: "shop", hostnames: ["images.example.com"] },
  ];
  const cases: [
    target: string,
    host: string,
    id: string | undefined,
    name: string,
    rest: string,
  ][] = [
    ["/a.jpg", "localhost", undefined, "default", "/a.jpg"],
    ["/product-images/a.jpg", "localhost", undefined, "products", "/a.jpg"],
    ["/product-images", "localhost", undefined, "default", "/product-images"],
    ["/product-images-2/a.jpg", "localhost", undefined, "default", "/product-images-2/a.jpg"],
    ["/your_id/a.jpg", "localhost", "your_id", "default", "/a.jpg"],
    ["/your_id/product-images/tr:w-1/a.jpg", "localhost", "your_id", "products", "/tr:w-1/a.jpg"],
    ["/other_id/a.jpg", "localhost", "your_id", "default", "/other_id/a.jpg"],
    ["/a.jpg", "images.example.com", undefined, "custom", "/a.jpg"],
    ["/shop/a.jpg", "Images.Example.com", undefined, "custom", "/shop/a.jpg"],
  ];
  for (const [target, host, id, name, rest] of cases) {
    test(`${host}${target} with id ${id}`, () => {
      const found = route(target, host, endpoints, id);
      expect([found?.endpoint.name, found?.rest]).toEqual([name, rest]);
    });
  }
});
