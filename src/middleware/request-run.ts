/** One request: what was answered, when, and how it ended. The first end counts. */
import {
  type AbortState,
  HTTP_REQUEST,
  type HttpRequestRecorder,
  type OperationAttributes,
  type StreamObserver,
  TrackedOperation,
} from '../telemetry/index.ts';
import { type HeaderSource, pickHeaders } from './facts.ts';

export class RequestRun implements StreamObserver {
  readonly operation: TrackedOperation;
  private readonly series: HttpRequestRecorder;
  private readonly allowedHeaders: readonly string[];
  private error: unknown;

  /** @param allowedHeaders of the response: those that its span may hold. */
  constructor(
    series: HttpRequestRecorder,
    attributes: OperationAttributes,
    allowedHeaders: readonly string[],
  ) {
    this.series = series;
    this.allowedHeaders = allowedHeaders;
    this.operation = new TrackedOperation(HTTP_REQUEST, attributes, series);
  }

  /**
   * The response is there, though its body may not be.
   *
   * @param status undefined if there is none.
   * @param route empty if there is none.
   * @param error what the framework made the response of, if it was an error.
   */
  responded(status: number | undefined, route: string, headers?: HeaderSource, error?: unknown): void {
    const { series, operation } = this;
    series.status = status;
    series.route = route;
    this.error = error;
    if (operation.span === undefined) return;
    operation.set({
      method: series.method,
      route: route === '' ? undefined : route,
      statusCode: status,
      ...(headers && { responseHeaders: pickHeaders(headers, this.allowedHeaders) }),
    });
  }

  /** The handler threw. Its server will answer with 500, unless there is nobody left to be answered. */
  threw(error: unknown, route: string, signal?: AbortState): void {
    if (signal?.aborted) {
      this.responded(undefined, route);
      this.returned();
    } else {
      this.responded(500, route);
      this.failed(error);
    }
  }

  // What follows is told of bodies while they pass through, and handed around without its object.

  readonly chunk = (): void => {};

  /** The last of the response went out. */
  readonly completed = (): void => {
    if (this.isOver()) return;
    const { status } = this.series;
    if (status !== undefined && status >= 500) this.operation.fail(this.error);
    else this.operation.ok();
  };

  readonly failed = (error: unknown): void => {
    if (!this.isOver()) this.operation.fail(error);
  };

  /** The client went, or had enough. */
  readonly returned = (): void => {
    if (!this.isOver()) this.operation.abort();
  };

  readonly abandoned = (): void => {
    this.operation[Symbol.dispose]();
  };

  readonly unfollowed = this.abandoned;

  private isOver(): boolean {
    return this.operation.outcome !== undefined;
  }
}
