//! Who needs which rights on PostgreSQL, as the README tells operators: no superuser anywhere (S-31).

use proof::{Database, Kind, town};
use sea_orm::ConnectionTrait;
use server::db::audit::Author;
use server::db::{self, Db, operator};
use tenants::definition;

#[tokio::test]
async fn an_ordinary_owner_migrates_and_an_ordinary_login_serves() {
    let mut database = Database::empty(Kind::Postgres).await;
    let (owner, owners_url) = database.login("owner", "CREATEROLE").await;
    let inspector = database.inspector().await;
    let (name, role) = (&database.name, migrations::APP_ROLE);
    for sql in [
        format!("ALTER DATABASE {name} OWNER TO {owner}"),
        // Roles belong to the whole cluster: where another database has made this one, its maker shares it.
        format!("DO $$ BEGIN GRANT {role} TO {owner}; EXCEPTION WHEN undefined_object THEN NULL; END $$"),
    ] {
        inspector.execute_unprepared(&sql).await.expect(&sql);
    }
    inspector.close().await.expect("closed");
    db::migrate(&owners_url).await.expect("the owner migrates");

    let (_, url) = database
        .login("server", &format!("IN ROLE {}", migrations::APP_ROLE))
        .await;
    db::migrate(&url)
        .await
        .expect("the server sees that there is nothing to do");
    let served = Db::connect(&url, 2).await.expect("the server may serve");
    let small = definition::read(&town::small(), "town.toml").expect("a town");
    let now = chrono::DateTime::UNIX_EPOCH;
    let applied = operator::apply(&served, &small, &Author::console(), now)
        .await
        .expect("taken in");
    assert_eq!(applied, operator::Applied::Created);
    served.close().await.expect("closed");

    // Whoever serves can neither tear the wall down nor make what nobody walled in.
    let server = sea_orm::Database::connect(&url)
        .await
        .expect("the server connects");
    for sql in [
        "ALTER TABLE appointment DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_town ON claim",
        "CREATE TABLE besides (town_id integer)",
        "CREATE ROLE besides",
        "SET ROLE postgres",
    ] {
        server.execute_unprepared(sql).await.expect_err(sql);
    }
    server.close().await.expect("closed");
}
