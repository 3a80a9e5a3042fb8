//! Process assembly: configuration, pools, rooms, workers, commands.
