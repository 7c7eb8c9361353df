import { jpegType, type Mode, type Modes, ok, write } from "./mode.ts";

// Origins that lie about what a file is and whether it has changed. Everything is asked for again
// each time, with the validators of the answer before.

const whole = (...fields: string[]): Mode["answer"] => {
  return (socket, { image }) => {
    write(socket, [ok, ...fields, `Content-Length: ${image.length}`], image);
  };
};
const unchanged = (...fields: string[]) => ["HTTP/1.1 304 Not Modified", ...fields];
const isConditional = (fields: string) => /^if-(?:none-match|modified-since):/im.test(fields);

/** Whole at first; to a question whether it has changed, these lines and this text. */
const first = (fields: string[], lines: string[], text = ""): Mode["answer"] => {
  return (socket, context) => {
    if (isConditional(context.fields)) write(socket, lines, text);
    else whole(jpegType, ...fields)(socket, context);
  };
};

/** Fields with something in them that no client may see. */
const odd: Record<string, string[]> = {
  "a cookie": ["Set-Cookie: evil=1"],
  "a policy": ["Content-Security-Policy: default-src evil", "Access-Control-Allow-Origin: evil"],
  "a name for the file": ['Content-Disposition: attachment; filename="evil.exe"'],
  "a refresh": ["Refresh: 0; url=http://evil/"],
  "a place": ["Location: http://evil/", "Content-Location: http://evil/"],
  "another server": ["Server: evil", "Via: evil", "X-Powered-By: evil", "Alt-Svc: evil"],
  "our own failure": ["ik-error: EVIL - evil", "X-Request-Id: evil"],
  "a time that is none": ["Last-Modified: evil", "Date: evil", "Expires: evil"],
  "a life without end": ["Cache-Control: max-age=99999999999999999999, evil"],
  "two types": ["Content-Type: text/evil"],
  "a weak tag": ['ETag: W/"evil"'],
  "a tag without quotes": ["ETag: evil"],
  "a tag of 10 kilobytes": [`ETag: "evil${"x".repeat(10_000)}"`],
  "a variant": ["Vary: *, evil", "Content-Language: evil"],
  "a range": ["Content-Range: bytes 0-9/evil", "Accept-Ranges: evil"],
  "500 fields": Array.from({ length: 500 }, (_, i) => `X-${i}: evil`),
  "letters of elsewhere": ["X-Evil: \u65e5\u672c"],
  "a hop": ["Connection: keep-alive, X-Evil", "Keep-Alive: timeout=evil", "Trailer: evil"],
};

export const validators: Modes = {
  "a page that says it is an image": {
    verdict: "believed",
    answer: (socket) => {
      write(socket, [ok, jpegType, "Content-Length: 29"], "<script>alert('x')</script>\r\n");
    },
  },
  "an image that says it is a page": { verdict: "whole", answer: whole("Content-Type: text/html") },
  "a control in a type": {
    verdict: "broken",
    answer: whole("Content-Type: evil; charset=evil\x7f"),
  },
  "letters of elsewhere in a name": { verdict: "broken", answer: whole(jpegType, "X-Größe: evil") },
  "no type": { verdict: "whole", answer: whole("Content-Type:") },
  "another tag each time": {
    verdict: "whole",
    answer: (socket, context) => whole(jpegType, `ETag: "${context.before}"`)(socket, context),
  },
  "unchanged, with another tag": {
    verdict: "whole",
    answer: first(['ETag: "a"'], unchanged('ETag: "b"')),
  },
  "unchanged, with a body": {
    verdict: "whole",
    answer: first(['ETag: "a"'], unchanged('ETag: "a"', "Content-Length: 4"), "evil"),
  },
  "unchanged, and then another answer": {
    verdict: "whole",
    answer: first(
      ['ETag: "a"'],
      unchanged('ETag: "a"'),
      `${ok}\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nevil`,
    ),
  },
  "unchanged since a time that is none": {
    verdict: "whole",
    answer: first(["Last-Modified: never"], unchanged()),
  },
  "changed in the future": {
    verdict: "whole",
    answer: whole(jpegType, "Last-Modified: Fri, 31 Dec 9999 23:59:59 GMT"),
  },
  "broken when asked again": {
    verdict: "whole",
    answer: first(['ETag: "a"'], ["HTTP/1.1 500 Oh", "Content-Length: 0"]),
  },
  "a length that lies when asked again": {
    verdict: "whole",
    answer: first(
      ['ETag: "a"'],
      [ok, jpegType, "Content-Length: 9999", "Connection: close"],
      "evil",
    ),
  },
  ...Object.fromEntries(
    Object.entries(odd).map(([name, fields]) => [
      `fields: ${name}`,
      { verdict: "whole", answer: whole(jpegType, ...fields) } satisfies Mode,
    ]),
  ),
};
