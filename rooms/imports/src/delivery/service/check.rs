//! The dry run of a delivery: every row is checked, only counts are kept.

use std::{ops::ControlFlow, time::Duration};

use accounts::Verb;
use incidents::Scope;
use kernel::{Actor, ImportId};
use tokio::{sync::watch, task::spawn_blocking, time::sleep};
use uuid::Uuid;

use super::{Imports, Result};
use crate::{
    check::{Cause, CheckError, CheckOptions, CheckReport, Outputs, check_file_after},
    delivery::{
        error::ImportError,
        gaps::Gaps,
        run::outcome,
        state::ImportState,
        store::{self, RunCounts},
    },
    detect::{Format, Overrides},
    mapping::Mapping,
    read::Position,
};

impl Imports {
    /// The dry run of a mapped delivery: every row is checked, nothing is stored but
    /// counts. Progress and a stop go through the delivery's row. One that was cut off
    /// begins again.
    ///
    /// # Errors
    /// [`ImportError::Conflict`] once rows of the delivery are stored.
    /// [`ImportError::Stopped`] when somebody asked for it.
    pub async fn check(&self, actor: &Actor, id: ImportId) -> Result<CheckReport> {
        let (scope, import) = self.admitted(actor, Verb::RunImport, id).await?;
        let may = match import.state {
            ImportState::Mapped => !import.has_begun(),
            ImportState::Checked | ImportState::Checking => true,
            _ => false,
        };
        let (true, Some(mapping), Some(format)) = (may, import.mapping.clone(), import.format)
        else {
            return Err(ImportError::Conflict);
        };
        let runner = self.begin(&import, ImportState::Checking).await?;
        let done = self.check_rows(&scope, id, runner, mapping, format).await;
        let mut tx = self.db.write().await?;
        let (state, code) = match &done {
            Ok(report) => {
                if store::save_checkpoint(&mut tx, id, runner, &found(report)).await?.is_none() {
                    return Err(ImportError::Stopped);
                }
                match &report.refused {
                    Some(refused) => (ImportState::Refused, Some(refused.code)),
                    None => (ImportState::Checked, None),
                }
            }
            Err(error) => {
                let (state, code) = outcome(error);
                (state, Some(code))
            }
        };
        let now = self.env.now();
        // Whoever took over in the meantime ends the run.
        if store::end_run(&mut tx, id, runner, state, code, now).await? == 0 {
            return Err(ImportError::Stopped);
        }
        if done.is_err() {
            store::reset_counts(&mut tx, id).await?;
        }
        tx.commit().await?;
        done
    }

    /// Reads the file from its first row, and writes how far it is now and then.
    async fn check_rows(
        &self,
        scope: &Scope,
        id: ImportId,
        runner: Uuid,
        mapping: Mapping,
        format: Format,
    ) -> Result<CheckReport> {
        let input = self.open_source(id).await?;
        let mut options = CheckOptions::new(self.today());
        options.limits = self.config.limits;
        options.mapping = Some(mapping);
        options.sites = self.sites(scope).await?;
        options.overrides = Overrides {
            encoding: Some(format.encoding),
            delimiter: Some(format.delimiter),
            header_row: Some(format.header_row),
            headers: Vec::new(),
        };
        let resolver = self.people.resolver(scope).await?;
        let (tell, mut told) = watch::channel(RunCounts::default());
        let checking = spawn_blocking(move || {
            check_file_after(resolver, input, &options, Outputs::default(), &mut |progress| {
                let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
                let counts = RunCounts {
                    rows: count(progress.rows),
                    accepted: count(progress.rows - progress.quarantined),
                    quarantined: count(progress.quarantined),
                    persons: 0,
                    causes: causes_json(progress.causes),
                    position: Position { offset: progress.bytes, row: 0 },
                    gaps: Gaps::none(),
                };
                if tell.send(counts).is_err() {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            })
        });
        let mut stopped = false;
        while told.changed().await.is_ok() {
            let counts = told.borrow_and_update().clone();
            let mut tx = self.db.write().await?;
            let stop = store::save_checkpoint(&mut tx, id, runner, &counts).await?;
            tx.commit().await?;
            stopped = stop.unwrap_or(true);
            if stopped {
                break;
            }
            sleep(Duration::from_millis(250)).await;
        }
        drop(told);
        match checking.await.map_err(|_| ImportError::Broken)? {
            Ok(report) if !stopped => Ok(report),
            Ok(_) | Err(CheckError::Stopped) => Err(ImportError::Stopped),
            Err(CheckError::Mapping(error)) => Err(error.into()),
            Err(CheckError::Input(error) | CheckError::Output(error)) => Err(error.into()),
        }
    }
}

/// The counts of a dry run. Nothing is stored, so there is no place to go on from.
fn found(report: &CheckReport) -> RunCounts {
    let all: Vec<_> = report.causes.iter().chain(&report.warnings).copied().collect();
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let mut gaps = Gaps::none();
    gaps.add_columns(&report.undeclared);
    RunCounts {
        rows: count(report.rows),
        accepted: count(report.accepted),
        quarantined: count(report.quarantined),
        persons: count(report.people),
        causes: causes_json(&all),
        position: Position::default(),
        gaps,
    }
}

fn causes_json(causes: &[Cause]) -> String {
    let map: serde_json::Map<String, serde_json::Value> =
        causes.iter().map(|cause| (cause.code.to_owned(), cause.count.into())).collect();
    serde_json::Value::Object(map).to_string()
}
