//! Both engines have one schema: tables, columns, types, keys, indexes.

use std::collections::{BTreeMap, BTreeSet};

use db::{
    Db,
    sqlx::{self, PgPool, SqlitePool},
    testing::TestDb,
};

/// Table, table referred to, act on deletion, columns on both sides.
type CatalogueKey = (String, String, String, Vec<String>, Vec<String>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    /// Name, type in the engine's words, whether it may be null.
    columns: BTreeMap<String, (String, bool)>,
    primary_key: Vec<String>,
    /// Columns of each unique constraint; the engines name them differently.
    unique: BTreeSet<Vec<String>>,
    /// Name to unique, partial, columns.
    indexes: BTreeMap<String, (bool, bool, Vec<String>)>,
    foreign_keys: BTreeSet<ForeignKey>,
}

/// Columns, table, its columns, what a deletion does.
type ForeignKey = (Vec<String>, String, Vec<String>, String);
/// Table, name, unique, primary, partial, of a constraint, columns.
type IndexRow = (String, String, bool, bool, bool, bool, Vec<String>);

type Schema = BTreeMap<String, Table>;

/// Which types of PostgreSQL an SQLite type stands for.
fn stands_for(sqlite: &str) -> &'static [&'static str] {
    match sqlite {
        "BLOB" => &["uuid", "bytea"],
        "INTEGER" => &["bigint", "boolean"],
        "TEXT" => &["text", "timestamp with time zone", "date", "jsonb"],
        _ => &[],
    }
}

async fn of_sqlite(pool: &SqlitePool) -> (Schema, BTreeMap<String, String>) {
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select name, sql from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let mut schema = Schema::new();
    for (name, _) in &tables {
        let mut table = Table::default();
        let columns: Vec<(String, String, i64, i64)> = sqlx::query_as(
            "select name, type, \"notnull\", pk from pragma_table_xinfo($1) order by cid",
        )
        .bind(name)
        .fetch_all(pool)
        .await
        .unwrap();
        let mut key: Vec<(i64, String)> = Vec::new();
        for (column, kind, not_null, place) in columns {
            if place > 0 {
                key.push((place, column.clone()));
            }
            table.columns.insert(column, (kind.to_uppercase(), not_null == 0));
        }
        key.sort();
        table.primary_key = key.into_iter().map(|(_, column)| column).collect();
        let indexes: Vec<(String, i64, String, i64)> =
            sqlx::query_as("select name, \"unique\", origin, partial from pragma_index_list($1)")
                .bind(name)
                .fetch_all(pool)
                .await
                .unwrap();
        for (index, unique, origin, partial) in indexes {
            let columns: Vec<(Option<String>,)> =
                sqlx::query_as("select name from pragma_index_info($1) order by seqno")
                    .bind(&index)
                    .fetch_all(pool)
                    .await
                    .unwrap();
            let columns = columns.into_iter().map(|(name,)| name.unwrap_or_default()).collect();
            match origin.as_str() {
                "pk" => {}
                "u" => drop(table.unique.insert(columns)),
                _ => drop(table.indexes.insert(index, (unique == 1, partial == 1, columns))),
            }
        }
        let keys: Vec<(i64, String, String, Option<String>, String)> = sqlx::query_as(
            "select id, \"table\", \"from\", \"to\", on_delete from pragma_foreign_key_list($1) order by id, seq",
        )
        .bind(name)
        .fetch_all(pool)
        .await
        .unwrap();
        let mut by_id: BTreeMap<i64, ForeignKey> = BTreeMap::new();
        for (id, target, from, to, on_delete) in keys {
            let entry = by_id.entry(id).or_insert((Vec::new(), target, Vec::new(), on_delete));
            entry.0.push(from);
            entry.2.extend(to);
        }
        table.foreign_keys = by_id.into_values().collect();
        schema.insert(name.clone(), table);
    }
    (schema, tables.into_iter().collect())
}

