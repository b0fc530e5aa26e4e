// Starts the peer named by PEER, recording from UPSTREAM into FOLDER or, without RECORD, replaying from there.
const { createServer, OutgoingMessage } = require('node:http');

// yakbak reads what newer versions of Node no longer have.
Object.defineProperty(OutgoingMessage.prototype, '_headers', {
  get() {
    return this.getHeaders();
  },
});
const { PEER, UPSTREAM, FOLDER, RECORD } = process.env;
const recording = RECORD === '1';
const ready = (port) => console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }));
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const starts = {
  async aimock(port) {
    const { LLMock } = await import('@copilotkit/aimock');
    const mock = new LLMock({ port, strict: !recording, replaySpeed: 1e9, logLevel: 'silent' });
    if (recording) mock.enableRecording({ providers: { openai: UPSTREAM }, fixturePath: FOLDER });
    else mock.loadFixtureDir(FOLDER);
    await mock.start();
  },
  async talkback(port) {
    const talkback = require('talkback');
    const { RecordMode, FallbackMode } = talkback.Options;
    const server = talkback({
      host: UPSTREAM,
      port,
      path: FOLDER,
      record: recording ? RecordMode.NEW : RecordMode.DISABLED,
      fallbackMode: FallbackMode.NOT_FOUND,
      silent: true,
      summary: false,
      ignoreHeaders: ['host', 'authorization', 'content-length', 'connection', 'accept', 'user-agent'],
    });
    await server.start();
  },
  async yakbak(port) {
    const yakbak = require('yakbak');
    // Keyed by path and body alone, as the others are.
    const hash = (message, body) =>
      require('node:crypto').createHash('sha256').update(message.url).update(body).digest('hex');
    createServer(yakbak(UPSTREAM, { dirname: FOLDER, noRecord: !recording, hash })).listen(port, '127.0.0.1');
    await new Promise((resolve) => setTimeout(resolve, 200));
  },
  async proxay(port) {
    const { RecordReplayServer } = require('proxay/dist/server.js');
    const server = new RecordReplayServer({
      initialMode: recording ? 'record' : 'replay',
      tapeDir: FOLDER,
      defaultTapeName: 'tape',
      host: UPSTREAM,
      timeout: 5000,
      exactRequestMatching: true,
      ignoreHeaders: [],
      redactHeaders: [],
      rewriteBeforeDiffRules: { apply: (value) => value },
      enableLogging: false,
    });
    await server.start(port);
  },
  // It has a port for control, and one for each server that it imitates.
  async mountebank(port) {
    const { create } = require('mountebank');
    const { readFile, writeFile } = require('node:fs/promises');
    const control = await freePort();
    await create({
      port: control,
      host: '127.0.0.1',
      loglevel: 'error',
      nologfile: true,
      ipWhitelist: ['*'],
      apikey: '',
    });
    const imposters = `http://127.0.0.1:${control}/imposters`;
    const file = `${FOLDER}/imposter.json`;
    const predicateGenerators = [{ matches: { method: true, path: true, body: true } }];
    const imposter = recording
      ? {
          protocol: 'http',
          stubs: [{ responses: [{ proxy: { to: UPSTREAM, mode: 'proxyOnce', predicateGenerators } }] }],
        }
      : JSON.parse(await readFile(file, 'utf8'));
    const made = await fetch(imposters, { method: 'POST', body: JSON.stringify({ ...imposter, port }) });
    if (made.status !== 201) throw new Error(await made.text());
    if (!recording) return;
    const save = async () => {
      const recorded = await fetch(`${imposters}/${port}?replayable=true&removeProxies=true`);
      await writeFile(file, await recorded.text());
      process.exit(0);
    };
    process.once('SIGTERM', () => void save());
  },
};

void freePort().then(async (port) => {
  console.log = (
    (log) => (text) =>
      String(text).startsWith('{"url"') && log(text)
  )(console.log);
  await starts[PEER](port);
  ready(port);
});
