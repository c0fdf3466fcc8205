"""Makes tests/Rondo.Lifecycle.Tests/Store/Fixtures/store-v1.db: a store as the first version of Rondo leaves it.

Only the first migration is applied, so that the fixture stays what it is when the store goes on.
Made with Python 3.11 and SQLite 3.40; run from the repository's root.
"""
import pathlib
import sqlite3

root = pathlib.Path(__file__).resolve().parents[3]
target = root / "tests/Rondo.Lifecycle.Tests/Store/Fixtures/store-v1.db"
target.parent.mkdir(parents=True, exist_ok=True)
target.unlink(missing_ok=True)

store = sqlite3.connect(target)
store.execute("PRAGMA journal_mode = WAL")
store.execute(f"PRAGMA application_id = {0x526F6E64}")
store.execute("CREATE TABLE migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_us BIGINT NOT NULL)")
store.executescript((root / "src/Rondo.Lifecycle/Store/Migrations/0001_runs_and_models.sql").read_text())
store.execute("INSERT INTO migrations VALUES (1, '0001_runs_and_models', 1772366400000000)")

run, a, b, c = "0001j3kq8w5t7mzp", "a" * 64, "b" * 64, "c" * 64
store.execute(
    "INSERT INTO runs (id, name, status, started_us, ended_us, heartbeat_us, host, process_id, process_started_us, seed,"
    " spec_hash, data_hash, spec_json, rondo_version, git_commit, git_dirty, environment_json)"
    " VALUES (?, 'flights', 'finished', 1772366400000000, 1772366460000000, 1772366460000000, 'host', 1, 0, 42, ?, ?, ?, '0.1.0', NULL, NULL, '{}')",
    (run, a, b, '{"name":"flights"}'))
store.execute("INSERT INTO run_metrics VALUES (?, 'roc_auc', 0, 0.71, 1772366450000000)", (run,))
store.execute("INSERT INTO models VALUES ('flights', 1772366460000000, 1, 1)")
store.execute("INSERT INTO model_versions VALUES ('flights', 1, ?, ?, ?, ?, ?, 1772366460000000, 1, '{\"roc_auc\":0.71}')", (run, c, c, a, b))
store.execute("INSERT INTO aliases VALUES ('flights', 'champion', 1, 1772366460000000)")
store.execute("INSERT INTO events VALUES (1, 1772366460000000, 'registered', 'flights', 1, 'champion', NULL, 'ada', NULL, '{}')")
store.execute("UPDATE counters SET value = 1 WHERE name = 'events'")
store.commit()
store.close()
