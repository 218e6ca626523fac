/** The door of connect for the rooms of this house; not published. */

export { connect } from './connect.ts';
export type { Connection, ConnectionName, ConnectOptions, ConnectRequest } from './connection.ts';
