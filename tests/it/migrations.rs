//! The schema comes and goes, also when several servers bring it at once, and the server never works without the wall.

use std::time::Duration;

use migrations::{APP_ROLE, Migrator};
use proof::{Citizen, Database, Hall, Kind, on_both, town};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use sea_orm_migration::MigratorTrait;
use server::db::{self, Db};
use tokio::task::JoinSet;

on_both! {
    async fn three_servers_that_start_at_once_bring_the_schema_once(kind: Kind) {
        for _ in 0..5 {
            let database = Database::empty(kind).await;
            let mut servers = JoinSet::new();
            for _ in 0..3 {
                let url = database.url.clone();
                servers.spawn(async move { db::migrate(&url).await });
            }
            for outcome in servers.join_all().await {
                outcome.expect("each server is content");
            }
            let inspector = database.inspector().await;
            let steps = texts(&inspector, "SELECT version FROM seaql_migrations ORDER BY version").await;
            assert_eq!(steps.len(), Migrator::migrations().len(), "{steps:?}");
            inspector.close().await.expect("closed");
            works(database).await;
        }
    }

    async fn a_server_that_is_cut_off_while_it_brings_the_schema_leaves_nothing_half_made(kind: Kind) {
        let whole = schema(&Database::new(kind).await).await;
        let (mut cut, mut milliseconds) = (0, 1);
        loop {
            let database = Database::empty(kind).await;
            let patience = Duration::from_millis(milliseconds);
            let finished = tokio::time::timeout(patience, db::migrate(&database.url)).await.is_ok();
            db::migrate(&database.url).await.expect("the next server goes on");
            assert_eq!(schema(&database).await, whole, "cut off after {patience:?}");
            if finished {
                break;
            }
            (cut, milliseconds) = (cut + 1, milliseconds * 3 / 2 + 1);
        }
        println!("{kind:?}: cut off {cut} times");
        assert!(cut > 0);
    }

    async fn bringing_the_schema_again_changes_nothing(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let booked = books(&hall.citizen()).await;
        let before = schema(&hall.database).await;
        for _ in 0..2 {
            db::migrate(&hall.database.url).await.expect("nothing to do");
        }
        assert_eq!(schema(&hall.database).await, before);
        assert_eq!(hall.citizen().views(&booked).await.token, booked);
        hall.close().await;
    }

    async fn the_schema_can_be_taken_back_and_brought_again(kind: Kind) {
        let database = Database::new(kind).await;
        let before = schema(&database).await;
        let inspector = database.inspector().await;
        Migrator::down(&inspector, None).await.expect("down");
        let left = schema(&database).await;
        assert!(left.iter().all(|object| object.contains("seaql_migrations")), "{left:?}");
        Migrator::up(&inspector, None).await.expect("up again");
        inspector.close().await.expect("closed");
        let after = schema(&database).await;
        let new: Vec<_> = after.iter().filter(|object| !before.contains(object)).collect();
        let gone: Vec<_> = before.iter().filter(|object| !after.contains(object)).collect();
        assert!(new.is_empty() && gone.is_empty(), "new: {new:#?}, gone: {gone:#?}");
        works(database).await;
    }

    async fn towns_that_were_there_before_have_their_names_in_the_phone_book(kind: Kind) {
        let mut database = Database::empty(kind).await;
        let url = match kind {
            Kind::Sqlite => format!("{}?mode=rwc", database.url),
            // An ordinary owner: the wall binds it, too.
            Kind::Postgres => {
                let (owner, url) = database.login("owner", "CREATEROLE").await;
                let inspector = database.inspector().await;
                let name = &database.name;
                for sql in [
                    format!("ALTER DATABASE {name} OWNER TO {owner}"),
                    format!("DO $$ BEGIN GRANT {APP_ROLE} TO {owner}; EXCEPTION WHEN undefined_object THEN NULL; END $$"),
                ] {
                    inspector.execute_unprepared(&sql).await.expect(&sql);
                }
                inspector.close().await.expect("closed");
                url
            }
        };
        let owner = sea_orm::Database::connect(&url).await.expect("the owner connects");
        Migrator::up(&owner, Some(9)).await.expect("as it was");
        owner.close().await.expect("closed");
        let inspector = database.inspector().await;
        for (id, slug) in [(1, "altstadt"), (2, "neustadt")] {
            for sql in [
                format!("INSERT INTO town (id, slug, version) VALUES ({id}, '{slug}', 1)"),
                format!("INSERT INTO town_profile (town_id, body) VALUES ({id}, '{{\"name\": \"Stadt {slug}\"}}')"),
            ] {
                inspector.execute_unprepared(&sql).await.expect(&sql);
            }
        }
        db::migrate(&url).await.expect("the owner goes on");
        let names = texts(&inspector, "SELECT name FROM town ORDER BY id").await;
        assert_eq!(names, ["Betrieb", "Stadt altstadt", "Stadt neustadt"]);
        inspector.close().await.expect("closed");
    }

    async fn saved_cuts_stay_when_new_kinds_of_them_come_and_go(kind: Kind) {
        let mut hall = Hall::open(kind, &town::small()).await;
        hall.citizen().books(&[("pass", 1)], "2026-11-24T09:00:00+01:00").await;
        let clerk = hall.signed_in("administrator").await;
        assert_eq!(clerk.reports_absence("person=kaya&zeitraum=von-bis&von=24.11.").await.status, 303);
        let holiday = clerk.opens("/schliesstage?amt=*&von=24.11.&anlass=Fest").await;
        assert_eq!(clerk.sends_back("/schliesstage", &holiday, &[]).await.status, 303);
        let owner = hall.database.as_an_ordinary_owner().await;
        let inspector = hall.database.inspector().await;
        let messages = "SELECT kind || ' ' || state FROM notice ORDER BY owed_at, kind";
        let owed = texts(&inspector, messages).await;
        assert_eq!(owed.len(), 2, "{owed:?}");
        let rows = "SELECT CAST(id AS text) || ' ' || body FROM rescue ORDER BY id";
        let before = texts(&inspector, rows).await;
        assert!(before.len() == 2 && before[1].contains("Fest"), "{before:?}");
        let steps = Migrator::migrations();
        let own = steps.iter().position(|step| step.name() == "m0011_cuts").expect("the step");
        let steps = u32::try_from(steps.len() - own).expect("a few");
        Migrator::down(&owner, Some(steps)).await.expect("down");
        assert_eq!(texts(&inspector, rows).await, before[..1], "who knows nothing of holidays knows none");
        assert_eq!(texts(&inspector, messages).await, owed, "a message is lost on the way down");
        Migrator::up(&owner, None).await.expect("up again");
        owner.close().await.expect("closed");
        assert_eq!(texts(&inspector, messages).await, owed, "a message is lost on the way up");
        let kinds = texts(&inspector, "SELECT kind FROM rescue").await;
        assert_eq!((kinds, texts(&inspector, rows).await), (vec!["away".to_owned()], before[..1].to_vec()));
        inspector.close().await.expect("closed");
        hall.close().await;
    }

    async fn a_server_without_its_tables_says_what_to_do(kind: Kind) {
        let database = Database::empty(kind).await;
        let opened = Db::connect(&database.url, 1).await;
        match kind {
            Kind::Postgres => {
                let refused = opened.err().expect("no tables, no server").to_string();
                assert!(refused.contains("rathaustermin migrate"), "{refused}");
            }
            // SQLite has no role to ask; there the first request would fail, and `serve` migrates first.
            Kind::Sqlite => {
                let db = opened.expect("an empty file opens");
                assert!(db.town("kleinstadt").read().await.is_err());
                db.close().await.expect("closed");
            }
        }
    }
}

