import { describe, expect, test } from "bun:test";
import { type Address, parseAddress, route } from "../../src/url/address.ts";

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
