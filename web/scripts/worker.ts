/**
 * Builds src/worker/sw.ts after the app, with the list of files that it keeps and a version that is
 * their hash.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { build, type Plugin, type ResolvedConfig } from 'vite';

const LEFT_OUT = /^(sw\.js|index\.html)$|\.map$/;

export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved: (resolved) => void (config = resolved),
    closeBundle: () => buildWorker(config.root, config.build.outDir),
  };
}

async function buildWorker(root: string, outDir: string): Promise<void> {
  const out = join(root, outDir);
  const files = filesOf(out);
  const version = hashOf(out, ['index.html', ...files]);
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    define: {
      FILES: JSON.stringify(['/', ...files.map((file) => `/${file}`)]),
      VERSION: JSON.stringify(version),
    },
    build: {
      outDir,
      emptyOutDir: false,
      copyPublicDir: false,
      target: 'es2022',
      lib: {
        entry: 'src/worker/sw.ts',
        formats: ['iife'],
        name: 'worker',
        fileName: () => 'sw.js',
      },
    },
  });
}

function filesOf(out: string): string[] {
  const found = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = found.map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(out.length + 1)
      .split(sep)
      .join(posix.sep),
  );
  return paths.filter((path) => !LEFT_OUT.test(path)).sort();
}

function hashOf(out: string, files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(out, file)));
  return hash.digest('hex').slice(0, 16);
}
