/** Certificate and key of the TLS port, from PEM files; read again without a restart. */

import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContext } from "node:tls";
import { OperatorError } from "@ambon/kernel/operator-error";

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** The files cannot be used; `message` is for the operator. */
export class TlsFilesError extends OperatorError {
  override readonly name = "TlsFilesError";
}

export class TlsCredentials {
  readonly #files: TlsFiles;
  #context: SecureContext;
  #validTo: string;

  /** Throws TlsFilesError. */
  constructor(files: TlsFiles) {
    this.#files = files;
    [this.#context, this.#validTo] = load(files);
  }

  /** For the next connection. */
  get context(): SecureContext {
    return this.#context;
  }

  /** The certificate's last moment, as the certificate's own text. */
  get validTo(): string {
    return this.#validTo;
  }

  /** New connections get what is in the files now. Throws TlsFilesError; then nothing changes. */
  reload(): void {
    [this.#context, this.#validTo] = load(this.#files);
  }
}

const load = ({ certFile, keyFile }: TlsFiles): [SecureContext, string] => {
  const cert = read("AMBON_TLS_CERT", certFile);
  const key = read("AMBON_TLS_KEY", keyFile);
  const certificate = attempt(
    () => new X509Certificate(cert),
    `AMBON_TLS_CERT names ${certFile}, which holds no certificate (PEM).`,
  );
  const privateKey = attempt(
    () => createPrivateKey(key),
    `AMBON_TLS_KEY names ${keyFile}, which holds no private key (PEM) without a passphrase.`,
  );
  const mismatch =
    `The key in ${keyFile} does not belong to the certificate in ${certFile}: ` +
    "set AMBON_TLS_CERT and AMBON_TLS_KEY to a pair (the own certificate comes first in its file).";
  if (!attempt(() => certificate.checkPrivateKey(privateKey), mismatch)) {
    throw new TlsFilesError(mismatch);
  }
  const context = attempt(
    () => createSecureContext({ cert, key, minVersion: "TLSv1.2" }),
    `The certificate in ${certFile} cannot be used for TLS with the key in ${keyFile}.`,
  );
  return [context, certificate.validTo];
};

const read = (setting: string, file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const why: Readonly<Record<string, string>> = {
      ENOENT: "does not exist",
      EACCES: "may not be read by the server's user",
      EISDIR: "is a directory",
    };
    const message = `${setting} names ${file}, which ${why[code] ?? `cannot be read (${code})`}.`;
    throw new TlsFilesError(message, { cause: error });
  }
};

const attempt = <T>(make: () => T, message: string): T => {
  try {
    return make();
  } catch (error) {
    throw new TlsFilesError(message, { cause: error });
  }
};
