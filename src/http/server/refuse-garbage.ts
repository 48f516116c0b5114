import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { HttpProblem, type HttpProblemCode } from '../http-problem.ts';

/** Answers what cannot be read as a request, or does not come in time, and ends the connection. */
export function refuseGarbage({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const [problem, detail] = whatIsWrong(code);
  endWith(socket, new HttpProblem(problem, detail));
}

/** Writes a problem to a connection on which no request was read, and ends it. */
export function endWith(socket: Socket, { body, headers }: HttpProblem): void {
  const text = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${body.status} ${STATUS_CODES[body.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n${text}`);
  socket.destroySoon();
}

function whatIsWrong(code: string | undefined): readonly [HttpProblemCode, string] {
  if (code === 'HPE_HEADER_OVERFLOW') return ['header-too-large', 'The headers are too long.'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return ['too-slow', 'The request did not come in time.'];
  return ['bad-request', 'This is not a request in HTTP.'];
}
