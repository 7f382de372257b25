import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressAssets } from './compress-assets.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `npx vite dashboard` serves the page while working on it, over a server that listens on its usual port. */
export default defineConfig({
  root: here('.'),
  base: '/desk/',
  plugins: [react(), compressAssets()],
  resolve: { alias: { 'desk-api': here('../src/desk/api') } },
  // The policy forbids what is inlined.
  build: {
    ...{ outDir: here('dist'), emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023' },
    // Compressing takes most of the time of a build, which it says each time.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
