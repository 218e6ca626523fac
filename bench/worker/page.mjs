/** The page of one contender: the conversation of conversation.mjs, in calls from harness/chromium.mjs. */
import { converse } from './conversation.mjs';

let reply;

/** @returns {Promise<string>} the first answer. */
export async function begin(words) {
  const conversation = await converse(words);
  reply = conversation.reply;
  return conversation.opening;
}

/** @returns {Promise<string>} the next answer. */
export function ask(line) {
  return reply(line);
}
