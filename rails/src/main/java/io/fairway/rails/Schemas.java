package io.fairway.rails;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Brings a schema of this room to its newest form.
final class Schemas {
  private Schemas() {}

  /// @param schema also the name of its folder below `db/migration`
  static void migrate(DataSource database, String schema) {
    Flyway.configure()
        .dataSource(database)
        .schemas(schema)
        .defaultSchema(schema)
        .locations("classpath:db/migration/" + schema)
        .load()
        .migrate();
  }
}
