// Goal: a directory becomes files, or a sentence that names what is wrong with it.
import { deepEqual, throws } from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FILE_CHARS_MAX } from "../limits.ts";
import { ContentReadError, readContent } from "./read-content.ts";

function inDirectory(check: (directory: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), "ambon-content-"));
  try {
    check(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function says(expected: string): (error: unknown) => boolean {
  return (error) => {
    deepEqual(error instanceof ContentReadError && error.message, expected);
    return true;
  };
}

test("[WO50] content files and zones are read, other files are left alone", () => {
  inDirectory((directory) => {
    mkdirSync(join(directory, "zones"));
    writeFileSync(join(directory, "world.yaml"), "name: W\n");
    writeFileSync(join(directory, "README.md"), "no");
    writeFileSync(join(directory, ".hidden.yaml"), "no");
    writeFileSync(join(directory, "zones", "a.yml"), "zone: a\n");
    deepEqual(readContent(directory), [
      { path: "world.yaml", text: "name: W\n" },
      { path: "zones/a.yml", text: "zone: a\n" },
    ]);
  });
});

test("[WO51] what cannot be read is named with the reason", () => {
  inDirectory((directory) => {
    const missing = join(directory, "nowhere");
    throws(
      () => readContent(missing),
      says(`cannot read content directory ${missing}: it does not exist`),
    );
    throws(
      () => readContent(directory),
      says(`${directory} holds no .yaml files: it is no content directory`),
    );
    const file = join(directory, "world.yaml");
    writeFileSync(file, Uint8Array.of(0x61, 0xff));
    throws(() => readContent(directory), says(`cannot read ${file}: it is not valid UTF-8 text`));
    throws(
      () => readContent(file),
      says(`cannot read content directory ${file}: it is not a directory`),
    );
    writeFileSync(file, new Uint8Array(FILE_CHARS_MAX + 1));
    throws(
      () => readContent(directory),
      says(`${file} has 5242881 bytes; at most 5242880 are read. Split it.`),
    );
  });
});
