//! A database of its own for each test.
//!
//! On PostgreSQL a template is migrated once per cluster and cloned, because a clone takes a tenth of a second and a
//! migration several. The cluster's address comes from `TEST_POSTGRES_URL`, which `tests/run` sets.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use server::db;
use uuid::Uuid;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One file.
    Sqlite,
    /// The cluster `tests/run` started.
    Postgres,
}

/// A migrated database that goes when the test ends.
pub struct Database {
    /// Where it is.
    pub url: String,
    /// Which one.
    pub kind: Kind,
    /// What its cluster calls it.
    pub name: String,
    logins: Vec<String>,
}

const TEMPLATE_LOCK: i64 = 4_711;

impl Database {
    /// Makes a fresh, migrated database.
    pub async fn new(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => {
                let database = Self::empty(kind).await;
                db::migrate(&database.url).await.expect("SQLite migrates");
                database
            }
            Kind::Postgres => Self::create(kind, &format!("TEMPLATE {}", template().await)).await,
        }
    }

    /// Makes a database without any tables.
    pub async fn empty(kind: Kind) -> Self {
        Self::create(kind, "").await
    }

    async fn create(kind: Kind, like: &str) -> Self {
        let name = format!("rathaustermin_{}", unique().simple());
        let url = match kind {
            Kind::Sqlite => format!("sqlite:{}", file_of(&name).display()),
            Kind::Postgres => {
                let cluster = cluster().await;
                execute(&cluster, &format!("CREATE DATABASE {name} {like}")).await;
                cluster.close().await.expect("the cluster lets go");
                cluster_url(&name)
            }
        };
        Self {
            url,
            kind,
            name,
            logins: Vec::new(),
        }
    }

    /// Makes a login with these rights, on PostgreSQL. Returns its name and the database's address for it.
    pub async fn login(&mut self, who: &str, rights: &str) -> (String, String) {
        let login = format!("{}_{who}", self.name);
        let db = self.inspector().await;
        execute(
            &db,
            &format!("CREATE ROLE {login} LOGIN PASSWORD '{login}' {rights}"),
        )
        .await;
        db.close().await.expect("the inspector leaves");
        self.logins.push(login.clone());
        let (_, server) = self.url.split_once("://").expect("an address with a scheme");
        let server = server.split_once('@').map_or(server, |(_, server)| server);
        let url = format!("postgres://{login}:{login}@{server}");
        (login, url)
    }

    /// Hands everything over to an owner who is no superuser, as the README tells operators, and connects as her. The wall binds
    /// her, too.
    pub async fn as_an_ordinary_owner(&mut self) -> DatabaseConnection {
        if self.kind == Kind::Sqlite {
            return self.inspector().await;
        }
        let (owner, url) = self.login("owner", "CREATEROLE").await;
        let db = self.inspector().await;
        let (name, role) = (&self.name, migrations::APP_ROLE);
        execute(&db, &format!("ALTER DATABASE {name} OWNER TO {owner}")).await;
        execute(&db, &format!("GRANT {role} TO {owner}")).await;
        let everything = format!(
            "DO $$ DECLARE one record; BEGIN
               FOR one IN SELECT format('TABLE %I', relname) AS what FROM pg_class
                          WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                          UNION ALL SELECT format('FUNCTION %s', oid::regprocedure) FROM pg_proc
                          WHERE pronamespace = 'public'::regnamespace
               LOOP EXECUTE 'ALTER ' || one.what || ' OWNER TO {owner}'; END LOOP; END $$"
        );
        execute(&db, &everything).await;
        db.close().await.expect("the inspector leaves");
        sea_orm::Database::connect(&url)
            .await
            .expect("the database lets its owner in")
    }

    /// A connection as the server has it: on PostgreSQL under the role that the wall between towns binds.
    pub async fn as_the_server(&self) -> DatabaseConnection {
        let mut options = sea_orm::ConnectOptions::new(&self.url);
        options
            .max_connections(1)
            .map_sqlx_postgres_opts(|options| options.options([("role", migrations::APP_ROLE)]));
        sea_orm::Database::connect(options)
            .await
            .expect("the database lets the server in")
    }

    /// A connection that no wall holds back, to look at what the server wrote. One: it must not find itself at work.
    pub async fn inspector(&self) -> DatabaseConnection {
        let mut options = sea_orm::ConnectOptions::new(&self.url);
        options.max_connections(1);
        sea_orm::Database::connect(options)
            .await
            .expect("the database can be inspected")
    }
}

impl Database {
    /// Where servers on it keep their key.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        std::env::temp_dir().join(format!("{}.key", self.name))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.key_file());
        match self.kind {
            Kind::Sqlite => {
                for ending in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{}{ending}", file_of(&self.name).display()));
                }
            }
            Kind::Postgres => {
                let name = std::mem::take(&mut self.name);
                let logins = std::mem::take(&mut self.logins);
                let drop_it = move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                    runtime.expect("a runtime").block_on(async {
                        let cluster = cluster().await;
                        execute(&cluster, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
                        for login in logins {
                            execute(&cluster, &format!("DROP ROLE {login}")).await;
                        }
                    });
                };
                let _ = std::thread::spawn(drop_it).join();
            }
        }
    }
}

/// Runs one statement and expects it to work.
pub(crate) async fn execute(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn cluster() -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(cluster_url("postgres"));
    options.max_connections(1);
    sea_orm::Database::connect(options)
        .await
        .expect("PostgreSQL answers")
}

/// Migrates the template if nobody has yet; tests that start together wait for the first.
async fn template() -> String {
    let name = format!("rathaustermin_template_{:016x}", steps());
    let cluster = cluster().await;
    execute(&cluster, &format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).await;
    let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
    let known = cluster
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await
        .expect("catalog");
    if known.is_none() {
        let unfinished = format!("{name}_unfinished");
        execute(&cluster, &format!("DROP DATABASE IF EXISTS {unfinished}")).await;
        execute(&cluster, &format!("CREATE DATABASE {unfinished}")).await;
        db::migrate(&cluster_url(&unfinished))
            .await
            .expect("PostgreSQL migrates");
        execute(&cluster, &format!("ALTER DATABASE {unfinished} RENAME TO {name}")).await;
    }
    execute(&cluster, &format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})")).await;
    cluster.close().await.expect("the cluster lets go");
    name
}

/// Tells the schema's steps as they are written now from those of yesterday: a cluster may outlive a change of them.
fn steps() -> u64 {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/src");
    let files = std::fs::read_dir(folder).expect("the schema's steps");
    let mut files: Vec<_> = files.map(|file| file.expect("a step").path()).collect();
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in files {
        std::fs::read(file).expect("a step").hash(&mut hash);
    }
    hash.finish()
}

/// Address of a database of the test cluster.
#[expect(
    clippy::disallowed_methods,
    reason = "the test run tells where its cluster is"
)]
fn cluster_url(database: &str) -> String {
    let base = std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL names a PostgreSQL for tests; tests/run starts one and sets it");
    let (server, query) = base
        .split_once('?')
        .map_or((base.as_str(), None), |(a, b)| (a, Some(b)));
    // Only a path after the authority is a database name.
    let scheme_end = server.find("://").map_or(0, |at| at + 3);
    let server = server[scheme_end..]
        .find('/')
        .map_or(server, |at| &server[..scheme_end + at]);
    match query {
        Some(query) => format!("{server}/{database}?{query}"),
        None => format!("{server}/{database}"),
    }
}

fn file_of(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("{name}.db"))
}

#[expect(clippy::disallowed_methods, reason = "names of throw-away databases")]
fn unique() -> Uuid {
    Uuid::now_v7()
}
