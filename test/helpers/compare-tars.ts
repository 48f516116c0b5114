import assert from 'node:assert/strict';
import { extract, type Header } from 'tar-stream';

export interface TarMember {
  readonly header: Header;
  readonly bytes: Buffer;
}

const comparedHeaders = ['type', 'mode', 'uid', 'gid', 'uname', 'gname', 'linkname'] as const;

/** Members of a tar by name, in the tar's order. */
export async function tarMembers(tar: Buffer): Promise<Map<string, TarMember>> {
  const members = new Map<string, TarMember>();
  const reader = extract();
  reader.end(tar);
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    assert.ok(!members.has(entry.header.name), `${entry.header.name} is in the tar twice`);
    members.set(entry.header.name, { header: entry.header, bytes: Buffer.concat(chunks) });
  }
  return members;
}

/** What differs between two tars, one sentence per member; empty only where the tars are the same byte for byte. */
export async function tarDifferences(actual: Buffer, expected: Buffer): Promise<string[]> {
  if (actual.equals(expected)) return [];
  const [actualMembers, expectedMembers] = [await tarMembers(actual), await tarMembers(expected)];
  const differences: string[] = [];
  for (const [name, member] of expectedMembers) {
    const other = actualMembers.get(name);
    if (other === undefined) differences.push(`${name} is missing`);
    else differences.push(...memberDifferences(name, other, member));
  }
  for (const name of actualMembers.keys()) {
    if (!expectedMembers.has(name)) differences.push(`${name} is too many`);
  }
  const order = (members: Map<string, TarMember>) => [...members.keys()].join(', ');
  if (differences.length === 0 && order(actualMembers) !== order(expectedMembers)) {
    differences.push(`the order is ${order(actualMembers)} instead of ${order(expectedMembers)}`);
  }
  return differences.length > 0 ? differences : ['the members are the same, but not the bytes of the tars'];
}

/** Fails with the differing members where two tars are not the same byte for byte. */
export async function assertSameTar(actual: Buffer, expected: Buffer, what: string): Promise<void> {
  const differences = await tarDifferences(actual, expected);
  if (differences.length > 0) assert.fail(`${what}:\n  ${differences.join('\n  ')}`);
}

function memberDifferences(name: string, actual: TarMember, expected: TarMember): string[] {
  const differences = comparedHeaders
    .filter((key) => actual.header[key] !== expected.header[key])
    .map((key) => `${name} has ${key} ${actual.header[key]} instead of ${expected.header[key]}`);
  if (actual.header.mtime?.getTime() !== expected.header.mtime?.getTime()) {
    differences.push(
      `${name} has time ${actual.header.mtime?.toISOString()} instead of ${expected.header.mtime?.toISOString()}`,
    );
  }
  if (!actual.bytes.equals(expected.bytes)) {
    const at = actual.bytes.findIndex((byte, index) => byte !== expected.bytes[index]);
    const offset = at === -1 ? actual.bytes.length : at;
    differences.push(
      `${name} has ${actual.bytes.length} bytes instead of ${expected.bytes.length}, differing from offset ${offset}: ` +
        `${excerpt(actual.bytes, offset)} instead of ${excerpt(expected.bytes, offset)}`,
    );
  }
  return differences;
}

function excerpt(bytes: Buffer, offset: number): string {
  return JSON.stringify(bytes.subarray(offset, offset + 24).toString('latin1'));
}
