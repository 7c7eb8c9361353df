import { describe, expect, test } from "bun:test";
import { isPublicAddress, networkOf } from "../src/ip-addresses.ts";

const refused: Record<string, string[]> = {
  loopback: ["127.0.0.1", "127.255.255.255", "::1"],
  unspecified: ["0.0.0.0", "0.255.255.255", "::"],
  private: [
    ...["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
    ...["fc00::1", "fd00::1", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ],
  "link-local": ["169.254.0.1", "169.254.169.254", "fe80::1", "fe80::1%eth0", "febf::1"],
  "carrier-grade NAT": ["100.64.0.0", "100.64.0.1", "100.127.255.255"],
  multicast: ["224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
  reserved: ["192.0.0.1", "192.88.99.1", "240.0.0.1", "255.255.255.255", "100::1", "fec0::1"],
  benchmarks: ["198.18.0.1", "198.19.255.255", "2001:2::1"],
  documentation: ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
  "IPv4-mapped": ["::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1", "::FFFF:a00:1"],
  "IPv4-compatible": ["::10.0.0.1", "::7f00:1"],
  "IPv4-translated": ["::ffff:0:127.0.0.1"],
  "6to4": ["2002:0a00:0001::", "2002:6440:0001::", "2002:7f00:1::8.8.8.8"],
  NAT64: ["64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe"],
  "local-use NAT64": [
    "64:ff9b:1:a00:0:100::", // 10.0.0.1 behind a prefix of 48 bits
    "64:ff9b:1:808:8:800::", // 8.8.8.8, if the prefix has 48 bits
    "64:ff9b:1::10.0.0.1", // 10.0.0.1 behind a prefix of 96 bits
  ],
  Teredo: [
    "2001::f5ff:fffe", // its client is 10.0.0.1
    "2001:0:808:808::f5ff:fffe",
    "2001:0:a00:1::f7f7:f7f7", // its server is 10.0.0.1
  ],
  ISATAP: [
    "2001:db8::5efe:a00:1",
    "2001:4860::5efe:a00:1",
    "2001:4860::200:5efe:127.0.0.1",
    "fe80::5efe:808:808",
  ],
  "no address at all": ["", "localhost", "2130706433", "0177.0.0.1", "8.8.8", "8.8.8.8.8", "::g"],
};

const allowed = [
  ...["8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "223.255.255.255"],
  ...["100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "169.253.255.255"],
  ...["2001:4860::1", "2606:4700:4700::1111", "2a00:1450:4001:82a::200e"],
  ...["2002:0808:0808::", "64:ff9b::8.8.8.8", "64:ff9b::808:808", "::ffff:8.8.8.8", "::8.8.8.8"],
  ...["2001:0:808:808::f7f7:f7f7", "2001:4860::5efe:808:808"],
];

describe("an address is not public when it is", () => {
  for (const [kind, addresses] of Object.entries(refused)) {
    test(kind, () => {
      expect(addresses.filter(isPublicAddress)).toEqual([]);
    });
  }
});

describe("an address is public when it is", () => {
  for (const address of allowed) {
    test(address, () => expect(isPublicAddress(address)).toBe(true));
  }
});

test("an address is judged the same however it is written", () => {
  for (const ip of ["2001:4860:0:0:0:0:0:1", "2001:4860::0:1", "2001:4860:0000::0001"]) {
    expect(isPublicAddress(ip)).toBe(true);
  }
  for (const ip of ["0:0:0:0:0:0:0:1", "::0:1", "0:0:0:0:0:FFFF:127.0.0.1", "0::ffff:7f00:0001"]) {
    expect(isPublicAddress(ip)).toBe(false);
  }
});

describe("a client is counted by", () => {
  const cases: [address: string, network: string][] = [
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::FFFF:cb00:7107", "203.0.113.7"],
    ["not-an-address", "not-an-address"],
    ["", ""],
  ];
  for (const [address, network] of cases) {
    test(`${address || "nothing"}: ${network || "nothing"}`, () =>
      expect(networkOf(address)).toBe(network));
  }

  test("the /64 of an IPv6 address, however it is written", () => {
    const same = ["2001:db8:0:7::1", "2001:0DB8::7:ffff:1:2:3", "2001:db8:0:7:0:0:10.0.0.1"];
    expect(new Set(same.map(networkOf)).size).toBe(1);
    const other = ["2001:db8:0:8::1", "2001:db8::1", "::1"];
    expect(new Set([...same, ...other].map(networkOf)).size).toBe(4);
  });
});
