import type { Role } from '../contract/row.ts';

/** Shown on the demo's sign-in screen; no database of another kind knows it. */
export const demoPassword = 'akari-demo-2026';

export const demoStaff: readonly { login: string; name: string; role: Role }[] = [
  { login: 'agent', name: '佐々木 ゆかり', role: 'agent' },
  { login: 'supervisor', name: '工藤 正樹', role: 'supervisor' },
  { login: 'admin', name: '三浦 千佳', role: 'admin' },
  { login: 'admin2', name: '本間 拓也', role: 'admin' },
  { login: 'auditor', name: '菊地 玲子', role: 'auditor' },
];
