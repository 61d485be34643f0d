/** Certificates for tests, made when they run by the `openssl` program: no key is ever kept. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

export interface TestCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** The certificate, for a client that is to trust it. */
  readonly pem: string;
}

/** Makes a self-signed one for localhost and 127.0.0.1 in this directory. */
export const makeCertificate = (directory: string, name: string): TestCertificate => {
  const certFile = join(directory, `${name}.pem`);
  const keyFile = join(directory, `${name}.key`);
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const subject = ["-subj", `/CN=${name}`];
  const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const files = ["-keyout", keyFile, "-out", certFile];
  execFileSync(
    process.env.AMBON_TEST_OPENSSL ?? "openssl",
    ["req", "-x509", ...curve, "-days", "2", ...subject, ...names, ...files],
    { stdio: "pipe" },
  );
  return { certFile, keyFile, pem: readFileSync(certFile, "utf8") };
};

/** A directory for one story, gone after it. */
export const inDirectory = async (story: (directory: string) => Promise<void>): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-tls-"));
  try {
    await story(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