#[tokio::test]
async fn the_servers_role_owns_nothing_and_may_do_four_things_to_rows() {
    let database = Database::new(Kind::Postgres).await;
    let db = database.inspector().await;
    let role = format!(
        "SELECT concat_ws(' ', rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolcanlogin)
         FROM pg_roles WHERE rolname = '{APP_ROLE}'"
    );
    assert_eq!(texts(&db, &role).await, ["f f f f f f"]);
    let owned = format!(
        "SELECT c.relname::text FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = '{APP_ROLE}'
         UNION ALL SELECT nspname::text FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE r.rolname = '{APP_ROLE}'
         UNION ALL SELECT datname::text FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE r.rolname = '{APP_ROLE}'"
    );
    assert_eq!(texts(&db, &owned).await, [""; 0]);
    let rights = format!(
        "SELECT table_name || ': ' || string_agg(privilege_type, ' ' ORDER BY privilege_type) FROM information_schema.table_privileges
         WHERE grantee = '{APP_ROLE}' GROUP BY table_name ORDER BY 1"
    );
    let rights = texts(&db, &rights).await;
    assert!(rights.len() >= 13, "{rights:?}");
    for table in &rights {
        let allowed = match table.split(':').next() {
            Some("seaql_migrations") => ": SELECT",
            Some("installation") => ": INSERT SELECT",
            _ => ": DELETE INSERT SELECT UPDATE",
        };
        assert!(table.ends_with(allowed), "{table}");
    }
    // Every table with a town has its wall up, for the owner too; the list that carriers read for all towns tells of nobody.
    let open = "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'town_id'
                WHERE c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity) AND c.relname NOT IN ('errand', 'earlier_look')";
    assert_eq!(texts(&db, open).await, [""; 0]);
    let creates = format!("SELECT has_schema_privilege('{APP_ROLE}', 'public', 'CREATE')::text");
    assert_eq!(texts(&db, &creates).await, ["false"]);
    db.close().await.expect("closed");
}