async fn of_postgres(pool: &PgPool) -> Schema {
    let mut schema = Schema::new();
    let columns: Vec<(String, String, String, String)> = sqlx::query_as(
        "select table_name::text, column_name::text, data_type::text, is_nullable::text \
         from information_schema.columns where table_schema = 'public'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    for (table, column, kind, nullable) in columns {
        schema.entry(table).or_default().columns.insert(column, (kind, nullable == "YES"));
    }
    let indexes: Vec<IndexRow> = sqlx::query_as(
        "select t.relname::text, i.relname::text, x.indisunique, x.indisprimary, \
           x.indpred is not null, \
           exists (select 1 from pg_constraint c where c.conindid = x.indexrelid and c.contype = 'u'), \
           array(select coalesce(a.attname::text, '') from unnest(x.indkey::int2[]) \
             with ordinality as k(att, place) \
             left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.att and k.att > 0 \
             order by k.place) \
         from pg_index x join pg_class t on t.oid = x.indrelid \
         join pg_class i on i.oid = x.indexrelid \
         join pg_namespace n on n.oid = t.relnamespace where n.nspname = 'public'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    for (table, index, unique, primary, partial, constraint, columns) in indexes {
        let table = schema.entry(table).or_default();
        if primary {
            table.primary_key = columns;
        } else if constraint {
            table.unique.insert(columns);
        } else {
            table.indexes.insert(index, (unique, partial, columns));
        }
    }
    let keys: Vec<CatalogueKey> = sqlx::query_as(
        "select t.relname::text, f.relname::text, c.confdeltype::text, \
           array(select a.attname::text from unnest(c.conkey) with ordinality as k(att, place) \
             join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.att order by k.place), \
           array(select a.attname::text from unnest(c.confkey) with ordinality as k(att, place) \
             join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.att order by k.place) \
         from pg_constraint c join pg_class t on t.oid = c.conrelid \
         join pg_class f on f.oid = c.confrelid where c.contype = 'f'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    for (table, target, on_delete, from, to) in keys {
        let on_delete = match on_delete.as_str() {
            "c" => "CASCADE",
            "n" => "SET NULL",
            "r" => "RESTRICT",
            "d" => "SET DEFAULT",
            _ => "NO ACTION",
        };
        let key = (from, target, to, on_delete.to_owned());
        schema.entry(table).or_default().foreign_keys.insert(key);
    }
    schema
}

/// What differs between the two, in words.
fn differences(
    sqlite: &Schema,
    postgres: &Schema,
    texts: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut found = Vec::new();
    let names: BTreeSet<&String> = sqlite.keys().chain(postgres.keys()).collect();
    for name in names {
        let (Some(one), Some(two)) = (sqlite.get(name), postgres.get(name)) else {
            found.push(format!("table {name} is on one engine only"));
            continue;
        };
        let columns: BTreeSet<&String> = one.columns.keys().chain(two.columns.keys()).collect();
        for column in columns {
            let (Some(a), Some(b)) = (one.columns.get(column), two.columns.get(column)) else {
                found.push(format!("{name}.{column} is on one engine only"));
                continue;
            };
            if !stands_for(&a.0).contains(&b.0.as_str()) {
                found.push(format!("{name}.{column}: {} and {}", a.0, b.0));
            }
            if a.1 != b.1 {
                found.push(format!("{name}.{column} may be null on one engine only"));
            }
            let checked = texts.get(name).is_some_and(|sql| {
                let words: String = sql.split_whitespace().collect::<Vec<_>>().join(" ");
                words.contains(&format!("({column} in (0, 1))"))
            });
            if (b.0 == "boolean") != checked {
                found.push(format!("{name}.{column}: a boolean is an integer checked in (0, 1)"));
            }
        }
        if one.primary_key != two.primary_key {
            found.push(format!(
                "{name}: primary keys {:?} and {:?}",
                one.primary_key, two.primary_key
            ));
        }
        if one.unique != two.unique {
            found.push(format!("{name}: unique {:?} and {:?}", one.unique, two.unique));
        }
        if one.indexes != two.indexes {
            found.push(format!("{name}: indexes {:?} and {:?}", one.indexes, two.indexes));
        }
        if one.foreign_keys != two.foreign_keys {
            found.push(format!(
                "{name}: foreign keys {:?} and {:?}",
                one.foreign_keys, two.foreign_keys
            ));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_and_postgres_have_one_schema() {
    let postgres = TestDb::postgres().await.unwrap();
    let sqlite = TestDb::sqlite().await.unwrap();
    for (one, two) in [(&sqlite.db, &postgres.db), (&sqlite.keys, &postgres.keys)] {
        let (Db::Sqlite { read, .. }, Db::Postgres(pool)) = (one, two) else {
            panic!("one database of each engine")
        };
        let (on_sqlite, texts) = of_sqlite(read).await;
        let on_postgres = of_postgres(pool).await;
        assert!(on_sqlite.contains_key("schema_migration"));
        let found = differences(&on_sqlite, &on_postgres, &texts);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_comparison_with_postgres_finds_what_differs() {
    let postgres = TestDb::postgres().await.unwrap();
    let sqlite = TestDb::sqlite().await.unwrap();
    let (Db::Sqlite { write, .. }, Db::Postgres(pool)) = (&sqlite.db, &postgres.db) else {
        panic!("one database of each engine")
    };
    for sql in [
        "drop index job_due",
        "create index job_due on job (run_at)",
        "alter table job add column extra text",
        "alter table job drop column last_error",
        "alter table job add column last_error integer",
    ] {
        sqlx::query(sql).execute(write).await.unwrap();
    }
    let (on_sqlite, texts) = of_sqlite(write).await;
    let found = differences(&on_sqlite, &of_postgres(pool).await, &texts).join("\n");
    for expected in
        ["job.extra is on one engine only", "job.last_error: INTEGER and text", "job: indexes"]
    {
        assert!(found.contains(expected), "{found}");
    }
}
