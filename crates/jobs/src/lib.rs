//! Background work kept in the database: queue, claims, retries, schedules.
