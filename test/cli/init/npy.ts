/**
 * A .npy file, version 1.0, of one row of float64:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npy(values: readonly number[]): Buffer {
  const shape = `{'descr': '<f8', 'fortran_order': False, 'shape': (${values.length},), }`;
  const header = `${shape.padEnd(117)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  const magic = Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([1, 0])]);
  return Buffer.concat([magic, length, Buffer.from(header), Buffer.from(Float64Array.from(values).buffer)]);
}
