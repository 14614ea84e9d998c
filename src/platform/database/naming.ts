import { DefaultNamingStrategy } from 'typeorm';

const snake = (name: string) =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();

/** Classes and properties in camel case, tables and columns in snake case; explicit names win. */
export class SnakeNamingStrategy extends DefaultNamingStrategy {
  override tableName(className: string, custom?: string): string {
    return custom ?? snake(className);
  }

  override columnName(property: string, custom: string | undefined, prefixes: string[]): string {
    return snake([...prefixes, custom ?? property].join('_'));
  }

  override relationName(property: string): string {
    return snake(property);
  }

  override joinColumnName(relation: string, referenced: string): string {
    return snake(`${relation}_${referenced}`);
  }

  override joinTableName(first: string, second: string): string {
    return snake(`${first}_${second}`);
  }

  override joinTableColumnName(table: string, property: string, column?: string): string {
    return snake(`${table}_${column ?? property}`);
  }
}
