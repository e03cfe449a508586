import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string) => join(import.meta.dirname, path);

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        // The core runs in a process of its own, and each job as well, so that no long statement holds up the window.
        input: {
          electron: at('main/electron.ts'),
          'core-process': at('main/core-process.ts'),
          'job-process': at('main/job-process.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { index: at('preload/index.ts') },
        // A sandboxed preload cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    // The same files are opened by the window and served by the loopback host.
    base: './',
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      minify: true,
      rolldownOptions: {
        input: { index: at('renderer/index.html') },
        output: {
          // The log names the parts of a screen in which something went wrong.
          keepNames: true,
          // A packed app prints with the font of its screens, found by this name: main/print/typeface.ts.
          assetFileNames: ({ names }) =>
            names.some((name) => name.endsWith('.ttf')) ? 'assets/[name][extname]' : 'assets/[name]-[hash][extname]',
        },
      },
    },
  },
});
