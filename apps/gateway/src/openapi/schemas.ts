import { ScalarType, type DescEnum, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import { comments } from './comments.js';

export type Schema = Record<string, unknown>;

/** A message is described twice: as we take it (nothing unknown) and as we give it (everything implicit is there). */
export type Side = 'taken' | 'given';

/** The schemas of messages in the proto3 JSON mapping, gathered while they are referred to. */
export class Schemas {
  readonly all: Record<string, Schema> = {};

  ref(message: DescMessage, side: Side): Schema {
    const name = side === 'given' ? nameOf(message) : `taken.${nameOf(message)}`;
    if (!this.all[name]) {
      // Named before it is described, so that a message may contain itself.
      this.all[name] = {};
      Object.assign(this.all[name], this.message(message, message.fields, side));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** The message with some of its fields. */
  message(message: DescMessage, fields: DescField[], side: Side): Schema {
    const properties = Object.fromEntries(fields.map((field) => [field.jsonName, this.field(field, side)]));
    const implicit = fields.filter((field) => isAlwaysGiven(field)).map((field) => field.jsonName);
    return {
      type: 'object',
      ...described(message.typeName),
      properties,
      ...(side === 'given' && implicit.length > 0 ? { required: implicit } : {}),
      ...(side === 'taken' ? { additionalProperties: false } : {}),
    };
  }

  field(field: DescField, side: Side): Schema {
    const one = this.one(field, side);
    const schema =
      field.fieldKind === 'list'
        ? { type: 'array', items: one }
        : field.fieldKind === 'map'
          ? { type: 'object', additionalProperties: one }
          : one;
    return { ...schema, ...described(`${field.parent.typeName}.${field.name}`) };
  }

  private one(field: DescField, side: Side): Schema {
    if (field.message) {
      const isInstant = field.message.typeName === TimestampSchema.typeName;
      return isInstant ? { type: 'string', format: 'date-time' } : this.ref(field.message, side);
    }
    return field.enum ? enumSchema(field.enum, side) : scalarSchema(field.scalar, side);
  }
}

/** "orders.Order.Status": without company and version. */
const nameOf = (desc: DescMessage) => desc.typeName.replace(/^tianjian\.(\w+)\.v\d+\./, '$1.');

export function described(name: string): { description?: string } {
  const description = comments[name];
  return description ? { description } : {};
}

/** Implicit fields are given even when they are empty; messages and `optional` ones only when they are set. */
function isAlwaysGiven(field: DescField): boolean {
  if (field.fieldKind === 'list' || field.fieldKind === 'map') return true;
  return field.fieldKind !== 'message' && !field.proto.proto3Optional && !field.oneof;
}

const enumSchema = (desc: DescEnum, side: Side): Schema => ({
  type: 'string',
  enum: desc.values.filter((value) => side === 'given' || value.number !== 0).map((value) => value.name),
});

function scalarSchema(scalar: ScalarType | undefined, side: Side): Schema {
  switch (scalar) {
    case ScalarType.STRING:
      return { type: 'string' };
    case ScalarType.BOOL:
      return { type: 'boolean' };
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return { type: 'integer', format: 'int32' };
    default:
      // 64 bits do not fit into a JavaScript number: given as digits, taken as digits or a safe number.
      return { type: side === 'given' ? 'string' : ['string', 'integer'], format: 'int64', pattern: '^-?\\d+$' };
  }
}
