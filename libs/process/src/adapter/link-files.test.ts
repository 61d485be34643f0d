// Goal: files of the links that cannot be read are told before a link fails without a word.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OperatorError } from "@ambon/kernel/operator-error";
import { readableLinkFiles, serverLinkFiles } from "./link-files.ts";

const HERE = import.meta.filename;

test("[RL9] files that can be read are taken as they are", () => {
  assert.equal(readableLinkFiles(undefined), undefined);
  const tls = { certFile: HERE, keyFile: HERE, caFile: HERE };
  assert.equal(readableLinkFiles(tls), tls);
});

test("[RL9] one that cannot be read is named with its setting", () => {
  for (const [key, tls] of [
    ["AMBON_LINK_TLS_CERT", { certFile: `${HERE}.none`, keyFile: HERE }],
    ["AMBON_LINK_TLS_KEY", { certFile: HERE, keyFile: `${HERE}.none` }],
    ["AMBON_LINK_TLS_CA", { caFile: `${HERE}.none` }],
  ] as const) {
    assert.throws(
      () => readableLinkFiles(tls),
      (error) =>
        error instanceof OperatorError && error.message.startsWith(`${key} cannot be read`),
    );
  }
});

test("[RL9] who is called by others shows a certificate before it asks for theirs", () => {
  const tls = { certFile: HERE, keyFile: HERE, caFile: HERE };
  assert.equal(serverLinkFiles(tls), tls);
  assert.equal(serverLinkFiles(undefined), undefined);
  assert.throws(() => serverLinkFiles({ caFile: HERE }), /AMBON_LINK_TLS_CERT.*must show one/);
});
