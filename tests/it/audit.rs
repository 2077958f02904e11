//! The audit log tells who changed what, only grows, and shows when somebody has changed it.

use proof::{Hall, on_both, town};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use server::db::audit::{self, Entry, Verified};
use tenants::definition::Change;

on_both! {
    async fn every_change_says_who_made_it_and_what_each_field_said_before(hall: Hall) {
        hall.take_in(&town::small().replace("Reisepass beantragen", "Pass beantragen")).await;
        let clerk = hall.signed_in("lead").await;
        clerk.reports_absence("person=kaya&zeitraum=von-bis&von=25.11.").await;
        let entries = entries(&hall, &[]).await;
        let told: Vec<_> = entries
            .iter()
            .map(|entry| (entry.number, entry.change, entry.part.as_str()))
            .collect();
        assert_eq!(told, [
            (3, Change::Added, "absences of kaya"),
            (2, Change::Changed, "service pass"),
            (1, Change::Added, "town"),
        ]);
        let field = &entries[1].fields[0];
        assert_eq!(
            (field.field.as_str(), field.before.as_str(), field.after.as_str()),
            ("name.de", "Reisepass beantragen", "Pass beantragen")
        );
        assert_eq!(entries[1].who, "Konsole");
        assert!(entries[0].who.contains('@'), "{}", entries[0].who);
        assert!(entries[0].fields.is_empty(), "when she was away is not kept for ever");
        let numbers = async |words: &[&str]| -> Vec<i64> {
            self::entries(&hall, words).await.iter().map(|entry| entry.number).collect()
        };
        assert_eq!(numbers(&["PASS", "REISEPASS"]).await, [2]);
        assert!(numbers(&["%"]).await.is_empty(), "signs stand for themselves");
        assert_eq!(verified(&hall).await.broken, None);
    }

    async fn a_flipped_byte_anywhere_is_found(hall: Hall) {
        for name in ["Pass", "Ausweis", "Urkunde"] {
            hall.take_in(&town::small().replace("Reisepass beantragen", name)).await;
        }
        hall.take_in(&town::staffed("nachbar", 1)).await;
        let whole = verified(&hall).await;
        assert_eq!((whole.entries, whole.broken), (4, None));
        let db = hall.database.inspector().await;
        for refused in ["UPDATE audit SET who = 'x' WHERE number = 2", "DELETE FROM audit WHERE number = 2"] {
            let error = db.execute_unprepared(refused).await.expect_err("it only grows");
            assert!(error.to_string().contains("the audit log only grows"), "{error}");
        }
        let postgres = db.get_database_backend() == DbBackend::Postgres;
        open(&db).await;
        let bytes = if postgres { "set_byte(seal, 7, get_byte(seal, 7) # 1)" } else { "x'00' || substr(seal, 2)" };
        for number in 1..=4 {
            for (column, other) in [
                ("at", "at + 1"),
                ("account_id", "coalesce(account_id, 0) + 1"),
                ("who", "'J' || substr(who, 2)"),
                ("change", "CASE change WHEN 'added' THEN 'changed' ELSE 'added' END"),
                ("part", "part || ' '"),
                ("fields", "replace(fields, ']', '] ')"),
                ("seal", bytes),
                ("number", "number + 10"),
            ] {
                let here = format!("WHERE town_id = 1 AND number = {number}");
                run(&db, "CREATE TABLE kept AS SELECT * FROM audit").await;
                run(&db, &format!("UPDATE audit SET {column} = {other} {here}")).await;
                assert_eq!(verified(&hall).await.broken, Some(number), "{column} of {number}");
                run(&db, "DELETE FROM audit").await;
                run(&db, "INSERT INTO audit SELECT * FROM kept").await;
                run(&db, "DROP TABLE kept").await;
            }
        }
        run(&db, "DELETE FROM audit WHERE town_id = 1 AND number = 2").await;
        assert_eq!(verified(&hall).await.broken, Some(2), "an entry is missing");
        db.close().await.expect("the inspector leaves");
    }
}

/// Takes away what keeps the log from being changed, as whoever owns the database could.
async fn open(db: &DatabaseConnection) {
    if db.get_database_backend() == DbBackend::Postgres {
        run(db, "DROP TRIGGER audit_stays ON audit").await;
    } else {
        run(db, "DROP TRIGGER audit_stays").await;
        run(db, "DROP TRIGGER audit_keeps").await;
    }
}

async fn run(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.expect(sql);
}

async fn verified(hall: &Hall) -> Verified {
    let found = audit::verify(&hall.app.db, &hall.town).await;
    found.expect("the log can be read").expect("the town")
}

async fn entries(hall: &Hall, words: &[&str]) -> Vec<Entry> {
    let tx = hall
        .app
        .db
        .town(hall.town.as_str())
        .read()
        .await
        .expect("the town");
    tx.audit(words, i64::MAX, 50).await.expect("the log can be read")
}
