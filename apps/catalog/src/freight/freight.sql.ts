import type { Tx } from '#database/tx.js';
import { Fen } from '#kernel/fen.js';
import type { CompanyId, FreightTemplateId, PersonId } from '#kernel/id.js';
import type { Template } from './freight.js';
import type { Terms } from './template.js';

/** Terms as they stand in the table: JSON has no bigint, and these numbers are far below what it can say. */
export interface TermsRow {
  tareG: number;
  zones: (Omit<Terms['zones'][number], NumberOfZone> & Record<NumberOfZone, number>)[];
  refused: Terms['refused'];
}
type NumberOfZone = 'firstG' | 'firstFen' | 'furtherG' | 'furtherFen' | 'freeFromFen';

export interface TemplateRow {
  version: number;
  terms: TermsRow;
}

export const toTemplate = ({ version, terms }: TemplateRow): Template => ({
  version,
  tareG: BigInt(terms.tareG),
  zones: terms.zones.map((zone) => ({
    ...zone,
    firstG: BigInt(zone.firstG),
    firstFen: Fen.of(zone.firstFen),
    furtherG: BigInt(zone.furtherG),
    furtherFen: Fen.of(zone.furtherFen),
    freeFromFen: Fen.of(zone.freeFromFen),
  })),
  refused: terms.refused,
});

export const toTermsRow = ({ tareG, zones, refused }: Terms): TermsRow => ({
  tareG: Number(tareG),
  zones: zones.map((zone) => ({
    ...zone,
    firstG: Number(zone.firstG),
    firstFen: Number(zone.firstFen),
    furtherG: Number(zone.furtherG),
    furtherFen: Number(zone.furtherFen),
    freeFromFen: Number(zone.freeFromFen),
  })),
  refused,
});

export interface SavedTemplate extends TemplateRow {
  freightTemplateId: FreightTemplateId;
}

/** Keeps others from saving a template of the company until this transaction ends: versions have no gap. */
export async function lockTemplates(tx: Tx, companyId: CompanyId): Promise<void> {
  await tx.sql`SELECT pg_advisory_xact_lock(hashtextextended('freight ' || ${companyId}::text, 0))`;
}

export async function readTemplate(tx: Tx, companyId: CompanyId, freightTemplateId: FreightTemplateId) {
  const [template] = await tx.sql<SavedTemplate>`
    SELECT freight_template_id AS "freightTemplateId", version, terms FROM freight_template
    WHERE company_id = ${companyId} AND freight_template_id = ${freightTemplateId}`;
  return template;
}

/** The one in force: the last that was saved. */
export async function readLastTemplate(tx: Tx, companyId: CompanyId): Promise<SavedTemplate | undefined> {
  const [template] = await tx.sql<SavedTemplate>`
    SELECT freight_template_id AS "freightTemplateId", version, terms FROM freight_template
    WHERE company_id = ${companyId} ORDER BY version DESC LIMIT 1`;
  return template;
}

/** In force from its commit on; the earlier ones stay, for what was quoted by them. */
export async function writeTemplate(
  tx: Tx,
  { companyId, freightTemplateId, terms }: { companyId: CompanyId; freightTemplateId: FreightTemplateId; terms: Terms },
  savedBy: PersonId | null,
): Promise<void> {
  await tx.sql`
    INSERT INTO freight_template (company_id, version, freight_template_id, terms, saved_by)
    SELECT ${companyId}::uuid, coalesce(max(version), 0) + 1, ${freightTemplateId}::uuid,
      ${JSON.stringify(toTermsRow(terms))}::json, ${savedBy}::uuid
    FROM freight_template WHERE company_id = ${companyId}`;
}
