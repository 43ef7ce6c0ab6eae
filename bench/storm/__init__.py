"""The storm: the last hour before a deadline, played in some minutes against the whole site, and then proved."""
