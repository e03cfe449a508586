// Packs the app folder as `npm run dist:dir` does, around a stand-in for Electron's runtime. A process of its own, run by
// packed.test.ts: `node pack-app.ts OUTPUT_FOLDER RUNTIME_FOLDER`.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Arch, build, Platform } from 'electron-builder';

const [output = '', electronDist = ''] = process.argv.slice(2);

for (const name of ['locales', 'resources']) mkdirSync(join(electronDist, name), { recursive: true });
const files = ['electron', 'version', 'LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'resources/.keep'];
for (const name of [...files, 'locales/de.pak', 'locales/en-US.pak', 'locales/ja.pak'])
  writeFileSync(join(electronDist, name), 'stand-in');
chmodSync(join(electronDist, 'electron'), 0o755);

await build({
  projectDir: join(import.meta.dirname, '../..'),
  targets: Platform.LINUX.createTarget('dir', process.arch === 'arm64' ? Arch.arm64 : Arch.x64),
  publish: 'never',
  config: {
    electronDist,
    directories: { output },
    // The stand-in holds none of the marks that fuses are set by.
    electronFuses: null,
    // It asks for the native parts of the system that is packed for, and npm has installed this machine's.
    ...(process.platform === 'linux' ? {} : { afterPack: null }),
  },
});
