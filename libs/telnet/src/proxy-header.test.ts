// Goal: headers as the specification writes them, byte for byte; everything else is refused, within
// bounds, in any chunking. The golden bytes are made by hand from the specification's tables.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concatBytes } from "./bytes.ts";
import { crc32c } from "./crc32c.ts";
import { ipText, parseIpv4, parseIpv6 } from "./ip-text.ts";
import { ProxyHeaderReader, type ProxyStep } from "./proxy-header.ts";
import { byteByByte, hex, wire, wireHex } from "./testing/wire.ts";

const SIGNATURE = "0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A";

/** The last step that was not `more`, with the bytes that came after it joined to its rest. */
const read = (chunks: Iterable<Uint8Array>): ProxyStep => {
  const reader = new ProxyHeaderReader();
  const later: Uint8Array[] = [];
  let last: ProxyStep = { step: "more" };
  for (const chunk of chunks) {
    if (last.step === "more") last = reader.push(chunk);
    else later.push(chunk);
  }
  if (last.step !== "header") return last;
  return { ...last, rest: concatBytes([last.rest, ...later]) };
};

const heard = (notation: string): unknown[] => {
  const bytes = wire(notation);
  const results = [[bytes], byteByByte(bytes)].map((chunks) => {
    const step = read(chunks);
    if (step.step === "refused") return [step.reason];
    if (step.step === "more") return ["more"];
    const { source, destination } = step.header;
    const text = (end: typeof source) => end && `${end.address} ${end.port}`;
    return [step.header.version, text(source), text(destination), hex(step.rest)];
  });
  assert.deepEqual(results[1], results[0], "chunking changed the result");
  return results[0] ?? [];
};

test("[TN50] version 1 on IPv4 and IPv6, and the first bytes of the client behind it", () => {
  assert.deepEqual(heard('"PROXY TCP4 192.168.0.1 192.168.0.11 56324 443" 0D 0A "Ann" 0D'), [
    1,
    "192.168.0.1 56324",
    "192.168.0.11 443",
    wireHex('"Ann" 0D'),
  ]);
  assert.deepEqual(heard('"PROXY TCP6 2001:DB8:0:0::1 ::ffff:10.0.0.1 1 65535" 0D 0A'), [
    1,
    "2001:db8::1 1",
    "10.0.0.1 65535",
    "",
  ]);
});

test("[TN50] UNKNOWN names nobody, whatever follows it", () => {
  const nobody = [1, undefined, undefined, ""];
  assert.deepEqual(heard('"PROXY UNKNOWN" 0D 0A'), nobody);
  assert.deepEqual(heard('"PROXY UNKNOWN ffff:: any thing 1 2" 0D 0A'), nobody);
});

test("[TN50] a line of 107 bytes is the longest, one more is refused", () => {
  const worst = `PROXY UNKNOWN ${"f".repeat(91)}`;
  assert.equal(worst.length, 105);
  assert.equal(heard(`"${worst}" 0D 0A`)[0], 1);
  assert.deepEqual(heard(`"${worst}f" 0D 0A`), ["tooLong"]);
  assert.deepEqual(heard(`"PROXY UNKNOWN ${"f".repeat(5000)}"`), ["tooLong"]);
});

test("[TN50] lines that are not as written are refused", () => {
  for (const line of [
    "TCP4 1.2.3.4 1.2.3.4 1",
    "TCP4 1.2.3.4 1.2.3.4 1 2 3",
    "TCP4 1.2.3.4  1.2.3.4 1 2",
    "TCP4 1.2.3.256 1.2.3.4 1 2",
    "TCP4 1.2.3.04 1.2.3.4 1 2",
    "TCP4 ::1 ::1 1 2",
    "TCP6 1.2.3.4 1.2.3.4 1 2",
    "TCP6 fe80::1%eth0 ::1 1 2",
    "TCP4 1.2.3.4 1.2.3.4 1 65536",
    "TCP4 1.2.3.4 1.2.3.4 01 2",
  ]) {
    assert.deepEqual(heard(`"PROXY ${line}" 0D 0A`), ["malformed"], line);
  }
  assert.deepEqual(heard('"PROXY TCP4 1.2.3.4 1.2.3.4 1 2" 0A'), ["malformed"]);
  assert.deepEqual(heard('"PROXY UDP4 1.2.3.4 1.2.3.4 1 2" 0D 0A'), ["unsupported"]);
  assert.deepEqual(heard('"PROXY UNKNOWNX" 0D 0A'), ["unsupported"]);
});

