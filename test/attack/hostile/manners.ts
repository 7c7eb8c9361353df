import { jpegType, type Mode, type Modes, ok, trickle, write, writeForever } from "./mode.ts";

// Origins that redirect anywhere, take their time, and do not speak HTTP.

const whole: Mode["answer"] = (socket, { image }) =>
  write(socket, [ok, jpegType, `Content-Length: ${image.length}`], image);
const empty = "Content-Length: 0";

const redirect = (location: (url: string, path: string) => string): Mode["answer"] => {
  return (socket, { url, path }) => {
    write(socket, ["HTTP/1.1 302 Found", `Location: ${location(url, path)}`, empty]);
  };
};
/** A path leads to the next, so many times; behind them lies the image. */
const hops = (times: number): Mode["answer"] => {
  return (socket, context) => {
    const step = Number(/\?step=(\d+)/.exec(context.path)?.[1] ?? 0);
    const next = (_: string, path: string) => `${path.replace(/\?.*/, "")}?step=${step + 1}`;
    if (step === times) whole(socket, context);
    else redirect(next)(socket, context);
  };
};
const status = (line: string): Mode["answer"] => {
  return (socket) => write(socket, [`HTTP/1.1 ${line}`, jpegType, empty]);
};
const bytes = (text: string): Mode["answer"] => {
  return (socket) => {
    socket.write(text, "latin1");
    socket.end();
  };
};
const broken = (answer: Mode["answer"]): Mode => ({ verdict: "broken", answer });

export const manners: Modes = {
  "a redirect to itself": broken(redirect((_, path) => path)),
  "five redirects": { verdict: "whole", answer: hops(5) },
  "six redirects": broken(hops(6)),
  "a redirect to no URL": broken(redirect(() => "http://[")),
  "a redirect to nowhere": broken((socket) => write(socket, ["HTTP/1.1 302 Found", empty])),
  "a redirect to a file": { verdict: "refused", answer: redirect(() => "file:///etc/passwd") },
  "a redirect to data": {
    verdict: "refused",
    answer: redirect(() => "data:image/png;base64,AAAA"),
  },
  "a redirect to a gopher": {
    verdict: "refused",
    answer: redirect(() => "gopher://127.0.0.1:6379/_FLUSHALL"),
  },
  "a redirect to a closed port": broken(redirect(() => "http://127.0.0.1:9/a.jpg")),
  "a redirect to itself by TLS": broken(redirect((url) => `${url.replace("http:", "https:")}/a`)),
  "a redirect of 100 kilobytes": broken(redirect(() => `/${"a".repeat(100_000)}`)),
  "a redirect whose body has no end": {
    verdict: "whole",
    answer: (socket, context) => {
      if (context.path.includes("?step=")) return whole(socket, context);
      write(socket, ["HTTP/1.1 302 Found", `Location: ${context.path}?step=1`]);
      writeForever(socket, new Uint8Array(65_536));
    },
  },
  "a redirect with a line break": broken((socket) =>
    write(socket, ["HTTP/1.1 302 Found", "Location: /a%0d%0aX: y%0d%0a%0d%0aGET /b", empty]),
  ),
  "no answer": broken(() => {}),
  "an end instead of an answer": broken((socket) => void socket.end()),
  "a reset instead of an answer": broken((socket) => void socket.resetAndDestroy()),
  "a head of a byte now and then": broken((socket) =>
    trickle(socket, `${ok}\r\n${"X: y\r\n".repeat(1_000)}\r\n`),
  ),
  "a head without an end": broken((socket) => {
    socket.write(`${ok}\r\n`);
    writeForever(socket, `X-${"a".repeat(50)}: ${"b".repeat(5_000)}\r\n`);
  }),
  "a field of a megabyte": broken((socket, { image }) =>
    write(
      socket,
      [ok, jpegType, `X: ${"y".repeat(1_000_000)}`, `Content-Length: ${image.length}`],
      image,
    ),
  ),
  "a body of a byte now and then": broken((socket, { image }) => {
    write(socket, [ok, jpegType, `Content-Length: ${image.length}`]);
    trickle(socket, image);
  }),
  "a body that stops in the middle": broken((socket, { image }) =>
    write(
      socket,
      [ok, jpegType, `Content-Length: ${image.length}`],
      image.subarray(0, image.length / 2),
    ),
  ),
  "a body that is reset in the middle": broken((socket, { image }) => {
    const half = image.subarray(0, image.length / 2);
    write(socket, [ok, jpegType, `Content-Length: ${image.length}`], half);
    setTimeout(() => socket.resetAndDestroy(), 100);
  }),
  "100 answers before the answer": {
    verdict: "believed",
    answer: (socket, context) => {
      socket.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(100));
      whole(socket, context);
    },
  },
  "answers before the answer without an end": broken((socket) =>
    writeForever(socket, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(100)),
  ),
  "another protocol": broken((socket) =>
    write(socket, ["HTTP/1.1 101 Switching", "Upgrade: x", "Connection: Upgrade"], "x"),
  ),
  "two answers at once": {
    verdict: "whole",
    answer: (socket, context) => {
      whole(socket, context);
      write(socket, [ok, "Content-Type: text/html", "Content-Length: 4"], "evil");
    },
  },
  "a status of 204": broken(status("204 No Content")),
  "a status of 206": broken((socket, { image }) =>
    write(
      socket,
      ["HTTP/1.1 206 Partial", jpegType, "Content-Range: bytes 0-9/10", "Content-Length: 10"],
      image.subarray(0, 10),
    ),
  ),
  "a status of 304 without a condition": broken((socket) =>
    write(socket, ["HTTP/1.1 304 Not Modified", 'ETag: "x"']),
  ),
  "a status of 401": { verdict: "absent", answer: status("401 Unauthorized") },
  "a status of 404 whose body has no end": {
    verdict: "absent",
    answer: (socket) => {
      write(socket, ["HTTP/1.1 404 Not Found", jpegType]);
      writeForever(socket, new Uint8Array(65_536));
    },
  },
  "a status of 500": broken(status("500 Oh")),
  "a status of 999": broken(status("999 Oh")),
  "a status of 000": broken(status("000 Oh")),
  "a status that is no number": broken(status("abc Oh")),
  "a version from the future": broken(bytes(`HTTP/9.9 200 OK\r\n${empty}\r\n\r\n`)),
  "no head at all": broken(bytes("<html>Good day</html>")),
  "bytes of TLS": broken(bytes("\x15\x03\x01\x00\x02\x02\x46")),
  "the greeting of a mail server": broken(bytes("220 mail ESMTP\r\n250 Go on\r\n")),
};
