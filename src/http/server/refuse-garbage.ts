import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { HttpProblem, type HttpProblemCode } from '../http-problem.ts';

type GarbageError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer };

/** Of a request whose method Node's parser does not know. */
const requestLine = /^[A-Za-z!#$%&'*+.^_`|~-]{1,64} [!-~]{1,200}(?: HTTP\/1\.|$)/;

/** Answers what cannot be read as a request, or does not come in time, and ends the connection. */
export function refuseGarbage(error: GarbageError, socket: Socket): void {
  const { code } = error;
  if (code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const [problem, detail] = whatIsWrong(error);
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

function whatIsWrong({ code, rawPacket }: GarbageError): readonly [HttpProblemCode, string] {
  if (code === 'HPE_HEADER_OVERFLOW') return ['header-too-large', 'The headers are too long.'];
  if (code === 'HPE_INVALID_METHOD' && requestLine.test(rawPacket?.toString('latin1', 0, 256) ?? ''))
    return ['not-implemented', 'This server does not know the method of the request.'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return ['too-slow', 'The request did not come in time.'];
  return ['bad-request', 'This is not a request in HTTP.'];
}
