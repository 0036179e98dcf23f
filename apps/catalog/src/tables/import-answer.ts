import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { TableKind } from '#contracts/tianjian/catalog/v1/tables_pb.js';
import { PageToken } from '#kernel/paging.js';
import type { FaultyRow, Import } from './imports.sql.js';

export const FAULTS_SHOWN = 100;

/** `faulty` has one row more than is shown, where there are more. */
export function toImport(found: Import, faulty: FaultyRow[], limit = FAULTS_SHOWN) {
  const page = faulty.slice(0, limit);
  const last = faulty.length > limit ? page.at(-1) : undefined;
  return {
    import: {
      importId: found.importId,
      kind: TableKind[found.kind],
      encoding: found.encoding,
      rows: found.rows ?? 0,
      faultyRows: found.faultyRows,
      ...(found.appliedAt ? { appliedAt: timestampFromDate(found.appliedAt) } : {}),
    },
    faults: page.flatMap(({ row, faults }) => faults.map((fault) => ({ row, ...fault }))),
    nextPageToken: last ? PageToken.of(String(last.row)) : '',
  };
}
