import { contextBridge, ipcRenderer } from 'electron';

type Hear = (topic: string, version: number) => void;
const heard = new Map<string, Set<{ hear: Hear }>>();
ipcRenderer.on('event', (_event, topic: string, version: number) => {
  for (const { hear } of heard.get(topic) ?? []) hear(topic, version);
});

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke('call', name, input),
  file: async (token) => {
    const bytes: Uint8Array<ArrayBuffer> | null = await ipcRenderer.invoke('file', token);
    if (!bytes) throw new Error('no such file');
    return bytes;
  },
  part: (token, bytes, isLast) => ipcRenderer.invoke('part', token, bytes, isLast),
  listen: (topic, hear) => {
    // Several parts of a screen may follow one topic: the desk is asked by the first and let off by the last.
    const own = { hear };
    const all = heard.get(topic) ?? new Set();
    if (all.size === 0) ipcRenderer.send('listen', topic);
    heard.set(topic, all.add(own));
    return () => {
      if (all.delete(own) && all.size === 0) ipcRenderer.send('unlisten', topic);
    };
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
