//! A saved mapping, fitted to the columns of an extract.

use super::{Action, Column, Field, Mapping, MappingError, propose, squash};

impl Mapping {
    /// The mapping of a file: the saved columns where the header matches (the
    /// same header twice is matched in order), proposals for the others.
    ///
    /// # Errors
    /// A saved mapping that is not valid.
    pub fn for_file(
        saved: Option<&Self>,
        headers: &[String],
        samples: &[Vec<String>],
    ) -> Result<Self, MappingError> {
        let Some(saved) = saved else { return Ok(propose(headers, samples)) };
        saved.validate()?;
        let mut mapping = propose(headers, samples);
        mapping.date_order = saved.date_order;
        mapping.date_system = saved.date_system;
        let mut used = vec![false; saved.columns.len()];
        let mut taken = Vec::new();
        for column in &mut mapping.columns {
            let key = squash(&column.header);
            let found = saved.columns.iter().zip(used.iter_mut()).find(|(known, used)| {
                !**used && (known.header == column.header || squash(&known.header) == key)
            });
            if let Some((known, used)) = found {
                *used = true;
                *column = Column { header: column.header.clone(), ..known.clone() };
                taken.push(column.header.clone());
            }
        }
        // A proposal never competes with what a person decided.
        let decided: Vec<Field> = mapping
            .columns
            .iter()
            .filter(|column| taken.contains(&column.header) && column.action == Action::Store)
            .filter_map(|column| column.field)
            .collect();
        for column in &mut mapping.columns {
            if column.action == Action::Store
                && !taken.contains(&column.header)
                && column.field.is_some_and(|field| decided.contains(&field))
            {
                column.action = Action::Flag;
                column.confidence = column.confidence.min(0.5);
            }
        }
        mapping.validate()?;
        Ok(mapping)
    }
}
