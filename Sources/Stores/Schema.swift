/// The database's schema, as the steps that lead to it.
enum Schema {
    static let migrations = [
        Migration(
            number: 1, name: "states, audit log, notices, images",
            sql: """
                CREATE TABLE pipelines (
                    name TEXT PRIMARY KEY NOT NULL,
                    state BLOB NOT NULL              -- JSON of PipelineState
                ) STRICT;

                CREATE TABLE audit (
                    sequence INTEGER PRIMARY KEY NOT NULL,
                    pipeline TEXT NOT NULL,
                    environment TEXT,
                    record TEXT NOT NULL,            -- canonical JSON, what the hash covers
                    hash TEXT NOT NULL
                ) STRICT;
                CREATE INDEX auditByPipeline ON audit (pipeline, sequence);
                CREATE INDEX auditByStage ON audit (pipeline, environment, sequence);

                CREATE TRIGGER auditIsNotUpdated BEFORE UPDATE ON audit BEGIN
                    SELECT RAISE(ABORT, 'the audit log is append-only');
                END;
                CREATE TRIGGER auditIsNotDeleted BEFORE DELETE ON audit BEGIN
                    SELECT RAISE(ABORT, 'the audit log is append-only');
                END;
                -- INSERT OR REPLACE deletes without firing the trigger above.
                CREATE TRIGGER auditIsAppended BEFORE INSERT ON audit
                WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM audit) BEGIN
                    SELECT RAISE(ABORT, 'the audit log is append-only and has no gaps');
                END;

                CREATE TABLE notices (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    subscriber TEXT NOT NULL,
                    notice BLOB NOT NULL,            -- JSON of Notice
                    attempts INTEGER NOT NULL DEFAULT 0,
                    due REAL NOT NULL DEFAULT 0      -- seconds since 2001-01-01 UTC
                ) STRICT;
                CREATE INDEX noticesBySubscriber ON notices (subscriber, id);

                CREATE TABLE firstSeen (
                    repository TEXT NOT NULL,
                    tag TEXT NOT NULL,
                    at REAL NOT NULL,                -- seconds since 2001-01-01 UTC
                    PRIMARY KEY (repository, tag)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE imageDetails (
                    digest TEXT PRIMARY KEY NOT NULL,
                    details BLOB NOT NULL            -- JSON of ImageDetails
                ) STRICT;
                """)
    ]
}