test("[TN51] version 2 on IPv4 and IPv6", () => {
  assert.deepEqual(heard(`${SIGNATURE} 21 11 00 0C C0 00 02 01 C6 33 64 02 DC 04 0F A0 "x"`), [
    2,
    "192.0.2.1 56324",
    "198.51.100.2 4000",
    "78",
  ]);
  const six = "20 01 0D B8 00 00 00 00 00 00 00 00 00 00 00 01";
  const mapped = "00 00 00 00 00 00 00 00 00 00 FF FF C0 00 02 07";
  assert.deepEqual(heard(`${SIGNATURE} 21 21 00 24 ${mapped} ${six} 00 01 FF FF`), [
    2,
    "192.0.2.7 1",
    "2001:db8::1 65535",
    "",
  ]);
});

test("[TN51] LOCAL, unknown families and Unix sockets name nobody, and are passed over whole", () => {
  const nobody = [2, undefined, undefined, "41"];
  assert.deepEqual(heard(`${SIGNATURE} 20 00 00 00 "A"`), nobody);
  assert.deepEqual(heard(`${SIGNATURE} 20 11 00 05 01 02 03 04 05 "A"`), nobody);
  assert.deepEqual(heard(`${SIGNATURE} 20 77 00 02 01 02 "A"`), nobody);
  assert.deepEqual(heard(`${SIGNATURE} 21 00 00 00 "A"`), nobody);
  assert.deepEqual(heard(`${SIGNATURE} 21 31 00 D8 ${"2F ".repeat(216)} "A"`), nobody);
});

test("[TN52] TLVs are passed over, known or not, and may be empty", () => {
  const addresses = "C0 00 02 01 C6 33 64 02 DC 04 0F A0";
  const tlvs = '01 00 02 "h2" 04 00 00 20 00 05 01 00 00 00 00 EE 00 01 FF';
  const length = wire(addresses).length + wire(tlvs).length;
  assert.equal(heard(`${SIGNATURE} 21 11 00 ${length.toString(16)} ${addresses} ${tlvs}`)[0], 2);
  for (const bad of ["01", "01 00", "01 00 02 68", "03 00 03 01 02 03"]) {
    const size = (12 + wire(bad).length).toString(16).padStart(2, "0");
    assert.deepEqual(heard(`${SIGNATURE} 21 11 00 ${size} ${addresses} ${bad}`), ["malformed"]);
  }
});

test("[TN52] a CRC-32C is checked when there is one", () => {
  assert.equal(crc32c(wire('"123456789"')), 0xe3069283);
  const head = `${SIGNATURE} 21 11 00 13 C0 00 02 01 C6 33 64 02 DC 04 0F A0 03 00 04`;
  const sum = crc32c(wire(`${head} 00 00 00 00`));
  const told = sum.toString(16).padStart(8, "0");
  assert.equal(heard(`${head} ${told}`)[1], "192.0.2.1 56324");
  const wrong = ((sum ^ 1) >>> 0).toString(16).padStart(8, "0");
  assert.deepEqual(heard(`${head} ${wrong}`), ["checksum"]);
});

test("[TN53] what begins like no header is refused at its first wrong byte", () => {
  for (const bytes of ['"A"', '"PROXX"', "16 03 01", '0D 0A "Ann"', "FF FD 18", "00"]) {
    assert.deepEqual(heard(bytes), ["noHeader"], bytes);
  }
  assert.deepEqual(heard('"PROX"'), ["more"]);
});

