// A hub of models, as transformers.js asks for them: it has two small ones, and counts what it is asked.
import { createServer } from 'node:http';
import { classifierModel, monotonousModel } from './onnx-model.mjs';

const WORDS = ['[PAD]', '[UNK]', 'cheap', 'enough', 'to', 'leave', 'on', '</s>'];
const vocab = Object.fromEntries(WORDS.map((word, i) => [word, i]));
const json = (value) => new TextEncoder().encode(JSON.stringify(value));

const tokenizer = json({
  version: '1.0',
  added_tokens: ['[PAD]', '[UNK]', '</s>'].map((content) => ({
    ...{ id: vocab[content], content, special: true },
    ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
  })),
  normalizer: null,
  pre_tokenizer: { type: 'Whitespace' },
  post_processor: null,
  decoder: null,
  model: { type: 'WordLevel', vocab, unk_token: '[UNK]' },
});
const tokenizerConfig = (tokenizer_class) =>
  json({ tokenizer_class, pad_token: '[PAD]', unk_token: '[UNK]', eos_token: '</s>', model_max_length: 64 });

const FILES = {
  'tiny/classifier': {
    'config.json': json({
      model_type: 'bert',
      architectures: ['BertForSequenceClassification'],
      id2label: { 0: 'LOW', 1: 'HIGH' },
      label2id: { LOW: 0, HIGH: 1 },
    }),
    'tokenizer.json': tokenizer,
    'tokenizer_config.json': tokenizerConfig('BertTokenizer'),
    'onnx/model.onnx': classifierModel(),
  },
  'tiny/talker': {
    'config.json': json({
      model_type: 'gpt2',
      architectures: ['GPT2LMHeadModel'],
      vocab_size: WORDS.length,
      n_head: 1,
      n_layer: 0,
      n_embd: 1,
      eos_token_id: vocab['</s>'],
      use_cache: false,
    }),
    'generation_config.json': json({ eos_token_id: vocab['</s>'], use_cache: false }),
    'tokenizer.json': tokenizer,
    'tokenizer_config.json': tokenizerConfig('GPT2Tokenizer'),
    'onnx/model.onnx': monotonousModel(WORDS.length, vocab.on),
  },
};

// The library remembers for the whole process what it was told of a model: two of different names are asked for alike.
for (const name of ['plain', 'watched']) FILES[`tiny/${name}`] = FILES['tiny/classifier'];

/** @returns its address, what it was asked for, `GET tiny/classifier/config.json`, and what stops it */
export async function startHub() {
  const asked = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname.slice(1);
    const [owner, name, ...rest] = path.replace('/resolve/main', '').split('/');
    const file = FILES[`${owner}/${name}`]?.[rest.join('/')];
    asked.push(`${request.method} ${path} ${request.headers.range ?? ''}`.trim());
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', '*');
    response.setHeader('timing-allow-origin', '*');
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-length', file.length);
    response.setHeader(
      'content-type',
      path.endsWith('.json') ? 'application/json' : 'application/octet-stream',
    );
    response.end(request.method === 'HEAD' ? undefined : file);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  return {
    host: `http://127.0.0.1:${port}/`,
    /** What was asked since it was asked last, in an order that does not depend on time. */
    taken: () => asked.splice(0).sort(),
    sizeOf: (model) => Object.values(FILES[model]).reduce((sum, file) => sum + file.length, 0),
    stop: () => server.close(),
  };
}
