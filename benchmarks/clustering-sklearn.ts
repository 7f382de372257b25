import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = `
import json, sys, time
import numpy as np
from sklearn.cluster import DBSCAN, AgglomerativeClustering
o = json.load(sys.stdin)
X = np.fromfile(o["file"], np.float32).reshape(-1, o["width"])
if o["method"] == "dbscan":
    model = DBSCAN(eps=o["distance"], min_samples=o["least"], metric="cosine", algorithm="brute", n_jobs=o["jobs"])
else:
    model = AgglomerativeClustering(metric="cosine", linkage="average", distance_threshold=o["distance"], n_clusters=None)
start = time.time()
labels = model.fit_predict(X)
seconds = time.time() - start
labels.astype(np.int32).tofile(o["file"])
print(json.dumps(seconds))`;

/** What scikit-learn is to do. */
export interface SklearnTask {
  method: 'dbscan' | 'linkage';
  /** Epsilon or cut. */
  distance: number;
  /** DBSCAN's min_samples. */
  least?: number;
  /** DBSCAN's n_jobs; null for scikit-learn's default. */
  jobs?: number | null;
}

/** Runs scikit-learn over vectors of 32-bit numbers. Its seconds are of fitting alone, without starting or reading. */
export async function runSklearn(
  vectors: readonly Float32Array[],
  task: SklearnTask,
): Promise<{ seconds: number; labels: Int32Array }> {
  const folder = await mkdtemp(join(tmpdir(), 'goldsmith-bench-'));
  try {
    const file = join(folder, 'vectors.f32');
    const [{ length: width, buffer, byteOffset }] = vectors;
    await writeFile(file, new Uint8Array(buffer, byteOffset, vectors.length * width * 4));
    const input = JSON.stringify({ least: 3, jobs: null, ...task, file, width });
    const run = spawnSync(process.env.PYTHON ?? '/usr/bin/python3', ['-c', SCRIPT], { input, encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`scikit-learn failed: ${run.stderr}`);
    const labels = await readFile(file);
    const { buffer: bytes, byteOffset: start } = labels;
    return { seconds: Number(run.stdout), labels: new Int32Array(bytes.slice(start, start + vectors.length * 4)) };
  } finally {
    await rm(folder, { recursive: true });
  }
}
