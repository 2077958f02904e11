//! Accounts of a town's desk, or of the operator, at the console: the way in for the first administrator, and for whoever is
//! locked out.

use clap::{Args, Subcommand};
use tenants::{Town, operator};
use wire::ProblemCode;

use super::{DatabaseFlag, connect};
use crate::auth::Role;
use crate::auth::accounts::Wanted;
use crate::auth::links::{self, Link, Occasion};
use crate::auth::manage;
use crate::auth::role::Account;
use crate::auth::sign_in::address;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, TownTx};
use crate::refusal::{Fault, Outcome, Trouble};

/// What can be done with accounts.
#[derive(Subcommand)]
pub enum UserCommand {
    /// Make an account and a link for its first password.
    Create(CreateFlags),
    /// Make a new link for a password: for an invitation that has ended, or for whoever has forgotten hers.
    Invite(PersonFlags),
    /// Lock an account; its sessions and links end at once.
    Disable(PersonFlags),
    /// Take a locked account into use again.
    Enable(PersonFlags),
    /// Take the second factor from whoever has lost both the phone and the recovery codes; her sessions end at once.
    ForgetFactor(PersonFlags),
    /// List the accounts of a town or of the operator.
    List(HouseFlags),
}

/// Which house: one of both.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct House {
    /// The town's name in addresses.
    #[arg(long)]
    town: Option<String>,
    /// The operator of the installation instead of a town.
    #[arg(long)]
    operator: bool,
}

/// Which house, on which database.
#[derive(Args)]
pub struct HouseFlags {
    #[command(flatten)]
    house: House,
    /// Address the server is reached under, `https://termine.example`; begins links.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    #[command(flatten)]
    database: DatabaseFlag,
}

/// Whose account.
#[derive(Args)]
pub struct PersonFlags {
    /// E-mail address to sign in with.
    #[arg(long)]
    email: String,
    #[command(flatten)]
    at: HouseFlags,
}

/// A new account.
#[derive(Args)]
pub struct CreateFlags {
    #[command(flatten)]
    person: PersonFlags,
    /// "M. Kaya".
    #[arg(long)]
    name: String,
    /// `clerk`, `lead` or `administrator`, in a town. In the operator's house everybody may do everything.
    #[arg(long, required_unless_present = "operator", conflicts_with = "operator")]
    role: Option<String>,
    /// A department she works in, by its name in addresses; may be repeated. Without any: all.
    #[arg(long = "department", value_name = "DEPARTMENT")]
    departments: Vec<String>,
    /// The member of staff she is, by the name in the town's definition.
    #[arg(long)]
    staff: Option<String>,
}

impl UserCommand {
    fn at(&self) -> &HouseFlags {
        match self {
            Self::Create(create) => &create.person.at,
            Self::Invite(person)
            | Self::Disable(person)
            | Self::Enable(person)
            | Self::ForgetFactor(person) => &person.at,
            Self::List(at) => at,
        }
    }

    /// Flags as settings.
    pub(super) fn settings(&self) -> Vec<(&'static str, String)> {
        let at = self.at();
        let mut settings = at.database.settings();
        settings.extend(at.public_url.iter().map(|url| ("public_url", url.clone())));
        settings
    }
}

/// Does it and tells it.
///
/// # Errors
/// What stands in the way, as a sentence.
pub(super) async fn done(config: &Config, command: UserCommand) -> Outcome<String> {
    let db = connect(config).await?;
    let tx = enter(&db, &command.at().house).await?;
    let told = match command {
        UserCommand::List(_) => list(&tx).await?,
        UserCommand::Create(flags) => {
            let account = create(&tx, flags).await?;
            invite(&tx, account, config).await?
        }
        UserCommand::Invite(person) => {
            let account = find(&tx, &person.email).await?;
            invite(&tx, account, config).await?
        }
        UserCommand::Disable(person) => {
            let account = find(&tx, &person.email).await?;
            manage::set_locked(&tx, &account, true).await?;
            format!(
                "{} can no longer sign in, and is signed out everywhere.",
                account.name
            )
        }
        UserCommand::Enable(person) => {
            let account = find(&tx, &person.email).await?;
            manage::set_locked(&tx, &account, false).await?;
            format!("{} can sign in again.", account.name)
        }
        UserCommand::ForgetFactor(person) => {
            let account = find(&tx, &person.email).await?;
            manage::forget_factor(&tx, &account).await?;
            format!(
                "{} is signed out everywhere and signs in with the password alone.",
                account.name
            )
        }
    };
    tx.commit_quietly().await?;
    db.close().await?;
    Ok(told)
}

async fn enter(db: &Db, house: &House) -> Outcome<TownTx> {
    let Some(town) = &house.town else {
        return db.town(operator::SLUG).write().await;
    };
    let unknown = || Fault::because(format!("there is no town \"{town}\" in this database")).into();
    if town == operator::SLUG {
        return Err(unknown());
    }
    db.town(town).write().await.map_err(|trouble| match trouble {
        Trouble::Refused(refusal) if refusal.code == ProblemCode::NotFound => unknown(),
        other => other,
    })
}

async fn create(tx: &TownTx, flags: CreateFlags) -> Outcome<Account> {
    let wanted = Wanted {
        email: flags.person.email,
        name: flags.name,
        role: flags
            .role
            .unwrap_or_else(|| Role::Administrator.name().to_owned()),
        departments: flags.departments,
        staff: flags.staff,
    };
    let new = wanted
        .in_town(&tx.town, None)
        .map_err(|unfit| Fault(Box::new(unfit)))?;
    let email = new.email.clone();
    if tx.create_account(new, Clock::System.now()).await?.is_none() {
        let known = format!(
            "{email} has an account in {} already; `user invite` makes a new link for it",
            tx.town.name
        );
        return Err(Fault::because(known).into());
    }
    find(tx, &email).await
}

async fn find(tx: &TownTx, email: &str) -> Outcome<Account> {
    let email = address(email);
    let found = tx.account_of(&email).await?;
    found.ok_or_else(|| Fault::because(format!("{} has no account {email}", tx.town.name)).into())
}

async fn invite(tx: &TownTx, account: Account, config: &Config) -> Outcome<String> {
    let name = account.name.clone();
    let link = links::make(tx, account, &Chance::System, Clock::System.now()).await?;
    match link {
        Some(link) => Ok(told(&link, &config.base_url(), &tx.town)),
        None => Err(Fault::because(format!("{name} is locked; `user enable` ends that")).into()),
    }
}

fn told(link: &Link, base_url: &str, town: &Town) -> String {
    let lasts = match link.occasion {
        Occasion::Invitation => "7 days",
        Occasion::Reset => "30 minutes",
        Occasion::FirstAdministrator if town.is_operator() => {
            "15 minutes, because it opens the operator's house"
        }
        Occasion::FirstAdministrator => "15 minutes, because it opens the whole town",
    };
    format!(
        "{} sets a password with this link. It works once, for {lasts}:\n{}",
        link.account.name,
        link.address(base_url, &town.slug)
    )
}

async fn list(tx: &TownTx) -> Outcome<String> {
    let accounts = tx.accounts().await?;
    if accounts.is_empty() {
        return Ok(format!("{} has no accounts yet.", tx.town.name));
    }
    let lines = accounts
        .iter()
        .map(|one| format!("{}\t{}\t{}\t{}", one.email, one.name, one.role, one.state.name()));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}
