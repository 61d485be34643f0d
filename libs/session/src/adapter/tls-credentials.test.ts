// Goal: files that cannot be used are told so that an operator can mend them, and harm nobody.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inDirectory, makeCertificate } from "@ambon/testing/adapter/test-certificate";
import { TlsCredentials, type TlsFiles, TlsFilesError } from "./tls-credentials.ts";

const refusal = (files: TlsFiles): string => {
  try {
    new TlsCredentials(files);
  } catch (error) {
    assert.ok(error instanceof TlsFilesError);
    return error.message;
  }
  throw new Error("the files were taken");
};

test("[ED16] what is wrong with the files is said with setting and file", async () => {
  await inDirectory(async (directory) => {
    const { certFile, keyFile } = makeCertificate(directory, "one");
    const other = makeCertificate(directory, "two");
    const none = join(directory, "none.pem");
    const text = join(directory, "text.pem");
    const folder = join(directory, "folder");
    writeFileSync(text, "no PEM at all\n");
    mkdirSync(folder);
    const cases: readonly (readonly [Partial<TlsFiles>, string])[] = [
      [{ certFile: none }, `AMBON_TLS_CERT names ${none}, which does not exist.`],
      [{ keyFile: none }, `AMBON_TLS_KEY names ${none}, which does not exist.`],
      [{ keyFile: folder }, `AMBON_TLS_KEY names ${folder}, which is a directory.`],
      [{ certFile: text }, `AMBON_TLS_CERT names ${text}, which holds no certificate (PEM).`],
      [
        { keyFile: text },
        `AMBON_TLS_KEY names ${text}, which holds no private key (PEM) without a passphrase.`,
      ],
      [
        { keyFile: other.keyFile },
        `The key in ${other.keyFile} does not belong to the certificate in ${certFile}: set ` +
          "AMBON_TLS_CERT and AMBON_TLS_KEY to a pair (the own certificate comes first in its file).",
      ],
    ];
    for (const [wrong, sentence] of cases) {
      assert.equal(refusal({ certFile, keyFile, ...wrong }), sentence);
    }
    assert.match(new TlsCredentials({ certFile, keyFile }).validTo, /^\w{3} +\d+ .* GMT$/);
  });
});

test("[ED17] new files are taken when they can be used, and otherwise nothing changes", async () => {
  await inDirectory(async (directory) => {
    const first = makeCertificate(directory, "first");
    const second = makeCertificate(directory, "second");
    const credentials = new TlsCredentials(first);
    const before = credentials.context;
    copyFileSync(second.certFile, first.certFile);
    assert.throws(() => credentials.reload(), TlsFilesError);
    assert.equal(credentials.context, before);
    copyFileSync(second.keyFile, first.keyFile);
    credentials.reload();
    assert.notEqual(credentials.context, before);
  });
});
