// A session of a browser by the WebDriver protocol of the W3C (https://www.w3.org/TR/webdriver2/): commands over HTTP.

export class WebDriverSession {
  /**
   * @param {string} server its address
   * @param {object} capabilities that the browser must have
   */
  static async open(server, capabilities) {
    const { sessionId, capabilities: given } = await command(server, 'POST', '/session', {
      capabilities: { alwaysMatch: capabilities },
    });
    return new WebDriverSession(`${server}/session/${sessionId}`, given);
  }

  constructor(address, capabilities) {
    this.address = address;
    /** What the browser says of itself, `browserVersion` among it. */
    this.capabilities = capabilities;
  }

  /** Any command, by its method and what follows the session in its address. @returns {Promise<unknown>} its value */
  send(method, path, body) {
    return command(this.address, method, path, body);
  }

  /** @param {string} url */
  async navigate(url) {
    await this.send('POST', '/url', { url });
  }

  /** What a function body returns in the page; `arguments` are what is handed in. */
  execute(script, ...args) {
    return this.send('POST', '/execute/sync', { script, args });
  }

  /** Ends the session, and the browser with it. */
  async close() {
    await this.send('DELETE', '');
  }
}

/** @throws {Error} with what the driver says */
async function command(address, method, path, body) {
  const response = await fetch(`${address}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    signal: AbortSignal.timeout(60_000),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
  return value;
}
