// aws-lambda-ric asks for events and answers them by a client in C++, which every install compiles for minutes. This has its three
// functions; all the rest, from how a handler is found to when the next event is asked for, is Amazon's.
const http = require('node:http');
const Module = require('node:module');

const { AWS_LAMBDA_RUNTIME_API: host } = process.env;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function ask(method, path, body, headers) {
  return new Promise((resolve, reject) => {
    const url = `http://${host}/2018-06-01/runtime/invocation/${path}`;
    const request = http.request(url, { method, headers, agent }, async (response) => {
      let bodyJson = '';
      for await (const chunk of response.setEncoding('utf8')) bodyJson += chunk;
      resolve({ bodyJson, headers: response.headers });
    });
    request.on('error', reject).end(body);
  });
}

/** The original waits for the answer to its answer, and so does who asks for the next event. */
let told = Promise.resolve();
const client = {
  next: async () => {
    await told;
    return ask('GET', 'next');
  },
  done: (id, body) => {
    told = ask('POST', `${id}/response`, body);
  },
  error: (id, body, cause) => {
    told = ask('POST', `${id}/error`, body, { 'lambda-runtime-function-xray-error-cause': cause });
  },
};

const load = Module._load;
Module._load = function (name, ...more) {
  return name.endsWith('/rapid-client.node') ? client : load.call(this, name, ...more);
};