#[tokio::test]
async fn a_server_that_could_look_over_the_wall_does_not_start() {
    let database = Database::new(Kind::Postgres).await;
    let db = database.inspector().await;
    db.execute_unprepared(&format!("ALTER TABLE appointment OWNER TO {APP_ROLE}"))
        .await
        .expect("another owner");
    let refused = Db::connect(&database.url, 1)
        .await
        .err()
        .expect("an owner could take the wall down")
        .to_string();
    assert!(
        refused.contains("must not own the tables or bypass row level security"),
        "{refused}"
    );
    db.execute_unprepared("ALTER TABLE appointment OWNER TO current_user")
        .await
        .expect("as before");
    db.close().await.expect("closed");
    Db::connect(&database.url, 1)
        .await
        .expect("the wall stands")
        .close()
        .await
        .expect("closed");
}

#[tokio::test]
async fn an_address_cannot_talk_the_server_out_of_its_role() {
    let mut database = Database::new(Kind::Postgres).await;
    let sign = if database.url.contains('?') { '&' } else { '?' };
    database.url = format!("{}{sign}options=-c%20role%3Dnone", database.url);
    // The login of the tests is a superuser: it is let in only where it has put that off.
    match Db::connect(&database.url, 2).await {
        Err(refused) => assert!(refused.to_string().contains("row level security"), "{refused}"),
        Ok(db) => {
            db.close().await.expect("closed");
            works(database).await;
        }
    }
}

/// Whether a town can live here.
async fn works(database: Database) {
    let hall = Hall::on(database, &town::small()).await;
    books(&hall.citizen()).await;
    hall.close().await;
}

async fn books(citizen: &Citizen) -> String {
    citizen
        .books(&[("pass", 1)], "2026-11-24T09:00:00+01:00")
        .await
        .token
}

async fn texts(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .expect(sql);
    rows.iter()
        .map(|row| row.try_get_by_index(0).expect("a text"))
        .collect()
}

/// Everything that was made, in words.
async fn schema(database: &Database) -> Vec<String> {
    let sql = match database.kind {
        Kind::Sqlite => "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1",
        Kind::Postgres => {
            "SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
             FROM information_schema.columns WHERE table_schema = 'public'
             UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace
             UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
             UNION ALL SELECT 'policy ' || tablename || ' ' || policyname || ' ' || qual || ' ' || with_check FROM pg_policies
             UNION ALL SELECT 'right ' || table_name || ' ' || privilege_type FROM information_schema.table_privileges
             WHERE table_schema = 'public' AND grantee = 'rathaustermin_app'
             UNION ALL SELECT 'wall ' || relname || ' ' || relrowsecurity || ' ' || relforcerowsecurity FROM pg_class
             WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
             ORDER BY 1"
        }
    };
    let inspector = database.inspector().await;
    let schema = texts(&inspector, sql).await;
    inspector.close().await.expect("closed");
    schema
}
