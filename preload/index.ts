import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke('call', name, input),
  file: (token) => ipcRenderer.invoke('file', token),
  listen: (topic, callback) => {
    const hear = (_event: IpcRendererEvent, of: string, version: number) => {
      if (of === topic) callback(of, version);
    };
    ipcRenderer.on('event', hear);
    ipcRenderer.send('listen', topic);
    return () => {
      ipcRenderer.off('event', hear);
      ipcRenderer.send('unlisten', topic);
    };
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
