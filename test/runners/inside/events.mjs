// How a test process tells its runner what happened: marked lines among whatever else it prints.
const MARK = '\u001einferometer:';

export function encodeEvent(event) {
  return MARK + JSON.stringify(event);
}

/** @returns the event in a line, or undefined when the line is just text */
export function decodeEvent(line) {
  return line.startsWith(MARK) ? JSON.parse(line.slice(MARK.length)) : undefined;
}
