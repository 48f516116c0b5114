/** Bytes in a segment file: a file of this machine that one container of the job writes and others read. */
export interface SegmentRange {
  readonly segment: string;
  readonly offset: number;
  readonly length: number;
}

/** The bytes of a batch: in memory, or where they are. */
export type Payload = Buffer | SegmentRange;

export function isInSegment(payload: Payload): payload is SegmentRange {
  return 'segment' in payload;
}

/** Bytes `start` to `end` (exclusive) of a payload, without copying. */
export function slicePayload(payload: Payload, start: number, end: number): Payload {
  if (!isInSegment(payload)) return payload.subarray(start, end);
  return { segment: payload.segment, offset: payload.offset + start, length: end - start };
}
