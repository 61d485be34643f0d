import assert from "node:assert/strict";
import { test } from "node:test";
import { webPages } from "./pages.ts";

test("[WC19] pages are asked for again, named files kept, and all have the policy", async () => {
  const pages = await webPages();
  const page = await (await pages.request("/")).text();
  const [, script = ""] = /src="(\/client\.[\w-]+\.js)"/.exec(page) ?? [];
  const cache = async (path: string): Promise<string | null> => {
    const answer = await pages.request(path);
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    return answer.headers.get("cache-control");
  };
  for (const path of ["/", "/index.html", "/offline.html", "/manifest.webmanifest"]) {
    assert.equal(await cache(path), "no-cache", path);
  }
  assert.match((await cache(script)) ?? "", /immutable/);
  assert.equal((await pages.request("/secret")).status, 404);
});

test("[WC39] the worker is a script of this origin, never kept, and answered by its tag", async () => {
  const pages = await webPages();
  const worker = await pages.request("/sw.js");
  assert.match(worker.headers.get("content-type") ?? "", /^text\/javascript/);
  assert.equal(worker.headers.get("cache-control"), "no-cache");
  assert.match(worker.headers.get("content-security-policy") ?? "", /worker-src 'self'/);
  const etag = worker.headers.get("etag") ?? "";
  const again = await pages.request("/sw.js", { headers: { "if-none-match": etag } });
  assert.equal(again.status, 304);
  const packed = await pages.request("/sw.js", { headers: { "accept-encoding": "gzip, br" } });
  assert.equal(packed.headers.get("content-encoding"), "gzip");
});

test("[WC52] the sounds of the cues are there as files", async () => {
  const pages = await webPages();
  for (const name of ["tell", "low", "level", "death"]) {
    const answer = await pages.request(`/media/${name}.wav`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "audio/wav");
    const bytes = new Uint8Array(await answer.arrayBuffer());
    assert.equal(new TextDecoder().decode(bytes.subarray(0, 4)), "RIFF");
  }
  assert.equal((await pages.request("/media/song.wav")).status, 404);
});
