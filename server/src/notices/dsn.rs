//! What mail servers send back when a mail could not be delivered: delivery status notifications (RFC 3464). Anybody can write
//! one; it is believed because of who hands it in, and only about a message of ours that it names.

use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

use super::name::Name;

/// A notification about one of our messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Which one.
    pub name: Name,
    /// Whether trying again would not help.
    pub for_good: bool,
    /// What the other mail server said.
    pub said: String,
}

/// Reads a notification; nothing if it is none, or about no message of ours.
#[must_use]
pub fn read(raw: &[u8]) -> Option<Returned> {
    let report = MessageParser::default().parse(raw)?;
    let (mut verdict, mut name) = (None, None);
    for part in &report.parts {
        let kind = part
            .content_type()
            .map(|kind| (kind.ctype(), kind.subtype().unwrap_or_default()));
        match (kind, &part.body) {
            (Some((ctype, subtype)), body) if is(ctype, subtype, "message", "delivery-status") => {
                verdict = verdict.or_else(|| verdict_of(&text_of(body)?));
            }
            (Some((ctype, subtype)), body) if is(ctype, subtype, "text", "rfc822-headers") => {
                let headers = format!("{}\r\n\r\n", text_of(body)?.trim_end());
                name = name.or_else(|| name_of(&MessageParser::default().parse(headers.as_bytes())?));
            }
            (_, PartType::Message(original)) => name = name.or_else(|| name_of(original)),
            _ => {}
        }
    }
    let (for_good, said) = verdict?;
    Some(Returned {
        name: name?,
        for_good,
        said,
    })
}

fn is(ctype: &str, subtype: &str, wanted: &str, wanted_subtype: &str) -> bool {
    ctype.eq_ignore_ascii_case(wanted) && subtype.eq_ignore_ascii_case(wanted_subtype)
}

fn text_of(body: &PartType<'_>) -> Option<String> {
    match body {
        PartType::Text(text) => Some(text.to_string()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        _ => None,
    }
}

fn name_of(original: &Message<'_>) -> Option<Name> {
    let (name, _) = original.message_id()?.split_once('@')?;
    name.parse().ok()
}

/// Whether it failed for good, and what was said: fields of a recipient (RFC 3464, 2.3). Our messages have one.
fn verdict_of(fields: &str) -> Option<(bool, String)> {
    let field = |wanted: &str| {
        let lines = fields.lines().filter_map(|line| line.split_once(':'));
        let mut found = lines.filter(|(name, _)| name.trim().eq_ignore_ascii_case(wanted));
        found.next().map(|(_, value)| value.trim().to_owned())
    };
    let (action, status) = (field("Action")?, field("Status")?);
    let for_good = action.eq_ignore_ascii_case("failed") && status.starts_with("5.");
    Some((for_good, field("Diagnostic-Code").unwrap_or(status)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "7.00000000-0000-0000-0000-00000000000b";

    /// As Postfix writes it.
    fn notification(action: &str, status: &str, original: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mail.example\r\nTo: termine@rathaus.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\
             Message-ID: <1.00000000-0000-0000-0000-000000000001@mail.example>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n\
             Final-Recipient: rfc822; mika@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\
             Diagnostic-Code: smtp; 550 5.1.1 no such mailbox\r\n\r\n{original}--b--\r\n"
        )
    }

    fn whole(id: &str) -> String {
        format!(
            "--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{id}@rathaus.example>\r\nSubject: Ihr Termin\r\n\r\nGuten Tag\r\n"
        )
    }

    fn headers(id: &str) -> String {
        format!(
            "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: Ihr Termin\r\nMessage-ID: <{id}@rathaus.example>\r\n\r\n"
        )
    }

    #[test]
    fn a_notification_names_the_message_it_is_about_not_itself() {
        for original in [whole(NAME), headers(NAME)] {
            let read = read(notification("failed", "5.1.1", &original).as_bytes()).expect("a notification");
            assert_eq!(read.name.to_string(), NAME);
            assert!(read.for_good);
            assert_eq!(read.said, "smtp; 550 5.1.1 no such mailbox");
        }
    }

    #[test]
    fn what_is_late_is_not_lost() {
        for (action, status) in [
            ("delayed", "4.4.1"),
            ("failed", "4.4.7"),
            ("relayed", "2.0.0"),
            ("delayed", "5.0.0"),
        ] {
            let read = read(notification(action, status, &whole(NAME)).as_bytes()).expect("a notification");
            assert!(!read.for_good, "{action} {status}");
        }
    }

    #[test]
    fn anything_else_is_nothing() {
        let ours = notification("failed", "5.1.1", &whole(NAME));
        let strangers = notification("failed", "5.1.1", &whole("abc.def"));
        let nameless = notification("failed", "5.1.1", "");
        for raw in [
            "",
            "\0\u{1}",
            "Subject: x\r\n\r\nMessage-ID: <7.x@y>",
            &strangers,
            &nameless,
        ] {
            assert_eq!(read(raw.as_bytes()), None, "{raw}");
        }
        // Cut off or damaged anywhere, it is read or it is not.
        for at in 0..ours.len() {
            let _ = read(&ours.as_bytes()[..at]);
            let mut damaged = ours.clone().into_bytes();
            damaged[at] = 0xff;
            let _ = read(&damaged);
        }
    }
}