test("[TN53] other versions, commands, families and lengths are refused", () => {
  const addresses = "C0 00 02 01 C6 33 64 02 DC 04 0F A0";
  assert.deepEqual(heard(`${SIGNATURE} 11 11 00 0C ${addresses}`), ["unsupported"]);
  assert.deepEqual(heard(`${SIGNATURE} 22 11 00 0C ${addresses}`), ["unsupported"]);
  assert.deepEqual(heard(`${SIGNATURE} 21 12 00 0C ${addresses}`), ["unsupported"]);
  assert.deepEqual(heard(`${SIGNATURE} 21 11 00 0B ${addresses}`), ["malformed"]);
  assert.deepEqual(heard(`${SIGNATURE} 21 11 04 01`), ["tooLong"]);
  assert.deepEqual(heard(`${SIGNATURE} 20 00 04 00 ${"00 ".repeat(1023)}`), ["more"]);
  assert.equal(heard(`${SIGNATURE} 20 00 04 00 ${"00 ".repeat(1024)}`)[0], 2);
});

test("[TN54] a connection that closes without a byte is a health check, with one it was cut", () => {
  const reader = new ProxyHeaderReader();
  assert.equal(reader.ended(), "healthCheck");
  assert.deepEqual(reader.push(new Uint8Array(0)), { step: "more" });
  assert.equal(reader.ended(), "healthCheck");
  reader.push(wire('"PR"'));
  assert.equal(reader.ended(), "cut");
  const refused = new ProxyHeaderReader();
  refused.push(wire('"GET"'));
  assert.equal(refused.ended(), "cut");
});

test("[TN54] any bytes in any chunking give the same result, and it holds few bytes", () => {
  const starts = fc.constantFrom("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n", "PROXY ", "P", "");
  const text = starts.map((start) => new TextEncoder().encode(start));
  const binary = fc
    .constantFrom("", "21 11 00 0C", "20 00 00 00", "21")
    .map((tail) => wire(`${SIGNATURE} ${tail}`));
  const stream = fc
    .tuple(fc.oneof(text, binary), fc.uint8Array({ maxLength: 60 }))
    .map((parts) => concatBytes(parts));
  fc.assert(
    fc.property(stream, fc.nat({ max: 90 }), (bytes, at) => {
      const whole = read([bytes]);
      assert.deepEqual(read(byteByByte(bytes)), whole);
      assert.deepEqual(read([bytes.subarray(0, at), bytes.subarray(at)]), whole);
    }),
    { numRuns: 300 },
  );
});

test("[TN51] addresses are one text each, and text and bytes are inverse", () => {
  const text = (address: string) => {
    const bytes = parseIpv6(address);
    return bytes && ipText(bytes);
  };
  assert.equal(text("::"), "::");
  assert.equal(text("0:0:0:0:0:0:0:1"), "::1");
  assert.equal(text("1:0:0:2:0:0:0:3"), "1:0:0:2::3");
  assert.equal(text("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");
  assert.equal(text("::1.2.3.4"), "::102:304");
  assert.equal(text("1:2:3:4:5:6:7::"), "1:2:3:4:5:6:7:0");
  for (const bad of ["", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "g::"]) {
    assert.equal(parseIpv6(bad), undefined, bad);
  }
  for (const bad of ["1:2:3:4:5:6:7:8::", "1.2.3.4::", "12345::", " ::1"]) {
    assert.equal(parseIpv6(bad), undefined, bad);
  }
  const size = fc.constantFrom(4, 16);
  const bytes = size.chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
  fc.assert(
    fc.property(bytes, (address) => {
      const again = (address.length === 4 ? parseIpv4 : parseIpv6)(ipText(address));
      assert.deepEqual(again, address);
    }),
  );
});
